//! `build`: from the crate and `pkg-template` to `pkg/`, a complete npm package.

pub mod check;
mod declarations;
mod site;
mod tables;

pub use site::site;

use crate::places;
use crate::setup;
use crate::shell::{printed, program, run, say};
use anyhow::{Context, Result, ensure};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What wasm-opt may assume of an engine. Named one by one: with all of them on, the module does not
/// load in Node 20.
const WASM_FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-multivalue",
    "--enable-sign-ext",
    "--enable-mutable-globals",
];

/// The compiler's flags where it compiles the standard library as well. Each panic becomes a bare
/// trap: shipped code has none, and the texts of the standard library's are a third of the module. Every
/// function may be put into those that call it, whatever crate it is of, and more of them count as small;
/// docs/size.md says what that saves. And where bulk memory is not a feature, wasm-bindgen takes a borrowed
/// reference out of its table by `table.set`: for `table.fill` an engine leaves the module, which is slow.
const SMALL_STD_FLAGS: [&str; 7] = [
    "-Zunstable-options",
    "-Cpanic=immediate-abort",
    "-Zlocation-detail=none",
    "-Zfmt-debug=none",
    "-Zcross-crate-inline-threshold=yes",
    "-Cllvm-args=-inline-threshold=30",
    "-Ctarget-feature=-bulk-memory",
];

/// The module in the package.
pub const WASM_FILE: &str = "nomba_revoke_bg.wasm";

/// From a file of `pkg-template` to a file of the package, and in which format.
const BUNDLES: [(&str, &str, &str); 8] = [
    ("index.js", "esm", "index.js"),
    ("index.js", "cjs", "index.cjs"),
    ("slim.js", "esm", "slim.js"),
    ("slim.js", "cjs", "slim.cjs"),
    ("workerd.js", "esm", "workerd.js"),
    ("relay.js", "esm", "relay.js"),
    ("relay.js", "cjs", "relay.cjs"),
    ("relay-workerd.js", "esm", "relay-workerd.js"),
];

/// The libraries that are bundled into the command line. Their licence wants to go with them.
const BUNDLED: [&str; 3] = ["papaparse", "csv-stringify", "undici"];

/// undici is CommonJS, and an ES module has no `require` by itself.
const REQUIRE: &str =
    "import{createRequire}from\"node:module\";const require=createRequire(import.meta.url);";

/// `nomba-revoke/inline` for resolvers that don't know `exports`, TypeScript's `node10` among them.
const INLINE: &str = r#"{ "main": "../index.cjs", "module": "../index.js", "types": "../index.d.ts" }
"#;

/// `require('nomba-revoke/workerd')`. A file of its own rather than a bundle: a bundler turns the entry's `import` of
/// the WebAssembly into one that Workers can load, and would leave a `require` as it is, which Workers can't.
const WORKERD_CJS: &str = "module.exports = require('./workerd.js');\n";

/// Packs a package into a folder. Returns the tarball.
pub fn pack(package: &Path, folder: &Path) -> Result<PathBuf> {
    run(program(setup::npm())
        .current_dir(package)
        .args(["pack", "--loglevel=error", "--pack-destination"])
        .arg(folder))?;
    Ok(folder.join(format!("nomba-revoke-{}.tgz", env!("CARGO_PKG_VERSION"))))
}

/// Makes `pkg/` anew and returns where it is.
pub fn package() -> Result<PathBuf> {
    setup::wasm_target()?;
    setup::npm_packages()?;
    let stage = places::target().join("package");
    fresh(&stage)?;
    let names = compile(&stage)?;
    let package = places::package();
    say("Putting the package together in pkg/");
    fresh(&package)?;
    copy_all(&places::root().join("pkg-template"), &stage, "js")?;
    write_host(&stage)?;
    fs::create_dir(stage.join("relay"))?;
    copy_all(&places::root().join("pkg-template/relay"), &stage.join("relay"), "js")?;
    write_manifest(&stage)?;
    wrap_glue(&stage, &names)?;
    encode_module(&stage)?;
    run_script("strip-comments.mjs", &stage)?;
    // Engines compile what a first call runs along with the file that it is in.
    run_script("first-call.mjs", &stage)
        .context("a first call of what was built could not be made")?;
    for (entry, format, out) in BUNDLES {
        bundle(&stage.join(entry), format, &package.join(out))?;
    }
    bundle_command_line(&package)?;
    write_declarations(&package)?;
    for file in [WASM_FILE, "package.json"] {
        fs::copy(stage.join(file), package.join(file))?;
    }
    fs::write(package.join("workerd.cjs"), WORKERD_CJS)?;
    fs::create_dir(package.join("inline"))?;
    fs::write(package.join("inline/package.json"), INLINE)?;
    for file in ["CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"] {
        fs::copy(places::root().join(file), package.join(file))
            .with_context(|| format!("{file} is missing"))?;
    }
    let readme = fs::read_to_string(places::root().join("README.md"))?;
    fs::write(package.join("README.md"), readme_for_npm(&readme)?)?;
    print_sizes(&package)?;
    Ok(package)
}

/// Bundles `pkg-template/host/` for the tests of the crate `nomba-revoke-wasm`, which need it as a single file.
pub fn host_for_tests() -> Result<()> {
    setup::npm_packages()?;
    let stage = places::target().join("host-for-tests");
    fresh(&stage)?;
    write_host(&stage)?;
    let entry = stage.join("entry.js");
    fs::write(
        &entry,
        "export { revoke, validate } from './host/call.js';\nexport { inspect } from './host/token.js';\n",
    )?;
    let out = places::root().join("wasm/tests/module/host.js");
    run(esbuild(&entry, &out).arg("--format=esm"))
}

/// Copies the host into a folder, with the tables that it imports.
fn write_host(folder: &Path) -> Result<()> {
    fs::create_dir(folder.join("host"))?;
    copy_all(&places::root().join("pkg-template/host"), &folder.join("host"), "js")?;
    fs::write(folder.join("generated.js"), tables::javascript())?;
    Ok(())
}

/// The README without the parts between `<!-- repository -->` and `<!-- /repository -->`: who has the
/// package doesn't have the repository.
fn readme_for_npm(readme: &str) -> Result<String> {
    let mut parts = readme.split("<!-- repository -->\n");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (_, rest) = part
            .split_once("<!-- /repository -->\n")
            .context("README.md opens a part with <!-- repository --> and doesn't close it")?;
        kept.push_str(rest.trim_start_matches('\n'));
    }
    Ok(kept)
}

/// From Rust to a small module and its glue, in `stage`. The names by which the two find each other
/// are shortened in the module alone, and returned.
fn compile(stage: &Path) -> Result<ShortNames> {
    let mut cargo = program("cargo");
    cargo.args(["build", "--package", "nomba-revoke-wasm", "--lib", "--profile", "wasm-release"]);
    cargo.arg("--target").arg(setup::WASM);
    if setup::std_source()? {
        say(
            "Compiling the core, and Rust's standard library without its panic texts, to WebAssembly",
        );
        cargo
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_ENCODED_RUSTFLAGS", SMALL_STD_FLAGS.join("\x1f"))
            .args(["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"]);
    } else {
        say(
            "Compiling the core to WebAssembly, with the standard library as it comes: it will be larger",
        );
    }
    run(&mut cargo)?;
    say("Generating its glue (wasm-bindgen) and shrinking it (wasm-opt)");
    bind(stage, &["--remove-name-section"])?;
    let wasm = stage.join(WASM_FILE);
    let names = shrink(&wasm, &[])?;
    // Whatever becomes of it on the way, no package is made of a module that an engine refuses.
    let check = "new WebAssembly.Module(require('node:fs').readFileSync(process.argv[1]))";
    run(program("node").args(["--eval", check]).arg(&wasm))
        .context("the WebAssembly that was made does not compile; try again")?;
    serde_json::from_str(&names).context("wasm-opt did not say how it has shortened the names")
}

/// The module of the package that was made last, once more and with its functions' names: what it
/// consists of can't be found without them.
pub fn module_with_names() -> Result<Vec<u8>> {
    let folder = places::target().join("names");
    fresh(&folder)?;
    bind(&folder, &[])?;
    let wasm = folder.join(WASM_FILE);
    shrink(&wasm, &["-g"])?;
    Ok(fs::read(wasm)?)
}

/// Writes `encoded.js`: the module in hexadecimal. Current engines have something fast to read that, and what
/// repeats in the bytes does so in the text: with brotli it is hardly larger than the bytes.
fn encode_module(stage: &Path) -> Result<()> {
    let bytes = fs::read(stage.join(WASM_FILE))?;
    let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    fs::write(stage.join("encoded.js"), format!("export const text = \"{text}\";\n"))?;
    Ok(())
}

/// Has wasm-bindgen make the module and its glue of what was compiled.
fn bind(out: &Path, further: &[&str]) -> Result<()> {
    let shipped = ["--no-typescript", "--remove-producers-section"];
    wasm_bindgen("wasm-release", out, &[&shipped, further].concat())
}

/// Has wasm-bindgen make the declarations of the exports as well, of what was compiled without optimisation.
fn bind_with_types(out: &Path) -> Result<()> {
    wasm_bindgen("debug", out, &[])
}

/// Runs wasm-bindgen on what was compiled with a profile.
fn wasm_bindgen(profile: &str, out: &Path, further: &[&str]) -> Result<()> {
    let wasm = places::target().join(setup::WASM).join(profile).join("nomba_revoke_wasm.wasm");
    let arguments = [
        "wasm-bindgen".as_ref(),
        wasm.as_os_str(),
        "--out-dir".as_ref(),
        out.as_os_str(),
        "--out-name=nomba_revoke".as_ref(),
        "--target=web".as_ref(),
        "--omit-default-module-path".as_ref(),
    ];
    let further = further.iter().map(AsRef::as_ref);
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(arguments.into_iter().chain(further))
}

/// Shrinks the module where it lies, and returns what wasm-opt says of the names.
fn shrink(wasm: &Path, further: &[&str]) -> Result<String> {
    printed(
        program(setup::npm_program("wasm-opt"))
            .arg(wasm)
            .arg("--output")
            .arg(wasm)
            // The first KiB is the end of the stack, which is a MiB in size; no data lies there.
            .args(["-Oz", "--low-memory-unused", "--strip-target-features"])
            // By itself it puts even a large function into its only caller. Engines compile a function
            // when it is first called, all of it: what few calls need had better be one by itself.
            .arg("--one-caller-inline-max-function-size=150")
            // And what is hardly larger than a call of it, wherever it is called.
            .arg("--always-inline-max-function-size=10")
            .arg("--minify-imports-and-exports-and-modules")
            .args(further)
            .args(WASM_FEATURES),
    )
}

/// What the module imports and exports: by which name at first, and by which now.
#[derive(serde::Deserialize)]
struct ShortNames {
    /// The name of the module that they come from, which becomes `a`, the old name, and the new one.
    imports: Vec<(String, String, String)>,
    exports: Vec<(String, String)>,
}

/// Shortens the names in the glue as well. wasm-bindgen gives each a hash of sixteen digits, and no
/// minifier can touch them.
fn shorten(glue: &str, names: &ShortNames) -> String {
    let mut glue = glue.to_owned();
    for (module, old, new) in &names.imports {
        glue = glue.replace(&format!("{old}:"), &format!("{new}:"));
        glue = glue.replace(&format!("\"{module}\":"), "a:");
    }
    for (old, new) in &names.exports {
        for end in ["(", ".", ";", ",", ")"] {
            glue = glue.replace(&format!("wasm.{old}{end}"), &format!("wasm.{new}{end}"));
        }
    }
    glue
}

/// The exports of the module that the package uses. The rest of the glue is left out.
const EXPORTS: [&str; 9] = [
    "beginCall",
    "beginCallInBatch",
    "closeBatch",
    "handleEvent",
    "hashToken",
    "inspectToken",
    "openBatch",
    "redact",
    "validateRequest",
];

/// How the glue starts the module. `load.js` calls these two: it has the bytes, while the glue would know how to fetch them.
const START: &str = "__wbg_get_imports as imports, __wbg_finalize_init as finish";

/// Makes a function of the generated glue, in `glue.js`: as a module it would run when it is imported,
/// and no bundler could leave it out.
fn wrap_glue(stage: &Path, names: &ShortNames) -> Result<()> {
    let generated = fs::read_to_string(stage.join("nomba_revoke.js"))?;
    // Its own exports come last, but for those of functions.
    let (text, _) = generated
        .split_once("\nexport {")
        .context("the glue that wasm-bindgen makes has another form")?;
    let entry = stage.join("glue-entry.js");
    let text = shorten(text, names).replace("\nexport function ", "\nfunction ");
    fs::write(&entry, format!("{text}\nexport {{ {}, {START} }};\n", EXPORTS.join(", ")))?;
    let glue = stage.join("glue.js");
    run(esbuild(&entry, &glue).arg("--format=esm"))?;
    let text = fs::read_to_string(&glue)?;
    let (body, exports) =
        text.split_once("\nexport {").context("the bundled glue has another form")?;
    let exports = exports.trim_end().trim_end_matches("};");
    // `a as b` of an export is `b: a` of an object.
    let members = exports.split(',').map(|export| match export.split_once(" as ") {
        Some((name, alias)) => format!("{}: {}", alias.trim(), name.trim()),
        None => export.trim().to_owned(),
    });
    let members = members.collect::<Vec<_>>().join(", ");
    fs::write(
        glue,
        format!("export function evaluate() {{\n{body}\nreturn {{ {members} }};\n}}\n"),
    )?;
    Ok(())
}

/// Runs a script of `xtask/build/` on the modules of the package.
fn run_script(name: &str, stage: &Path) -> Result<()> {
    run(program("node").arg(places::root().join("xtask/build").join(name)).arg(stage))
}

fn bundle(entry: &Path, format: &str, out: &Path) -> Result<()> {
    let mut command = esbuild(entry, out);
    command.arg(format!("--format={format}"));
    // The entry for workerd leaves the WebAssembly to the tool that it is bundled or served with.
    command.arg("--external:*.wasm");
    run(&mut command)
}

/// `cli.js`, with the libraries it needs inside. What it has of the package it imports from there.
fn bundle_command_line(package: &Path) -> Result<()> {
    let mut command = esbuild(&places::root().join("cli/main.js"), &package.join("cli.js"));
    command.args(["--format=esm", "--platform=node", "--target=node20", "--minify"]);
    command.arg("--external:nomba-revoke");
    command.arg(format!("--banner:js={REQUIRE}"));
    run(&mut command)?;
    let text = format!("cli.js contains these libraries.\n{}", licences(&BUNDLED)?);
    fs::write(package.join("LICENSE-CLI"), text)?;
    Ok(())
}

/// The licences of npm packages.
fn licences(names: &[&str]) -> Result<String> {
    let mut licences = String::new();
    for name in names {
        let folder = places::root().join("node_modules").join(name);
        let licence = fs::read_to_string(folder.join("LICENSE"))
            .with_context(|| format!("the licence of {name} is missing"))?;
        licences.push_str(&format!("\n{name}\n\n{}\n", licence.trim_end()));
    }
    Ok(licences)
}

fn esbuild(entry: &Path, out: &Path) -> Command {
    let mut command = program(setup::npm_program("esbuild"));
    command
        .arg(entry)
        .arg(format!("--outfile={}", out.display()))
        .args(["--bundle", "--platform=neutral", "--target=es2022"])
        .args(["--log-level=warning", "--legal-comments=none"]);
    command
}

/// The declarations for both module systems: a CommonJS file may not refer to an ES module.
fn write_declarations(package: &Path) -> Result<()> {
    for name in ["index", "slim", "workerd", "relay"] {
        let file = format!("{name}.d.ts");
        let text = fs::read_to_string(places::root().join("pkg-template").join(&file))?;
        fs::write(package.join(file), &text)?;
        let text = text.replace("from './index.js'", "from './index.cjs'");
        fs::write(package.join(format!("{name}.d.cts")), text)?;
    }
    Ok(())
}

/// The template's manifest with the crate's version.
fn write_manifest(stage: &Path) -> Result<()> {
    let template = fs::read_to_string(places::root().join("pkg-template/package.json"))?;
    let placeholder = "\"version\": \"0.0.0\"";
    ensure!(template.contains(placeholder), "pkg-template/package.json must say {placeholder}");
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    fs::write(stage.join("package.json"), template.replace(placeholder, &version))?;
    Ok(())
}

fn print_sizes(package: &Path) -> Result<()> {
    eprintln!("\n{:24} {:>10} {:>10} {:>10}", "bytes", "raw", "gzip", "brotli");
    let bundles = BUNDLES.iter().map(|(_, _, out)| *out);
    for file in bundles.chain(["cli.js", WASM_FILE]) {
        let bytes = fs::read(package.join(file))?;
        let (gzip, brotli) = (gzip(&bytes)?.len(), brotli_size(&bytes)?);
        eprintln!("{file:24} {:>10} {gzip:>10} {brotli:>10}", bytes.len());
    }
    eprintln!();
    Ok(())
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// The size with brotli at its highest quality, 11.
pub fn brotli_size(bytes: &[u8]) -> Result<usize> {
    let mut compressed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams::default();
    brotli::BrotliCompress(&mut &bytes[..], &mut compressed, &parameters)?;
    Ok(compressed.len())
}

fn fresh(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)
            .with_context(|| format!("{} can't be removed", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("{} can't be made", folder.display()))
}

fn copy_all(from: &Path, to: &Path, extension: &str) -> Result<()> {
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        if path.extension().is_some_and(|found| found == extension) {
            fs::copy(&path, to.join(path.file_name().unwrap_or_default()))?;
        }
    }
    Ok(())
}
