//! The relay of the packed tarball: its contract as one table of cases, in every host.

use super::{Verdict, Workshop, faults, node_tests};
use crate::places;
use crate::setup;
use crate::shell;
use anyhow::Result;

/// The suite of the hosts, as it is named on the command line.
pub(super) const HOSTS: &str = "relay-hosts";

/// The table of cases over the hosts that come with Node.
pub(super) fn run(workshop: &Workshop) -> Result<Verdict> {
    let mut tests = node_tests("relay")?;
    tests.env("CONSUMER", workshop.consumer()?).env("MOCK_SERVER_URL", workshop.mock_server()?);
    shell::run(&mut tests)?;
    Ok(Verdict::Passed)
}

/// The table of cases in every host, each in a project of its own.
pub(super) fn in_hosts(workshop: &Workshop) -> Result<Verdict> {
    // Deno, Bun and workerd are among them.
    setup::suite_packages("runtimes", "the runtimes")?;
    let mut tests = node_tests("relay/hosts")?;
    tests
        .env("CONSUMER", workshop.consumer()?)
        .env("MOCK_SERVER_URL", workshop.mock_server()?)
        .env("PROJECTS", places::target().join(HOSTS))
        .env("ONLY", workshop.projects(HOSTS));
    shell::run(&mut tests)?;
    Ok(Verdict::Passed)
}

/// The table of failures in Chromium through the relay, and Chromium's own repeats of a request.
pub(super) fn in_browser(workshop: &Workshop) -> Result<Verdict> {
    faults::run_in("relay/browser", workshop)
}

/// Two instances over a real Redis, which is killed in the middle.
pub(super) fn over_redis(workshop: &Workshop) -> Result<Verdict> {
    let redis = setup::redis()?;
    let mut tests = node_tests("relay/redis")?;
    tests
        .env("CONSUMER", workshop.consumer()?)
        .env("MOCK_SERVER_URL", workshop.mock_server()?)
        .env("PROJECTS", places::target().join(HOSTS))
        .env("REDIS", redis);
    shell::run(&mut tests)?;
    Ok(Verdict::Passed)
}

/// A hundred thousand requests that nobody would write, and many at once.
pub(super) fn under_load(workshop: &Workshop) -> Result<Verdict> {
    let consumer = workshop.consumer()?;
    for folder in ["relay/fuzz", "relay/load"] {
        shell::run(node_tests(folder)?.env("CONSUMER", consumer))?;
    }
    Ok(Verdict::Passed)
}
