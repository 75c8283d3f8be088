//! What the package consists of: its JavaScript by file, its WebAssembly by Rust module.

use super::bundle;
use crate::build;
use crate::places;
use crate::shell::say;
use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;
use wasmparser::{ExternalKind, KnownCustom, Name, Parser, Payload};

/// Parts by their name, with their sizes in bytes.
pub type Sizes = BTreeMap<String, usize>;

/// The parts of the package.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parts {
    /// Files of the JavaScript, minified.
    pub javascript: Sizes,
    /// Modules of our crate, other crates, and in brackets the sections that hold no code.
    pub wasm: Sizes,
}

impl Parts {
    /// The parts of the package that was built last.
    pub fn of_package() -> Result<Parts> {
        say("Building once more with names, to find the parts");
        let stage = places::target().join("package");
        let mut javascript = inputs(&bundle(&stage, "slim.js")?.metafile)?;
        javascript.extend(inputs(&bundle(&stage, "index.js")?.metafile)?);
        // The WebAssembly, written as text.
        javascript.remove("encoded.js");
        let wasm = modules(&build::module_with_names()?)?;
        // Headers of sections and lengths of functions are no part.
        let (named, shipped) = (wasm.values().sum(), fs::read(stage.join(build::WASM_FILE))?.len());
        ensure!(
            (named..named + named / 50).contains(&shipped),
            "the module with names has {named} bytes beside them, and the one in the package {shipped}"
        );
        Ok(Parts { javascript, wasm })
    }
}

/// What each file adds to a bundle, from what esbuild says of it.
fn inputs(metafile: &[u8]) -> Result<Sizes> {
    #[derive(Deserialize)]
    struct Metafile {
        outputs: HashMap<String, Output>,
    }
    #[derive(Deserialize)]
    struct Output {
        inputs: HashMap<String, Input>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Input {
        bytes_in_output: usize,
    }
    let metafile: Metafile = serde_json::from_slice(metafile)?;
    let inputs = metafile.outputs.into_values().flat_map(|output| output.inputs);
    inputs
        .map(|(path, input)| {
            let name =
                Path::new(&path).file_name().context("esbuild names a path without a file")?;
            Ok((name.to_string_lossy().into_owned(), input.bytes_in_output))
        })
        .collect()
}

/// What each Rust module and each section adds to a module that has the names of its functions.
fn modules(wasm: &[u8]) -> Result<Sizes> {
    let (mut sizes, mut names) = (Sizes::new(), HashMap::new());
    let (mut imported, mut bodies, mut exported) = (0, Vec::new(), BTreeSet::new());
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        let section = match &payload {
            Payload::ImportSection(imports) => {
                imported = imports.clone().into_imports().count();
                "(import)"
            }
            Payload::ExportSection(exports) => {
                for export in exports.clone() {
                    let export = export?;
                    if export.kind == ExternalKind::Func {
                        exported.insert(export.index as usize);
                    }
                }
                "(export)"
            }
            Payload::CodeSectionEntry(body) => {
                bodies.push(body.range().len());
                continue;
            }
            Payload::CustomSection(custom) => match custom.as_known() {
                KnownCustom::Name(sections) => {
                    for section in sections {
                        let Name::Function(functions) = section? else { continue };
                        for naming in functions {
                            let naming = naming?;
                            names.insert(naming.index as usize, naming.name);
                        }
                    }
                    continue;
                }
                _ => "(custom)",
            },
            Payload::DataSection(_) => "(data)",
            Payload::ElementSection(_) => "(element)",
            Payload::FunctionSection(_) => "(function)",
            Payload::TypeSection(_) => "(type)",
            _ => "(other)",
        };
        // Of the code all that counts are the functions.
        let range = match payload {
            Payload::CodeSectionStart { .. } => continue,
            _ => payload.as_section().map_or(0, |(_, range)| range.len()),
        };
        *sizes.entry(section.to_owned()).or_default() += range;
    }
    let exported = exported.iter().filter_map(|index| names.get(index).copied().map(without_shim));
    let exported: BTreeSet<_> = exported.collect();
    for (index, size) in (imported..).zip(bodies) {
        let name = without_shim(names.get(&index).copied().unwrap_or_default());
        *sizes.entry(module(name, exported.contains(name))).or_default() += size;
    }
    sizes.retain(|_, size| *size > 0);
    Ok(sizes)
}

/// Our crates.
const OURS: [&str; 2] = ["nomba_revoke", "nomba_revoke_wasm"];

/// The module that a function belongs to: of our crate the very one, of another only the crate.
fn module(function: &str, exported: bool) -> String {
    let function = without_hashes(function);
    let path = function.trim_start_matches(['<', '&', '[', '(']).trim_start_matches("mut ");
    let end = path.find(|c: char| !(c.is_alphanumeric() || ['_', ':'].contains(&c)));
    let path = &path[..end.unwrap_or(path.len())];
    if !path.contains("::") {
        return match function.as_str() {
            name if name.starts_with("__wbindgen") || name.starts_with("__externref") => {
                "wasm_bindgen".to_owned()
            }
            // wasm-bindgen calls them as JavaScript does. They are all in one module.
            _ if exported => "nomba_revoke_wasm".to_owned(),
            name if name.starts_with('<') => "core".to_owned(),
            // `memcpy` and its like.
            _ => "compiler_builtins".to_owned(),
        };
    }
    let is_module = |part: &&str| !part.starts_with(char::is_uppercase);
    let parts: Vec<_> = path.split("::").filter(|part| !part.is_empty()).collect();
    let mut modules: Vec<_> = parts.iter().copied().take_while(is_module).collect();
    if modules.len() == parts.len() {
        // Without a type, the last part is the function.
        modules.pop();
    }
    match modules.first() {
        Some(first) if OURS.contains(first) => modules.join("::"),
        first => first.copied().unwrap_or("core").to_owned(),
    }
}

/// What wasm-bindgen puts around a function, to take references, counts as that.
fn without_shim(name: &str) -> &str {
    name.trim_end_matches(" externref shim").trim_end_matches(" multivalue shim")
}

/// `core[7a6029ceb2820e22]::ptr` is `core::ptr`.
fn without_hashes(name: &str) -> String {
    let mut parts = name.split('[');
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(']') {
            Some((hash, rest))
                if hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) =>
            {
                kept.push_str(rest);
            }
            _ => kept.extend(["[", part]),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_of_the_module_that_it_is_written_in() {
        for (function, expected) in [
            ("nomba_revoke_wasm[d05460b9df4cf70d]::options::read", "nomba_revoke_wasm::options"),
            ("<nomba_revoke[d05460b9df4cf70d]::pacer::Pacer>::learn", "nomba_revoke::pacer"),
            (
                "<nomba_revoke_wasm[d05460b9df4cf70d]::alloc::Wiping as \
                 core[ff78a6565043eb15]::alloc::global::GlobalAlloc>::dealloc",
                "nomba_revoke_wasm::alloc",
            ),
            (
                "<nomba_revoke_wasm[d05460b9df4cf70d]::handles::HANDLES::{closure#0} as \
                 core[ff78a6565043eb15]::ops::function::FnOnce<()>>::call_once",
                "nomba_revoke_wasm::handles",
            ),
            ("alloc[7a6029ceb2820e22]::vec::from_elem::<u8>", "alloc"),
            ("<[u8]>::ends_with", "core"),
            ("<&mut core[ff78a6565043eb15]::ops::index_range::IndexRange as X>::len", "core"),
            ("__rustc[b7974e8690430dd9]::__rust_realloc", "__rustc"),
            ("__wbindgen_malloc", "wasm_bindgen"),
            ("memcmp", "compiler_builtins"),
        ] {
            assert_eq!(module(function, false), expected, "{function}");
        }
        assert_eq!(module("beginCall", true), "nomba_revoke_wasm");
        assert_eq!(module("memcpy", false), "compiler_builtins");
        assert_eq!(module("__wbindgen_malloc", true), "wasm_bindgen");
    }

    #[test]
    fn a_module_has_its_functions_and_a_section_what_is_in_it() {
        let name = |index: u8, name: &str| [&[index, name.len() as u8], name.as_bytes()].concat();
        let names = [
            name(0, "nomba_revoke[0123456789abcdef]::pacer::wait"),
            name(1, "beginCall externref shim"),
            name(2, "beginCall"),
        ];
        let names = [&[3], &names.concat()[..]].concat();
        let section = |id: u8, body: &[u8]| [&[id, body.len() as u8], body].concat();
        let wasm = [
            b"\0asm\x01\0\0\0".to_vec(),
            section(1, b"\x01\x60\0\0"),
            section(3, b"\x03\0\0\0"),
            // The second function, as `a`.
            section(7, b"\x01\x01a\0\x01"),
            // One that returns, and two that do so after doing nothing.
            section(10, b"\x03\x02\0\x0b\x03\0\x01\x0b\x03\0\x01\x0b"),
            section(0, &[b"\x04name", &section(1, &names)[..]].concat()),
        ];
        let expected = [
            ("(export)", 5),
            ("(function)", 4),
            ("(type)", 4),
            ("nomba_revoke_wasm", 6),
            ("nomba_revoke::pacer", 2),
        ];
        let expected = expected.map(|(name, size)| (name.to_owned(), size));
        assert_eq!(modules(&wasm.concat()).unwrap(), Sizes::from(expected));
    }

    #[test]
    fn a_file_has_what_it_adds_to_the_bundle() {
        let metafile = r#"{ "inputs": {}, "outputs": { "out.js": { "bytes": 30, "inputs": {
            "target/package/host.js": { "bytesInOutput": 20 }, "load.js": { "bytesInOutput": 9 } } } } }"#;
        let sizes = inputs(metafile.as_bytes()).unwrap();
        assert_eq!(sizes, Sizes::from([("host.js".to_owned(), 20), ("load.js".to_owned(), 9)]));
    }
}
