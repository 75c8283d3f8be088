//! `bench`: what is shipped, measured beside a bare fetch and beside what else there is.

mod chart;
mod plan;
mod readme;
mod record;
mod statistics;
mod table;

use crate::build;
use crate::places;
use crate::setup;
use crate::shell::{output, printed, program, run, say};
use crate::suites;
use anyhow::{Context, Result, bail, ensure};
use plan::{AGAIN, BARE, BLOCKED, Field, HANDWRITTEN, MEASUREMENTS, Measurement, OURS, PEERS};
use record::{Figures, Machine, Measured, Record};
use statistics::Verdict;
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Arguments of `bench`.
#[derive(clap::Args)]
#[command(after_help = list())]
pub struct Bench {
    /// Measure only this; may be given several times
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    only: Vec<String>,
    /// Measure the package in this folder instead of building it
    #[arg(long, value_name = "FOLDER")]
    package: Option<PathBuf>,
    /// Few rounds, to see whether everything works; the figures mean nothing
    #[arg(long)]
    quick: bool,
    /// Write the figures into docs/ and README.md
    #[arg(long, conflicts_with_all = ["only", "package", "quick"])]
    save: bool,
}

/// The measurements, for `help`.
fn list() -> String {
    let lines = MEASUREMENTS.iter().map(|m| format!("\n  {:21} {}", m.name, m.about));
    std::iter::once("Measurements:".to_owned()).chain(lines).collect()
}

impl Bench {
    /// Measures, prints what it found, and writes it to `target/bench/`.
    pub fn run(self) -> Result<()> {
        let chosen = self.choose()?;
        let mut left_out = Vec::new();
        setup::npm_packages()?;
        let peers = peers(&mut left_out);
        self.install()?;
        let browser = if chosen.iter().any(|m| m.browser) { chromium(&mut left_out) } else { None };
        let nodes = chosen.iter().filter_map(|m| m.node);
        let nodes = nodes.filter_map(|name| Some((name, node(name, &mut left_out)?))).collect();
        let server = if chosen.iter().any(|m| m.server) { Some(Server::start()?) } else { None };
        let yard = Yard { quick: self.quick, peers, browser, nodes, server };
        yard.check()?;
        let machine = yard.machine()?;
        let mut results = Vec::new();
        for measurement in chosen {
            if yard.has(measurement) {
                results.extend(yard.measure(measurement)?);
            }
        }
        let record = Record { machine, quick: self.quick, left_out, results };
        println!("{}", table::print(&record));
        let folder = places::target().join("bench");
        write(&record, &folder)?;
        say(format!("Written to {}, as JSON and as an SVG", folder.display()));
        if self.save { save(&record) } else { Ok(()) }
    }

    fn choose(&self) -> Result<Vec<&'static Measurement>> {
        let names = MEASUREMENTS.map(|m| m.name);
        if let Some(unknown) = self.only.iter().find(|name| !names.contains(&name.as_str())) {
            bail!(
                "There is no measurement {unknown:?}. The measurements are: {}",
                names.join(", ")
            );
        }
        let wanted =
            |m: &&Measurement| self.only.is_empty() || self.only.iter().any(|n| n == m.name);
        Ok(MEASUREMENTS.iter().filter(wanted).collect())
    }

    /// Puts the package where the contenders find it.
    fn install(&self) -> Result<()> {
        let package = match &self.package {
            Some(folder) => folder.clone(),
            None => suites::make_consumer(&build::package()?)?.join("node_modules/nomba-revoke"),
        };
        ensure!(
            package.join("package.json").is_file(),
            "There is no package in {}; cargo xtask build makes one in pkg/.",
            package.display()
        );
        let place = folder().join("node_modules/nomba-revoke");
        if place.exists() {
            fs::remove_dir_all(&place)?;
        }
        copy(&package, &place)
    }
}

/// The JavaScript of the benchmark.
fn folder() -> PathBuf {
    places::root().join("xtask/bench")
}

/// The other clients, where they are to be had.
fn peers(left_out: &mut Vec<String>) -> Vec<&'static str> {
    let had = setup::npm_packages_of(&folder(), "the clients to compare with").and_then(|()| {
        run(program("node").arg(folder().join("make-ajv.mjs")))
            .context("ajv could not compile its schemas")
    });
    let without = format!("The other clients ({}) are left out.", PEERS.join(", "));
    or_leave_out(had, &without, left_out).map_or_else(Vec::new, |()| PEERS.to_vec())
}

fn chromium(left_out: &mut Vec<String>) -> Option<PathBuf> {
    let found = setup::chromium().map(|browser| browser.program);
    or_leave_out(found, "What needs Chromium is left out.", left_out)
}

/// Another version of Node, by the name of its package.
fn node(name: &str, left_out: &mut Vec<String>) -> Option<PathBuf> {
    let found = setup::node_package(name)
        .and_then(|node| node.context("There is no npm package of it for this platform."));
    or_leave_out(found, &format!("What needs {name} is left out."), left_out)
}

/// What was found; where it was not, says and notes what that means, and why.
fn or_leave_out<T>(found: Result<T>, without: &str, left_out: &mut Vec<String>) -> Option<T> {
    let reason = match found {
        Ok(found) => return Some(found),
        Err(error) => format!("{without} {error:#}"),
    };
    say(&reason);
    left_out.push(reason);
    None
}

/// What the measurements need.
struct Yard {
    quick: bool,
    peers: Vec<&'static str>,
    browser: Option<PathBuf>,
    nodes: BTreeMap<&'static str, PathBuf>,
    server: Option<Server>,
}

impl Yard {
    /// Whether all is there that it needs.
    fn has(&self, measurement: &Measurement) -> bool {
        (!measurement.browser || self.browser.is_some())
            && measurement.node.is_none_or(|node| self.nodes.contains_key(node))
    }

    fn machine(&self) -> Result<Machine> {
        let text = printed(program("node").arg(folder().join("machine.mjs")))?;
        let mut machine: Machine = serde_json::from_str(&text)?;
        if self.peers.is_empty() {
            machine.versions.retain(|name, _| ["node", "esbuild", OURS].contains(&name.as_str()));
        }
        let programs = self.browser.iter().map(|browser| ("chromium", browser));
        for (name, file) in programs.chain(self.nodes.iter().map(|(name, file)| (*name, file))) {
            machine.versions.insert(name.to_owned(), version(file));
        }
        Ok(machine)
    }

    /// Sees that what is compared does the same.
    fn check(&self) -> Result<()> {
        say("Checking that all do the same job");
        let mut command = program("node");
        command.arg(folder().join("same-job.mjs")).args([HANDWRITTEN, OURS]).args(&self.peers);
        run(&mut command).context("The contenders don't do the same job, as shown above")
    }

    /// Once more where the machine wasn't quiet; the quieter one counts.
    fn measure(&self, measurement: &Measurement) -> Result<Vec<Measured>> {
        let first = self.measure_once(measurement)?;
        match noise_of(&first) {
            Some(noise) if !self.quick && Verdict::of(noise) != Verdict::Quiet => {
                let noise = record::percent(noise);
                say(format!("The same beside itself differed by {noise}; once more"));
                let second = self.measure_once(measurement)?;
                Ok(if noise_of(&second) < noise_of(&first) { second } else { first })
            }
            _ => Ok(first),
        }
    }

    fn measure_once(&self, measurement: &Measurement) -> Result<Vec<Measured>> {
        say(format!("Measuring {}: {}", measurement.name, measurement.about));
        let contenders = || [BARE, AGAIN, HANDWRITTEN, OURS].into_iter().chain(self.peers.clone());
        let (names, base, again): (Vec<_>, _, _) = match measurement.field {
            Field::Contenders => (contenders().collect(), BARE, Some(AGAIN)),
            Field::Sizes => {
                let entries = ["nomba-revoke-all", "nomba-revoke-slim"];
                let names = contenders().filter(|name| *name != AGAIN).chain(entries);
                (names.collect(), BARE, None)
            }
            Field::Against { base, again, others } => {
                let names = [base, again].into_iter().chain(others.iter().copied()).chain([OURS]);
                (names.collect(), base, Some(again))
            }
            Field::Memories => (vec!["heap", "wasm"], "", None),
        };
        let mut processes = Vec::new();
        if measurement.processes == 0 {
            processes.push(self.process(measurement, &names)?);
        }
        let times = if self.quick { measurement.processes.min(1) } else { measurement.processes };
        for time in 0..times {
            let against_base = names.iter().filter(|name| **name != base).map(|name| [base, name]);
            for mut pair in against_base.chain([[HANDWRITTEN, OURS]]) {
                // Which one is loaded first makes a difference of one or two in a hundred.
                if time % 2 == 1 {
                    pair.reverse();
                }
                processes.push(self.process(measurement, &pair)?);
            }
        }
        let noise = again.map(|again| record::control(&processes, base, again));
        let mut rows = record::rows(&processes, &names, base);
        if let Field::Memories = measurement.field {
            record::compare_ends(&mut rows, &processes);
        }
        let mut all = vec![Measured {
            name: measurement.name.to_owned(),
            about: measurement.about.to_owned(),
            unit: measurement.unit,
            noise,
            verdict: noise.map(Verdict::of),
            rows,
        }];
        all.extend(blocked(&processes, &names, measurement));
        Ok(all)
    }

    /// Runs the program of a measurement for these, in a process of its own.
    fn process(&self, measurement: &Measurement, names: &[&str]) -> Result<Figures> {
        let file = folder().join("measure").join(format!("{}.mjs", measurement.name));
        let mut command = program("node");
        command.arg(file).args(names);
        command.env("NODE_OPTIONS", suites::node_guard());
        command.env("QUICK", if self.quick { "1" } else { "0" });
        if let Some(server) = &self.server {
            command.env("MOCK_SERVER_URL", &server.url);
        }
        if let Some(browser) = &self.browser {
            command.env("CHROMIUM", browser);
        }
        if let Some(node) = measurement.node.and_then(|name| self.nodes.get(name)) {
            command.env("NODE_TO_START", node);
        }
        let figures = printed(&mut command)
            .with_context(|| format!("{} of {}", measurement.name, names.join(", ")))?;
        serde_json::from_str(&figures).context("a measurement did not end in its figures")
    }
}

/// The number of its version, as a program says it, within other text or after a `v`.
fn version(file: &Path) -> String {
    let text = output(program(file).arg("--version")).unwrap_or_default();
    let mut words = text.split(' ').map(|word| word.trim_start_matches('v'));
    let number = words.find(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    number.unwrap_or("unknown").to_owned()
}

fn noise_of(measured: &[Measured]) -> Option<f64> {
    measured.first()?.noise
}

/// What a program measured on the way: for how long the page could do nothing else.
fn blocked(processes: &[Figures], names: &[&str], measurement: &Measurement) -> Option<Measured> {
    let strip = |figures: &Figures| -> Figures {
        let strip = |(name, list): (&String, &Vec<f64>)| {
            Some((name.strip_suffix(BLOCKED)?.to_owned(), list.clone()))
        };
        figures.iter().filter_map(strip).collect()
    };
    let processes: Vec<_> = processes.iter().map(strip).collect();
    let rows = record::rows(&processes, names, BARE);
    (!rows.is_empty()).then(|| Measured {
        name: "chromium-blocked".to_owned(),
        about: "how long the start keeps the page from anything else".to_owned(),
        unit: measurement.unit,
        noise: None,
        verdict: None,
        rows,
    })
}

/// A mock server in a process of its own, compiled for speed: a slow one would hide what a client costs.
struct Server {
    url: String,
    child: Child,
}

impl Server {
    fn start() -> Result<Server> {
        say("Compiling the mock server for speed (the first time a minute)");
        run(program("cargo").args([
            "build",
            "--release",
            "--package",
            "mock",
            "--example",
            "unlimited",
        ]))?;
        let file = format!("release/examples/unlimited{}", std::env::consts::EXE_SUFFIX);
        let mut child = Command::new(places::target().join(file))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("the mock server could not be started")?;
        let mut url = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut url)?;
        }
        let url = url.trim().to_owned();
        ensure!(!url.is_empty(), "the mock server did not say where it listens");
        Ok(Server { url, child })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn write(record: &Record, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join("bench.json"), serde_json::to_string_pretty(record)? + "\n")?;
    fs::write(folder.join("bench.svg"), chart::draw(record)?)?;
    Ok(())
}

/// Into the repository: the figures, their picture, and what README says of them.
fn save(record: &Record) -> Result<()> {
    ensure!(record.left_out.is_empty(), "Something was left out, so nothing is saved.");
    write(record, &places::root().join("docs"))?;
    let file = places::root().join("README.md");
    fs::write(&file, readme::rewritten(&fs::read_to_string(&file)?, record)?)?;
    say("Saved in docs/bench.json, docs/bench.svg and README.md");
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let place = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &place)?;
        } else {
            fs::copy(entry.path(), place)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readme_and_picture_show_the_figures_of_docs() {
        let docs = places::root().join("docs");
        let text = fs::read_to_string(docs.join("bench.json")).unwrap();
        let record: Record = serde_json::from_str(&text).unwrap();
        assert!(!record.quick && record.left_out.is_empty());
        let readme = fs::read_to_string(places::root().join("README.md")).unwrap();
        let again = "cargo xtask bench --save writes it anew";
        assert!(readme == readme::rewritten(&readme, &record).unwrap(), "README.md: {again}");
        let picture = fs::read_to_string(docs.join("bench.svg")).unwrap();
        assert!(picture == chart::draw(&record).unwrap(), "docs/bench.svg: {again}");
    }
}
