//! The stand-in, spoken to over real HTTP.

mod client;

mod cors;
mod endpoint;
mod faults;
mod lifetime;
mod prefer;
mod quota;
mod site;
