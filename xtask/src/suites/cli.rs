//! The command line, as it is installed from the packed tarball.

use super::{Verdict, Workshop, node_tests};
use crate::shell;
use anyhow::Result;
use mock::{Config, StandIn};

/// The requests in a second that the vendor's elevated tier has.
const ELEVATED: u32 = 40;

pub(super) fn run(workshop: &Workshop) -> Result<Verdict> {
    test(workshop, "cli", &workshop.stand_in()?)
}

pub(super) fn incident(workshop: &Workshop) -> Result<Verdict> {
    let stand_in = StandIn::start(Config { limit: ELEVATED, ..Config::default() })?;
    test(workshop, "cli/incident", &stand_in.url())
}

fn test(workshop: &Workshop, folder: &str, stand_in: &str) -> Result<Verdict> {
    let consumer = workshop.consumer()?;
    let mut tests = node_tests(folder)?;
    shell::run(tests.env("CONSUMER", consumer).env("STAND_IN_URL", stand_in))?;
    Ok(Verdict::Passed)
}
