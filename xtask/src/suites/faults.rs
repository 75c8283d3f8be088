//! What a server can do wrong, in Node and in Chromium.

use super::{Verdict, Workshop, node_tests};
use crate::setup;
use crate::shell;
use anyhow::Result;

pub(super) fn run(workshop: &Workshop) -> Result<Verdict> {
    run_in("faults", workshop)
}

/// Runs the tests of a folder that meet failures in Node and in Chromium.
pub(super) fn run_in(folder: &str, workshop: &Workshop) -> Result<Verdict> {
    let browser = setup::chromium()?;
    let mut tests = node_tests(folder)?;
    tests
        .env("PACKAGE", workshop.package()?)
        .env("MOCK_SERVER_URL", workshop.mock_server()?)
        .env("CHROMIUM", browser.program);
    shell::run(&mut tests)?;
    Ok(Verdict::Passed)
}
