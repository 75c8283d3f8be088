//! The example for Leptos, a front end in Rust, driven by a person's means in a real browser.

use super::{Verdict, Workshop, node_tests};
use crate::places;
use crate::setup;
use crate::shell::{self, program};
use anyhow::{Context, Result};
use mock::{Config, MockServer, Site};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

pub(super) fn run(_: &Workshop) -> Result<Verdict> {
    setup::wasm_target()?;
    setup::npm_packages()?;
    let browser = setup::chromium()?;
    let www = build()?;
    let site = Site { pkg: www.clone(), www, relay: None };
    let mock_server = MockServer::start(Config { site: Some(site), ..Config::default() })?;
    let mut tests = node_tests("leptos")?;
    tests.env("MOCK_SERVER_URL", mock_server.url()).env("CHROMIUM", browser.program);
    shell::run(&mut tests)?;
    Ok(Verdict::Passed)
}

/// Builds the page, and returns its folder.
fn build() -> Result<PathBuf> {
    let example = places::root().join("examples/leptos");
    let target = places::target().join("leptos");
    let mut cargo = program("cargo");
    cargo.args(["build", "--locked", "--target", setup::WASM, "--target-dir"]).arg(&target);
    shell::run(cargo.arg("--manifest-path").arg(example.join("Cargo.toml")))?;
    let www = target.join("www");
    let module = target.join(setup::WASM).join("debug/leptos-example.wasm");
    bind(&module, &www).context(
        "wasm-bindgen failed; examples/leptos/Cargo.toml needs the version of it that Cargo.lock has",
    )?;
    fs::copy(example.join("index.html"), www.join("index.html"))?;
    fs::copy(example.join("main.js"), www.join("main.js"))?;
    Ok(www)
}

/// Has wasm-bindgen make a module for browsers and its glue.
fn bind(module: &Path, out: &Path) -> Result<()> {
    let options = ["--target", "web", "--no-typescript", "--out-dir"].map(OsStr::new);
    let arguments = [OsStr::new("wasm-bindgen"), module.as_os_str()].into_iter().chain(options);
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(arguments.chain([out.as_os_str()]))
}
