//! The crate's feature `gloo`.

use super::{Verdict, Workshop, headless};
use anyhow::Result;
use std::process::Command;

/// Skips Firefox only, where it is missing.
pub(super) fn run(workshop: &Workshop) -> Result<Verdict> {
    headless::in_node(|| cargo_test(workshop))?;
    headless::in_chromium(|| cargo_test(workshop))?;
    headless::in_firefox(|| cargo_test(workshop))
}

fn cargo_test(workshop: &Workshop) -> Result<Command> {
    headless::cargo_test(workshop, &["nomba-revoke", "--features", "gloo", "--test", "gloo"])
}
