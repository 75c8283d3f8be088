//! The declarations, as strict TypeScript projects see them.

use super::{Verdict, Workshop};
use crate::places;
use crate::setup;
use crate::shell::{self, program, say};
use anyhow::{Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A version of TypeScript, its major and its minor number.
type Version = (u32, u32);

/// What is checked, and where.
struct File {
    name: &'static str,
    /// `Some(true)` with the types of a browser alone, `Some(false)` without them alone.
    dom: Option<bool>,
    since: Version,
}

const FILES: [File; 9] = [
    File { name: "entries.ts", dom: None, since: (5, 0) },
    File { name: "entries-cjs.cts", dom: None, since: (5, 0) },
    File { name: "entries-dom.ts", dom: Some(true), since: (5, 0) },
    File { name: "usage.ts", dom: Some(true), since: (5, 0) },
    // Says by an attribute which module system it imports types from.
    File { name: "usage-cjs.cts", dom: Some(true), since: (5, 3) },
    File { name: "usage-no-dom.ts", dom: Some(false), since: (5, 0) },
    File { name: "relay.ts", dom: None, since: (5, 0) },
    File { name: "relay-dom.ts", dom: Some(true), since: (5, 0) },
    File { name: "relay-cjs.cts", dom: None, since: (5, 0) },
];

/// How a project finds modules.
struct Resolution {
    module: &'static str,
    name: &'static str,
    /// Whether a file says by its ending which module system it is of.
    both_systems: bool,
    /// The last major version that knows it.
    last: u32,
}

const RESOLUTIONS: [Resolution; 4] = [
    Resolution { module: "nodenext", name: "nodenext", both_systems: true, last: u32::MAX },
    Resolution { module: "node16", name: "node16", both_systems: true, last: u32::MAX },
    Resolution { module: "esnext", name: "bundler", both_systems: false, last: u32::MAX },
    Resolution { module: "esnext", name: "node10", both_systems: false, last: 6 },
];

/// The one among the development tools.
const CURRENT: Version = (6, 0);

/// The compilers in tests/types/package.json.
const COMPILERS: [Version; 5] = [(5, 0), (5, 4), (5, 9), (6, 0), (7, 0)];

pub(super) fn current(workshop: &Workshop) -> Result<Verdict> {
    let project = project(workshop)?;
    for resolution in &RESOLUTIONS[..3] {
        for dom in [true, false] {
            let mut command = program(setup::npm_program("tsc"));
            let command = check(&mut command, project, CURRENT, resolution, dom);
            shell::run(command.arg("--exactOptionalPropertyTypes"))?;
        }
    }
    Ok(Verdict::Passed)
}

pub(super) fn matrix(workshop: &Workshop) -> Result<Verdict> {
    let project = project(workshop)?;
    let compilers = setup::suite_packages("types", "the versions of TypeScript")?;
    let mut failed = Vec::new();
    for version in COMPILERS {
        let (major, minor) = version;
        let compiler = compilers.join(format!("typescript-{major}.{minor}/bin/tsc"));
        for resolution in RESOLUTIONS.iter().filter(|resolution| major <= resolution.last) {
            for dom in [true, false] {
                let with = if dom { "with" } else { "without" };
                let what = format!("TypeScript {major}.{minor}, {}, {with} DOM", resolution.name);
                let mut command = program("node");
                check(command.arg(&compiler), project, version, resolution, dom);
                match shell::run(&mut command) {
                    Ok(()) => say(format!("{what}: passed")),
                    Err(_) => failed.push(what),
                }
            }
        }
    }
    match failed.is_empty() {
        true => Ok(Verdict::Passed),
        false => bail!("the declarations fail under {}", failed.join("; ")),
    }
}

/// An empty project with the package and the files that use it.
fn project(workshop: &Workshop) -> Result<&Path> {
    let folder = workshop.consumer()?;
    let tests: PathBuf = places::root().join("tests/types");
    for file in FILES {
        fs::copy(tests.join(file.name), folder.join(file.name))?;
    }
    setup::npm_packages()?;
    let schema = places::root().join("node_modules/@standard-schema/spec/dist/index.d.ts");
    fs::copy(schema, folder.join("standard-schema.d.ts"))?;
    Ok(folder)
}

fn check<'a>(
    command: &'a mut Command,
    project: &Path,
    version: Version,
    resolution: &Resolution,
    dom: bool,
) -> &'a mut Command {
    let fits = |file: &&File| {
        (resolution.both_systems || !file.name.ends_with(".cts"))
            && file.dom.is_none_or(|needed| needed == dom)
            && file.since <= version
    };
    if version.0 == 6 && resolution.last == 6 {
        command.args(["--ignoreDeprecations", "6.0"]);
    }
    command
        .current_dir(project)
        .args(["--module", resolution.module, "--moduleResolution", resolution.name])
        .args(["--target", "es2022", "--lib", if dom { "es2022,dom" } else { "es2022" }])
        // A folder that isn't there: no types but those that a file asks for.
        .args(["--typeRoots", "none"])
        .args(["--noEmit", "--strict"])
        .args(FILES.iter().filter(fits).map(|file| file.name))
}
