//! How a call ends that does not resolve, on its way to JavaScript.

use super::answer::Envelope;
use super::host;
use crate::digits::decimal;
use crate::error_name::ErrorName;
use crate::issue::ValidationIssue;
use crate::outcome::Outcome;
use crate::rate_limit::RateLimit;
use js_sys::JsString;
use serde::Serialize;
use serde_wasm_bindgen::{Serializer, preserve};
use wasm_bindgen::{JsCast, JsValue};

/// The members of a `RevokeTokenError`, named as there.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Failure {
    pub(super) name: ErrorName,
    #[serde(with = "preserve")]
    message: JsValue,
    pub(super) status: Option<u16>,
    #[serde(with = "preserve")]
    code: JsValue,
    #[serde(with = "preserve")]
    description: JsValue,
    issues: Vec<ValidationIssue>,
    pub(super) rate_limit: Option<RateLimit>,
    pub(super) retry_after: Option<f64>,
    pub(super) attempts: u32,
    pub(super) outcome: Outcome,
    #[serde(with = "preserve", skip_serializing_if = "JsValue::is_undefined")]
    cause: JsValue,
}

impl Failure {
    fn new(name: ErrorName) -> Failure {
        Failure {
            name,
            message: message(name, None),
            status: None,
            code: JsValue::NULL,
            description: JsValue::NULL,
            issues: Vec::new(),
            rate_limit: None,
            retry_after: None,
            attempts: 0,
            outcome: name.outcome(),
            cause: JsValue::UNDEFINED,
        }
    }

    /// With what is known beyond the name.
    fn detailed(name: ErrorName, detail: &JsString) -> Failure {
        Failure { message: message(name, Some(detail)), ..Failure::new(name) }
    }

    /// A request that is not valid.
    pub(super) fn invalid(issues: Vec<ValidationIssue>) -> Failure {
        let messages: Vec<_> = issues.iter().map(|issue| issue.message.as_str()).collect();
        let detail = messages.join("; ");
        Failure { issues, ..Failure::detailed(ErrorName::ValidationError, &detail.into()) }
    }

    /// A platform without something that the call needs.
    pub(super) fn unable(lacks: &str) -> Failure {
        Failure::detailed(ErrorName::LoadError, &lacks.into())
    }

    /// An attempt that ran past `timeout`.
    pub(super) fn timed_out() -> Failure {
        Failure::new(ErrorName::TimeoutError)
    }

    /// An attempt whose answer was lost; `cause` is what `fetch` rejected with.
    pub(super) fn lost(cause: JsValue) -> Failure {
        const NOT_TOLD_APART: &str = "a browser does not tell apart being offline, CORS (the server does not admit this page), the page's Content-Security-Policy (connect-src), and an address that the server does not admit";
        let failure = match host::in_browser() {
            true => Failure::detailed(ErrorName::NetworkError, &NOT_TOLD_APART.into()),
            false => Failure::new(ErrorName::NetworkError),
        };
        Failure { cause, ..failure }
    }

    /// What `fetch` answered with is no `Response`.
    pub(super) fn no_response() -> Failure {
        let detail = "fetch did not answer with a Response".into();
        Failure::detailed(ErrorName::UnexpectedResponseError, &detail)
    }

    /// An answer that was not "revoked". The status is null where a browser hides it.
    pub(super) fn refused(name: ErrorName, status: u16, envelope: Envelope) -> Failure {
        let redirect = matches!(status, 0 | 300..=399);
        let detail = if redirect {
            "it is a redirect, and redirects are not followed".into()
        } else {
            let mut detail: JsString = ["status ", &decimal(status.into())].concat().into();
            for (label, text) in [(", code ", &envelope.code), (", ", &envelope.description)] {
                if let Some(text) = text.dyn_ref::<JsString>() {
                    detail = detail.concat(&label.into()).concat(text);
                }
            }
            detail
        };
        let mut failure = Failure::detailed(name, &detail);
        failure.status = (status != 0).then_some(status);
        failure.code = envelope.code;
        failure.description = envelope.description;
        failure
    }
}

/// The server's words are put together as JavaScript strings: they stay out of this memory.
fn message(name: ErrorName, detail: Option<&JsString>) -> JsValue {
    let message = JsString::from(name.message());
    let message = match detail {
        Some(detail) => message.concat(&": ".into()).concat(detail),
        None => message,
    };
    message.concat(&name.hint().into()).into()
}

/// The one way of results and failures to JavaScript.
pub(super) fn to_js(value: &impl Serialize) -> JsValue {
    // `json_compatible` writes null where something is missing. Nothing in these types can fail.
    value.serialize(&Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}
