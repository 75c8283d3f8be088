//! Mutation testing: each rule of the pure modules is changed, and a test must notice.

use super::{Verdict, Workshop};
use crate::places;
use crate::setup;
use crate::shell::{program, say};
use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::path::Path;
use std::thread::available_parallelism;

/// Of the mutants that compile, so many must be caught, in per cent.
const CAUGHT: f64 = 95.0;

/// Where the survivors are listed, each with the reason.
const LIST: &str = "tests/mutants/survivors.md";

/// How cargo-mutants ends: all caught, some missed, some timed out.
const RAN: [i32; 3] = [0, 2, 3];

/// The share of the mutants of a call that the simulation alone must catch, in per cent.
const CAUGHT_BY_SIMULATION: f64 = 90.0;

pub(super) fn run(_: &Workshop) -> Result<Verdict> {
    let listed = listed(&fs::read_to_string(places::root().join(LIST))?)?;
    let tool = setup::cargo_mutants()?;
    say("Changing one rule after the other, some twenty minutes on two cores");
    let found = mutate(&tool, &[], &places::target())?;
    judge(found.caught, &found.missed, &listed)?;
    say("Changing one rule of a call after the other, with the simulation as the only test");
    let simulation = [
        // The configuration file is about the native tests.
        ["--no-config", "--profile=mutants"],
        ["--file=src/call.rs", "--test-package=nomba-revoke-simulation"],
    ];
    let found =
        mutate(&tool, simulation.as_flattened(), &places::target().join("simulation-mutants"))?;
    ensure_share(found.caught, found.missed.len(), CAUGHT_BY_SIMULATION)?;
    Ok(Verdict::Passed)
}

/// The mutants that compile.
struct Found {
    caught: usize,
    missed: Vec<String>,
}

/// Runs cargo-mutants. Its report goes into a folder.
fn mutate(tool: &Path, arguments: &[&str], folder: &Path) -> Result<Found> {
    fs::create_dir_all(folder)?;
    let jobs = available_parallelism().map_or(1, |cores| cores.get().min(4));
    let status = program(tool)
        .args(["mutants", "--colors=never", "--jobs", &jobs.to_string()])
        .args(arguments)
        .arg("--output")
        .arg(folder)
        // The same cases each time; which of them fails is all that is asked.
        .envs([("PROPTEST_RNG_SEED", "1"), ("PROPTEST_MAX_SHRINK_ITERS", "0")])
        .env("PROPTEST_DISABLE_FAILURE_PERSISTENCE", "true")
        // Each copy of the repository has its own.
        .env_remove("CARGO_TARGET_DIR")
        .status()
        .context("cargo-mutants could not be started")?;
    ensure!(
        status.code().is_some_and(|code| RAN.contains(&code)),
        "cargo-mutants failed ({status})"
    );
    let report = folder.join("mutants.out");
    let [caught, timed_out, missed, unviable] = ["caught", "timeout", "missed", "unviable"]
        .map(|end| names(&report.join(end).with_extension("txt")));
    let (caught, timed_out, missed) = (caught?.len(), timed_out?.len(), missed?);
    println!(
        "{} mutants caught, {timed_out} of them by a test that never ended; {} missed. {} did not compile.",
        caught + timed_out,
        missed.len(),
        unviable?.len()
    );
    Ok(Found { caught: caught + timed_out, missed })
}

/// Fails where less than this share of the mutants that compile is caught, in per cent.
fn ensure_share(caught: usize, missed: usize, least: f64) -> Result<()> {
    let share = 100.0 * caught as f64 / (caught + missed) as f64;
    println!("{share:.1} % of those that compile are caught.");
    ensure!(share >= least, "{share:.1} % are caught, and at least {least} % must be");
    Ok(())
}

/// Fails where too few are caught, and where those that are missed are not those of the list.
fn judge(caught: usize, missed: &[String], listed: &[String]) -> Result<()> {
    ensure_share(caught, missed.len(), CAUGHT)?;
    let (new, gone) = (without(missed, listed), without(listed, missed));
    let parts = [
        ("To be caught by a test, or listed with the reason:", new),
        ("Listed, and does not survive:", gone),
    ];
    let wrong = parts.iter().filter(|(_, mutants)| !mutants.is_empty());
    let wrong: Vec<_> = wrong.map(|(what, m)| format!("{what}\n  {}", m.join("\n  "))).collect();
    ensure!(wrong.is_empty(), "{LIST} is not up to date.\n{}", wrong.join("\n"));
    Ok(())
}

/// The mutants of a report, without the places in the files, which change with every edit.
fn names(report: &Path) -> Result<Vec<String>> {
    let text =
        fs::read_to_string(report).with_context(|| format!("{} is missing", report.display()))?;
    Ok(text.lines().map(name).collect())
}

/// `src/digits.rs:14:40: replace < with >` is `src/digits.rs: replace < with >`.
fn name(line: &str) -> String {
    let mut parts = line.splitn(4, ':');
    match [parts.next(), parts.next(), parts.next(), parts.next()] {
        [Some(file), Some(_), Some(_), Some(change)] => format!("{file}:{change}"),
        _ => line.to_owned(),
    }
}

/// The mutants of the list: its items, which begin with a name and go on with the reason.
fn listed(list: &str) -> Result<Vec<String>> {
    let items = list.lines().filter_map(|line| line.strip_prefix("- `"));
    items
        .map(|item| match item.split_once("`: ") {
            Some((name, reason)) if !reason.is_empty() => Ok(name.to_owned()),
            _ => bail!("{LIST} gives no reason for {item}"),
        })
        .collect()
}

/// What is in the first and, as often, not in the second.
fn without(names: &[String], others: &[String]) -> Vec<String> {
    let mut others = others.to_vec();
    let is_left = |name: &&String| match others.iter().position(|other| other == *name) {
        Some(at) => {
            others.swap_remove(at);
            false
        }
        None => true,
    };
    names.iter().filter(is_left).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mutant_is_known_wherever_it_is_in_its_file() {
        let line = "src/digits.rs:14:40: replace < with > in std::fmt";
        assert_eq!(name(line), "src/digits.rs: replace < with > in std::fmt");
    }

    #[test]
    fn the_list_gives_a_reason_for_each() {
        let list = "Text.\n\n- `src/a.rs: replace || with &&`: it is so.\n  More.\n- `b`: why.\n";
        assert_eq!(listed(list).unwrap(), ["src/a.rs: replace || with &&", "b"]);
        for without in ["- `b`\n", "- `b`: \n"] {
            assert!(listed(without).is_err());
        }
    }

    #[test]
    fn what_is_missed_is_what_is_listed_and_not_much() {
        let names = |names: &str| -> Vec<_> { names.chars().map(String::from).collect() };
        let judge = |caught, missed, listed| judge(caught, &names(missed), &names(listed));
        assert!(judge(95, "aabcd", "dcbaa").is_ok());
        assert!(judge(94, "aabcd", "dcbaa").unwrap_err().to_string().contains("94.9 %"));
        for (missed, listed) in [("a", ""), ("", "a"), ("aa", "a"), ("a", "aa"), ("a", "b")] {
            assert!(judge(100, missed, listed).is_err(), "{missed}, {listed}");
        }
        let missed = judge(100, "a", "").unwrap_err().to_string();
        assert!(missed.contains("To be caught") && !missed.contains("Listed, and"), "{missed}");
        assert!(judge(0, "", "").is_err());
    }
}
