//! Faults: the ways in which a server fails its callers, for tests of the callers.

use std::convert::Infallible;
use std::io;
use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderMap, LOCATION};
use axum::response::{Html, IntoResponse, Response};
use futures_util::stream::{self, Stream, StreamExt};

use crate::answer::Answer;
use crate::paths::REDIRECT_TARGET;
use crate::request::Text;

/// A fault that a request can ask for with `Prefer: fault=NAME`.
///
/// Only [`LostAnswer`](Fault::LostAnswer) revokes the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The request is read and never answered.
    NoAnswer,
    /// The token is revoked, then the connection is dropped. A request that would not be answered
    /// with 200, for example because its token is revoked already, gets its ordinary answer.
    LostAnswer,
    /// Status and headers come at once, the body byte by byte for more than a minute.
    SlowBody,
    /// The body ends in the middle, and with it the connection.
    CutBody,
    /// A gateway's error page.
    Html502,
    /// Status 200 with a code that is not the one for success.
    OtherCode,
    /// A redirect to another origin, which answers every request with success.
    Redirect,
    /// A refusal that holds the token. A request without one gets its ordinary answer.
    Echo,
}

impl Fault {
    /// All faults.
    pub const ALL: [Fault; 8] = [
        Fault::NoAnswer,
        Fault::LostAnswer,
        Fault::SlowBody,
        Fault::CutBody,
        Fault::Html502,
        Fault::OtherCode,
        Fault::Redirect,
        Fault::Echo,
    ];

    /// Returns the name in `Prefer: fault=NAME`.
    pub fn name(self) -> &'static str {
        match self {
            Fault::NoAnswer => "no-answer",
            Fault::LostAnswer => "lost-answer",
            Fault::SlowBody => "slow-body",
            Fault::CutBody => "cut-body",
            Fault::Html502 => "html-502",
            Fault::OtherCode => "other-code",
            Fault::Redirect => "redirect",
            Fault::Echo => "echo",
        }
    }

    /// Returns a sentence that describes the fault.
    pub fn description(self) -> &'static str {
        match self {
            Fault::NoAnswer => "Reads the request and never answers.",
            Fault::LostAnswer => {
                "Revokes the token, then drops the connection without an answer; a second attempt is answered with 404."
            }
            Fault::SlowBody => {
                "Sends status 200 and the headers at once, then the body one byte at a time for more than a minute."
            }
            Fault::CutBody => {
                "Sends status 200 and the headers, then closes the connection in the middle of the body."
            }
            Fault::Html502 => "Answers with status 502 and an HTML page.",
            Fault::OtherCode => "Answers with status 200 and a code other than 00.",
            Fault::Redirect => {
                "Redirects (307) to another origin, which answers everything with 200 and the code 00."
            }
            Fault::Echo => "Answers with status 400 and repeats the token in code and description.",
        }
    }
}

/// Marks an answer that is not sent: the connection is dropped instead.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HangUp;

/// The body of a success, which is sent in part or slowly.
const REVOKED: &str = r#"{"code":"00","description":"Token revoked successfully"}"#;
const JSON: &str = "application/json";

/// The time between two bytes of a slow body.
const SLOW: Duration = Duration::from_millis(200);
/// Blanks before the last byte of a slow body: more than a minute of them.
const SLOW_PADDING: u32 = 350;
const _: () = assert!(SLOW.as_millis() * SLOW_PADDING as u128 > 60_000);

pub(crate) async fn no_answer() -> Response {
    // The future is dropped when the caller closes the connection.
    std::future::pending().await
}

pub(crate) fn hang_up() -> Response {
    let mut response = Response::default();
    response.extensions_mut().insert(HangUp);
    response
}

pub(crate) fn slow_body() -> Response {
    let (start, end) = REVOKED.split_at(REVOKED.len() - 1);
    let text = format!("{start}{}{end}", " ".repeat(SLOW_PADDING as usize));
    let bytes = stream::iter(text.into_bytes()).then(|byte| async move {
        tokio::time::sleep(SLOW).await;
        Ok::<_, Infallible>(vec![byte])
    });
    json_stream(bytes)
}

pub(crate) fn cut_body() -> Response {
    let (half, _) = REVOKED.split_at(REVOKED.len() / 2);
    let parts =
        stream::iter([Ok(half), Err(io::ErrorKind::ConnectionReset)]).then(|part| async move {
            if part.is_err() {
                // Without a pause, the connection may end before the first half is sent.
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            part.map_err(io::Error::from)
        });
    let mut response = json_stream(parts);
    response.headers_mut().insert(CONTENT_LENGTH, REVOKED.len().into());
    response
}

fn json_stream<S, B, E>(stream: S) -> Response
where
    S: Stream<Item = Result<B, E>> + Send + 'static,
    B: Into<axum::body::Bytes> + 'static,
    E: Into<axum::BoxError> + 'static,
{
    ([(CONTENT_TYPE, JSON)], Body::from_stream(stream)).into_response()
}

pub(crate) fn html_502() -> Response {
    const PAGE: &str = "<!doctype html>\n<html><head><title>502 Bad Gateway</title></head>\
        <body><h1>502 Bad Gateway</h1></body></html>\n";
    (StatusCode::BAD_GATEWAY, Html(PAGE)).into_response()
}

pub(crate) fn other_code() -> Response {
    Answer::new(StatusCode::OK, "01", "Request failed.").into_response()
}

/// The two names of the loopback interface make two origins of one port.
pub(crate) fn redirect(request: &HeaderMap, port: u16) -> Response {
    let host = request.get(HOST).map_or(&b""[..], |host| host.as_bytes());
    let other = if host.starts_with(b"localhost") { "127.0.0.1" } else { "localhost" };
    let location = format!("http://{other}:{port}{REDIRECT_TARGET}");
    (StatusCode::TEMPORARY_REDIRECT, [(LOCATION, location)]).into_response()
}

pub(crate) fn echo(token: &Text) -> Response {
    // The body is assembled as text: the token's own JSON escapes are valid here, lone surrogates included.
    let body = format!(
        r#"{{"code":"{}","description":"The token {} was refused."}}"#,
        token.first(64),
        token.source
    );
    (StatusCode::BAD_REQUEST, [(CONTENT_TYPE, JSON)], body).into_response()
}
