//! wasm-bindgen-test: the edge as it is, with no package around it.

use super::{Verdict, Workshop, node_guard};
use crate::places;
use crate::setup;
use crate::shell::{self, program};
use anyhow::Result;
use std::fs;
use std::path::Path;
use std::process::Command;

pub(super) fn in_node(workshop: &Workshop) -> Result<Verdict> {
    setup::node()?;
    let mut command = cargo_test(workshop)?;
    command.env("NODE_OPTIONS", node_guard());
    shell::run(&mut command)?;
    Ok(Verdict::Passed)
}

pub(super) fn in_chromium(workshop: &Workshop) -> Result<Verdict> {
    let browser = setup::chromium()?;
    shell::run(in_browser(&mut cargo_test(workshop)?).env("CHROMEDRIVER", browser.driver))?;
    Ok(Verdict::Passed)
}

pub(super) fn in_firefox(workshop: &Workshop) -> Result<Verdict> {
    let browser = match setup::firefox_with_driver() {
        Ok(browser) => browser,
        Err(reason) => return Ok(Verdict::Skipped(format!("{reason:#}"))),
    };
    let settings = places::target().join("webdriver-firefox.json");
    fs::write(&settings, firefox_settings(&browser.program))?;
    shell::run(
        in_browser(&mut cargo_test(workshop)?)
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

/// The tests with this very program as their runner, so that it is of the crate's version.
fn cargo_test(workshop: &Workshop) -> Result<Command> {
    setup::wasm_target()?;
    let mut command = program("cargo");
    command
        .args(["test", "--test", "wasm", "--target", setup::WASM])
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
            format!("{} runner", workshop.program.display()),
        )
        .env("STAND_IN_URL", workshop.stand_in()?);
    for driver in ["CHROMEDRIVER", "GECKODRIVER", "SAFARIDRIVER"] {
        command.env_remove(driver);
    }
    Ok(command)
}
