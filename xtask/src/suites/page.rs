//! The page, driven by a person's means in real browsers.

use super::{Verdict, Workshop, node_tests, node_tests_with};
use crate::places;
use crate::relay::Relay;
use crate::setup;
use crate::shell;
use anyhow::Result;
use mock::{Config, MockServer, Site};

/// The page in Chromium.
pub(super) fn run(workshop: &Workshop) -> Result<Verdict> {
    let browser = setup::chromium()?;
    let servers = Servers::start(workshop)?;
    let mut most = node_tests_with("page", &["--test-concurrency=3"])?;
    // The tests of one token count the requests that arrive: no other file may send to their server.
    let mut one = node_tests("page/one")?;
    for tests in [&mut most, &mut one] {
        tests
            .env("MOCK_SERVER_URL", servers.mock_server.url())
            .env("FAST_SERVER_URL", servers.fast_server.url())
            .env("CHROMIUM", &browser.program)
            .env("ARTEFACTS", places::artefacts());
    }
    shell::run(&mut most)?;
    workshop.run_beside("page", &mut one, servers)
}

/// The flows of the page in Firefox and in WebKitGTK.
pub(super) fn in_other_browsers(workshop: &Workshop) -> Result<Verdict> {
    let (firefox, webkit) = match (setup::firefox(), setup::webkit()) {
        (Ok(firefox), Ok(webkit)) => (firefox, webkit),
        (Err(reason), _) | (_, Err(reason)) => return Ok(Verdict::Skipped(format!("{reason:#}"))),
    };
    let servers = Servers::start(workshop)?;
    // Both browsers at once: each waits more than it works.
    let mut tests = node_tests_with("page/browsers", &["--test-concurrency=2"])?;
    tests
        .env("MOCK_SERVER_URL", servers.mock_server.url())
        .env("FAST_SERVER_URL", servers.fast_server.url())
        .env("FIREFOX", firefox)
        .env("WEBKIT_DRIVER", webkit.driver)
        .env("XVFB", webkit.display);
    shell::run(tests.env("ARTEFACTS", places::artefacts()))?;
    Ok(Verdict::Passed)
}

/// What serves the page to the tests.
struct Servers {
    mock_server: MockServer,
    /// Another one, whose quota is out of the way.
    fast_server: MockServer,
    /// Ends with the tests.
    _relay: Relay,
}

impl Servers {
    fn start(workshop: &Workshop) -> Result<Servers> {
        let package = workshop.package()?;
        let www = workshop.site()?.to_owned();
        let mut relay = Relay::start(package)?;
        let site = Site { pkg: www.join("pkg"), www, relay: Some(relay.address()) };
        let fast = Config { site: Some(site.clone()), limit: 1_000_000, ..Config::default() };
        let fast_server = MockServer::start(fast)?;
        let mock_server = MockServer::start(Config { site: Some(site), ..Config::default() })?;
        relay.send_to(&mock_server.url())?;
        Ok(Servers { mock_server, fast_server, _relay: relay })
    }
}
