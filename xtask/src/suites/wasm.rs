//! wasm-bindgen-test: the WebAssembly module with no package around it.

use super::{Verdict, Workshop, headless};
use crate::build;
use anyhow::Result;
use std::process::Command;

pub(super) fn in_node(workshop: &Workshop) -> Result<Verdict> {
    headless::in_node(|| cargo_test(workshop))
}

pub(super) fn in_chromium(workshop: &Workshop) -> Result<Verdict> {
    headless::in_chromium(|| cargo_test(workshop))
}

pub(super) fn in_firefox(workshop: &Workshop) -> Result<Verdict> {
    headless::in_firefox(|| cargo_test(workshop))
}

fn cargo_test(workshop: &Workshop) -> Result<Command> {
    build::host_for_tests()?;
    headless::cargo_test(workshop, &["nomba-revoke-wasm"])
}
