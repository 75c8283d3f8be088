//! The dependencies of all crates, by the rules of `deny.toml`.

use super::{Verdict, Workshop};
use crate::setup;
use crate::shell::{self, program};
use anyhow::{Context, Result};

/// Checks licences, bans and sources, without a network.
pub(super) fn run(_: &Workshop) -> Result<Verdict> {
    // Those of other platforms, too, which no build has downloaded.
    shell::run(program("cargo").args(["fetch", "--quiet", "--locked"]))?;
    check(&["--offline"], &["bans", "licenses", "sources"])
}

/// Checks for advisories, whose database is downloaded.
pub(super) fn advisories(_: &Workshop) -> Result<Verdict> {
    check(&[], &["advisories"])
}

fn check(options: &[&str], checks: &[&str]) -> Result<Verdict> {
    let mut cargo_deny = program(setup::cargo_deny()?);
    cargo_deny.args(["--workspace", "--locked"]).args(options);
    shell::run(cargo_deny.arg("check").args(checks))
        .context("a dependency breaks a rule of deny.toml")?;
    Ok(Verdict::Passed)
}
