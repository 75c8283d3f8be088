//! Over HTTP, at the mock server.

use crate::harness::*;
use nomba_revoke::gloo::revoke_token;
use nomba_revoke::{ErrorName, Millis, Options, Outcome, RevokeTokenRequest};
use std::time::Duration;
use wasm_bindgen_test::wasm_bindgen_test;

fn prefer(options: Options, preference: &str) -> Options {
    options.header("prefer", preference).unwrap()
}

#[wasm_bindgen_test]
async fn a_token_is_revoked_once() {
    let request = request();
    let response = revoke_token(&request, &options()).await.unwrap();
    assert_eq!((response.code.as_str(), response.status, response.attempts), ("00", 200, 1));
    assert_eq!(response.description.as_deref(), Some("Token revoked successfully"));
    let rate_limit = response.rate_limit.unwrap();
    assert_eq!(rate_limit.window, Millis::from_secs(1));
    assert!(rate_limit.remaining < rate_limit.limit);

    let error = revoke_token(&request, &options()).await.unwrap_err();
    assert_eq!(error.name, ErrorName::RecordNotFoundError);
    assert_eq!((error.status, error.code.as_deref()), (Some(404), Some("404")));
    assert_eq!((error.outcome, error.attempts), (Outcome::NotRevoked, 1));
}

#[wasm_bindgen_test]
async fn a_documented_refusal_has_its_name() {
    for (status, name) in [
        (400, ErrorName::RequestError),
        (401, ErrorName::AuthenticationError),
        (403, ErrorName::AuthorizationError),
        (404, ErrorName::RecordNotFoundError),
        (429, ErrorName::RateLimitError),
        (500, ErrorName::ServerError),
    ] {
        let error = call(&prefer(once(), &format!("code={status}"))).await.unwrap_err();
        assert_eq!((error.name, error.status), (name, Some(status)));
        assert!(error.description.is_some());
    }
}

#[wasm_bindgen_test]
async fn a_fault_has_its_name() {
    for (fault, name, outcome) in [
        ("cut-body", ErrorName::NetworkError, Outcome::Unknown),
        ("html-502", ErrorName::ServerError, Outcome::Unknown),
        ("other-code", ErrorName::NotRevokedError, Outcome::NotRevoked),
        ("redirect", ErrorName::UnexpectedResponseError, Outcome::Unknown),
        ("echo", ErrorName::RequestError, Outcome::NotRevoked),
        ("no-answer", ErrorName::TimeoutError, Outcome::Unknown),
        ("slow-body", ErrorName::TimeoutError, Outcome::Unknown),
    ] {
        let millis = if name == ErrorName::TimeoutError { 1_500 } else { 30_000 };
        let options = once().timeout(Duration::from_millis(millis)).unwrap();
        let error = call(&prefer(options, &format!("fault={fault}"))).await.unwrap_err();
        assert_eq!((error.name, error.outcome, error.attempts), (name, outcome, 1), "{fault}");
    }
}

#[wasm_bindgen_test]
async fn a_redirect_is_not_followed() {
    let error = call(&prefer(once(), "fault=redirect")).await.unwrap_err();
    assert!(error.to_string().contains("redirects are not followed"), "{error}");
    // A browser hides the status.
    assert!(matches!(error.status, None | Some(307)), "{:?}", error.status);
}

#[wasm_bindgen_test]
async fn no_error_holds_the_token_that_a_server_repeats() {
    let request = request();
    let error = revoke_token(&request, &prefer(once(), "fault=echo")).await.unwrap_err();
    let all = format!("{error} {error:?}");
    assert!(all.contains("[redacted]"), "{all}");
    for run in request.access_token().as_bytes().windows(16) {
        assert!(!all.contains(std::str::from_utf8(run).unwrap()), "{all}");
    }
}

#[wasm_bindgen_test]
async fn a_server_that_fails_is_asked_again() {
    let error = call(&prefer(options().retries(1).unwrap(), "code=500")).await.unwrap_err();
    assert_eq!((error.name, error.attempts), (ErrorName::ServerError, 2));
}

/// The answer is lost here and not by the mock server: a browser repeats a request on a connection that was used before.
#[wasm_bindgen_test]
async fn a_404_after_a_lost_answer_leaves_the_outcome_unknown() {
    let _fetch = Fetch::new(
        "async (request) => {
            const answer = await platform(request);
            if (answer.status === 200) throw new TypeError('lost');
            return answer;
        }",
    );
    let error = call(&options()).await.unwrap_err();
    assert_eq!((error.name, error.status), (ErrorName::RecordNotFoundError, Some(404)));
    assert_eq!((error.outcome, error.attempts), (Outcome::Unknown, 2));
}

#[wasm_bindgen_test]
async fn a_server_that_is_not_there_is_a_network_error() {
    let nobody = once().base_url("http://127.0.0.1:9").unwrap();
    let error = call(&nobody).await.unwrap_err();
    assert_eq!((error.name, error.outcome), (ErrorName::NetworkError, Outcome::Unknown));
    let is_browser = js("/^Mozilla/.test(globalThis.navigator?.userAgent)");
    let names_csp = error.to_string().contains("connect-src");
    assert_eq!(names_csp, is_browser.is_truthy(), "{error}");
}

#[wasm_bindgen_test]
async fn a_request_that_is_not_valid_is_not_sent() {
    let fetch = Fetch::new("() => new Response(OK)");
    let request = RevokeTokenRequest::new("c", "t");
    let error = revoke_token(&request, &options()).await.unwrap_err();
    assert_eq!(error.name, ErrorName::ValidationError);
    assert_eq!((error.issues.len(), error.attempts), (2, 0));
    assert_eq!(fetch.calls().length(), 0);
    assert!(revoke_token(&request, &options().validate(false)).await.is_ok());
    assert_eq!(fetch.calls().length(), 1);
}
