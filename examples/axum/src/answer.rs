//! The answers of the relay's route, in the shape of Nomba's.

use axum::Json;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use nomba_revoke::relay;
use serde_json::json;
use std::borrow::Cow;

/// The answer in the place of one of Nomba's.
pub struct Refusal {
    /// The gate that refused. The package in the page reads it.
    pub gate: &'static str,
    pub status: StatusCode,
    /// What to do. Repeats nothing of the request.
    pub description: Cow<'static, str>,
}

impl Refusal {
    pub const fn new(gate: &'static str, status: StatusCode, description: &'static str) -> Self {
        Refusal {
            gate,
            status,
            description: Cow::Borrowed(description),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = json!({ "code": self.status.as_str(), "description": self.description });
        (self.status, [(relay::HEADER, self.gate)], Json(body)).into_response()
    }
}

/// An answer of Nomba's.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub code: String,
    pub description: Option<String>,
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let body = json!({ "code": self.code, "description": self.description });
        let vendor = [(relay::HEADER, "vendor")];
        (self.status, vendor, self.headers, Json(body)).into_response()
    }
}
