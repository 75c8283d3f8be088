//! The pure modules under whatever libFuzzer thinks of, for a while each.

use super::{Verdict, Workshop};
use crate::places;
use crate::setup;
use crate::shell::{self, program, say};
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;
use std::process::Command;

/// For each target, in seconds.
const TIME: u32 = 20;

pub(super) fn run(_: &Workshop) -> Result<Verdict> {
    if cfg!(windows) {
        return Ok(Verdict::Skipped("cargo-fuzz does not run on Windows".to_owned()));
    }
    if !shell::has("c++") {
        return Ok(Verdict::Skipped(
            "libFuzzer needs a C++ compiler, and there is no c++".to_owned(),
        ));
    }
    let tool = match setup::cargo_fuzz() {
        Ok(tool) => tool,
        Err(error) => return Ok(Verdict::Skipped(format!("{error:#}"))),
    };
    let home = places::root().join("fuzz");
    shell::run(&mut fuzz(&tool, "build")).context("the fuzz targets do not compile")?;
    for entry in fs::read_dir(home.join("seeds"))? {
        let target = entry?.file_name();
        say(format!("Fuzzing {} for {TIME} s", target.display()));
        // What is found on the way goes to the first folder; the seeds stay as they are.
        let found = places::target().join("fuzz-corpus").join(&target);
        fs::create_dir_all(&found)?;
        let mut run = fuzz(&tool, "run");
        run.args([&target, found.as_os_str(), home.join("seeds").join(&target).as_os_str()])
            .args(["--", "-verbosity=0", &format!("-max_total_time={TIME}")]);
        shell::run(&mut run).with_context(|| {
            format!("the target {} has a finding; its input is in fuzz/artifacts", target.display())
        })?;
    }
    Ok(Verdict::Passed)
}

fn fuzz(tool: &Path, command: &str) -> Command {
    let mut fuzz = program(tool);
    // Instrumentation is a nightly's; this makes the stable compiler take it.
    fuzz.env("RUSTC_BOOTSTRAP", "1")
        .args(["fuzz", command, "--target-dir"])
        .arg(places::target().join("fuzz"));
    fuzz
}
