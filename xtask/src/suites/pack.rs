//! The packed tarball as a publisher, a bundler and a module resolver see it.

use super::{Verdict, Workshop, node_tests};
use crate::shell;
use anyhow::Result;

pub(super) fn run(workshop: &Workshop) -> Result<Verdict> {
    let consumer = workshop.consumer()?;
    let mut tests = node_tests("pack")?;
    tests.env("CONSUMER", consumer).env("CRATE_VERSION", env!("CARGO_PKG_VERSION"));
    shell::run(&mut tests)?;
    Ok(Verdict::Passed)
}
