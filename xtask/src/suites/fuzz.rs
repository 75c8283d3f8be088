//! The pure modules under whatever libFuzzer thinks of, for a while each.

use super::{Verdict, Workshop};
use crate::places;
use crate::setup;
use crate::shell::{self, program, say};
use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread::available_parallelism;

/// For each target, in seconds.
const TIME: u32 = 10;

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
    let targets = fs::read_dir(home.join("seeds"))?.map(|entry| Ok(entry?.file_name()));
    let targets = targets.collect::<Result<Vec<_>>>()?;
    let at_once = available_parallelism().map_or(1, usize::from);
    for targets in targets.chunks(at_once) {
        let running = targets.iter().map(|target| Ok((target, start(&tool, &home, target)?)));
        let running = running.collect::<Result<Vec<_>>>()?;
        let ended = running.into_iter().map(|(target, mut fuzzer)| Ok((target, fuzzer.wait()?)));
        for (target, status) in ended.collect::<Result<Vec<_>>>()? {
            if !status.success() {
                io::copy(&mut File::open(log_of(target))?, &mut io::stdout())?;
                bail!(
                    "the target {} has a finding; its input is in fuzz/artifacts",
                    target.display()
                );
            }
        }
    }
    Ok(Verdict::Passed)
}

/// Where a target's output goes: libFuzzer ends with a dictionary of hundreds of lines.
fn log_of(target: &OsStr) -> PathBuf {
    found_by(target).with_extension("log")
}

/// Where the inputs go that a target finds: the seeds stay as they are.
fn found_by(target: &OsStr) -> PathBuf {
    places::target().join("fuzz-corpus").join(target)
}

/// Starts a target on its seeds.
fn start(tool: &Path, home: &Path, target: &OsStr) -> Result<Child> {
    say(format!("Fuzzing {} for {TIME} s", target.display()));
    let found = found_by(target);
    fs::create_dir_all(&found)?;
    let log = File::create(log_of(target))?;
    let mut run = fuzz(tool, "run");
    run.args([target, found.as_os_str(), home.join("seeds").join(target).as_os_str()]).args([
        "--",
        "-verbosity=0",
        &format!("-max_total_time={TIME}"),
    ]);
    run.stdout(log.try_clone()?).stderr(log);
    run.spawn().context("cargo-fuzz could not be started")
}

fn fuzz(tool: &Path, command: &str) -> Command {
    let mut fuzz = program(tool);
    // Instrumentation is a nightly's; this makes the stable compiler take it.
    fuzz.env("RUSTC_BOOTSTRAP", "1")
        .args(["fuzz", command, "--target-dir"])
        .arg(places::target().join("fuzz"));
    fuzz
}
