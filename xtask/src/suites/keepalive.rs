//! A revocation made while its page ends, in Chromium and in Firefox.

use super::{Verdict, Workshop, node_tests};
use crate::setup;
use crate::shell;
use anyhow::Result;

pub(super) fn run(workshop: &Workshop) -> Result<Verdict> {
    let chromium = setup::chromium()?.program;
    let firefox = setup::firefox()?;
    let mut tests = node_tests("keepalive")?;
    tests.env("PACKAGE", workshop.package()?).env("CHROMIUM", chromium).env("FIREFOX", firefox);
    shell::run(&mut tests)?;
    Ok(Verdict::Passed)
}
