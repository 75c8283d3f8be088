//! Reads the dates of a JWT.

use crate::host;
use js_sys::Date;
use nomba_revoke::token_info;
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

/// When a token was issued and when it expires, in milliseconds since 1970, and whether it has expired. A tuple: for
/// a struct, serde-wasm-bindgen brings along a table of names, 1,000 bytes of it.
type Times = (Option<f64>, Option<f64>, Option<bool>);

/// Returns the times of a JWT; null where the text is none.
pub(crate) fn inspect(token: &str, claims: &host::Claims) -> JsValue {
    // Nothing in them can fail.
    times(token, claims).serialize(&Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}

fn times(token: &str, claims: &host::Claims) -> Option<Times> {
    let (header, payload) = token_info::decode(token)?;
    if !claims.read(&header, &payload) {
        return None;
    }
    let date = |name| token_info::milliseconds(claims.number(name)?);
    let expires_at = date("exp");
    let expired = expires_at.map(|time| token_info::is_expired(time, Date::now()));
    Some((date("iat"), expires_at, expired))
}
