//! The reader of tokens, which the command line and the page share, in Node.

use super::{Verdict, Workshop, node_tests};
use crate::setup;
use crate::shell;
use anyhow::Result;

pub(super) fn run(_: &Workshop) -> Result<Verdict> {
    setup::npm_packages()?;
    shell::run(&mut node_tests("reader")?)?;
    Ok(Verdict::Passed)
}
