//! `test`: the suites, one a file, and what is said of them at the end.

mod bulk;
mod bundlers;
mod cli;
mod faults;
mod fuzz;
mod keepalive;
mod lint;
mod mutants;
mod native;
mod pack;
mod package;
mod page;
mod reader;
mod runtimes;
mod size;
mod transpilers;
mod types;
mod wasm;
mod workers;

use self::Runs::{Always, Never, WithAll};
use crate::build;
use crate::places;
use crate::shell::{program, run, say};
use anyhow::{Context, Result, bail};
use mock::{Config, StandIn};
use std::cell::OnceCell;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// Arguments of `test`.
#[derive(clap::Args)]
#[command(after_help = list())]
pub struct Test {
    /// Also run the heavy suites
    #[arg(long)]
    all: bool,
    /// The suites to run; without any, every one that is not heavy. `bundlers/vite` and `workers/hono` are parts of one
    suites: Vec<String>,
}

/// A named part of the tests.
struct Suite {
    name: &'static str,
    about: &'static str,
    runs: Runs,
    run: fn(&Workshop) -> Result<Verdict>,
}

/// When a suite runs that isn't named.
#[derive(Clone, Copy, PartialEq)]
enum Runs {
    Always,
    /// It is heavy.
    WithAll,
    /// It asks about the tests, not about the product.
    Never,
}

/// How a suite ended that did not fail.
enum Verdict {
    Passed,
    /// With the reason.
    Skipped(String),
}

const SUITES: &[Suite] = &[
    Suite {
        name: "lint",
        about: "formatting and clippy, natively and for wasm",
        runs: Always,
        run: lint::run,
    },
    Suite {
        name: "native",
        about: "unit and property tests of the pure modules, and the stand-in over HTTP",
        runs: Always,
        run: native::run,
    },
    Suite {
        name: "reader",
        about: "how tokens are read from what people write them down in",
        runs: Always,
        run: reader::run,
    },
    Suite {
        name: "wasm-node",
        about: "the edge, driven from Rust, in Node",
        runs: Always,
        run: wasm::in_node,
    },
    Suite {
        name: "wasm-chromium",
        about: "the edge, driven from Rust, headless in Chromium",
        runs: Always,
        run: wasm::in_chromium,
    },
    Suite {
        name: "wasm-firefox",
        about: "the edge, driven from Rust, headless in Firefox",
        runs: WithAll,
        run: wasm::in_firefox,
    },
    Suite {
        name: "pack",
        about: "what the packed tarball holds, and what importing it costs",
        runs: Always,
        run: pack::run,
    },
    Suite {
        name: "size",
        about: "what a page has to load, held against the figures in tests/size/recorded.json",
        runs: Always,
        run: size::run,
    },
    Suite {
        name: "package",
        about: "the packed tarball in an empty project, by import and by require, in Node",
        runs: Always,
        run: package::run,
    },
    Suite {
        name: "cli",
        about: "the command line of the packed tarball, against the stand-in and worse servers",
        runs: Always,
        run: cli::run,
    },
    Suite {
        name: "cli-incident",
        about: "thousands of tokens at the vendor's pace, killed again and again and resumed",
        runs: WithAll,
        run: cli::incident,
    },
    Suite {
        name: "types",
        about: "the declarations, under strict TypeScript",
        runs: Always,
        run: types::current,
    },
    Suite {
        name: "types-matrix",
        about: "the declarations, under every TypeScript from 5.0 on and every module resolution",
        runs: WithAll,
        run: types::matrix,
    },
    Suite {
        name: "bulk",
        about: "thousands of tokens at full speed, and a million for what they leave behind",
        runs: WithAll,
        run: bulk::run,
    },
    Suite {
        name: "node",
        about: "the contract in Node 20, 22 and 24, by import and by require",
        runs: Always,
        run: runtimes::node,
    },
    Suite {
        name: "deno",
        about: "the contract in Deno, which may reach the loopback network and nothing else",
        runs: Always,
        run: runtimes::deno,
    },
    Suite {
        name: "bun",
        about: "the contract in Bun, by import and by require",
        runs: Always,
        run: runtimes::bun,
    },
    Suite {
        name: "workerd",
        about: "the contract in workerd, bundled with its condition",
        runs: Always,
        run: runtimes::workerd,
    },
    Suite {
        name: "chromium",
        about: "the contract in Chromium: page, worker, service worker",
        runs: Always,
        run: runtimes::chromium,
    },
    Suite {
        name: "firefox",
        about: "the contract in Firefox: page, worker, service worker",
        runs: WithAll,
        run: runtimes::firefox,
    },
    Suite {
        name: "webkit",
        about: "the contract in WebKitGTK: page, worker, service worker",
        runs: WithAll,
        run: runtimes::webkit,
    },
    Suite { name: "page", about: "the demo page in Chromium", runs: Always, run: page::run },
    Suite {
        name: "faults",
        about: "a server that misbehaves on raw sockets, met in Node and in Chromium",
        runs: Always,
        run: faults::run,
    },
    Suite {
        name: bundlers::NAME,
        about: "the packed tarball in every bundler, in Chromium, and in every test environment",
        runs: WithAll,
        run: bundlers::run,
    },
    Suite {
        name: workers::NAME,
        about: "the packed tarball in Cloudflare Workers, built by every tool and run in workerd",
        runs: WithAll,
        run: workers::run,
    },
    Suite {
        name: "transpilers",
        about: "the published files after Babel, SWC, esbuild and terser, in Node; README's oldest browsers",
        runs: WithAll,
        run: transpilers::quick,
    },
    Suite {
        name: "transpilers-matrix",
        about: "the same after further tools and settings, and in workerd and Chromium",
        runs: WithAll,
        run: transpilers::matrix,
    },
    Suite {
        name: "keepalive",
        about: "a revocation that outlives its page, in Chromium and in Firefox",
        runs: Always,
        run: keepalive::run,
    },
    Suite {
        name: "fuzz",
        about: "the pure modules under libFuzzer, 20 seconds for each target",
        runs: WithAll,
        run: fuzz::run,
    },
    Suite {
        name: "mutants",
        about: "whether the native tests notice when a rule of the pure modules is changed",
        runs: Never,
        run: mutants::run,
    },
];

/// The suites, for `help`.
fn list() -> String {
    let lines = SUITES.iter().map(|Suite { name, about, runs, .. }| {
        let when = match runs {
            Always => "",
            WithAll => " (heavy)",
            Never => " (by name only)",
        };
        format!("\n  {name:18} {about}{when}")
    });
    std::iter::once("Suites:".to_owned()).chain(lines).collect()
}

impl Test {
    /// Runs the chosen suites, all to their end, and fails if one failed.
    pub fn run(self) -> Result<()> {
        let chosen = self.choose()?;
        let program = std::env::current_exe().context("this program does not know where it is")?;
        let workshop = Workshop { program, projects: self.projects()?, ..Workshop::default() };
        let (mut passed, mut failed, mut skipped) = (0, 0, 0);
        let mut report = Vec::new();
        for suite in SUITES {
            let end = if !chosen.contains(&suite.name) {
                if !self.suites.is_empty() || suite.runs == Never {
                    continue;
                }
                skipped += 1;
                "skipped: heavy; runs with --all or by name".to_owned()
            } else {
                say(format!("Suite {}: {}", suite.name, suite.about));
                let started = Instant::now();
                let verdict = (suite.run)(&workshop);
                let seconds = started.elapsed().as_secs();
                match verdict {
                    Ok(Verdict::Passed) => {
                        passed += 1;
                        format!("passed in {seconds} s")
                    }
                    Ok(Verdict::Skipped(reason)) => {
                        skipped += 1;
                        format!("skipped: {reason}")
                    }
                    Err(error) => {
                        failed += 1;
                        eprintln!("\nSuite {} failed: {error:#}\n", suite.name);
                        format!("FAILED after {seconds} s: {error:#}")
                    }
                }
            };
            report.push(format!("{:18} {end}", suite.name));
        }
        println!("\nSuites\n{}\n", report.join("\n"));
        println!("suites: {passed} passed, {failed} failed, {skipped} skipped");
        if failed > 0 {
            bail!("{failed} of the suites failed; what they printed is above");
        }
        Ok(())
    }

    fn choose(&self) -> Result<Vec<&'static str>> {
        let names: Vec<_> = SUITES.iter().map(|suite| suite.name).collect();
        if let Some(unknown) = self.suites.iter().find(|given| !names.contains(&suite_of(given))) {
            bail!("There is no suite {unknown:?}. The suites are: {}", names.join(", "));
        }
        let by_name =
            |suite: &&Suite| self.suites.iter().any(|given| suite_of(given) == suite.name);
        let unnamed = |suite: &&Suite| match suite.runs {
            Always => self.suites.is_empty(),
            WithAll => self.suites.is_empty() && self.all,
            Never => false,
        };
        let chosen = SUITES.iter().filter(|suite| by_name(suite) || unnamed(suite));
        Ok(chosen.map(|suite| suite.name).collect())
    }

    /// The parts that are named, as in `bundlers/vite`: the suite and the project.
    fn projects(&self) -> Result<Vec<(String, String)>> {
        let parts = self.suites.iter().filter_map(|given| given.split_once('/'));
        parts
            // A suite that is named as a whole runs as a whole.
            .filter(|(suite, _)| !self.suites.iter().any(|given| given == suite))
            .map(|(suite, part)| {
                bundlers::check_project(suite, part)?;
                Ok((suite.to_owned(), part.to_owned()))
            })
            .collect()
    }
}

/// The suite of an argument that names one or a part of one.
fn suite_of(given: &str) -> &str {
    given.split_once('/').map_or(given, |(suite, _)| suite)
}

/// What suites share, each made when it is first asked for.
#[derive(Default)]
struct Workshop {
    /// This program. Asked for at the start: the tests build it anew, and Linux then says of one that
    /// is running that it is deleted.
    program: PathBuf,
    /// The projects to run, each with its suite; all of a suite that has none here.
    projects: Vec<(String, String)>,
    package: OnceCell<PathBuf>,
    consumer: OnceCell<PathBuf>,
    stand_in: OnceCell<StandIn>,
}

impl Workshop {
    /// The projects of a suite that are to run, with spaces between; nothing means all.
    fn projects(&self, suite: &str) -> String {
        let of_suite = self.projects.iter().filter(|(of, _)| of == suite);
        of_suite.map(|(_, project)| project.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// `pkg/`, made anew.
    fn package(&self) -> Result<&Path> {
        if self.package.get().is_none() {
            let _ = self.package.set(build::package()?);
        }
        Ok(self.package.get().map_or(Path::new(""), PathBuf::as_path))
    }

    /// A project with nothing in it but the package, installed from the tarball that `npm pack` makes.
    fn consumer(&self) -> Result<&Path> {
        if self.consumer.get().is_none() {
            let _ = self.consumer.set(make_consumer(self.package()?)?);
        }
        Ok(self.consumer.get().map_or(Path::new(""), PathBuf::as_path))
    }

    /// The address of a stand-in whose quota is out of the tests' way.
    fn stand_in(&self) -> Result<String> {
        if self.stand_in.get().is_none() {
            let config = Config { limit: 1_000_000, ..Config::default() };
            let _ = self.stand_in.set(StandIn::start(config)?);
        }
        Ok(self.stand_in.get().map(StandIn::url).unwrap_or_default())
    }
}

/// A project in which the package is installed from the tarball that `npm pack` makes of it.
pub(crate) fn make_consumer(package: &Path) -> Result<PathBuf> {
    say("Packing the package and installing the tarball in an empty project");
    let folder = places::target().join("consumer");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("package.json"), r#"{ "private": true, "type": "module" }"#)?;
    run(npm()
        .current_dir(package)
        .args(["pack", "--loglevel=error", "--pack-destination"])
        .arg(&folder))?;
    let tarball = format!("nomba-revoke-{}.tgz", env!("CARGO_PKG_VERSION"));
    run(npm()
        .current_dir(&folder)
        .args(["install", "--offline", "--no-audit", "--no-fund", "--loglevel=error"])
        .arg(format!("./{tarball}")))?;
    fs::write(folder.join("esm.js"), "export * from 'nomba-revoke';\n")?;
    fs::write(folder.join("cjs.cjs"), "module.exports = require('nomba-revoke');\n")?;
    Ok(folder)
}

fn npm() -> Command {
    program(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

/// Node with its own test runner on the test files of a folder, cut off from every address but
/// loopback ones.
fn node_tests(folder: &str) -> Result<Command> {
    node_tests_with(folder, &[])
}

/// The same with further options of Node.
fn node_tests_with(folder: &str, options: &[&str]) -> Result<Command> {
    node_tests_in("node".as_ref(), folder, options)
}

/// The same in a Node of any version.
fn node_tests_in(node: &OsStr, folder: &str, options: &[&str]) -> Result<Command> {
    let mut files = Vec::new();
    for entry in fs::read_dir(places::root().join("tests").join(folder))? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(".test.mjs") {
            files.push(path);
        }
    }
    files.sort();
    let mut command = program(node);
    command
        .env("NODE_OPTIONS", node_guard())
        .args(["--test", "--test-reporter=spec"])
        .args(options)
        .args(files);
    Ok(command)
}

/// The option of Node that keeps it from every address but loopback ones.
pub(crate) fn node_guard() -> String {
    format!("--import={}", places::root().join("tests/guard.mjs").display())
}
