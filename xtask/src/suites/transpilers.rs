//! The published files after transpilers and minifiers, and README's table of the oldest browsers.

use super::{Verdict, Workshop, node_tests};
use crate::places;
use crate::setup;
use crate::shell;
use anyhow::Result;
use std::process::Command;

/// The folder of the tests, and of the projects that they make.
const NAME: &str = "transpilers";

/// The Node that runs the contract's cases.
const NODE: &str = "node-20";

pub(super) fn quick(workshop: &Workshop) -> Result<Verdict> {
    with_node(|| shell::run(&mut tests(workshop)?))
}

pub(super) fn matrix(workshop: &Workshop) -> Result<Verdict> {
    with_node(|| {
        let browser = setup::chromium()?;
        shell::run(tests(workshop)?.env("MATRIX", "1").env("CHROMIUM", browser.program))
    })
}

fn with_node(run: impl Fn() -> Result<()>) -> Result<Verdict> {
    if setup::node_package(NODE)?.is_none() {
        let reason = format!("npm has no package of {NODE} for this platform");
        return Ok(Verdict::Skipped(reason));
    }
    run()?;
    Ok(Verdict::Passed)
}

fn tests(workshop: &Workshop) -> Result<Command> {
    setup::suite_packages(NAME, "the transpilers")?;
    let mut tests = node_tests(NAME)?;
    tests
        .env("CONSUMER", workshop.consumer()?)
        .env("PROJECTS", places::target().join(NAME))
        .env_remove("MATRIX");
    Ok(tests)
}
