//! The exports of the package's WebAssembly module.
//!
//! The rules are in the crate `nomba-revoke`. Here are the conversions to and from JavaScript, whose half is in
//! `pkg-template/host/`. A token and the server's texts stay JavaScript strings; what is copied into this memory to be
//! hashed, decoded or redacted is overwritten by the allocator when it is freed.

#![cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, reason = "only its unit tests run there")
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "a test that panics has done its work"
    )
)]

mod alloc;
mod batch;
mod call;
mod handles;
pub mod host;
mod options;
pub mod protocol;
mod request;
mod token;

use js_sys::JsString;
use protocol::{Action, Event};
use wasm_bindgen::prelude::*;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: alloc::Wiping = alloc::Wiping::empty();

const VERSION: &[u8] = env!("CARGO_PKG_VERSION").as_bytes();

/// The version of the package that this module belongs to, as a section of its own, which can be read without starting
/// the module: `init` refuses one that its glue does not fit.
#[cfg(target_arch = "wasm32")]
#[used]
#[unsafe(link_section = "nomba-revoke")]
static VERSION_SECTION: [u8; VERSION.len()] = {
    let mut bytes = [0; VERSION.len()];
    bytes.copy_from_slice(VERSION);
    bytes
};

/// Begins a call by itself. Checks its options and its request, listens to its signal, and sets the call's handle.
/// Returns what to do first.
#[wasm_bindgen(js_name = beginCall)]
pub fn begin_call(call: &host::Call, options: &host::Options, request: &host::Request) -> Action {
    call::begin(call, options, request)
}

/// Begins a call in a batch. Checks its request, and sets the call's handle. Returns what to do first.
///
/// `now` is the time in milliseconds where the batch's queue is empty, so that the call may be sent at once.
#[wasm_bindgen(js_name = beginCallInBatch)]
pub fn begin_call_in_batch(
    call: &host::Call,
    request: &host::Request,
    batch: u32,
    now: Option<f64>,
) -> Action {
    call::begin_in_batch(call, request, batch, now)
}

/// Passes an event to a call, with the time in milliseconds. Returns what to do next.
#[wasm_bindgen(js_name = handleEvent)]
pub fn handle_event(call: &host::Call, handle: u32, event: Event, now: f64) -> Action {
    call::handle(call, handle, event, now)
}

/// Opens a batch: calls that share options and a pace. Returns its handle; none where an option is wrong, which has been
/// refused then.
#[wasm_bindgen(js_name = openBatch)]
pub fn open_batch(options: &host::Options) -> Option<u32> {
    batch::open(options)
}

/// Frees a batch's handle. All of its calls are over.
#[wasm_bindgen(js_name = closeBatch)]
pub fn close_batch(batch: u32) {
    batch::close(batch);
}

/// Checks a request, lengths included, and passes it the issues. Returns whether there is none.
#[wasm_bindgen(js_name = validateRequest)]
pub fn validate_request(request: &host::Request) -> bool {
    request::check(request, true, false).is_ok()
}

/// Returns a server's text with `[redacted]` in the place of each run of a secret.
#[wasm_bindgen]
pub fn redact(text: &str, secret: &str) -> JsString {
    nomba_revoke::redact::redact(text, secret).into()
}

/// Returns the hash that reports name a token by.
#[wasm_bindgen(js_name = hashToken)]
pub fn hash_token(token: &str) -> JsString {
    nomba_revoke::token_hash(token).into()
}

/// Passes the decoded parts of a token to `claims`. Returns `[issuedAt, expiresAt, expired]`, the times in milliseconds since
/// 1970; null where the token is not a JWT.
#[wasm_bindgen(
    js_name = inspectToken,
    unchecked_return_type = "[number | null, number | null, boolean | null] | null"
)]
pub fn inspect_token(token: &str, claims: &host::Claims) -> JsValue {
    token::inspect(token, claims)
}
