//! Looks at a token as text: its hash, to name it by, and its claims, for a person to recognise it by.

use super::host;
use crate::token_hash::TokenHash;
use crate::token_info;
use js_sys::Date;
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

/// Hands over the hash of a call's token.
pub(super) fn hash(hands: &host::Call) {
    let mut hash = TokenHash::default();
    let mut parts = Parts::of(hands);
    while let Some((_, bytes)) = parts.next() {
        hash.update(bytes);
    }
    let hex = hash.hex();
    // SAFETY: its digits are ASCII.
    hands.set_token_hash(unsafe { str::from_utf8_unchecked(&hex) });
}

/// Of the parts that have been read, the one with the claims.
const PAYLOAD: u32 = 1;

/// `[issuedAt, expiresAt, expired]` of a JWT, its times in milliseconds since 1970; null where it is none.
pub(super) fn inspect(token: &host::Token) -> JsValue {
    // Nothing in it can fail.
    dates(token).serialize(&Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}

fn dates(token: &host::Token) -> Option<(Option<f64>, Option<f64>, Option<bool>)> {
    let length = token.length();
    if length > token_info::LONGEST {
        return None;
    }
    // Room for all of it at once: growing would leave a copy of the beginning behind.
    let mut text = Vec::with_capacity(length as usize);
    let mut parts = Parts::of(token);
    while let Some((units, bytes)) = parts.next() {
        if units != bytes.len() {
            // It is not ASCII.
            return None;
        }
        text.extend_from_slice(bytes);
    }
    let (header, payload) = token_info::decode(&text)?;
    if !token.read_part(&header) || !token.read_part(&payload) {
        return None;
    }
    let date = |claim| token_info::milliseconds(token.number(PAYLOAD, claim));
    let expires_at = date("exp");
    let expired = expires_at.map(|time| token_info::is_expired(time, Date::now()));
    Some((date("iat"), expires_at, expired))
}

/// The parts of a token. One of the usual length has a single one.
struct Parts<'a> {
    text: &'a host::Text,
    /// The UTF-16 units that have been read.
    read: u32,
    bytes: Vec<u8>,
    is_last: bool,
}

impl Parts<'_> {
    fn of(text: &host::Text) -> Parts<'_> {
        Parts { text, read: 0, bytes: vec![0; 1024], is_last: false }
    }

    /// How many UTF-16 units the next part is of, and its UTF-8.
    fn next(&mut self) -> Option<(usize, &[u8])> {
        if self.is_last {
            return None;
        }
        let encoded = self.text.encode(self.read, &mut self.bytes) as u32;
        let (units, length) = ((encoded >> 16) as usize, (encoded & 0xffff) as usize);
        self.read = self.read.saturating_add(units as u32);
        // Where there is room for any other code point, no other was left.
        self.is_last = length.saturating_add(4) <= self.bytes.len();
        let bytes = self.bytes.get(..length)?;
        (units > 0).then_some((units, bytes))
    }
}
