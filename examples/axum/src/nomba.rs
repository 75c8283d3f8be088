//! The request to Nomba, and what its answer says about the token.

use crate::App;
use crate::answer::{Answer, Refusal};
use axum::http::header::{HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use axum::http::{Response, StatusCode};
use http_body_util::{BodyExt, Collected, LengthLimitError, Limited};
use nomba_revoke::redact::redact;
use nomba_revoke::{
    Action, Attempt, BODY_LIMIT, BodyReading, Call, ErrorName, PreparedRequest, RateLimit,
    RevokeTokenRequest,
};
use std::time::SystemTime;

/// Sends a request once. Returns Nomba's answer, or why there is none to rely on.
pub async fn revoke(app: &App, request: &RevokeTokenRequest) -> Result<Answer, Refusal> {
    let options = &app.settings.options;
    let prepared = options
        .prepare(request, None)
        .map_err(|error| invalid(error.message()))?;
    let (attempt, received) = send(app, &prepared).await.unwrap_or_else(|error| {
        let endpoint = prepared.endpoint();
        eprintln!("No answer from {endpoint}: {error:#}. If that lasts, check NOMBA_BASE_URL.");
        let is_late = error.downcast_ref().is_some_and(reqwest::Error::is_timeout);
        let attempt = if is_late {
            Attempt::timed_out()
        } else {
            Attempt::failed()
        };
        (attempt, HeaderMap::new())
    });
    // The first action of every call is to send, which is done.
    let (mut call, _) = Call::begin(options.most_retries());
    let failure = match call.handle(attempt.event, &attempt.data(0.0), None) {
        Action::Fail(failure) => Some(failure.name),
        _ => None,
    };
    match failure {
        Some(ErrorName::NetworkError) => Err(NO_ANSWER),
        Some(ErrorName::TimeoutError) => Err(LATE),
        Some(ErrorName::UnexpectedResponseError) => Err(UNEXPECTED),
        _ => Ok(answer(attempt, &received, &app.settings.client_id)),
    }
}

/// Returns the refusal of a request that is not valid.
pub fn invalid(problem: String) -> Refusal {
    Refusal {
        gate: "request",
        status: StatusCode::BAD_REQUEST,
        description: problem.into(),
    }
}

/// Sends a request and reads the answer. Returns how that ended, and the answer's headers.
async fn send(app: &App, prepared: &PreparedRequest<'_>) -> anyhow::Result<(Attempt, HeaderMap)> {
    let request = prepared.to_http()?.try_into()?;
    let response = Response::from(app.http.execute(request).await?);
    let now = SystemTime::now();
    let (head, body) = response.into_parts();
    let body = Limited::new(body, BODY_LIMIT as usize).collect().await;
    let body = body.map(Collected::to_bytes).map_err(|error| {
        if error.is::<LengthLimitError>() {
            BodyReading::Unreadable
        } else if error.downcast_ref().is_some_and(reqwest::Error::is_timeout) {
            BodyReading::TimedOut
        } else {
            BodyReading::Truncated
        }
    });
    Ok((
        prepared.judge(head.status, &head.headers, body, now),
        head.headers,
    ))
}

/// Returns Nomba's answer as the page gets it. The crate has taken the token out of its texts; the client id is taken out here.
fn answer(attempt: Attempt, received: &HeaderMap, client_id: &str) -> Answer {
    let head = attempt.head;
    let status = head.and_then(|head| StatusCode::from_u16(head.status).ok());
    let status = status.unwrap_or(StatusCode::BAD_GATEWAY);
    let mut headers = HeaderMap::new();
    for name in RateLimit::HEADERS {
        if let Some(value) = received.get(name) {
            headers.insert(HeaderName::from_static(name), value.clone());
        }
    }
    // In seconds: the page does not get the `Date` by which Nomba's date would be read.
    if let Some(wait) = head.and_then(|head| head.retry_after) {
        let seconds = (wait.get() / 1_000.0).ceil() as u64;
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    let without_id = |text: String| redact(&text, client_id);
    Answer {
        status,
        code: attempt
            .text
            .code
            .map_or_else(|| status.as_str().to_owned(), without_id),
        description: attempt.text.description.map(without_id),
        headers,
    }
}

/// No answer arrived: the request may have reached Nomba, or not.
pub const NO_ANSWER: Refusal = Refusal::new(
    "network",
    StatusCode::BAD_GATEWAY,
    "Nomba did not answer; the token may be revoked. Send the request again.",
);
const LATE: Refusal = Refusal::new(
    "timeout",
    StatusCode::GATEWAY_TIMEOUT,
    "Nomba did not answer in time; the token may be revoked. Send the request again.",
);
const UNEXPECTED: Refusal = Refusal::new(
    "unexpected",
    StatusCode::BAD_GATEWAY,
    "Nomba's answer is none of its API; the token may be revoked.",
);
