//! wasm-bindgen-test: the edge as it is, with no package around it.

use super::{Verdict, Workshop, node_guard};
use crate::setup;
use crate::shell::{self, program};
use anyhow::Result;
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
    let mut command = cargo_test(workshop)?;
    command
        .env("CHROMEDRIVER", browser.driver)
        .env("WASM_BINDGEN_USE_BROWSER", "1")
        // A machine under load needs longer than the 20 and 5 seconds of the tool.
        .env("WASM_BINDGEN_TEST_TIMEOUT", "120")
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60");
    shell::run(&mut command)?;
    Ok(Verdict::Passed)
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
