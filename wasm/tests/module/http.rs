//! Over real HTTP, at the mock server.

use crate::harness::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

/// Options for the mock server, and further ones, with the platform's own `fetch`.
fn options(further: &str) -> JsValue {
    // Built in, since a page has no environment; without it the address is not one at all.
    let mock_server = option_env!("MOCK_SERVER_URL").unwrap_or("MOCK_SERVER_URL:is-not-set");
    evaluate(&format!("{{ baseUrl: $, {further} }}"), &mock_server.into())
}

#[wasm_bindgen_test]
async fn a_token_is_revoked_once() {
    let request = request();
    let end = Call::start(&request, &options("")).end().await;
    assert_eq!(end.kind(), "resolve");
    assert_eq!((end.text("code").as_str(), end.number("status")), ("00", 200.0));
    assert_eq!(end.text("description"), "Token revoked successfully");
    assert_eq!(end.number("attempts"), 1.0);
    let rate_limit = get(&end.value, "rateLimit");
    assert_eq!(get(&rate_limit, "window").as_f64(), Some(1000.0));
    assert!(get(&rate_limit, "remaining").as_f64() < get(&rate_limit, "limit").as_f64());

    let end = Call::start(&request, &options("")).end().await;
    assert_eq!(end.kind(), "RecordNotFoundError");
    assert_eq!((end.number("status"), end.text("code").as_str()), (404.0, "404"));
    assert_eq!((end.text("outcome").as_str(), end.number("attempts")), ("not_revoked", 1.0));
}

/// The answer is lost here and not by the mock server: over a connection that was used before, a browser
/// sends the request again by itself, and only the second answer is ever seen.
#[wasm_bindgen_test]
async fn a_lost_answer_leaves_a_doubt_that_the_404_after_it_does_not_dispel() {
    let losing = "async (...given) => {
        const answer = await fetch(...given);
        if (answer.status === 200) throw new TypeError('lost');
        return answer;
    }";
    let end = Call::with(&options(&format!("fetch: {losing}"))).end().await;
    assert_eq!(end.kind(), "RecordNotFoundError");
    assert_eq!((end.text("outcome").as_str(), end.number("attempts")), ("unknown", 2.0));
}

#[wasm_bindgen_test]
async fn a_fault_has_its_name() {
    for (fault, expected) in [
        ("cut-body", "NetworkError"),
        ("html-502", "ServerError"),
        ("other-code", "NotRevokedError"),
        ("redirect", "UnexpectedResponseError"),
        ("echo", "RequestError"),
    ] {
        let further = format!("retries: 0, headers: {{ prefer: 'fault={fault}' }}");
        assert_eq!(Call::with(&options(&further)).end().await.kind(), expected, "{fault}");
    }
}

#[wasm_bindgen_test]
async fn an_abort_in_the_middle_of_a_body_ends_the_call() {
    let controller = js("new AbortController()");
    let further = "headers: { prefer: 'fault=slow-body' }";
    let options = evaluate(
        "{ ...$[0], signal: $[1].signal, fetch: async (...given) => { const answer = await fetch(...given); setTimeout(() => $[1].abort(7)); return answer; } }",
        &js_sys::Array::of2(&options(further), &controller),
    );
    let end = Call::with(&options).end().await;
    assert_eq!((end.kind().as_str(), end.value.as_f64()), ("reject", Some(7.0)));
}
