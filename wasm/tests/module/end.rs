//! Exactly one of the three receivers is called, once.

use crate::harness::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn each_kind_of_end_goes_to_its_receiver() {
    assert_eq!(answered("new Response(OK)").await.receiver, "resolve");
    assert_eq!(answered("new Response(OK, { status: 401 })").await.receiver, "fail");
    let invalid = Call::start(&js("{}"), &js("{ fetch: () => new Response(OK) }"));
    assert_eq!(invalid.end().await.receiver, "fail");
    let wrong = Call::with(&js("{ fetch: 'fetch', baseUrl: 'http://127.0.0.1:1' }")).end().await;
    assert_eq!(wrong.receiver, "reject");
    assert!(evaluate("$ instanceof TypeError", &wrong.value).is_truthy());
}

#[wasm_bindgen_test]
async fn fetch_has_been_called_when_the_call_returns() {
    let calls = js("[]");
    let options = evaluate(
        "{ fetch: function (...given) { $.push([this, ...given]); return new Response(OK); } }",
        &calls,
    );
    let call = Call::with(&options);
    let shape = || {
        json(&evaluate(
            "$.map(([self, url, init, ...rest]) => [self === undefined, typeof url, Object.getPrototypeOf(init) === Object.prototype, rest])",
            &calls,
        ))
    };
    assert_eq!(shape(), r#"[[true,"string",true,[]]]"#);
    assert!(!call.has_ended());
    assert_eq!(call.end().await.kind(), "resolve");
    assert_eq!(shape(), r#"[[true,"string",true,[]]]"#);
}

#[wasm_bindgen_test]
async fn nothing_is_sent_for_a_wrong_option_or_request() {
    let sent = js("[]");
    for options in ["unheard: 1", "timeout: 0", "retries: 11", "environment: 'x'", "signal: {}"] {
        let options = evaluate(&format!("{{ fetch: () => $.push(1), {options} }}"), &sent);
        assert_eq!(Call::with(&options).end().await.kind(), "reject");
    }
    for request in ["undefined", "[]", "{ clientId: 1, access_token: null }"] {
        let call = Call::start(&js(request), &evaluate("{ fetch: () => $.push(1) }", &sent));
        assert_eq!(call.end().await.kind(), "ValidationError");
    }
    assert_eq!(json(&sent), "[]");
}

/// Thenables that don't keep to the rules; the first call counts.
#[wasm_bindgen_test]
async fn what_settles_twice_counts_once() {
    for (promise, expected) in [
        ("{ then(done, fail) { done($); done($); fail(1); throw 2; } }", "resolve"),
        ("{ then(done, fail) { fail(1); done($); fail(1); } }", "NetworkError"),
        ("{ then() { throw 1; } }", "NetworkError"),
        ("Object.defineProperty({}, 'then', { get() { throw 1; } })", "NetworkError"),
    ] {
        let of = |value: &str| format!("(($) => ({promise}))({value})");
        let end = answered(&of("new Response(OK)")).await;
        assert_eq!(end.kind(), expected, "fetch: {promise}");
        let end = answered(&format!("lookAlike({{ text: () => {} }})", of("OK"))).await;
        assert_eq!(end.kind(), expected, "text: {promise}");
        let piece = of("{ done: false, value: bytes(OK) }");
        let end = answered(&format!("lookAlike({{ body: beginning({piece}) }})")).await;
        assert_eq!(end.kind(), expected, "read: {promise}");
    }
}

#[wasm_bindgen_test]
async fn what_comes_after_the_end_reaches_neither_this_call_nor_a_later_one() {
    let late = js("{ abort: new AbortController() }");
    let options = evaluate(
        "{ signal: $.abort.signal, fetch: () => ({ then(...both) { $.both = both; } }) }",
        &late,
    );
    let first = Call::with(&options);
    evaluate("$.abort.abort(1)", &late);
    assert_eq!(first.end().await.kind(), "reject");
    // The second call may have the first one's place.
    let second = Call::with(&js("{ fetch: () => new Promise(() => {}) }"));
    evaluate("$.both[0](new Response(OK))", &late);
    evaluate("$.both[1](new Error('late'))", &late);
    settle().await;
    assert_eq!(first.end().await.kind(), "reject");
    assert!(!second.has_ended());
}

#[wasm_bindgen_test]
async fn calls_at_once_get_each_its_own_answer() {
    let waiting = js("[]");
    let options =
        evaluate("{ fetch: () => new Promise((done) => $.push(done)), retries: 0 }", &waiting);
    let calls: Vec<_> = (0..20).map(|_| Call::with(&options)).collect();
    // In an order that is not that of the calls, with calls that come and go in between.
    for index in (0..calls.len()).map(|step| step * 7 % calls.len()) {
        evaluate(&format!("$[{index}](new Response('', {{ status: {index} + 500 }}))"), &waiting);
        assert_eq!(answered("new Response(OK)").await.kind(), "resolve");
    }
    for (index, call) in calls.iter().enumerate() {
        assert_eq!(call.end().await.number("status"), 500.0 + index as f64);
    }
}
