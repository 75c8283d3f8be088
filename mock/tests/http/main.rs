//! The mock server, over real HTTP.

mod client;
#[path = "../../../examples/ureq.rs"]
#[allow(dead_code, reason = "its main function is for the command line")]
mod driver;

mod cors;
mod endpoint;
mod faults;
mod lifetime;
mod prefer;
mod quota;
mod site;
