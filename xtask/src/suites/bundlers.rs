//! The packed tarball in what dashboards are built and tested with, each in a project of its own.

use super::{Verdict, Workshop, node_tests, workers};
use crate::places;
use crate::setup;
use crate::shell;
use anyhow::{Result, bail, ensure};
use std::fs;

/// As it is named on the command line.
pub(super) const NAME: &str = "bundlers";

/// The suites whose parts can be named, as in `bundlers/vite`.
const SUITES_OF_PROJECTS: [&str; 2] = [NAME, workers::NAME];

pub(super) fn run(workshop: &Workshop) -> Result<Verdict> {
    let consumer = workshop.consumer()?;
    let browser = setup::chromium()?;
    let mut tests = node_tests(NAME)?;
    tests
        .env("CONSUMER", consumer)
        .env("STAND_IN_URL", workshop.stand_in()?)
        .env("CHROMIUM", browser.program)
        .env("PROJECTS", places::target().join(NAME))
        .env("ONLY", workshop.projects(NAME));
    shell::run(&mut tests)?;
    Ok(Verdict::Passed)
}

/// Makes sure that this part of this suite is one of its projects.
pub(super) fn check_project(suite: &str, part: &str) -> Result<()> {
    ensure!(
        SUITES_OF_PROJECTS.contains(&suite),
        "The suite {suite:?} has no parts; {} have.",
        SUITES_OF_PROJECTS.join(" and ")
    );
    let mut names = Vec::new();
    for entry in fs::read_dir(places::root().join("tests").join(suite))? {
        let entry = entry?;
        if entry.path().join("package.json").is_file() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    if !names.iter().any(|name| name == part) {
        bail!("There is no {part:?} in {suite}. There are: {}", names.join(", "));
    }
    Ok(())
}
