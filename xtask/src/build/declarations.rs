//! `host.d.ts`: what the module imports from `pkg-template/host/`, as TypeScript interfaces.

use anyhow::{Context, Result, bail, ensure};
use std::collections::{BTreeMap, BTreeSet};
use syn::{
    Attribute, Expr, ExprLit, FnArg, ForeignItem, ForeignItemFn, GenericArgument, Item, ItemEnum,
    Lit, PathArguments, ReturnType, Type,
};

/// Returns the declarations for files like `wasm/src/host.rs` and `wasm/src/protocol.rs`: an interface for each imported type,
/// the interface `Host`, whose members are these types, and the string enums.
pub(super) fn typescript(imports: &str, protocol: &str) -> Result<String> {
    let file = syn::parse_file(imports).context("the imports do not parse as Rust")?;
    let protocol = syn::parse_file(protocol).context("the string enums do not parse as Rust")?;
    let enums = string_enums(&protocol.items);
    let mut interfaces: Vec<Interface> = Vec::new();
    let mut functions = Vec::new();
    for item in file.items {
        match item {
            Item::Use(_) => {}
            Item::ForeignMod(block) => {
                for item in block.items {
                    match item {
                        ForeignItem::Type(item) => interfaces
                            .push(Interface { name: item.ident.to_string(), members: Vec::new() }),
                        ForeignItem::Fn(item) => functions.push(item),
                        _ => bail!("an import is neither a type nor a function"),
                    }
                }
            }
            _ => bail!("beside the imports there is an item"),
        }
    }
    let types: BTreeSet<_> = interfaces.iter().map(|interface| interface.name.clone()).collect();
    let names = Names { types: &types, enums: &enums };
    for function in &functions {
        let name = &function.sig.ident;
        let (owner, member) =
            names.member(function).with_context(|| format!("the import {name}"))?;
        let owner = interfaces.iter_mut().find(|interface| interface.name == owner);
        owner.with_context(|| format!("the import {name} is no method"))?.members.push(member);
    }
    let mut text: String = enums
        .iter()
        .map(|(name, values)| format!("export type {name} = {};\n", values.join(" | ")))
        .collect();
    for Interface { name, members } in &interfaces {
        text.push_str(&format!("\nexport interface {name} {{\n{}}}\n", members.concat()));
    }
    let all = types.iter().map(|name| format!("  {name}: {name};\n"));
    text.push_str(&format!("\nexport interface Host {{\n{}}}\n", all.collect::<String>()));
    Ok(text)
}

/// An imported type.
struct Interface {
    name: String,
    /// A line for each.
    members: Vec<String>,
}

/// The names that a type may have beside Rust's own.
struct Names<'a> {
    types: &'a BTreeSet<String>,
    enums: &'a BTreeMap<String, Vec<String>>,
}

impl Names<'_> {
    /// Returns the type that a method belongs to, and the method's declaration.
    fn member(&self, function: &ForeignItemFn) -> Result<(String, String)> {
        let Binding { js_name, getter, setter } = Binding::read(&function.attrs)?;
        let rust_name = function.sig.ident.to_string();
        let mut parameters = Vec::new();
        for input in &function.sig.inputs {
            let FnArg::Typed(input) = input else { bail!("takes self") };
            let syn::Pat::Ident(name) = &*input.pat else { bail!("a parameter has no name") };
            parameters.push((name.ident.to_string(), self.typescript(&input.ty)?));
        }
        ensure!(!parameters.is_empty(), "takes no `this`");
        let (_, owner) = parameters.remove(0);
        let result = match &function.sig.output {
            ReturnType::Default => "void".to_owned(),
            ReturnType::Type(_, result) => self.typescript(result)?,
        };
        let name = js_name.unwrap_or_else(|| match rust_name.strip_prefix("set_") {
            Some(property) if setter => property.to_owned(),
            _ => rust_name.clone(),
        });
        let member = match (getter, setter, parameters.as_slice()) {
            (true, false, []) => format!("  readonly {name}: {result};\n"),
            (false, true, [(_, value)]) => format!("  {name}: {value};\n"),
            (false, false, _) => {
                let parameters: Vec<_> =
                    parameters.iter().map(|(name, type_)| format!("{name}: {type_}")).collect();
                format!("  {name}({}): {result};\n", parameters.join(", "))
            }
            _ => bail!("is a getter or a setter with other parameters"),
        };
        Ok((owner, member))
    }

    /// Returns the TypeScript type of what crosses the boundary as a type of Rust's.
    fn typescript(&self, rust: &Type) -> Result<String> {
        Ok(match rust {
            Type::Reference(reference) => match &*reference.elem {
                Type::Slice(slice) if is_named(&slice.elem, "u8") => "Uint8Array".to_owned(),
                other => self.typescript(other)?,
            },
            Type::Path(path) => {
                let last = path.path.segments.last().context("a type has no name")?;
                let name = last.ident.to_string();
                match &*name {
                    "str" | "String" => "string".to_owned(),
                    "f64" | "u32" | "u16" => "number".to_owned(),
                    "bool" => "boolean".to_owned(),
                    "Option" => {
                        let PathArguments::AngleBracketed(arguments) = &last.arguments else {
                            bail!("Option of nothing");
                        };
                        let Some(GenericArgument::Type(inner)) = arguments.args.first() else {
                            bail!("Option of nothing");
                        };
                        format!("{} | undefined", self.typescript(inner)?)
                    }
                    _ if self.types.contains(&name) || self.enums.contains_key(&name) => name,
                    _ => bail!("the type {name} has no TypeScript type here"),
                }
            }
            _ => bail!("a type has no TypeScript type here"),
        })
    }
}

fn is_named(rust: &Type, name: &str) -> bool {
    matches!(rust, Type::Path(path) if path.path.is_ident(name))
}

/// What the attribute `wasm_bindgen` says about a function.
#[derive(Default)]
struct Binding {
    js_name: Option<String>,
    getter: bool,
    setter: bool,
}

impl Binding {
    fn read(attributes: &[Attribute]) -> Result<Binding> {
        let mut binding = Binding::default();
        for attribute in attributes.iter().filter(|it| it.path().is_ident("wasm_bindgen")) {
            attribute.parse_nested_meta(|meta| {
                if meta.path.is_ident("js_name") {
                    let name: syn::Ident = meta.value()?.parse()?;
                    binding.js_name = Some(name.to_string());
                } else if meta.path.is_ident("getter") {
                    binding.getter = true;
                } else if meta.path.is_ident("setter") {
                    binding.setter = true;
                } else if !meta.path.is_ident("method") {
                    return Err(meta.error("this attribute has no meaning here"));
                }
                Ok(())
            })?;
        }
        Ok(binding)
    }
}

/// Returns the string enums, each with its strings in quotes.
fn string_enums(items: &[Item]) -> BTreeMap<String, Vec<String>> {
    let enums = items.iter().filter_map(|item| match item {
        Item::Enum(item) => Some((item.ident.to_string(), strings(item))),
        _ => None,
    });
    enums.filter(|(_, values)| !values.is_empty()).collect()
}

fn strings(item: &ItemEnum) -> Vec<String> {
    let values = item.variants.iter().filter_map(|variant| match &variant.discriminant {
        Some((_, Expr::Lit(ExprLit { lit: Lit::Str(text), .. }))) => Some(text.value()),
        _ => None,
    });
    values.map(|text| format!("{text:?}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const IMPORTS: &str = r#"
        use crate::protocol::Kind;
        use wasm_bindgen::prelude::*;
        #[wasm_bindgen]
        extern "C" {
            #[wasm_bindgen(typescript_type = "x")]
            pub type Thing;
            #[wasm_bindgen(method, js_name = readAll)]
            fn read_all(this: &Thing, kind: Kind, bytes: &[u8], text: &str, at: Option<u32>) -> Option<Thing>;
            #[wasm_bindgen(method, getter, js_name = isOpen)]
            fn is_open(this: &Thing) -> bool;
            #[wasm_bindgen(method, setter)]
            fn set_delay(this: &Thing, delay: f64);
            #[wasm_bindgen(method)]
            fn close(this: &Thing);
        }
    "#;

    const PROTOCOL: &str = r#"
        #[wasm_bindgen]
        pub enum Kind { One = "one", Two = "two" }
    "#;

    #[test]
    fn each_member_has_its_name_its_parameters_and_its_types() {
        let expected = "export type Kind = \"one\" | \"two\";\n\
            \nexport interface Thing {\n\
            \x20 readAll(kind: Kind, bytes: Uint8Array, text: string, at: number | undefined): Thing | undefined;\n\
            \x20 readonly isOpen: boolean;\n\
            \x20 delay: number;\n\
            \x20 close(): void;\n\
            }\n\
            \nexport interface Host {\n  Thing: Thing;\n}\n";
        assert_eq!(typescript(IMPORTS, PROTOCOL).unwrap(), expected);
    }

    #[test]
    fn what_has_no_declaration_is_an_error() {
        for (from, to) in [
            ("f64", "JsValue"),
            ("this: &Thing, delay", "delay"),
            ("method, getter", "method, getter, structural"),
            ("fn close(this: &Thing)", "fn close()"),
            ("bytes: &[u8]", "bytes: &[u16]"),
        ] {
            let changed = IMPORTS.replace(from, to);
            assert_ne!(changed, IMPORTS);
            assert!(typescript(&changed, PROTOCOL).is_err(), "{to}");
        }
    }
}
