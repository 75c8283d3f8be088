//! The applications of `examples/`: installed with the packed tarball or compiled, linted, started, and driven in Chromium.

use super::{Verdict, Workshop, axum, node_tests_in};
use crate::places;
use crate::setup;
use crate::shell;
use anyhow::{Context, Result};
use std::env;

/// The Node that the applications run in. They need a newer one than the package.
const NODE: &str = "node-24";

pub(super) fn run(workshop: &Workshop) -> Result<Verdict> {
    let Some(node) = setup::node_package(NODE)? else {
        return Ok(Verdict::Skipped("npm has no package of Node 24 for this platform".to_owned()));
    };
    let browser = setup::chromium()?;
    let redis = setup::redis()?;
    // npm and what it starts find the same Node.
    let folder = node.parent().context("the program has a folder")?.to_owned();
    let path = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths(std::iter::once(folder).chain(env::split_paths(&path)))?;
    // An application is installed while another is tested.
    let mut tests = node_tests_in(node.as_os_str(), "examples", &["--test-concurrency=3"])?;
    tests
        .env("PATH", path)
        .env("AXUM_EXAMPLE", axum::application()?)
        .env("CONSUMER", workshop.consumer()?)
        .env("MOCK_SERVER_URL", workshop.mock_server()?)
        .env("CHROMIUM", browser.program)
        .env("REDIS", redis)
        .env("XTASK", &workshop.program)
        .env("PROJECTS", places::target().join("examples"));
    shell::run(&mut tests)?;
    Ok(Verdict::Passed)
}
