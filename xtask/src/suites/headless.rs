//! wasm-bindgen-test in Node and headless in browsers.
//!
//! Each function looks for the runtime first, and makes the command only then: what is missing is reported in order.

use super::{Verdict, Workshop, node_guard};
use crate::places;
use crate::setup;
use crate::shell::{self, program};
use anyhow::Result;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Runs tests in Node.
pub(super) fn in_node(tests: impl FnOnce() -> Result<Command>) -> Result<Verdict> {
    setup::node()?;
    shell::run(tests()?.env("NODE_OPTIONS", node_guard()))?;
    Ok(Verdict::Passed)
}

/// Runs tests in Chromium.
pub(super) fn in_chromium(tests: impl FnOnce() -> Result<Command>) -> Result<Verdict> {
    let browser = setup::chromium()?;
    shell::run(
        in_browser(&mut tests()?)
            .env("CHROMEDRIVER", browser.driver)
            .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", places::root().join("wasm/webdriver.json")),
    )?;
    Ok(Verdict::Passed)
}

/// Runs tests in Firefox.
pub(super) fn in_firefox(tests: impl FnOnce() -> Result<Command>) -> Result<Verdict> {
    let browser = match setup::firefox_with_driver() {
        Ok(browser) => browser,
        Err(reason) => return Ok(Verdict::Skipped(format!("{reason:#}"))),
    };
    let settings = places::target().join("webdriver-firefox.json");
    fs::write(&settings, firefox_settings(&browser.program))?;
    shell::run(
        in_browser(&mut tests()?)
            .env("GECKODRIVER", browser.driver)
            .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", settings),
    )?;
    Ok(Verdict::Passed)
}

/// Whatever is not on this machine goes to a proxy that is not there.
fn firefox_settings(program: &Path) -> String {
    format!(
        r#"{{ "moz:firefoxOptions": {{ "binary": {program:?}, "args": ["-headless"], "prefs": {{
            "network.proxy.type": 1,
            "network.proxy.http": "127.0.0.1", "network.proxy.http_port": 9,
            "network.proxy.ssl": "127.0.0.1", "network.proxy.ssl_port": 9 }} }} }}"#
    )
}

fn in_browser(command: &mut Command) -> &mut Command {
    command
        .env("WASM_BINDGEN_USE_BROWSER", "1")
        // A machine under load needs longer than the 20 and 5 seconds of the tool.
        .env("WASM_BINDGEN_TEST_TIMEOUT", "120")
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60")
}

/// Returns the command that runs the tests of a package, with this very program as their runner, so that it is of the
/// crate's version.
pub(super) fn cargo_test(workshop: &Workshop, package: &[&str]) -> Result<Command> {
    setup::wasm_target()?;
    let mut command = program("cargo");
    command
        .args(["test", "--target", setup::WASM, "--package"])
        .args(package)
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
            format!("{} runner", workshop.program.display()),
        )
        .env("MOCK_SERVER_URL", workshop.mock_server()?);
    for driver in ["CHROMEDRIVER", "GECKODRIVER", "SAFARIDRIVER"] {
        command.env_remove(driver);
    }
    Ok(command)
}
