//! The option `relay`: what is sent to a relay, and what its answers mean.

use crate::harness::*;
use nomba_revoke::gloo::{BatchOptions, revoke_token, revoke_tokens};
use nomba_revoke::{ErrorName, Millis, Options, Outcome, RevokeTokenRequest};
use std::future::poll_fn;
use std::pin::pin;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

const RELAY: &str = "http://127.0.0.1:9/api/nomba";

fn relay() -> Options {
    Options::default().relay(RELAY).unwrap()
}

/// Returns a `fetch` that answers with the status, this value of the relay's header, and the body. Without a value there
/// is no header.
fn answering(value: Option<&str>, status: u16, body: &str) -> Fetch {
    let headers = value.map(|value| format!("headers: {{ 'x-nomba-revoke-relay': '{value}' }}"));
    let headers = headers.unwrap_or_default();
    Fetch::new(&format!("() => new Response({body}, {{ status: {status}, {headers} }})"))
}

/// Makes one attempt that is answered so.
async fn end_of(value: Option<&str>, status: u16, body: &str) -> End {
    let _fetch = answering(value, status, body);
    call(&relay().retries(0).unwrap()).await
}

/// Returns the keys of all requests.
fn keys(fetch: &Fetch) -> Vec<String> {
    let key = |request| {
        evaluate("$.headers.get('idempotency-key')", &request).as_string().unwrap_or_default()
    };
    fetch.calls().iter().map(key).collect()
}

#[wasm_bindgen_test]
async fn a_request_goes_below_the_path_of_the_relay_with_one_key_for_all_attempts() {
    let fetch =
        Fetch::new("() => new Response('', { status: 503, headers: [['retry-after', '0']] })");
    call(&relay()).await.unwrap_err();
    assert_eq!(text(&fetch.calls().get(0), "url"), format!("{RELAY}/v1/auth/token/revoke"));
    call(&relay().retries(0).unwrap()).await.unwrap_err();
    let keys = keys(&fetch);
    assert_eq!(keys.len(), 4);
    assert!(keys[0].len() == 32 && keys[0].bytes().all(|it| it.is_ascii_hexdigit()), "{keys:?}");
    assert!(keys[0] == keys[1] && keys[1] == keys[2] && keys[2] != keys[3], "{keys:?}");
}

#[wasm_bindgen_test]
async fn a_platform_without_random_bits_sends_no_key() {
    let fetch = answering(Some("vendor"), 200, "OK");
    let request = request();
    let crypto = js("Object.getOwnPropertyDescriptor(globalThis, 'crypto')");
    js("Object.defineProperty(globalThis, 'crypto', { value: undefined, configurable: true })");
    let end = revoke_token(&request, &relay()).await;
    evaluate("Object.defineProperty(globalThis, 'crypto', $)", &crypto);
    end.unwrap();
    assert_eq!(keys(&fetch), [""]);
}

#[wasm_bindgen_test]
async fn without_the_option_there_is_no_key_and_the_header_means_nothing() {
    let fetch = answering(Some("busy"), 404, "OK");
    let error = call(&once()).await.unwrap_err();
    assert_eq!(error.name, ErrorName::RecordNotFoundError);
    assert_eq!(keys(&fetch), [""]);
    drop(fetch);
    let _fetch = answering(Some("doubt"), 200, "OK");
    assert!(call(&once()).await.is_ok());
}

#[wasm_bindgen_test]
async fn the_client_id_may_be_left_out_and_is_checked_where_it_is_given() {
    let fetch = answering(Some("vendor"), 200, "OK");
    let token = "t".repeat(300);
    let request = RevokeTokenRequest::without_client_id(token.clone());
    revoke_token(&request, &relay()).await.unwrap();
    let sent = evaluate("$.text()", &fetch.calls().get(0)).unchecked_into::<js_sys::Promise>();
    let sent = JsFuture::from(sent).await.unwrap().as_string().unwrap();
    assert_eq!(sent, format!(r#"{{"access_token":"{token}"}}"#));
    for (request, options) in
        [(RevokeTokenRequest::new("short", token), relay()), (request, options())]
    {
        let error = revoke_token(&request, &options).await.unwrap_err();
        assert_eq!(error.name, ErrorName::ValidationError);
    }
    assert_eq!(fetch.calls().length(), 1);
}

#[wasm_bindgen_test]
async fn only_the_vendor_confirms_a_revocation() {
    let response = end_of(Some("vendor"), 200, "OK").await.unwrap();
    assert_eq!((response.code.as_str(), response.status), ("00", 200));
    for value in ["doubt", "network", "timeout", "unexpected", "busy", "other", "vendor, vendor"] {
        let error = end_of(Some(value), 200, "OK").await.unwrap_err();
        assert_eq!(error.name, ErrorName::UnexpectedResponseError, "{value}");
        assert_eq!(error.outcome, Outcome::Unknown, "{value}");
    }
    let error = end_of(None, 200, "OK").await.unwrap_err();
    assert_eq!((error.name, error.outcome), (ErrorName::UnexpectedResponseError, Outcome::Unknown));
}

#[wasm_bindgen_test]
async fn each_answer_has_its_meaning() {
    use ErrorName::*;
    use Outcome::{NotRevoked, Unknown};
    /// Whether a gate of the relay refuses.
    const REFUSES: bool = true;
    for (value, status, name, outcome, refuses) in [
        (Some("vendor"), 404, RecordNotFoundError, NotRevoked, false),
        (Some("vendor"), 429, RateLimitError, NotRevoked, false),
        (Some("vendor"), 500, ServerError, Unknown, false),
        (Some("vendor"), 418, UnexpectedResponseError, Unknown, false),
        (Some("doubt"), 404, RecordNotFoundError, Unknown, false),
        (Some("doubt"), 401, AuthenticationError, Unknown, false),
        (Some("path"), 404, UnexpectedResponseError, NotRevoked, REFUSES),
        (Some("preflight"), 403, AuthorizationError, NotRevoked, REFUSES),
        (Some("method"), 405, UnexpectedResponseError, NotRevoked, REFUSES),
        (Some("origin"), 403, AuthorizationError, NotRevoked, REFUSES),
        (Some("media-type"), 415, UnexpectedResponseError, NotRevoked, REFUSES),
        (Some("authorize"), 403, AuthorizationError, NotRevoked, REFUSES),
        (Some("authorize"), 401, AuthenticationError, NotRevoked, REFUSES),
        (Some("authorize"), 404, UnexpectedResponseError, NotRevoked, REFUSES),
        (Some("authorize"), 422, RequestError, NotRevoked, REFUSES),
        (Some("authorize"), 503, ServerError, NotRevoked, REFUSES),
        (Some("size"), 413, UnexpectedResponseError, NotRevoked, REFUSES),
        (Some("body"), 400, RequestError, NotRevoked, REFUSES),
        (Some("client"), 403, AuthorizationError, NotRevoked, REFUSES),
        (Some("request"), 400, RequestError, NotRevoked, REFUSES),
        (Some("approve"), 403, AuthorizationError, NotRevoked, REFUSES),
        (Some("busy"), 429, RateLimitError, NotRevoked, REFUSES),
        (Some("audit"), 503, ServerError, NotRevoked, REFUSES),
        (Some("load"), 500, ServerError, NotRevoked, REFUSES),
        (Some("internal"), 500, ServerError, NotRevoked, REFUSES),
        (None, 404, RecordNotFoundError, Unknown, false),
        (None, 403, AuthorizationError, Unknown, false),
        (Some("something else"), 400, RequestError, Unknown, false),
        (Some("Vendor"), 404, RecordNotFoundError, Unknown, false),
    ] {
        let body = format!(r#"'{{"code":"{status}","description":"The reason"}}'"#);
        let error = end_of(value, status, &body).await.unwrap_err();
        assert_eq!((error.name, error.outcome), (name, outcome), "{value:?} {status}");
        assert_eq!(error.status, Some(status), "{value:?}");
        assert_eq!(error.code.as_deref(), Some(status.to_string().as_str()), "{value:?}");
        assert_eq!(error.description.as_deref(), Some("The reason"), "{value:?} {status}");
        let message = error.to_string();
        if refuses {
            let gate = format!("relay gate {}", value.unwrap());
            assert!(message.contains(&gate), "{message}");
        }
        let is_relay = refuses || matches!(value, Some("vendor" | "doubt"));
        assert_eq!(message.contains("no relay answered"), !is_relay, "{message}");
    }
}

#[wasm_bindgen_test]
async fn an_answer_of_the_relays_own_has_no_status_and_no_texts() {
    for (value, status, name) in [
        ("network", 502, ErrorName::NetworkError),
        ("timeout", 504, ErrorName::TimeoutError),
        ("unexpected", 502, ErrorName::UnexpectedResponseError),
    ] {
        let body = r#"'{"code":"5","description":"The reason"}'"#;
        let error = end_of(Some(value), status, body).await.unwrap_err();
        assert_eq!((error.name, error.outcome), (name, Outcome::Unknown), "{value}");
        assert_eq!((error.status, error.code.as_deref()), (None, None), "{value}");
        assert_eq!(error.description, None, "{value}");
        assert!(!error.to_string().contains("The reason"), "{error}");
    }
}

#[wasm_bindgen_test]
async fn a_doubt_outlives_a_refusal_at_a_gate() {
    let _fetch = Fetch::new(
        "((answers) => () => {
            const [value, status] = answers.shift();
            const headers = { 'x-nomba-revoke-relay': value, 'retry-after': '0' };
            return new Response('', { status, headers });
        })([['network', 502], ['busy', 429]])",
    );
    let error = call(&relay().retries(1).unwrap()).await.unwrap_err();
    assert_eq!((error.name, error.outcome), (ErrorName::RateLimitError, Outcome::Unknown));
}

#[wasm_bindgen_test]
async fn the_vendors_headers_that_a_relay_passes_on_are_read() {
    let _fetch = Fetch::new(
        "() => new Response('', { status: 429, headers: [
            ...QUOTA, ['retry-after', '31'], ['x-nomba-revoke-relay', 'vendor'],
        ] })",
    );
    let error = call(&relay()).await.unwrap_err();
    assert_eq!(error.rate_limit.unwrap().limit, 40);
    assert_eq!((error.retry_after, error.attempts), (Some(Millis::from_secs(31)), 1));
}

#[wasm_bindgen_test]
async fn many_tokens_go_through_a_relay_each_under_a_key_of_its_own() {
    let fetch = answering(Some("vendor"), 200, "OK");
    let requests = (0..3).map(|_| request());
    let mut outcomes = pin!(revoke_tokens(requests, &relay(), BatchOptions::default()));
    let mut ends = Vec::new();
    while let Some(outcome) =
        poll_fn(|context| futures_core::Stream::poll_next(outcomes.as_mut(), context)).await
    {
        ends.push(outcome.result.is_ok());
    }
    assert_eq!(ends, [true; 3]);
    let mut keys = keys(&fetch);
    keys.sort();
    keys.dedup();
    assert!(keys.len() == 3 && !keys.contains(&String::new()), "{keys:?}");
}

/// Over HTTP: a browser asks first whether the page may send the key.
#[wasm_bindgen_test]
async fn a_server_that_is_no_relay_confirms_nothing() {
    let mock_server = option_env!("MOCK_SERVER_URL").unwrap_or("MOCK_SERVER_URL is not set");
    let options = Options::default().relay(mock_server).unwrap();
    let error = call(&options).await.unwrap_err();
    assert_eq!((error.name, error.outcome), (ErrorName::UnexpectedResponseError, Outcome::Unknown));
    assert!(error.to_string().contains("no relay answered"), "{error}");
    assert_eq!((error.status, error.attempts), (Some(200), 1));
}
