//! The answers of the mock server: the specification's bodies, and the rate-limit headers on all of them.

use std::borrow::Cow;
use std::time::Duration;

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::{HeaderMap, HeaderName, HeaderValue, InvalidHeaderValue};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::window::format_window;

/// An answer in the vendor's shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    code: &'static str,
    description: Cow<'static, str>,
}

impl Answer {
    /// The answers that the specification documents, with its example bodies.
    pub(crate) const DOCUMENTED: [Answer; 7] = [
        Answer::REVOKED,
        Answer::REQUEST_ERROR,
        Answer::new(StatusCode::UNAUTHORIZED, "401", "Unauthorized"),
        Answer::new(StatusCode::FORBIDDEN, "403", "Forbidden"),
        Answer::NOT_FOUND,
        Answer::TOO_MANY_REQUESTS,
        Answer::new(StatusCode::INTERNAL_SERVER_ERROR, "500", "Server error"),
    ];
    pub(crate) const REVOKED: Answer =
        Answer::new(StatusCode::OK, "00", "Token revoked successfully");
    pub(crate) const REQUEST_ERROR: Answer =
        Answer::new(StatusCode::BAD_REQUEST, "400", "Request failed.");
    pub(crate) const NOT_FOUND: Answer =
        Answer::new(StatusCode::NOT_FOUND, "404", "Record not found");
    pub(crate) const TOO_MANY_REQUESTS: Answer =
        Answer::new(StatusCode::TOO_MANY_REQUESTS, "429", "Too many requests");
    pub(crate) const METHOD_NOT_ALLOWED: Answer =
        Answer::new(StatusCode::METHOD_NOT_ALLOWED, "405", "Method not allowed");
    pub(crate) const TOO_LARGE: Answer =
        Answer::new(StatusCode::PAYLOAD_TOO_LARGE, "413", "Request body too large");

    pub(crate) const fn new(
        status: StatusCode,
        code: &'static str,
        description: &'static str,
    ) -> Answer {
        Answer { status, code, description: Cow::Borrowed(description) }
    }

    /// Returns a 400 whose description says what is wrong.
    pub(crate) fn bad_request(description: String) -> Answer {
        Answer { description: Cow::Owned(description), ..Answer::REQUEST_ERROR }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        #[derive(Serialize)]
        struct Body<'a> {
            code: &'a str,
            description: &'a str,
        }
        let body = Body { code: self.code, description: &self.description };
        (self.status, Json(body)).into_response()
    }
}

/// Returns the statuses of the documented answers, which `Prefer: code=NNN` can ask for.
pub fn documented_codes() -> Vec<u16> {
    Answer::DOCUMENTED.iter().map(|answer| answer.status.as_u16()).collect()
}

/// Writes the three rate-limit headers.
#[derive(Debug)]
pub(crate) struct RateLimitHeaders {
    limit: u32,
    window: HeaderValue,
}

impl RateLimitHeaders {
    pub(crate) const LIMIT: HeaderName = HeaderName::from_static("x-rate-limit-limit");
    pub(crate) const REMAINING: HeaderName = HeaderName::from_static("x-rate-limit-remaining");
    pub(crate) const WINDOW: HeaderName = HeaderName::from_static("x-rate-limit-window");

    pub(crate) fn new(limit: u32, window: Duration) -> Result<Self, InvalidHeaderValue> {
        Ok(RateLimitHeaders { limit, window: HeaderValue::try_from(format_window(window))? })
    }

    pub(crate) fn write(&self, headers: &mut HeaderMap, remaining: u32) {
        headers.insert(Self::LIMIT, self.limit.into());
        headers.insert(Self::REMAINING, remaining.into());
        headers.insert(Self::WINDOW, self.window.clone());
    }

    /// Writes the headers to an answer that has none. Its client is not known, so the whole quota remains.
    pub(crate) fn write_if_missing(&self, headers: &mut HeaderMap) {
        if !headers.contains_key(Self::REMAINING) {
            self.write(headers, self.limit);
        }
    }
}
