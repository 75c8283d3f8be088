//! Prints the Node tests that failed once more at the end of the command, because the suites print much after a failure.

use crate::places;
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many runs have been given a file.
static RUNS: AtomicUsize = AtomicUsize::new(0);

/// Removes what earlier runs have left.
pub(super) fn forget() -> Result<()> {
    let folder = folder();
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(folder).context("the folder for failed tests could not be made")
}

/// Returns the options of Node with which a run of a folder's tests writes its failures to a file of its own.
pub(super) fn reporter(tests: &str) -> [String; 2] {
    let run = RUNS.fetch_add(1, Ordering::Relaxed);
    let file = folder().join(format!("{run:03}-{}.txt", tests.replace('/', "-")));
    let reporter = places::root().join("tests/failures.mjs");
    [
        format!("--test-reporter={}", reporter.display()),
        format!("--test-reporter-destination={}", file.display()),
    ]
}

/// Prints the failures of all runs.
pub(super) fn print() -> Result<()> {
    let mut files =
        fs::read_dir(folder())?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<PathBuf>>>()?;
    files.sort();
    for file in files {
        let failures = fs::read_to_string(file)?;
        if !failures.is_empty() {
            println!("{failures}");
        }
    }
    Ok(())
}

fn folder() -> PathBuf {
    places::target().join("failures")
}
