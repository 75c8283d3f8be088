//! Finds the module that a path leads to.

use super::modules::{Modules, Segments};

/// How many imports a path may lead through. An import that leads to itself ends here.
const MOST_IMPORTS: u32 = 16;

/// Returns the module that has the item of this path, or the module that the path names. `module` is where the path is
/// written. Returns `None` for a path to another crate, and for a path that starts at a type.
pub fn resolve(modules: &Modules, module: &[String], path: &[String]) -> Option<Segments> {
    Resolver { modules, imports: MOST_IMPORTS }.resolve(module, path).map(|place| place.module)
}

struct Resolver<'a> {
    modules: &'a Modules,
    imports: u32,
}

/// What a path leads to: a module, or an item in it.
struct Place {
    module: Segments,
    is_item: bool,
}

impl Resolver<'_> {
    fn resolve(&mut self, module: &[String], path: &[String]) -> Option<Place> {
        let (first, rest) = path.split_first()?;
        let place = |module: &[String]| Place { module: module.to_vec(), is_item: false };
        let mut at = match first.as_str() {
            "crate" => place(&[]),
            "self" => place(module),
            "super" => place(module.split_last()?.1),
            name => self.follow(module, name)?,
        };
        for segment in rest {
            if at.is_item {
                break;
            }
            at = match segment.as_str() {
                "super" => place(at.module.split_last()?.1),
                name => match self.follow(&at.module, name) {
                    Some(next) => next,
                    // An item that a macro makes.
                    None => Place { is_item: true, ..at },
                },
            };
        }
        Some(at)
    }

    /// Looks a name up in a module: among child modules, items, imports and what `*` imports.
    fn follow(&mut self, module: &[String], name: &str) -> Option<Place> {
        let child = [module, &[name.to_owned()]].concat();
        if self.modules.contains_key(&child) {
            return Some(Place { module: child, is_item: false });
        }
        let modules = self.modules;
        let scope = modules.get(module)?;
        if scope.items.contains(name) {
            return Some(Place { module: module.to_vec(), is_item: true });
        }
        self.imports = self.imports.checked_sub(1)?;
        if let Some(import) = scope.imports.iter().find(|i| i.name.as_deref() == Some(name)) {
            return self.resolve(module, &import.path);
        }
        let globs = scope.imports.iter().filter(|import| import.name.is_none());
        globs.into_iter().find_map(|import| {
            let place = self.resolve(module, &import.path)?;
            self.follow(&place.module, name)
        })
    }
}
