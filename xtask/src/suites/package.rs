//! The packed tarball, used from an empty project in Node.

use super::{Verdict, Workshop, node_tests};
use crate::shell;
use anyhow::Result;

pub(super) fn run(workshop: &Workshop) -> Result<Verdict> {
    let consumer = workshop.consumer()?;
    let mut tests = node_tests("package")?;
    shell::run(tests.env("CONSUMER", consumer).env("STAND_IN_URL", workshop.stand_in()?))?;
    Ok(Verdict::Passed)
}
