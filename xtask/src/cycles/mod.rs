//! Finds dependency cycles between the files of a crate.
//!
//! A file depends on another one if it names an item of that file, in a `use` or in any other path, through re-exports
//! too. So a child module that uses an item of its parent depends on the parent's file. `mod` declarations, tests, and
//! `pub use` in `lib.rs` and `mod.rs` are no dependencies. A method that is called without its type being named is not
//! seen.

mod modules;
mod resolve;

use crate::places;
use anyhow::{Context, Result, ensure};
use modules::Modules;
use petgraph::algo::{astar, tarjan_scc};
use petgraph::graphmap::DiGraphMap;
use resolve::resolve;
use std::path::{Path, PathBuf};

/// The folders whose files may not depend on each other in a cycle. Each belongs to a crate, which is read as a whole.
pub const FOLDERS: &[&str] = &["mock/src", "src", "wasm/src"];

/// Fails if files of one of the [`FOLDERS`] depend on each other in a cycle, and spells each cycle out.
pub fn check() -> Result<()> {
    for folder in FOLDERS {
        check_folder(places::root(), Path::new(folder))?;
    }
    Ok(())
}

fn check_folder(root: &Path, folder: &Path) -> Result<()> {
    let modules = modules::read(&crate_root(&root.join(folder))?)?;
    let mut dependencies = dependencies(&modules);
    for dependency in &mut dependencies {
        for file in [&mut dependency.from, &mut dependency.to] {
            *file = file.strip_prefix(root)?.to_path_buf();
        }
    }
    dependencies.retain(|of| of.from.starts_with(folder) && of.to.starts_with(folder));
    let cycles: Vec<_> = cycles(&dependencies).iter().map(|cycle| describe(cycle)).collect();
    ensure!(
        cycles.is_empty(),
        "files depend on each other in a cycle; move what several of them need to a file of its own\n\n{}",
        cycles.join("\n\n")
    );
    Ok(())
}

/// Returns the root file of the crate that has this folder.
fn crate_root(folder: &Path) -> Result<PathBuf> {
    ensure!(folder.is_dir(), "there is no folder {}", folder.display());
    let candidates =
        folder.ancestors().flat_map(|above| ["lib.rs", "main.rs"].map(|name| above.join(name)));
    let root = candidates.into_iter().find(|file| file.is_file());
    root.with_context(|| format!("no crate has the folder {}", folder.display()))
}

/// A path in one file that leads to another file.
struct Dependency {
    from: PathBuf,
    to: PathBuf,
    path: String,
}

type Graph<'a> = DiGraphMap<&'a Path, &'a Dependency>;

/// Returns each path in a crate that leads to another file.
fn dependencies(modules: &Modules) -> Vec<Dependency> {
    let mut dependencies = Vec::new();
    for (name, module) in modules {
        let imports = module.imports.iter().filter(|import| !import.is_re_export);
        let imports = imports.map(|import| (&import.path, import.name.is_none()));
        let paths = module.paths.iter().map(|path| (path, false));
        for (path, is_glob) in imports.chain(paths) {
            let target = resolve(modules, name, path).and_then(|name| modules.get(&name));
            if let Some(target) = target
                && target.file != module.file
            {
                dependencies.push(Dependency {
                    from: module.file.clone(),
                    to: target.file.clone(),
                    path: path.join("::") + if is_glob { "::*" } else { "" },
                });
            }
        }
    }
    dependencies
}

/// Returns a shortest cycle of each group of files that depend on each other.
fn cycles(dependencies: &[Dependency]) -> Vec<Vec<&Dependency>> {
    let mut graph = Graph::new();
    for dependency in dependencies {
        // The first path is as good as the others.
        if !graph.contains_edge(&dependency.from, &dependency.to) {
            graph.add_edge(&dependency.from, &dependency.to, dependency);
        }
    }
    let groups = tarjan_scc(&graph).into_iter();
    let shortest = groups.filter_map(|group| {
        let cycles = group.into_iter().filter_map(|file| shortest_cycle(&graph, file));
        cycles.min_by_key(Vec::len)
    });
    let steps = |files: Vec<&Path>| {
        files.windows(2).filter_map(|pair| graph.edge_weight(pair[0], pair[1]).copied()).collect()
    };
    shortest.map(steps).collect()
}

/// Returns the files of a shortest cycle through a file, from that file to itself.
fn shortest_cycle<'a>(graph: &Graph<'a>, file: &'a Path) -> Option<Vec<&'a Path>> {
    let way_back = |next| astar(graph, next, |at| at == file, |_| 1, |_| 0);
    let (_, way_back) =
        graph.neighbors(file).filter_map(way_back).min_by_key(|(steps, _)| *steps)?;
    Some([vec![file], way_back].concat())
}

/// Returns a line for each step of a cycle.
fn describe(cycle: &[&Dependency]) -> String {
    let line = |step: &&Dependency| {
        format!("{} uses {} of {}", step.from.display(), step.path, step.to.display())
    };
    cycle.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// Returns the error for a crate with these files in `src`, and an empty text if the check passes.
    fn check(files: &[(&str, &str)]) -> String {
        check_part("src", files)
    }

    /// Does the same for one folder of the crate.
    fn check_part(folder: &str, files: &[(&str, &str)]) -> String {
        let root = tempfile::tempdir().unwrap();
        for (file, text) in files {
            let file = root.path().join("src").join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        let error = check_folder(root.path(), Path::new(folder)).err();
        error.map_or_else(String::new, |error| format!("{error:#}"))
    }

    /// Returns whether `a.rs`, with this text, and `b.rs`, which uses `a.rs`, depend on each other.
    fn is_cycle(a: &str) -> bool {
        const B: &str =
            "use crate::a::A; pub struct B; pub fn b() {} pub mod inner { pub struct I; }";
        const LIB: &str =
            "mod a; mod b; pub use a::A; pub use b::{B, b as c}; pub use b::inner::*;";
        let error = check(&[("lib.rs", LIB), ("a.rs", a), ("b.rs", B)]);
        assert!(error.is_empty() || error.contains("src/a.rs uses"), "{error}");
        !error.is_empty()
    }

    #[test]
    fn a_cycle_is_spelled_out() {
        let error = check(&[
            ("lib.rs", "mod one; mod two; mod three; mod four;"),
            ("one.rs", "use crate::two::Two; use crate::four::Four;"),
            ("two.rs", "fn two() { crate::three::three() }"),
            ("three.rs", "use super::one;"),
            ("four.rs", "pub struct Four;"),
        ]);
        for step in [
            "src/one.rs uses crate::two::Two of src/two.rs",
            "src/two.rs uses crate::three::three of src/three.rs",
            "src/three.rs uses super::one of src/one.rs",
        ] {
            assert!(error.contains(step), "{error}");
        }
        assert!(!error.contains("four"), "{error}");
    }

    #[test]
    fn each_group_of_files_is_spelled_out() {
        let error = check(&[
            ("lib.rs", "mod a; mod b; mod c; mod d;"),
            ("a.rs", "use crate::b::B; use crate::c::C;"),
            ("b.rs", "use crate::a::A;"),
            ("c.rs", "use crate::d::D;"),
            ("d.rs", "use crate::c::C;"),
        ]);
        assert_eq!(error.matches(" uses ").count(), 4, "{error}");
    }

    #[test]
    fn the_cycle_is_a_shortest_one() {
        let error = check(&[
            ("lib.rs", "mod a; mod b; mod c; mod d; mod e; mod f;"),
            ("a.rs", "use crate::{b, c};"),
            ("b.rs", "use crate::{a, e};"),
            ("c.rs", "use crate::d;"),
            ("d.rs", "use crate::a;"),
            ("e.rs", "use crate::f;"),
            ("f.rs", "use crate::b;"),
        ]);
        assert_eq!(error.matches(" uses ").count(), 2, "{error}");
    }

    #[test]
    fn a_path_anywhere_in_a_file_is_a_dependency() {
        for a in [
            "use crate::b::B;",
            "use super::b::{self};",
            "use crate::{b::B as Other};",
            "use crate::b::*;",
            "pub use crate::b::B;",
            "fn a() { use crate::b::B; }",
            "fn a() { crate::b::b() }",
            "fn a(b: &crate::b::B) {}",
            "fn a(b: Vec<crate::b::B>) {}",
            "fn a() -> impl Fn(super::b::B) { |_| () }",
            "impl From<crate::b::B> for A {}",
            "struct A { b: self::super::b::B }",
            "fn a() { println!(\"{}\", if true { crate::b::b() }) }",
            "fn a() { crate::b::b!() }",
            "mod inner { use super::super::b::B; }",
        ] {
            assert!(is_cycle(a), "{a}");
        }
    }

    #[test]
    fn a_path_through_re_exports_and_imports_is_a_dependency() {
        for a in [
            "use crate::B;",
            "use super::B;",
            "fn a() { crate::c() }",
            "use crate::I;",
            "use crate::*; fn a() { inner::other() } use crate::b::inner;",
            "use crate as root; fn a() { root::b::b() }",
        ] {
            assert!(is_cycle(a), "{a}");
        }
    }

    #[test]
    fn a_path_from_an_imported_module_is_followed() {
        for a in [
            "use crate::d; fn a() { d::e::e() }",
            "use crate::d::{self}; fn a() { d::e::e() }",
            "use crate::d::{self as other}; fn a() { other::e::e() }",
            "use crate::d as other; fn a() { other::e::e() }",
        ] {
            let error = check(&[
                ("lib.rs", "mod a; mod d;"),
                ("a.rs", a),
                ("d/mod.rs", "pub mod e;"),
                ("d/e.rs", "use crate::a::A;"),
            ]);
            assert!(error.contains("::e::e of src/d/e.rs"), "{a}: {error}");
        }
    }

    #[test]
    fn a_child_that_uses_an_item_of_its_parent_depends_on_it() {
        let parent = ("p/mod.rs", "mod child; use child::C; pub struct P;");
        let lib = ("lib.rs", "mod p;");
        for child in ["use super::P; pub struct C;", "use super::*; pub struct C;"] {
            let error = check(&[lib, parent, ("p/child.rs", child)]);
            assert!(error.contains("src/p/child.rs uses super::"), "{error}");
        }
        // The same with the parent's file beside its folder.
        let beside = ("p.rs", "mod child; fn p() { child::c() } pub struct P;");
        let error = check(&[lib, beside, ("p/child.rs", "use crate::p::P;")]);
        assert!(error.contains("src/p.rs uses child::c of src/p/child.rs"), "{error}");
    }

    #[test]
    fn declarations_re_exports_and_tests_are_no_dependencies() {
        let child = "use super::P; use crate::L; pub struct C; pub struct D;";
        let error = check(&[
            ("lib.rs", "mod p; pub use p::C; pub(crate) use p::child::D; pub struct L;"),
            (
                "p/mod.rs",
                "mod child; #[cfg(test)] mod tests; pub use child::C; pub struct P { child: u32 }
                 use ::child::E; fn e() { ::child::e() }
                 impl P { #[cfg(test)] fn t() { child::t() } fn p(child: &str) { child.len(); } }
                 #[cfg(test)] use child::D;
                 #[cfg(all(test, unix))] fn u() { child::t() }
                 #[cfg(test)] mod more { use super::child::D; }",
            ),
            ("p/child.rs", child),
        ]);
        assert_eq!(error, "");
        for a in [
            "",
            "use std::fmt; fn a() { fmt::b() }",
            "struct A; fn a() { crate::a::A::a() }",
            "/// [`crate::b::B`]\nstruct A;",
        ] {
            assert!(!is_cycle(a), "{a}");
        }
    }

    #[test]
    fn a_folder_is_checked_by_itself() {
        let files = [
            ("lib.rs", "mod a; mod p;"),
            ("a.rs", "use crate::p::child::C;"),
            ("p/mod.rs", "pub mod child;"),
            ("p/child.rs", "use crate::a::A; pub struct C;"),
        ];
        assert!(!check(&files).is_empty());
        assert_eq!(check_part("src/p", &files), "");
        assert!(check_part("src/misspelt", &files).contains("there is no folder"));
    }

    #[test]
    fn a_file_that_is_missing_or_does_not_parse_is_an_error() {
        assert!(check(&[("lib.rs", "mod a;")]).contains("has no file for the module a"));
        assert!(check(&[("lib.rs", "mod ;")]).contains("does not parse"));
    }

    #[test]
    fn an_import_of_itself_ends() {
        assert_eq!(check(&[("lib.rs", "pub use a::b; use b::a; fn f() { a::b() }")]), "");
    }
}
