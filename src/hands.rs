//! What tests look up in the hands, `src/edge/host.js`, of what both sides have to number alike.

/// The file.
pub const FILE: &str = include_str!("edge/host.js");

/// The value of a constant in it.
pub fn constant(name: &str) -> f64 {
    let rest = FILE.split(&format!("const {name} = ")).nth(1);
    rest.unwrap_or_else(|| panic!("no {name}")).split(';').next().unwrap().parse().unwrap()
}
