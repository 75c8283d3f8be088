//! Many tokens: at full speed against a stand-in, and a million of them for what they leave behind.

use super::{Verdict, Workshop, node_tests_with};
use crate::build;
use crate::setup;
use crate::shell;
use anyhow::Result;
use mock::{Config, Site, StandIn};

pub(super) fn run(workshop: &Workshop) -> Result<Verdict> {
    let consumer = workshop.consumer()?;
    let site = Site { www: build::site()?, pkg: workshop.package()?.to_owned() };
    let browser = setup::chromium()?;
    let stand_in = StandIn::start(Config { limit: 40, site: Some(site), ..Config::default() })?;
    // One after the other: what is measured is a pace.
    let mut tests = node_tests_with("bulk", &["--test-concurrency=1"])?;
    tests
        .env("CONSUMER", consumer)
        .env("STAND_IN_URL", stand_in.url())
        .env("CHROMIUM", browser.program);
    shell::run(&mut tests)?;
    Ok(Verdict::Passed)
}
