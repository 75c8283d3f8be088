//! The application `examples/axum`, which the suite `examples` starts.

use crate::places;
use crate::shell::{self, program};
use anyhow::{Context, Result};
use std::env::consts::EXE_SUFFIX;
use std::path::PathBuf;
use std::process::Command;

/// Checks the application with rustfmt and clippy and compiles it, at once. Returns the program.
pub(super) fn application() -> Result<PathBuf> {
    shell::run(cargo("fmt").arg("--check"))
        .context("examples/axum is not formatted; to mend it: cargo fmt in its folder")?;
    let target = places::target().join("axum");
    let mut build = cargo("rustc");
    // The mock server speaks plain http, so TLS is not compiled.
    build.args(["--locked", "--no-default-features", "--target-dir"]).arg(&target);
    build.args(["--", "--deny", "warnings"]);
    build
        // As `cargo clippy`, which would compile the dependencies a second time.
        .env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver")
        .env("CARGO_PROFILE_DEV_DEBUG", "0");
    shell::run(&mut build)?;
    Ok(target.join(format!("debug/revoke-axum{EXE_SUFFIX}")))
}

fn cargo(command: &str) -> Command {
    let mut cargo = program("cargo");
    cargo.current_dir(places::root().join("examples/axum")).arg(command);
    cargo
}
