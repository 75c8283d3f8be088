//! The packed tarball in what dashboards are built and tested with, each in a project of its own.

use super::{Verdict, Workshop, node_tests, relay, workers};
use crate::places;
use crate::setup;
use crate::shell;
use anyhow::{Context, Result, bail};
use std::fs;

/// As it is named on the command line.
pub(super) const NAME: &str = "bundlers";

/// The suites whose parts can be named, as in `bundlers/vite`, and the folders of their projects in `tests/`.
const SUITES_OF_PROJECTS: [(&str, &str); 3] =
    [(NAME, NAME), (workers::NAME, workers::NAME), (relay::HOSTS, "relay/hosts")];

pub(super) fn run(workshop: &Workshop) -> Result<Verdict> {
    let consumer = workshop.consumer()?;
    let browser = setup::chromium()?;
    let mut tests = node_tests(NAME)?;
    tests
        .env("CONSUMER", consumer)
        .env("MOCK_SERVER_URL", workshop.mock_server()?)
        .env("CHROMIUM", browser.program)
        .env("PROJECTS", places::target().join(NAME))
        .env("ONLY", workshop.projects(NAME));
    shell::run(&mut tests)?;
    Ok(Verdict::Passed)
}

/// Makes sure that this part of this suite is one of its projects.
pub(super) fn check_project(suite: &str, part: &str) -> Result<()> {
    let suites = SUITES_OF_PROJECTS.map(|(name, _)| name);
    let (_, folder) =
        SUITES_OF_PROJECTS.into_iter().find(|(name, _)| *name == suite).with_context(|| {
            format!("The suite {suite:?} has no parts; {} have.", suites.join(", "))
        })?;
    let mut names = Vec::new();
    for entry in fs::read_dir(places::root().join("tests").join(folder))? {
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
