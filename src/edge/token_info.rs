//! `inspectToken`: a look into a JWT, for a person to recognise it by.

use super::failure::to_js;
use super::host;
use crate::token_info;
use js_sys::{Date, JsString};
use serde::Serialize;
use serde_wasm_bindgen::preserve;
use wasm_bindgen::{JsCast, JsValue};

/// `TokenInfo` of the declarations. No other claim is read: the vendor's tokens carry an e-mail
/// address and roles in theirs.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TokenInfo {
    #[serde(with = "preserve")]
    algorithm: JsValue,
    #[serde(with = "preserve")]
    subject: JsValue,
    #[serde(with = "preserve")]
    issued_at: JsValue,
    #[serde(with = "preserve")]
    expires_at: JsValue,
    expired: Option<bool>,
}

/// Null where the token is not a JWT.
pub(super) fn inspect(token: &JsValue) -> JsValue {
    token.dyn_ref().and_then(read).map_or(JsValue::NULL, |info| to_js(&info))
}

fn read(token: &JsString) -> Option<TokenInfo> {
    let length = token.length();
    if length > token_info::LONGEST {
        return None;
    }
    let mut bytes = vec![0; usize::try_from(length).ok()?];
    if !host::encode(token, &mut bytes) {
        return None;
    }
    let (header, payload) = token_info::decode(&bytes)?;
    let header = host::parse_bytes(&header).ok()?;
    let payload = host::parse_bytes(&payload).ok()?;
    let text = |value: JsValue| if value.is_string() { value } else { JsValue::NULL };
    let time = |name| host::own(&payload, name).as_f64().and_then(token_info::milliseconds);
    let date = |time: Option<f64>| match time {
        Some(time) => Date::new(&time.into()).into(),
        None => JsValue::NULL,
    };
    let expires_at = time("exp");
    Some(TokenInfo {
        algorithm: text(host::own(&header, "alg")),
        subject: text(host::own(&payload, "sub")),
        issued_at: date(time("iat")),
        expires_at: date(expires_at),
        expired: expires_at.map(|time| token_info::is_expired(time, Date::now())),
    })
}
