//! The declarations, as a strict TypeScript project sees them.

use super::{Verdict, Workshop};
use crate::places;
use crate::setup;
use crate::shell::{self, program};
use anyhow::Result;
use std::fs;

pub(super) fn run(workshop: &Workshop) -> Result<Verdict> {
    let consumer = workshop.consumer()?;
    for entry in fs::read_dir(places::root().join("tests/types"))? {
        let path = entry?.path();
        fs::copy(&path, consumer.join(path.file_name().unwrap_or_default()))?;
    }
    for resolution in [["nodenext", "nodenext"], ["esnext", "bundler"]] {
        let [module, resolution] = resolution;
        shell::run(
            program(setup::npm_program("tsc"))
                .current_dir(consumer)
                .args(["--module", module, "--moduleResolution", resolution])
                .args(["--noEmit", "--strict", "--exactOptionalPropertyTypes"])
                .args(["--target", "es2022", "--lib", "es2022,dom", "--types", ""])
                .args(["usage.ts", "usage-cjs.cts"]),
        )?;
    }
    Ok(Verdict::Passed)
}
