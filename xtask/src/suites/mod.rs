//! `test`: the suites, one a file, and the report at the end.

mod axum;
mod batch;
mod beside;
mod bundlers;
mod cli;
mod dependencies;
mod examples;
mod failures;
mod faults;
mod fuzz;
mod gloo;
mod headless;
mod keepalive;
mod leptos;
mod lint;
mod mutants;
mod native;
mod pack;
mod package;
mod page;
mod reader;
mod relay;
mod runtimes;
mod simulation;
mod size;
mod standalone;
mod transpilers;
mod types;
mod wasm;
mod workers;

use self::Runs::{Always, Never, WithAll};
use self::beside::Running;
use crate::build;
use crate::places;
use crate::setup;
use crate::shell::{program, run, say};
use anyhow::{Context, Result, bail};
use mock::{Config, MockServer};
use std::any::Any;
use std::cell::{Cell, OnceCell};
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
    /// It has not ended.
    Running(Running),
}

const SUITES: &[Suite] = &[
    Suite {
        name: "lint",
        about: "formatting, dependency cycles, vocabulary, clippy, documentation, and the types of the boundary",
        runs: Always,
        run: lint::run,
    },
    Suite {
        name: "native",
        about: "unit and property tests of the pure modules, and the mock server over HTTP",
        runs: Always,
        run: native::run,
    },
    Suite {
        name: "crate",
        about: "the crate nomba-revoke by itself, in WebAssembly with another allocator",
        runs: Always,
        run: standalone::run,
    },
    Suite {
        name: "crate-package",
        about: "the crate nomba-revoke as it would be published: its files, and that it compiles",
        runs: WithAll,
        run: standalone::package,
    },
    Suite {
        name: "crate-release",
        about: "whether the crate's version fits what has changed since the last tag; asks the network for tools",
        runs: Never,
        run: standalone::release,
    },
    Suite {
        name: "dependencies",
        about: "licences and sources of all dependencies, and what deny.toml bans",
        runs: WithAll,
        run: dependencies::run,
    },
    Suite {
        name: "advisories",
        about: "known vulnerabilities of all dependencies; asks the network for the list",
        runs: Never,
        run: dependencies::advisories,
    },
    Suite {
        name: "simulation",
        about: "a million calls, and 15,000 through the relay, against a simulated server that knows the truth",
        runs: Always,
        run: simulation::run,
    },
    Suite {
        name: "reader",
        about: "how tokens are read from what people write them down in",
        runs: Always,
        run: reader::run,
    },
    Suite {
        name: "wasm-node",
        about: "the WebAssembly module, driven from Rust, in Node",
        runs: Always,
        run: wasm::in_node,
    },
    Suite {
        name: "wasm-chromium",
        about: "the WebAssembly module, driven from Rust, headless in Chromium",
        runs: Always,
        run: wasm::in_chromium,
    },
    Suite {
        name: "wasm-firefox",
        about: "the WebAssembly module, driven from Rust, headless in Firefox",
        runs: WithAll,
        run: wasm::in_firefox,
    },
    Suite {
        name: "gloo",
        about: "the crate's feature `gloo`, in Node and headless in Chromium and in Firefox",
        runs: WithAll,
        run: gloo::run,
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
        about: "the command line of the packed tarball, against the mock server and worse servers",
        runs: Always,
        run: cli::run,
    },
    Suite {
        name: "relay",
        about: "the relay, case by case, on Request and Response and over node:http",
        runs: Always,
        run: relay::run,
    },
    Suite {
        name: relay::HOSTS,
        about: "the relay, case by case, in every framework and runtime that it is for",
        runs: WithAll,
        run: relay::in_hosts,
    },
    Suite {
        name: "relay-browser",
        about: "every failure in Chromium through the relay, beside a direct call from Node",
        runs: WithAll,
        run: relay::in_browser,
    },
    Suite {
        name: "relay-redis",
        about: "two relays over a real Redis, which is killed in the middle",
        runs: WithAll,
        run: relay::over_redis,
    },
    Suite {
        name: "relay-load",
        about: "the relay under 100,000 random requests, 5,000 at once and slow bodies",
        runs: WithAll,
        run: relay::under_load,
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
        name: "batch",
        about: "thousands of tokens at full speed, and what a million of them leave in memory",
        runs: WithAll,
        run: batch::run,
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
    Suite { name: "page", about: "the page in Chromium", runs: Always, run: page::run },
    Suite {
        name: "page-browsers",
        about: "the flows of the page in Firefox and in WebKitGTK",
        runs: WithAll,
        run: page::in_other_browsers,
    },
    Suite {
        name: "leptos",
        about: "the example of a front end in Leptos, in Chromium",
        runs: WithAll,
        run: leptos::run,
    },
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
        name: "examples",
        about: "the applications of examples/, installed, linted, and driven in Chromium",
        runs: WithAll,
        run: examples::run,
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
        about: "the pure modules under libFuzzer, ten seconds for each target",
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
        failures::forget()?;
        let mut report = Report::default();
        let mut beside = Vec::new();
        for suite in SUITES {
            if chosen.contains(&suite.name) {
                say(format!("Suite {}: {}", suite.name, suite.about));
                workshop.is_last.set(chosen.last() == Some(&suite.name));
                let started = Instant::now();
                match (suite.run)(&workshop) {
                    Ok(Verdict::Running(running)) => beside.push((suite.name, started, running)),
                    verdict => report.add(suite.name, started, verdict),
                }
            } else if self.suites.is_empty() && suite.runs != Never {
                let reason = "heavy; runs with --all or by name".to_owned();
                report.add(suite.name, Instant::now(), Ok(Verdict::Skipped(reason)));
            }
        }
        for (name, started, running) in beside {
            say(format!("Suite {name}, which ran beside the others"));
            report.add(name, started, running.finish().map(|()| Verdict::Passed));
        }
        report.print()
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

/// How the suites ended.
#[derive(Default)]
struct Report {
    passed: u32,
    failed: u32,
    skipped: u32,
    lines: Vec<String>,
}

impl Report {
    /// Adds a suite that has just ended.
    fn add(&mut self, suite: &str, started: Instant, verdict: Result<Verdict>) {
        let seconds = started.elapsed().as_secs();
        let end = match verdict {
            Ok(Verdict::Passed | Verdict::Running(_)) => {
                self.passed += 1;
                format!("passed in {seconds} s")
            }
            Ok(Verdict::Skipped(reason)) => {
                self.skipped += 1;
                format!("skipped: {reason}")
            }
            Err(error) => {
                self.failed += 1;
                eprintln!("\nSuite {suite} failed: {error:#}\n");
                format!("FAILED after {seconds} s: {error:#}")
            }
        };
        self.lines.push(format!("{suite:18} {end}"));
    }

    /// Prints all of it, and fails if a suite did.
    fn print(self) -> Result<()> {
        let Report { passed, failed, skipped, lines } = self;
        println!("\nSuites\n{}\n", lines.join("\n"));
        println!("suites: {passed} passed, {failed} failed, {skipped} skipped");
        if failed > 0 {
            failures::print()?;
            bail!("{failed} of the suites failed; what they printed is above");
        }
        Ok(())
    }
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
    site: OnceCell<PathBuf>,
    consumer: OnceCell<PathBuf>,
    mock_server: OnceCell<MockServer>,
    /// Whether no suite follows.
    is_last: Cell<bool>,
}

impl Workshop {
    /// The projects of a suite that are to run, with spaces between; nothing means all.
    fn projects(&self, suite: &str) -> String {
        let of_suite = self.projects.iter().filter(|(of, _)| of == suite);
        of_suite.map(|(_, project)| project.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// `pkg/`, made anew.
    fn package(&self) -> Result<&Path> {
        made(&self.package, build::package).map(PathBuf::as_path)
    }

    /// The folder of the page, made anew.
    fn site(&self) -> Result<&Path> {
        made(&self.site, || build::site(self.package()?)).map(PathBuf::as_path)
    }

    /// A project with nothing in it but the package, installed from the tarball that `npm pack` makes.
    fn consumer(&self) -> Result<&Path> {
        made(&self.consumer, || make_consumer(self.package()?)).map(PathBuf::as_path)
    }

    /// The address of a mock server whose quota is out of the tests' way.
    fn mock_server(&self) -> Result<String> {
        let config = || Config { limit: 1_000_000, ..Config::default() };
        let server = made(&self.mock_server, || Ok(MockServer::start(config())?))?;
        Ok(server.url())
    }

    /// Runs tests that wait more than they work: beside the next suites, if there are any.
    fn run_beside(&self, suite: &str, tests: &mut Command, servers: impl Any) -> Result<Verdict> {
        if self.is_last.get() {
            run(tests)?;
            return Ok(Verdict::Passed);
        }
        Ok(Verdict::Running(Running::start(suite, tests, Box::new(servers))?))
    }
}

/// Returns what is in a cell, and makes it if the cell is empty.
fn made<T>(cell: &OnceCell<T>, make: impl FnOnce() -> Result<T>) -> Result<&T> {
    if let Some(made) = cell.get() {
        return Ok(made);
    }
    let new = make()?;
    Ok(cell.get_or_init(|| new))
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
    let tarball = build::pack(package, &folder)?;
    run(program(setup::npm())
        .current_dir(&folder)
        .args(["install", "--offline", "--no-audit", "--no-fund", "--loglevel=error"])
        .arg(tarball))?;
    fs::write(folder.join("esm.js"), "export * from 'nomba-revoke';\n")?;
    fs::write(folder.join("cjs.cjs"), "module.exports = require('nomba-revoke');\n")?;
    Ok(folder)
}

/// Node with its own test runner on the test files of a folder, without access to any address but
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
        .args(["--test", "--test-reporter=spec", "--test-reporter-destination=stdout"])
        .args(failures::reporter(folder))
        .args(options)
        .args(files);
    Ok(command)
}

/// The option of Node that keeps it from every address but loopback ones.
pub(crate) fn node_guard() -> String {
    format!("--import={}", places::root().join("tests/guard.mjs").display())
}
