//! Reads a caller's request, each field once. The token stays a JavaScript string.

use super::host;
use crate::issue::ValidationIssue;
use crate::request::{self, Field, Given};
use crate::token_hash::TokenHash;
use js_sys::{JsString, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// A `RevokeTokenRequest` that may be sent.
pub(super) struct Request {
    pub(super) client_id: JsString,
    pub(super) access_token: JsString,
}

thread_local! {
    static NAMES: [JsValue; 2] = Field::ALL.map(|field| field.name().into());
}

/// Bytes; a token of the usual length goes in at once.
const HASHED_AT_ONCE: usize = 1024;

/// What was found in a request's fields, or why not.
pub(super) enum Found {
    /// It is no object.
    NoObject,
    /// In the order of [`Field::ALL`].
    Fields([Result<JsString, Given>; 2]),
}

pub(super) fn read(given: &JsValue) -> Found {
    if !host::is_object(given).unwrap_or(false) {
        return Found::NoObject;
    }
    NAMES.with(|[client_id, access_token]| {
        Found::Fields([
            read_field(given, Field::ClientId, client_id),
            read_field(given, Field::AccessToken, access_token),
        ])
    })
}

impl Found {
    /// `Err` has every problem of the request, in the order of the fields. `validate` is the option.
    pub(super) fn check(self, validate: bool) -> Result<Request, Vec<ValidationIssue>> {
        let Found::Fields(fields) = self else { return Err(Vec::from([request::not_an_object()])) };
        let issues: Vec<_> = Field::ALL
            .into_iter()
            .zip(&fields)
            .filter_map(|(field, found)| {
                let given = match found {
                    Ok(text) if validate => Given::Text(host::code_points(text)),
                    Ok(_) => Given::Text(0),
                    Err(given) => *given,
                };
                request::check(field, given, validate)
            })
            .collect();
        match fields {
            [Ok(client_id), Ok(access_token)] if issues.is_empty() => {
                Ok(Request { client_id, access_token })
            }
            _ => Err(issues),
        }
    }

    /// The hash of the token as a string, or null where there is no token string.
    pub(super) fn token_hash(&self) -> JsValue {
        let Found::Fields([_, Ok(token)]) = self else { return JsValue::NULL };
        let mut hash = TokenHash::default();
        let mut bytes = vec![0; HASHED_AT_ONCE];
        let mut from = 0_u32;
        while from < token.length() {
            let [read, written] = {
                let [a, b, c, d] = host::encode_part(token, from, &mut bytes).to_be_bytes();
                [u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d])]
            };
            hash.update(bytes.get(..usize::from(written)).unwrap_or_default());
            from = from.saturating_add(u32::from(read.max(1)));
        }
        hash.hex().into()
    }
}

fn read_field(given: &JsValue, field: Field, name: &JsValue) -> Result<JsString, Given> {
    let value = Reflect::get(given, name).map_err(|_| Given::Unreadable)?;
    if value.is_undefined() {
        let has = |slip: &&str| {
            Reflect::get(given, &JsValue::from_str(slip)).is_ok_and(|value| !value.is_undefined())
        };
        return Err(Given::Missing(field.slips().iter().copied().find(has)));
    }
    value.dyn_into().map_err(|_| Given::WrongType)
}
