//! A million simulated calls, and fifteen thousand through the relay, each checked against a server that knows whether the
//! token is revoked.

use super::{Verdict, Workshop, node_guard};
use crate::shell::{self, program, say};
use anyhow::{Context, Result};

pub(super) fn run(workshop: &Workshop) -> Result<Verdict> {
    say("Compiling the simulation, optimised, and making a million calls");
    shell::run(program("cargo").arg("simulate"))
        .context("a rule was broken or a fault never happened, as printed above")?;
    workshop.package()?;
    say("Making fifteen thousand calls through two instances of the relay");
    shell::run(
        program("node")
            .env("NODE_OPTIONS", node_guard())
            .arg("tests/relay/simulation/simulate.mjs"),
    )
    .context("a rule was broken or something never happened, as printed above")?;
    Ok(Verdict::Passed)
}
