//! The edge to JavaScript: the exports of the WebAssembly module, and nothing else in this file.
//!
//! The token stays a JavaScript string. What comes in here is a handle to it; it is copied into
//! this memory only to be decoded, and every buffer is wiped by the allocator when it ends.

mod answer;
mod client;
mod failure;
mod host;
mod options;
mod redaction;
mod request;
mod task;
mod token_info;

use crate::option_name::OptionName;
use client::Rejection;
use failure::{Failure, to_js};
use js_sys::{Function, Reflect};
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
        let (receiver, value) = match revoke(inbox, &request, &options).await {
            Ok(response) => (resolve, response),
            Err(Rejection::Failure(failure)) => (fail, to_js(&*failure)),
            Err(Rejection::Raw(reason)) => (reject, reason),
        };
        // The three are ours and don't throw.
        let _ = receiver.call1(&JsValue::UNDEFINED, &value);
    });
}

async fn revoke(
    inbox: task::Inbox,
    request: &JsValue,
    options: &JsValue,
) -> Result<JsValue, Rejection> {
    let options = options::read(options).map_err(|error| Rejection::Raw(error.into()))?;
    let request = request::read(request, options.validate).map_err(Failure::invalid)?;
    if let Some(signal) = &options.signal {
        let unread = |_| Rejection::option(OptionName::Signal, "threw when it was read");
        let aborted = Reflect::get(signal, &"aborted".into()).map_err(unread)?;
        if aborted.is_truthy() {
            return Err(Rejection::aborted(signal));
        }
    }
    let fetch = match &options.fetch {
        Some(fetch) => fetch.clone(),
        None => host::platform_fetch().dyn_into().map_err(|_| {
            Failure::unable("there is no fetch here; pass one in the option \"fetch\"")
        })?,
    };
    client::send(inbox, request, options, fetch).await
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
    match request::read(&request, true) {
        Ok(request) => host::valid(&request.client_id, &request.access_token),
        Err(issues) => to_js(&Invalid { issues }),
    }
}
