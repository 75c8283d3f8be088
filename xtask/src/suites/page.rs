//! The demo page, driven by a person's means in a real browser.

use super::{Verdict, Workshop, node_tests};
use crate::build;
use crate::places;
use crate::setup;
use crate::shell;
use anyhow::Result;
use mock::{Config, Site, StandIn};

pub(super) fn run(workshop: &Workshop) -> Result<Verdict> {
    let browser = setup::chromium()?;
    let site = Site { www: build::site()?, pkg: workshop.package()?.to_owned() };
    let stand_in = StandIn::start(Config { site: Some(site), ..Config::default() })?;
    let mut tests = node_tests("page")?;
    tests
        .env("STAND_IN_URL", stand_in.url())
        .env("CHROMIUM", browser.program)
        .env("ARTEFACTS", places::artefacts());
    shell::run(&mut tests)?;
    Ok(Verdict::Passed)
}
