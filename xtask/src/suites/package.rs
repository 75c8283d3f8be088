//! The packed tarball, used from an empty project in Node.

use super::{Verdict, Workshop, node_tests};
use crate::shell;
use anyhow::Result;

pub(super) fn run(workshop: &Workshop) -> Result<Verdict> {
    let consumer = workshop.consumer()?;
    let mut tests = node_tests("package")?;
    shell::run(tests.env("CONSUMER", consumer).env("MOCK_SERVER_URL", workshop.mock_server()?))?;
    Ok(Verdict::Passed)
}
