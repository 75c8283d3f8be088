//! Formatting and lints.

use super::{Verdict, Workshop};
use crate::setup;
use crate::shell::{self, output, program};
use anyhow::{Context, Result};

pub(super) fn run(_: &Workshop) -> Result<Verdict> {
    for tool in ["fmt", "clippy"] {
        if output(program("cargo").args([tool, "--version"])).is_none() {
            let remedy = "rustup component add rustfmt clippy";
            return Ok(Verdict::Skipped(format!("cargo {tool} is missing; to have it: {remedy}")));
        }
    }
    setup::wasm_target()?;
    shell::run(program("cargo").args(["fmt", "--all", "--check"]))
        .context("the code is not formatted; to mend it: cargo fmt --all")?;
    clippy(&["--workspace", "--all-targets"])?;
    // The unit tests are native ones.
    clippy(&["--target", setup::WASM, "--lib", "--test", "wasm"])?;
    Ok(Verdict::Passed)
}

fn clippy(what: &[&str]) -> Result<()> {
    let strict = ["--", "--deny", "warnings"];
    shell::run(program("cargo").arg("clippy").args(what).args(strict))
}
