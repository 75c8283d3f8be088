//! The crate `nomba-revoke` by itself: its dependencies, what it brings into another crate's WebAssembly, and its package.

use super::{Verdict, Workshop};
use crate::places;
use crate::setup;
use crate::shell::{self, output, printed, program, say};
use anyhow::{Context, Result, ensure};
use std::collections::BTreeSet;
use std::fs;
use wasmparser::{Parser, Payload};

/// What the module in `tests/crate/` exports: its function, and what the linker adds.
const EXPORTS: [&str; 4] = ["__data_end", "__heap_base", "drive", "memory"];

pub(super) fn run(_: &Workshop) -> Result<Verdict> {
    has_no_dependencies()?;
    setup::wasm_target()?;
    let target = places::target().join("crate");
    let mut cargo = program("cargo");
    cargo.args(["build", "--offline", "--target", setup::WASM]);
    cargo.arg("--manifest-path").arg(places::root().join("tests/crate/Cargo.toml"));
    shell::run(cargo.arg("--target-dir").arg(&target))
        .context("a crate with an allocator of its own can't depend on nomba-revoke")?;
    let module = fs::read(target.join(setup::WASM).join("debug/standalone.wasm"))?;
    let (imports, exports) = imports_and_exports(&module)?;
    ensure!(imports.is_empty(), "nomba-revoke brings imports into WebAssembly: {imports:?}");
    ensure!(
        exports.iter().eq(EXPORTS),
        "nomba-revoke brings exports into WebAssembly, or tests/crate lacks one: {exports:?}"
    );
    Ok(Verdict::Passed)
}

fn has_no_dependencies() -> Result<()> {
    let mut cargo = program("cargo");
    cargo.args(["tree", "-e", "normal", "--target", "all", "--package", "nomba-revoke"]);
    let tree = printed(&mut cargo)?;
    ensure!(tree.lines().count() == 1, "nomba-revoke has dependencies without a feature:\n{tree}");
    Ok(())
}

/// Does all that publishing the crate does, but for the upload: looks at what its package holds, and compiles that.
pub(super) fn package(_: &Workshop) -> Result<Verdict> {
    let cargo = |command: &[&str]| {
        let mut cargo = program("cargo");
        cargo.args(command).args(["--allow-dirty", "--package", "nomba-revoke"]);
        cargo
    };
    let tracked = printed(program("git").args(["ls-files", "src"]))?;
    holds_the_crate(&printed(&mut cargo(&["package", "--list"]))?, &tracked)?;
    let mut publish = cargo(&["publish", "--dry-run"]);
    shell::run(publish.arg("--target-dir").arg(places::target().join("crate")))
        .context("the crate could not be published; the index of crates.io must be within reach")?;
    Ok(Verdict::Passed)
}

/// Checks the files of the package: all sources that are no tests, and nothing that does not belong to a crate.
fn holds_the_crate(listed: &str, tracked: &str) -> Result<()> {
    let is_expected = |file: &&str| {
        file.starts_with("src/") || file.starts_with("examples/") || !file.contains('/')
    };
    let is_test = |file: &str| file.ends_with("tests.rs");
    let other: Vec<_> = listed.lines().filter(|file| !is_expected(file) || is_test(file)).collect();
    ensure!(other.is_empty(), "the package of the crate holds what it should not: {other:?}");
    let listed: BTreeSet<_> = listed.lines().collect();
    let wanted = ["LICENSE-APACHE", "LICENSE-MIT", "examples/ureq.rs", "examples/reqwest.rs"];
    let wanted = tracked.lines().filter(|file| !is_test(file)).chain(wanted);
    let missing: Vec<_> = wanted.filter(|file| !listed.contains(file)).collect();
    ensure!(missing.is_empty(), "the package of the crate lacks {missing:?}");
    Ok(())
}

/// Compares the crate with the one of the last tag: what has changed must fit the version.
pub(super) fn release(_: &Workshop) -> Result<Verdict> {
    let describe = ["describe", "--tags", "--abbrev=0", "--match=v*", "HEAD^"];
    let Some(tag) = output(program("git").args(describe)) else {
        return Ok(Verdict::Skipped("there is no earlier tag to compare with".to_owned()));
    };
    say(format!("Comparing the crate with that of {}", tag.trim()));
    let mut cargo = program(setup::cargo_semver_checks()?);
    cargo.args(["semver-checks", "--package", "nomba-revoke"]);
    shell::run(cargo.args(["--all-features", "--baseline-rev", tag.trim()]))?;
    Ok(Verdict::Passed)
}

/// The names of what a module imports, and of what it exports.
fn imports_and_exports(module: &[u8]) -> Result<(BTreeSet<String>, BTreeSet<String>)> {
    let (mut imports, mut exports) = (BTreeSet::new(), BTreeSet::new());
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    imports.insert(import?.name.to_owned());
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    exports.insert(export?.name.to_owned());
                }
            }
            _ => {}
        }
    }
    Ok((imports, exports))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_holds_the_sources_and_nothing_else() {
        let tracked = "src/a.rs\nsrc/a/tests.rs\n";
        let package =
            "Cargo.toml\nLICENSE-APACHE\nLICENSE-MIT\nexamples/reqwest.rs\nexamples/ureq.rs\n";
        let check = |listed: &str| holds_the_crate(&[package, listed].concat(), tracked);
        assert!(check("src/a.rs\n").is_ok());
        assert!(check("").is_err());
        assert!(check("src/a.rs\nsrc/a/tests.rs\n").is_err());
        assert!(check("src/a.rs\nxtask/src/main.rs\n").is_err());
        assert!(holds_the_crate("src/a.rs\n", tracked).is_err());
    }
}
