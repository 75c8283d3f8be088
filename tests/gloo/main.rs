//! The feature `gloo` in Node and in browsers: over HTTP at the mock server, and with a `fetch` that misbehaves.
//!
//! The cases are those of the public contract, `tests/contract/`. These don't apply:
//!
//! - `fetch`, `signal`, `credentials`, `keepalive`: [`Options`](nomba_revoke::Options) has none of them. A call is aborted
//!   by dropping its future. What a library throws for a status is an answer only in the option `fetch`.
//! - An object with the shape of a `Response`: the platform's `fetch` answers with a `Response` of the platform.
//! - `cause`: a Rust error has none. Several copies of the package, `toJSON`, the schema, `inspectToken`: JavaScript only.
//! - Lone surrogates, missing fields, fields of a wrong type: Rust has types for that.
//! - Wrong options: the constructors of `Options` refuse them, and have native tests.
//! - `fetch` is called before `revokeToken` returns: a future does nothing before it is polled.
//! - `LoadError` of a module that can't be compiled, and memory that is wiped: the module is the front end's.
//! - An asynchronous input of `revokeTokens`, and one that throws: the input is an `Iterator`.
//! - A relay as a `URL`, relative to the page, or with the value `undefined`: the option is an absolute address in a `&str`,
//!   and has native tests. Misspelt names of the client id: Rust has types for that.
//! - What `break` waits for: dropping a stream aborts its requests, and can't wait.
//!
//! Nothing here may leave the machine: every call has the mock server's address.

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

mod batch;
mod body;
mod drop;
mod fetch;
mod http;
mod relay;
mod status;
mod time;
mod wire;
