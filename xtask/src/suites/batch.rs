//! Many tokens: at full speed against a mock server, and a million of them to see what stays in memory.

use super::{Verdict, Workshop, node_tests, node_tests_with};
use crate::setup;
use crate::shell;
use anyhow::Result;
use mock::{Config, MockServer, Site};

pub(super) fn run(workshop: &Workshop) -> Result<Verdict> {
    let consumer = workshop.consumer()?;
    let www = workshop.site()?.to_owned();
    let site = Site { pkg: www.join("pkg"), www, relay: None };
    let browser = setup::chromium()?;
    let mock_server =
        MockServer::start(Config { limit: 40, site: Some(site), ..Config::default() })?;
    // They wait more than they work.
    let mut tests = node_tests_with("batch", &["--test-concurrency=3"])?;
    tests
        .env("CONSUMER", consumer)
        .env("MOCK_SERVER_URL", mock_server.url())
        .env("CHROMIUM", browser.program);
    // Before the others: it needs a core, and what they measure is a pace.
    shell::run(node_tests("batch/memory")?.env("CONSUMER", consumer))?;
    workshop.run_beside("batch", &mut tests, mock_server)
}
