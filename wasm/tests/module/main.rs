//! The WebAssembly module, driven from Rust with no package around it, in Node and in a browser.
//!
//! Nothing here may leave the machine: without a `baseUrl` a call means the vendor's production
//! servers, so each has a `fetch` of its own or the mock server's address.

#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test that panics has done its work"
)]

mod harness;

mod abort;
mod body;
mod end;
mod http;
mod memory;
mod redaction;
mod shape;
mod time;
mod value;
