//! The packed tarball in Cloudflare Workers, built by what Workers are built with and run in workerd.

use super::{Verdict, Workshop, node_tests};
use crate::places;
use crate::setup;
use crate::shell;
use anyhow::Result;

/// As it is named on the command line.
pub(super) const NAME: &str = "workers";

pub(super) fn run(workshop: &Workshop) -> Result<Verdict> {
    // workerd is among them.
    setup::suite_packages("runtimes", "the runtimes")?;
    let mut tests = node_tests(NAME)?;
    tests
        .env("CONSUMER", workshop.consumer()?)
        .env("MOCK_SERVER_URL", workshop.mock_server()?)
        .env("PROJECTS", places::target().join(NAME))
        .env("ONLY", workshop.projects(NAME));
    shell::run(&mut tests)?;
    Ok(Verdict::Passed)
}
