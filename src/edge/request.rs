//! Reads a caller's request, each field once. The token stays a JavaScript string.

use super::host;
use crate::issue::ValidationIssue;
use crate::request::{self, Field, Given};
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

/// `Err` has every problem of the request, in the order of the fields. `validate` is the option.
pub(super) fn read(given: &JsValue, validate: bool) -> Result<Request, Vec<ValidationIssue>> {
    if !host::is_object(given).unwrap_or(false) {
        return Err(Vec::from([request::not_an_object()]));
    }
    let fields = NAMES.with(|[client_id, access_token]| {
        (
            read_field(given, Field::ClientId, client_id),
            read_field(given, Field::AccessToken, access_token),
        )
    });
    let issues: Vec<_> = [(Field::ClientId, &fields.0), (Field::AccessToken, &fields.1)]
        .into_iter()
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
        (Ok(client_id), Ok(access_token)) if issues.is_empty() => {
            Ok(Request { client_id, access_token })
        }
        _ => Err(issues),
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
