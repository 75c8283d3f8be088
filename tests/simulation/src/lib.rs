//! A simulation of calls that knows the truth: a virtual clock, a network, and a server that knows whether it has
//! revoked the token. It drives the core natively, and checks after every step that the core is right.
//!
//! `docs/testing.md` says how it is run and what it checks.

#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a simulation that panics has found something, or is wrong itself"
)]

pub mod answer;
pub mod attempt;
pub mod batch_record;
pub mod call_record;
pub mod choices;
pub mod clock;
pub mod counts;
pub mod driver;
pub mod event;
pub mod fault;
pub mod host;
pub mod invariant;
pub mod network;
pub mod observation;
pub mod occurrence;
#[path = "../../pacing/server.rs"]
mod quota;
pub mod records;
pub mod run;
pub mod scenario;

pub mod sweep;
pub mod vendor;
