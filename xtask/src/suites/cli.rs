//! The command line, as it is installed from the packed tarball.

use super::{Verdict, Workshop, node_tests_with};
use crate::shell;
use anyhow::Result;
use mock::{Config, MockServer};
use std::process::Command;

/// The requests in a second that the vendor's elevated tier has.
const ELEVATED: u32 = 40;

/// How many files run at a time. Most tests wait for processes and timers; by default, Node runs one file at a time on two
/// cores.
const FILES: &str = "--test-concurrency=3";

pub(super) fn run(workshop: &Workshop) -> Result<Verdict> {
    shell::run(&mut tests(workshop, "cli", &workshop.mock_server()?)?)?;
    Ok(Verdict::Passed)
}

pub(super) fn incident(workshop: &Workshop) -> Result<Verdict> {
    let mock_server = MockServer::start(Config { limit: ELEVATED, ..Config::default() })?;
    let mut tests = tests(workshop, "cli/incident", &mock_server.url())?;
    workshop.run_beside("cli-incident", &mut tests, mock_server)
}

fn tests(workshop: &Workshop, folder: &str, mock_server: &str) -> Result<Command> {
    let mut tests = node_tests_with(folder, &[FILES])?;
    tests.env("CONSUMER", workshop.consumer()?).env("MOCK_SERVER_URL", mock_server);
    Ok(tests)
}
