//! The declarations, as a strict TypeScript project sees them.

use super::{Verdict, Workshop};
use crate::places;
use crate::setup;
use crate::shell::{self, program};
use anyhow::Result;
use std::fs;

pub(super) fn run(workshop: &Workshop) -> Result<Verdict> {
    let consumer = workshop.consumer()?;
    let root = places::root();
    for entry in fs::read_dir(root.join("tests/types"))? {
        let path = entry?.path();
        fs::copy(&path, consumer.join(path.file_name().unwrap_or_default()))?;
    }
    setup::npm_packages()?;
    let standard_schema = root.join("node_modules/@standard-schema/spec/dist/index.d.ts");
    fs::copy(standard_schema, consumer.join("standard-schema.d.ts"))?;
    for [module, resolution] in [["nodenext", "nodenext"], ["esnext", "bundler"]] {
        for (libraries, files) in [
            ("es2022,dom", &["usage.ts", "usage-cjs.cts"][..]),
            ("es2022", &["usage-no-dom.ts"][..]),
        ] {
            shell::run(
                program(setup::npm_program("tsc"))
                    .current_dir(consumer)
                    .args(["--module", module, "--moduleResolution", resolution])
                    .args(["--noEmit", "--strict", "--exactOptionalPropertyTypes"])
                    .args(["--target", "es2022", "--lib", libraries])
                    .args(files),
            )?;
        }
    }
    Ok(Verdict::Passed)
}
