//! Checks the package's JavaScript with TypeScript, and its boundary with the WebAssembly in both directions.

use super::{EXPORTS, bind_with_types, copy_all, declarations, fresh, write_host};
use crate::places;
use crate::setup;
use crate::shell::{program, run};
use anyhow::{Context, Result};
use std::fs;

/// Runs `tsc --checkJs` over `pkg-template/`, with the declarations that wasm-bindgen makes for the exports, and those for the
/// imports.
pub fn javascript() -> Result<()> {
    setup::npm_packages()?;
    let mut cargo = program("cargo");
    cargo.args(["build", "--quiet", "--package", "nomba-revoke-wasm", "--lib"]);
    run(cargo.args(["--target", setup::WASM]))?;
    let folder = places::target().join("boundary");
    fresh(&folder)?;
    bind_with_types(&folder)?;
    let root = places::root();
    for extension in ["js", "ts", "json"] {
        copy_all(&root.join("pkg-template"), &folder, extension)?;
    }
    write_host(&folder)?;
    let source = |file| fs::read_to_string(root.join("wasm/src").join(file));
    let imports = declarations::typescript(&source("host.rs")?, &source("protocol.rs")?)
        .context("wasm/src/host.rs has no declarations")?;
    fs::write(folder.join("host.d.ts"), imports)?;
    fs::write(folder.join("glue.d.ts"), glue())?;
    for extension in ["json", "ts"] {
        copy_all(&root.join("tests/boundary"), &folder, extension)?;
    }
    run(program(setup::npm_program("tsc")).current_dir(&folder))
        .context("the JavaScript and the WebAssembly do not fit each other, as printed above")
}

/// The declarations of `glue.js`.
fn glue() -> String {
    format!(
        "import type * as exports from './nomba_revoke.js';\n\
         export type * from './nomba_revoke.js';\n\
         type Name = {};\n\
         /** The functions of the WebAssembly, and how it is started. */\n\
         export type Core = Pick<typeof exports, Name> & {{\n\
         \x20 imports(): WebAssembly.Imports;\n\
         \x20 finish(instance: WebAssembly.Instance): unknown;\n\
         }};\n\
         export function evaluate(): Core;\n",
        EXPORTS.map(|name| format!("'{name}'")).join(" | ")
    )
}
