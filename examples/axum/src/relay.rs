//! The route that a page reaches with the option `relay` of the npm package: `revokeToken(request, { relay: '/api/nomba' })`.
//!
//! It answers as `createRevokeRelay` of `nomba-revoke/relay` does, which is for back ends in JavaScript. That relay does more:
//!
//! - **Lost answers.** It reads the header `idempotency-key`, and stores under the key whether the token is revoked or may be.
//!   Here, a browser that repeats a request by itself, after the answer was lost, gets Nomba's refusal: the page then reports a
//!   token as not revoked that the first request revoked. `revokeToken` itself remembers the attempts of one call.
//! - **An audit trail:** an entry before a request is sent, without which nothing is sent, and one after the answer.
//! - **`approve`:** permission to revoke this token, by its hash.
//! - **`busy`:** a limit on the requests to Nomba that are under way at a time.
//! - **Pages of other origins:** preflights, and CORS headers.
//! - A client id by request, and a time limit for the session store.

use crate::answer::{Answer, Refusal};
use crate::{App, nomba, session};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_TYPE, HOST, HeaderMap, HeaderValue, ORIGIN, X_CONTENT_TYPE_OPTIONS,
};
use axum::routing::post;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use nomba_revoke::{Field, Input, RevokeTokenRequest, base_url, check};
use serde_json::{Map, Value};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_sessions::Session;

/// The longest body of a request, in bytes.
const LIMIT: usize = 8 * 1024;
/// The time for the body of a request.
const BODY_TIMEOUT: Duration = Duration::from_secs(2);

pub fn routes() -> Router<Arc<App>> {
    let header =
        |name, value| SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value));
    Router::new()
        .route(base_url::PATH, post(revoke).fallback(wrong_method))
        .fallback(wrong_path)
        .layer(header(CACHE_CONTROL, "no-store"))
        .layer(header(X_CONTENT_TYPE_OPTIONS, "nosniff"))
}

/// Takes a request through the gates, in this order, and sends it to Nomba.
async fn revoke(
    State(app): State<Arc<App>>,
    session: Session,
    request: Request,
) -> Result<Answer, Refusal> {
    let (head, body) = request.into_parts();
    check_origin(&head.headers)?;
    check_media_type(&head.headers)?;
    check_session(&session).await?;
    let body = read(body).await?;
    check_client(&body, &app.settings.client_id)?;
    let request = RevokeTokenRequest::new(&app.settings.client_id, token(&body)?);
    // In a task of its own: axum drops a handler whose page has gone, and a request to Nomba with it.
    let sent = tokio::spawn(async move { nomba::revoke(&app, &request).await });
    sent.await.unwrap_or(Err(nomba::NO_ANSWER))
}

async fn wrong_path() -> Refusal {
    WRONG_PATH
}

async fn wrong_method() -> Refusal {
    WRONG_METHOD
}

/// Admits the application's own pages, and callers that are no page.
fn check_origin(headers: &HeaderMap) -> Result<(), Refusal> {
    let is_admitted = match (headers.get("sec-fetch-site"), headers.get(ORIGIN)) {
        (Some(site), _) => site == "same-origin" || site == "none",
        (None, Some(origin)) => is_of(origin, headers.get(HOST)),
        (None, None) => true,
    };
    is_admitted.then_some(()).ok_or(FOREIGN_ORIGIN)
}

/// Returns whether an origin is that of a host. The scheme is not compared: behind a proxy, this server does not know it.
fn is_of(origin: &HeaderValue, host: Option<&HeaderValue>) -> bool {
    let origin = origin.as_bytes();
    let page = (origin.strip_prefix(b"https://")).or_else(|| origin.strip_prefix(b"http://"));
    match (page, host) {
        (Some(page), Some(host)) => page.eq_ignore_ascii_case(host.as_bytes()),
        _ => false,
    }
}

/// Admits JSON alone: pages of other origins can't send it without a preflight.
fn check_media_type(headers: &HeaderMap) -> Result<(), Refusal> {
    let value = headers.get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
    let media_type = value.and_then(|it| it.split(';').next()).map(str::trim);
    match media_type {
        Some(it) if it.eq_ignore_ascii_case("application/json") => Ok(()),
        _ => Err(NO_JSON),
    }
}

async fn check_session(session: &Session) -> Result<(), Refusal> {
    match session::operator(session).await {
        Ok(Some(_)) => Ok(()),
        Ok(None) => Err(NO_SESSION),
        Err(error) => {
            eprintln!("The session store failed: {error}");
            Err(NO_STORE)
        }
    }
}

/// Reads the body, a JSON object.
async fn read(body: Body) -> Result<Map<String, Value>, Refusal> {
    let whole = timeout(BODY_TIMEOUT, Limited::new(body, LIMIT).collect()).await;
    let bytes = match whole {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(error)) if error.is::<LengthLimitError>() => return Err(TOO_LARGE),
        _ => return Err(NOT_WHOLE),
    };
    serde_json::from_slice(&bytes).map_err(|_| NO_OBJECT)
}

/// Admits a request without a client id, or with the one that this server sends.
fn check_client(body: &Map<String, Value>, client_id: &str) -> Result<(), Refusal> {
    let is_own = body.get("clientId").is_none_or(|given| given == client_id);
    is_own.then_some(()).ok_or(FOREIGN_CLIENT)
}

/// Returns the token of a request, checked as Nomba's specification says.
fn token(body: &Map<String, Value>) -> Result<&str, Refusal> {
    let field = Field::AccessToken;
    let (token, input) = match body.get(field.name()) {
        Some(Value::String(token)) => (token.as_str(), Input::Text(token.chars().count() as u32)),
        Some(_) => ("", Input::WrongType),
        None => {
            let mut misspellings = field.misspellings().iter();
            let given = misspellings.find(|name| body.contains_key(**name));
            ("", Input::Missing(given.copied()))
        }
    };
    match check(field, input, true) {
        None => Ok(token),
        Some(issue) => Err(nomba::invalid(issue.message())),
    }
}

const WRONG_PATH: Refusal = Refusal::new(
    "path",
    StatusCode::NOT_FOUND,
    "The path must end in /v1/auth/token/revoke; there is nothing else here.",
);
const WRONG_METHOD: Refusal = Refusal::new(
    "method",
    StatusCode::METHOD_NOT_ALLOWED,
    "The method must be POST.",
);
const FOREIGN_ORIGIN: Refusal = Refusal::new(
    "origin",
    StatusCode::FORBIDDEN,
    "Pages of this origin may not call.",
);
const NO_JSON: Refusal = Refusal::new(
    "media-type",
    StatusCode::UNSUPPORTED_MEDIA_TYPE,
    "The content-type must be application/json.",
);
const NO_SESSION: Refusal = Refusal::new(
    "authorize",
    StatusCode::UNAUTHORIZED,
    "There is no session, or it has ended: sign in, then revoke the token again.",
);
const NO_STORE: Refusal = Refusal::new(
    "authorize",
    StatusCode::INTERNAL_SERVER_ERROR,
    "The session could not be looked up.",
);
const TOO_LARGE: Refusal = Refusal::new(
    "size",
    StatusCode::PAYLOAD_TOO_LARGE,
    "The body is over 8 KiB; send one request for one token.",
);
const NOT_WHOLE: Refusal = Refusal::new(
    "body",
    StatusCode::BAD_REQUEST,
    "The body was truncated or did not arrive in time; send it again.",
);
const NO_OBJECT: Refusal = Refusal::new(
    "body",
    StatusCode::BAD_REQUEST,
    "The body must be a JSON object with \"access_token\".",
);
const FOREIGN_CLIENT: Refusal = Refusal::new(
    "client",
    StatusCode::FORBIDDEN,
    "This server sends a client id of its own; leave \"clientId\" out of the request.",
);
