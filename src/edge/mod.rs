//! The edge to JavaScript: the exports of the WebAssembly module, and nothing else in this file.
//!
//! The token stays a JavaScript string. What comes in here is a handle to it; it is copied into
//! this memory only to be decoded, and every buffer is wiped by the allocator when it ends.

mod answer;
mod bulk;
mod client;
mod failure;
mod host;
mod options;
mod redaction;
mod request;
mod slots;
mod task;
mod token_info;

use bulk::Bulk;
use client::Rejection;
use failure::{Failure, to_js};
use js_sys::{Array, Function};
use options::{BulkOptions, Options};
use std::rc::Rc;
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

/// Revokes a token. Exactly one of the three functions is called, once: `resolve` with a
/// `RevokeTokenResponse`, `fail` with the members of a `RevokeTokenError`, or `reject` with
/// anything else. `fetch` has been called when this returns, if it is called at all.
#[wasm_bindgen(js_name = revokeToken)]
pub fn revoke_token(
    request: JsValue,
    options: JsValue,
    resolve: Function,
    fail: Function,
    reject: Function,
) {
    task::spawn(|inbox| async move {
        let result = match options::read(&options, &mut None) {
            Ok(options) => revoke(inbox, request::read(&request), Rc::new(options), None).await,
            Err(error) => Err(Rejection::Raw(error.into())),
        };
        settle(result, &resolve, &fail, &reject);
    });
}

async fn revoke(
    inbox: task::Inbox,
    found: request::Found,
    options: Rc<Options>,
    bulk: Option<Rc<Bulk>>,
) -> Result<JsValue, Rejection> {
    let request = found.check(options.validate).map_err(Failure::invalid)?;
    client::send(inbox, request, options, bulk).await
}

/// The three are ours and don't throw.
fn settle(
    result: Result<JsValue, Rejection>,
    resolve: &Function,
    fail: &Function,
    reject: &Function,
) {
    let (receiver, value) = match result {
        Ok(response) => (resolve, response),
        Err(Rejection::Failure(failure)) => (fail, to_js(&*failure)),
        Err(Rejection::Raw(reason)) => (reject, reason),
    };
    let _ = receiver.call1(&JsValue::UNDEFINED, &value);
}

/// Opens a bulk: calls that share options and a pace. Returns its number, how many tokens may be
/// read ahead, and the signal; throws the `TypeError` of a wrong option. Where there is a signal, the
/// calls listen to `relay` in its place.
#[wasm_bindgen(js_name = openBulk)]
pub fn open_bulk(options: JsValue, relay: JsValue) -> Result<Array, JsValue> {
    let mut bulk_options = Some(BulkOptions::default());
    let mut options = options::read(&options, &mut bulk_options)?;
    let bulk_options = bulk_options.unwrap_or_default();
    let signal = options.signal.take().unwrap_or(JsValue::UNDEFINED);
    options.signal = (!signal.is_undefined()).then_some(relay);
    let number = bulk::open(options, &bulk_options);
    Ok(Array::of3(&number.into(), &bulk_options.concurrency.into(), &signal))
}

/// Revokes one of many tokens when the pace allows it, and settles as [`revoke_token`] does.
/// Returns the token's hash, or null where there is no token string.
#[wasm_bindgen(js_name = revokeInBulk)]
pub fn revoke_in_bulk(
    bulk: u32,
    request: JsValue,
    resolve: Function,
    fail: Function,
    reject: Function,
) -> JsValue {
    let Some(bulk) = bulk::get(bulk) else { return JsValue::NULL };
    let found = request::read(&request);
    let hash = found.token_hash();
    task::spawn(|inbox| async move {
        let result = revoke(inbox, found, bulk.options.clone(), Some(bulk)).await;
        settle(result, &resolve, &fail, &reject);
    });
    hash
}

/// Starts nothing new in a bulk. Who waits for its turn settles at once, to no one's interest.
#[wasm_bindgen(js_name = closeBulk)]
pub fn close_bulk(bulk: u32) {
    bulk::close(bulk);
}

/// The `TokenInfo` of a JWT, or null.
#[wasm_bindgen(js_name = inspectToken)]
pub fn inspect_token(token: JsValue) -> JsValue {
    token_info::inspect(&token)
}

/// What a Standard Schema's `validate` returns: `{ value }` or `{ issues }`.
#[wasm_bindgen(js_name = validateRequest)]
pub fn validate_request(request: JsValue) -> JsValue {
    #[derive(serde::Serialize)]
    struct Invalid {
        issues: Vec<crate::issue::ValidationIssue>,
    }
    match request::read(&request).check(true) {
        Ok(request) => host::valid(&request.client_id, &request.access_token),
        Err(issues) => to_js(&Invalid { issues }),
    }
}
