//! The edge to JavaScript: the exports of the WebAssembly module, and nothing else in this file.
//!
//! The token stays a JavaScript string, in the hands of `host.js`. It is copied into this memory only
//! to be hashed or decoded, and every buffer is wiped by the allocator when it ends.

mod answer;
mod bulk;
mod call;
mod failure;
pub mod host;
mod options;
mod request;
mod slots;
mod token;

use crate::rate_limit::RateLimit;
use wasm_bindgen::prelude::*;

const VERSION: &[u8] = env!("CARGO_PKG_VERSION").as_bytes();

/// Which version of the package this WebAssembly is of, as a section of its own, so that it can be
/// read without starting it: `init` refuses one that its glue doesn't fit.
#[used]
#[unsafe(link_section = "nomba-revoke")]
static VERSION_SECTION: [u8; VERSION.len()] = {
    let mut bytes = [0; VERSION.len()];
    bytes.copy_from_slice(VERSION);
    bytes
};

/// Begins to revoke a token; in a bulk, where one is given, and otherwise with options of such `kinds`,
/// as `host.js` has read them. It has looked at the request's fields too: their lengths in code points, or
/// below zero what is wrong with them. Of a bulk where nobody waits comes along the time, in milliseconds.
/// In a bulk the hash of the token is handed over, too.
///
/// Returns twice the call's number, plus one if it has to queue; or, where it is over already, the number
/// of an [`Action`](crate::call::Action) that says so.
#[wasm_bindgen(js_name = beginCall)]
pub fn begin_call(
    call: &host::Call,
    options: &host::Options,
    kinds: f64,
    bulk: Option<u32>,
    now: Option<f64>,
    client_id: i32,
    access_token: i32,
) -> i32 {
    let lengths = [client_id, access_token];
    match call::begin(call, &call::Given { options, kinds, batch: bulk, now, lengths }) {
        Ok((number, queues)) => (number << 1) as i32 | i32::from(queues),
        Err(ended) => ended as i32,
    }
}

/// Tells a call, which comes along with its number, of an [`Event`](crate::call::Event) by the number of
/// that, and returns what to do next, as an [`Action`](crate::call::Action) by its number.
///
/// One of many is told the time too, in milliseconds. Of the answer come along the status, or -1 where there
/// is none yet, and the headers of the rate limit, a line each.
#[wasm_bindgen(js_name = tellCall)]
pub fn tell_call(
    call: &host::Call,
    number: u32,
    event: u32,
    now: f64,
    status: i32,
    rate_limit: Option<String>,
) -> f64 {
    let rate_limit = rate_limit.and_then(|lines| RateLimit::from_lines(lines.as_bytes()));
    call::handle(call, number, event, now, status, rate_limit).number()
}

/// Takes the caller's secrets out of what the server has said to a call, and shortens it.
#[wasm_bindgen]
pub fn redact(call: &host::Call) {
    answer::redact(call);
}

/// Opens a bulk: calls that share options and a pace. Returns its number.
#[wasm_bindgen(js_name = openBulk)]
pub fn open_bulk(options: &host::Options, kinds: f64) -> u32 {
    bulk::open(options, kinds)
}

/// Forgets a bulk, once all of its calls are over.
#[wasm_bindgen(js_name = closeBulk)]
pub fn close_bulk(bulk: u32) {
    bulk::close(bulk);
}

/// `[issuedAt, expiresAt, expired]` of a JWT, its times in milliseconds since 1970; or null.
#[wasm_bindgen(js_name = inspectToken)]
pub fn inspect_token(token: &host::Token) -> JsValue {
    token::inspect(token)
}

/// Whether a call's request, with fields of such lengths, is valid; where not, its issues are handed over.
#[wasm_bindgen(js_name = validateRequest)]
pub fn validate_request(call: &host::Call, client_id: i32, access_token: i32) -> bool {
    request::check(call, [client_id, access_token], true)
}
