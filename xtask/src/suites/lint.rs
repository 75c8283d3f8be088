//! Formatting, lints, dependency cycles and vocabulary.

use super::{Verdict, Workshop};
use crate::build;
use crate::cycles;
use crate::places;
use crate::setup;
use crate::shell::{self, output, program, say};
use crate::vocabulary;
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
    // A workspace of its own.
    let mut leptos = program("cargo");
    leptos.args(["fmt", "--manifest-path"]).arg(places::root().join("examples/leptos/Cargo.toml"));
    shell::run(leptos.arg("--check"))
        .context("examples/leptos is not formatted; run cargo fmt there")?;
    cycles::check()?;
    vocabulary::check()?;
    clippy(&["--workspace", "--all-targets", "--all-features"])?;
    // The unit tests are native ones.
    build::host_for_tests()?;
    clippy(&["--package", "nomba-revoke-wasm", "--target", setup::WASM, "--all-targets"])?;
    let gloo = ["--package", "nomba-revoke", "--features", "gloo", "--target", setup::WASM];
    clippy(&[&gloo[..], &["--lib", "--test", "gloo"]].concat())?;
    say("Checking the JavaScript, and its boundary with the WebAssembly");
    build::check::javascript()?;
    documentation()?;
    Ok(Verdict::Passed)
}

fn clippy(what: &[&str]) -> Result<()> {
    let strict = ["--", "--deny", "warnings"];
    shell::run(program("cargo").arg("clippy").args(what).args(strict))
}

/// Makes the documentation of the crate `nomba-revoke`, whose links must lead somewhere: without a feature, and as docs.rs
/// makes it.
fn documentation() -> Result<()> {
    for features in [&["--no-default-features"][..], &["--all-features", "--target", setup::WASM]] {
        let mut cargo = program("cargo");
        cargo.args(["doc", "--quiet", "--no-deps", "--package", "nomba-revoke"]).args(features);
        shell::run(cargo.env("RUSTDOCFLAGS", "--deny warnings"))?;
    }
    Ok(())
}
