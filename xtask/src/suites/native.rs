//! Everything that needs no JavaScript.

use super::{Verdict, Workshop};
use crate::shell::{self, program};
use anyhow::Result;

pub(super) fn run(_: &Workshop) -> Result<Verdict> {
    shell::run(program("cargo").args(["test", "--workspace", "--all-features"]))?;
    Ok(Verdict::Passed)
}
