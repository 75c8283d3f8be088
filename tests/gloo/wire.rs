//! The request on the wire.

use crate::harness::*;
use nomba_revoke::RevokeTokenRequest;
use nomba_revoke::gloo::revoke_token;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn the_request_is_that_of_the_specification() {
    let fetch = Fetch::new("() => new Response(OK)");
    let client_id = "c".repeat(36);
    let token = format!(" \"\\\0\n\u{2028}\u{1f511}{} ", "t".repeat(300));
    let options = options()
        .account_id("account-7")
        .and_then(|it| it.header("Authorization", "Bearer é"))
        .and_then(|it| it.header("x-twice", "1"))
        .and_then(|it| it.header("x-twice", "2"))
        .unwrap();
    revoke_token(&RevokeTokenRequest::new(client_id.clone(), token.clone()), &options)
        .await
        .unwrap();
    let sent = fetch.calls().get(0);
    assert_eq!(text(&sent, "method"), "POST");
    assert_eq!(text(&sent, "url"), options.endpoint());
    assert!(options.endpoint().ends_with("/v1/auth/token/revoke"));
    assert_eq!(text(&sent, "redirect"), "manual");
    assert_eq!(text(&sent, "referrerPolicy"), "no-referrer");
    assert_eq!(text(&sent, "cache"), "no-store");
    let headers = evaluate("JSON.stringify([...$.headers].sort())", &sent);
    assert_eq!(
        headers.as_string().unwrap(),
        r#"[["accept","application/json"],["accountid","account-7"],["authorization","Bearer é"],["content-type","application/json"],["x-twice","1, 2"]]"#
    );
    let body = JsFuture::from(evaluate("$.text()", &sent).unchecked_into::<js_sys::Promise>());
    let expected = js_sys::Array::of2(&client_id.into(), &token.into());
    let expected =
        evaluate("JSON.stringify({ clientId: $[0], access_token: $[1] })", &expected.into());
    assert_eq!(body.await.unwrap(), expected);
}

#[wasm_bindgen_test]
async fn a_path_prefix_is_kept() {
    let fetch = Fetch::new("() => new Response(OK)");
    call(&options().base_url("http://127.0.0.1:9/nomba/").unwrap()).await.unwrap();
    let url = text(&fetch.calls().get(0), "url");
    assert_eq!(url, "http://127.0.0.1:9/nomba/v1/auth/token/revoke");
}

#[wasm_bindgen_test]
async fn every_attempt_sends_the_same() {
    let fetch = Fetch::new(
        "((answers) => async (request) => {
            request.copy = await request.clone().text();
            return answers.shift();
        })([503, 429, 200].map((status) => new Response(OK, { status, headers: { 'retry-after': '0' } })))",
    );
    assert_eq!(call(&options()).await.unwrap().attempts, 3);
    let all = fetch.calls();
    let of = |index| JsValue::from(text(&all.get(index), "copy"));
    assert_eq!((of(0) == of(1), of(1) == of(2)), (true, true));
    assert!(text(&all.get(0), "copy").contains("access_token"));
}
