//! What a server can do wrong, in Node and in Chromium.

use super::{Verdict, Workshop, node_tests};
use crate::setup;
use crate::shell;
use anyhow::Result;

pub(super) fn run(workshop: &Workshop) -> Result<Verdict> {
    let browser = setup::chromium()?;
    let mut tests = node_tests("faults")?;
    tests
        .env("PACKAGE", workshop.package()?)
        .env("MOCK_SERVER_URL", workshop.mock_server()?)
        .env("CHROMIUM", browser.program);
    shell::run(&mut tests)?;
    Ok(Verdict::Passed)
}
