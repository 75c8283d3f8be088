//! The endpoint that revokes a token: `POST /v1/auth/token/revoke`.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{ALLOW, CONTENT_TYPE, HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;

use crate::answer::Answer;
use crate::context::Context;
use crate::fault::{self, Fault};
use crate::prefer::{PREFER, PREFERENCE_APPLIED, Preference};
use crate::request::RevokeRequest;

/// The largest body that is accepted, in bytes.
const MAX_BODY: usize = 64 * 1024;
/// How much of a refused body is read, in bytes: a caller reads no answer while it sends.
const MAX_DRAIN: usize = 16 * 1024 * 1024;

pub(crate) async fn revoke(
    State(context): State<Arc<Context>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    context.vendor.requests.count();
    let body = read(body).await;
    let request = body.and_then(|body| admit(&headers, &body));

    let wanted = headers.get_all(PREFER);
    let wanted = wanted.iter().filter_map(|value| value.to_str().ok());
    let preference = match Preference::read(wanted) {
        Ok(Some(preference)) => preference,
        Ok(None) => return ordinary(&context, &request),
        Err(problem) => return Answer::bad_request(problem).into_response(),
    };
    let mut response = match &preference {
        Preference::Code(answer) => answer.clone().into_response(),
        Preference::Fault(fault) => match fault {
            Fault::NoAnswer => fault::no_answer().await,
            Fault::LostAnswer => match ordinary(&context, &request) {
                answer if answer.status() == StatusCode::OK => fault::hang_up(),
                answer => return answer,
            },
            Fault::SlowBody => fault::slow_body(),
            Fault::CutBody => fault::cut_body(),
            Fault::Html502 => fault::html_502(),
            Fault::OtherCode => fault::other_code(),
            Fault::Redirect => fault::redirect(&headers, context.port),
            Fault::Echo => match request.as_ref().ok().and_then(RevokeRequest::any_token) {
                Some(token) => fault::echo(token),
                None => return ordinary(&context, &request),
            },
        },
    };

    let remaining = match response.status() {
        StatusCode::TOO_MANY_REQUESTS => Some(0),
        _ => context.vendor.remaining(&request),
    };
    if let Some(remaining) = remaining {
        context.rate_limit.write(response.headers_mut(), remaining);
    }
    if let Ok(applied) = HeaderValue::try_from(preference.applied()) {
        response.headers_mut().insert(PREFERENCE_APPLIED, applied);
    }
    response
}

pub(crate) async fn method_not_allowed() -> Response {
    ([(ALLOW, "POST, OPTIONS")], Answer::METHOD_NOT_ALLOWED).into_response()
}

fn ordinary(context: &Context, request: &Result<RevokeRequest, Answer>) -> Response {
    let (answer, remaining) = context.vendor.answer(request);
    let mut response = answer.into_response();
    if let Some(remaining) = remaining {
        context.rate_limit.write(response.headers_mut(), remaining);
    }
    response
}

async fn read(body: Body) -> Result<Vec<u8>, Answer> {
    let mut stream = body.into_data_stream();
    let mut bytes = Vec::new();
    let mut length = 0;
    while let Some(chunk) = stream.next().await {
        let Ok(chunk) = chunk else {
            return Err(Answer::bad_request("The body breaks off.".to_owned()));
        };
        length += chunk.len();
        if length <= MAX_BODY {
            bytes.extend_from_slice(&chunk);
        } else if length > MAX_DRAIN {
            break;
        }
    }
    if length > MAX_BODY {
        return Err(Answer::TOO_LARGE);
    }
    Ok(bytes)
}

fn admit(headers: &HeaderMap, body: &[u8]) -> Result<RevokeRequest, Answer> {
    let content_type = headers.get(CONTENT_TYPE).map_or(&b""[..], |v| v.as_bytes());
    let essence = content_type.split(|byte| *byte == b';').next();
    if !essence.is_some_and(|e| e.trim_ascii().eq_ignore_ascii_case(b"application/json")) {
        let problem = "The content type must be application/json.";
        return Err(Answer::bad_request(problem.to_owned()));
    }
    RevokeRequest::read(body).map_err(|problem| Answer::bad_request(problem.to_owned()))
}
