//! The modules of a crate: their files, their items and the paths that they mention. Tests are left out.

use anyhow::{Context, Result, bail};
use proc_macro2::{TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, UseTree, Visibility};

/// The segments of a path, as they are written.
pub type Segments = Vec<String>;

/// The modules of a crate by their names, without `crate`.
pub type Modules = BTreeMap<Segments, Module>;

/// A module.
pub struct Module {
    /// The file that the module is in. An inline module is in the file of its parent.
    pub file: PathBuf,
    /// The names of the functions, types and other items.
    pub items: BTreeSet<String>,
    /// The imports, those in function bodies included.
    pub imports: Vec<Import>,
    /// The other paths of at least two segments.
    pub paths: BTreeSet<Segments>,
}

/// What a `use` brings into scope.
pub struct Import {
    pub path: Segments,
    /// The name in scope; `None` for `*`.
    pub name: Option<String>,
    /// Whether a `lib.rs`, `main.rs` or `mod.rs` makes a name of another module public.
    pub is_re_export: bool,
}

/// Reads the modules of the crate with this root file.
pub fn read(root: &Path) -> Result<Modules> {
    let mut modules = Modules::new();
    read_file(root, Segments::new(), &mut modules)?;
    Ok(modules)
}

fn read_file(file: &Path, name: Segments, modules: &mut Modules) -> Result<()> {
    let text =
        fs::read_to_string(file).with_context(|| format!("{} is missing", file.display()))?;
    let parsed = syn::parse_file(&text)
        .with_context(|| format!("{} does not parse as Rust", file.display()))?;
    let folder =
        if is_folder_file(file) { file.with_file_name("") } else { file.with_extension("") };
    read_module(&parsed.items, file, &folder, name, modules)
}

/// Whether the file stands for its folder, so that the files of its child modules are beside it.
fn is_folder_file(file: &Path) -> bool {
    let name = file.file_name().and_then(|name| name.to_str());
    matches!(name, Some("lib.rs" | "main.rs" | "mod.rs"))
}

/// Reads a module and its child modules. `folder` has the files of the child modules.
fn read_module(
    items: &[Item],
    file: &Path,
    folder: &Path,
    name: Segments,
    modules: &mut Modules,
) -> Result<()> {
    let mut module = Module {
        file: file.to_path_buf(),
        items: BTreeSet::new(),
        imports: Vec::new(),
        paths: BTreeSet::new(),
    };
    for item in items.iter().filter(|item| !is_test(attributes(item))) {
        let Item::Mod(child) = item else {
            module.items.extend(item_name(item));
            module.visit_item(item);
            continue;
        };
        let child_name = child.ident.to_string();
        let child_folder = folder.join(&child_name);
        let child_path = [name.clone(), vec![child_name]].concat();
        match &child.content {
            Some((_, items)) => read_module(items, file, &child_folder, child_path, modules)?,
            None => {
                let candidates = [child_folder.with_extension("rs"), child_folder.join("mod.rs")];
                let Some(child_file) = candidates.iter().find(|file| file.is_file()) else {
                    bail!("{} has no file for the module {}", file.display(), child.ident);
                };
                read_file(child_file, child_path, modules)?;
            }
        }
    }
    modules.insert(name, module);
    Ok(())
}

impl Visit<'_> for Module {
    fn visit_item_use(&mut self, import: &syn::ItemUse) {
        if import.leading_colon.is_none() && !is_test(&import.attrs) {
            let is_public = !matches!(import.vis, Visibility::Inherited);
            let is_re_export = is_public && is_folder_file(&self.file);
            self.import(&import.tree, Segments::new(), is_re_export);
        }
    }

    fn visit_item_fn(&mut self, function: &syn::ItemFn) {
        if !is_test(&function.attrs) {
            visit::visit_item_fn(self, function);
        }
    }

    fn visit_impl_item_fn(&mut self, function: &syn::ImplItemFn) {
        if !is_test(&function.attrs) {
            visit::visit_impl_item_fn(self, function);
        }
    }

    fn visit_path(&mut self, path: &syn::Path) {
        if path.leading_colon.is_none() {
            self.mention(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &syn::Macro) {
        self.visit_path(&call.path);
        self.scan(call.tokens.clone());
    }

    // Neither `pub(in path)` nor an attribute uses a module.
    fn visit_visibility(&mut self, _: &Visibility) {}
    fn visit_attribute(&mut self, _: &Attribute) {}
}

impl Module {
    fn import(&mut self, tree: &UseTree, mut path: Segments, is_re_export: bool) {
        let (segment, name) = match tree {
            UseTree::Path(prefix) => {
                path.push(prefix.ident.to_string());
                return self.import(&prefix.tree, path, is_re_export);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.import(tree, path.clone(), is_re_export);
                }
                return;
            }
            UseTree::Glob(_) => (None, None),
            UseTree::Name(name) => (Some(name.ident.to_string()), Some(name.ident.to_string())),
            UseTree::Rename(name) => (Some(name.ident.to_string()), Some(name.rename.to_string())),
        };
        // `use path::{self}` imports the path itself.
        let is_self = segment.as_deref() == Some("self") && !path.is_empty();
        let last = path.last().cloned();
        let name = if is_self && name == segment { last } else { name };
        path.extend(segment.filter(|_| !is_self));
        self.imports.push(Import { path, name, is_re_export });
    }

    fn mention(&mut self, path: Segments) {
        // A single segment is a local name or an imported one.
        if path.len() > 1 {
            self.paths.insert(path);
        }
    }

    /// Finds the paths in the arguments of a macro, which have no syntax of their own.
    fn scan(&mut self, tokens: TokenStream) {
        let mut path = Segments::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.mention(std::mem::take(&mut path));
                    }
                    path.push(ident.to_string());
                    colons = 0;
                }
                other => {
                    self.mention(std::mem::take(&mut path));
                    colons = 0;
                    if let TokenTree::Group(group) = other {
                        self.scan(group.stream());
                    }
                }
            }
        }
        self.mention(path);
    }
}

/// Whether an item is compiled for tests only: it has `#[cfg(test)]` or `#[cfg(all(test, ...))]`.
fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")).any(|attribute| {
        let mut is_test = false;
        let _ = attribute.parse_nested_meta(|meta| {
            is_test |= meta.path.is_ident("test");
            if meta.path.is_ident("all") {
                meta.parse_nested_meta(|meta| {
                    is_test |= meta.path.is_ident("test");
                    Ok(())
                })?;
            }
            Ok(())
        });
        is_test
    })
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::ForeignMod(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn item_name(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}
