//! The contract, run inside of every runtime against the packed tarball.

use super::{Verdict, Workshop, node_guard, node_tests_in};
use crate::places;
use crate::setup;
use crate::shell::{self, program, say};
use anyhow::Result;
use std::process::Command;

/// The versions of Node besides the one that runs everything else.
const NODES: [&str; 3] = ["node-20", "node-22", "node-24"];

pub(super) fn node(workshop: &Workshop) -> Result<Verdict> {
    let mut there = Vec::new();
    for name in NODES {
        match setup::node_package(name)? {
            Some(node) => there.push((name, node)),
            None => {
                say(format!("{name} is left out: there is no npm package of it for this platform"))
            }
        }
    }
    if there.is_empty() {
        return Ok(Verdict::Skipped("npm has no package of Node for this platform".to_owned()));
    }
    shell::run(try_in(workshop)?.args(there.iter().map(|(name, _)| name)))?;
    for (name, node) in there {
        say(format!("jsdom's signals in {name}"));
        let mut tests = node_tests_in(node.as_os_str(), "runtimes", &[])?;
        shell::run(tests.env("CONSUMER", workshop.consumer()?))?;
    }
    Ok(Verdict::Passed)
}

pub(super) fn deno(workshop: &Workshop) -> Result<Verdict> {
    in_program(workshop, "deno")
}

pub(super) fn bun(workshop: &Workshop) -> Result<Verdict> {
    in_program(workshop, "bun")
}

pub(super) fn workerd(workshop: &Workshop) -> Result<Verdict> {
    in_program(workshop, "workerd")
}

fn in_program(workshop: &Workshop, name: &str) -> Result<Verdict> {
    setup::suite_packages("runtimes", "the runtimes")?;
    shell::run(try_in(workshop)?.arg(name))?;
    Ok(Verdict::Passed)
}

pub(super) fn chromium(workshop: &Workshop) -> Result<Verdict> {
    let browser = setup::chromium()?;
    shell::run(try_in(workshop)?.arg("chromium").env("CHROMIUM", browser.program))?;
    Ok(Verdict::Passed)
}

pub(super) fn firefox(workshop: &Workshop) -> Result<Verdict> {
    let browser = match setup::firefox() {
        Ok(browser) => browser,
        Err(reason) => return Ok(Verdict::Skipped(format!("{reason:#}"))),
    };
    shell::run(try_in(workshop)?.arg("firefox").env("FIREFOX", browser))?;
    Ok(Verdict::Passed)
}

pub(super) fn webkit(workshop: &Workshop) -> Result<Verdict> {
    let browser = match setup::webkit() {
        Ok(browser) => browser,
        Err(reason) => return Ok(Verdict::Skipped(format!("{reason:#}"))),
    };
    let mut command = try_in(workshop)?;
    command.arg("webkit").env("WEBKIT_DRIVER", browser.driver).env("XVFB", browser.display);
    shell::run(&mut command)?;
    Ok(Verdict::Passed)
}

fn try_in(workshop: &Workshop) -> Result<Command> {
    let mut command = program("node");
    command
        .arg(places::root().join("tests/runtimes/run.mjs"))
        .env("CONSUMER", workshop.consumer()?)
        .env("NODE_OPTIONS", node_guard());
    Ok(command)
}
