//! What a call leaves behind in this memory: nothing of the token, and nothing at all.

use crate::harness::*;
use js_sys::JsString;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

/// Whether any part of a text is in this memory. The text itself stays outside of it.
fn held(text: &JsString) -> bool {
    holds_run_of(&wasm_bindgen::memory(), text)
}

/// A JWT with random claims, and those claims.
fn token() -> (JsString, JsString) {
    let claims = js("{ sub: randomText(60), Email: randomText(60), exp: 1681922179 }");
    let claim = evaluate("$.Email", &claims).unchecked_into();
    (evaluate("jwt($)", &claims).unchecked_into(), claim)
}

#[wasm_bindgen_test]
fn the_search_finds_what_is_there_and_the_allocator_wipes_it() {
    let text = random_text(400);
    assert!(!held(&text));
    let copy = String::from(&text);
    assert!(held(&text));
    drop(copy);
    assert!(!held(&text));
    let part: Vec<u16> = text.slice(100, 108).iter().collect();
    assert!(held(&text));
    drop(part);
    assert!(!held(&text));
}

#[wasm_bindgen_test]
fn a_token_that_was_looked_into_is_gone() {
    let (token, claim) = token();
    assert!(evaluate("$.subject.length === 60", &inspect_token(token.clone().into())).is_truthy());
    assert!(!held(&token) && !held(&claim));
    // A token that is none is given up half-way.
    let malformed: JsString = evaluate("$ + 'é'", &token).unchecked_into();
    assert!(inspect_token(malformed.into()).is_null());
    assert!(!held(&token) && !held(&claim));
}

#[wasm_bindgen_test]
fn a_token_that_was_validated_is_gone() {
    let token = random_text(400);
    for request in
        ["{ access_token: $ }", "{ [$]: 1 }", "$", "{ clientId: $, access_token: $ + $ }"]
    {
        validate_request(evaluate(request, &token));
        assert!(!held(&token), "{request}");
    }
}

/// Wherever the token turns up in a call, on either side.
#[wasm_bindgen_test]
async fn the_token_of_a_call_that_has_ended_is_gone() {
    for (options, expected) in [
        ("fetch: () => new Response(OK)", "resolve"),
        ("fetch: () => new Response(OK, { headers: QUOTA.map(([name]) => [name, $]) })", "resolve"),
        ("fetch: () => lookAlike({ headers: { get: () => $.slice(0, 256) } })", "resolve"),
        ("fetch: () => lookAlike({ headers: { get: () => $ } })", "resolve"),
        (
            "fetch: () => new Response(JSON.stringify({ code: $, description: $ }))",
            "NotRevokedError",
        ),
        ("fetch: () => new Response($, { status: 400 })", "RequestError"),
        ("fetch: () => lookAlike({ status: 400, text: () => $ })", "RequestError"),
        (
            "fetch: () => lookAlike({ body: pieces(bytes($.slice(0, 9)), bytes($)) })",
            "UnexpectedResponseError",
        ),
        ("fetch: () => Promise.reject($), retries: 0", "NetworkError"),
        ("fetch: () => { throw new Error($); }, retries: 0", "NetworkError"),
        ("fetch: () => ({ [$]: $ })", "UnexpectedResponseError"),
        ("fetch: () => new Response(OK), headers: { authorization: $, [$]: $ }", "resolve"),
        ("fetch: () => new Response(OK), accountId: $", "resolve"),
        ("fetch: () => new Response(OK), baseUrl: 'http://127.0.0.1/' + $", "resolve"),
        ("fetch: () => new Response(OK), baseUrl: 'http://127.0.0.1/?' + $", "reject"),
        ("fetch: () => new Response(OK), environment: $", "reject"),
        ("fetch: () => new Response(OK), [$]: 1", "reject"),
        ("fetch: () => new Response(OK), [$.slice(0, 30)]: 1", "reject"),
        ("fetch: () => new Promise(() => {}), signal: AbortSignal.timeout(1)", "reject"),
        ("fetch: () => new Promise(() => {}), timeout: 1, retries: 0", "TimeoutError"),
    ] {
        let token = random_text(400);
        let request = evaluate("{ clientId: $.slice(0, 36), access_token: $ }", &token);
        let options_ = evaluate(&format!("{{ {options} }}"), &token);
        let end = Call::start(&request, &options_).end().await;
        assert_eq!(end.kind(), expected, "{options}");
        assert!(!held(&token), "{options}");
    }
}

/// Calls of every kind, `rounds` times each.
async fn many_calls(rounds: u32) {
    for _ in 0..rounds {
        for options in [
            "fetch: () => new Response(OK, { headers: QUOTA })",
            "fetch: () => lookAlike({ status: 400, body: pieces(bytes(OK)), headers: new Map(QUOTA) })",
            "fetch: () => Promise.reject(1), retries: 0",
            "fetch: () => ({}), headers: { a: 'b' }, baseUrl: 'http://127.0.0.1'",
            "fetch: () => new Promise(() => {}), timeout: 0.1, retries: 0",
            "fetch: () => $.abort(), signal: $.signal",
            "unheard: 1, fetch() {}",
        ] {
            let controller = js("new AbortController()");
            Call::with(&evaluate(&format!("{{ {options} }}"), &controller)).first_end().await;
        }
        inspect_token(js("jwt({ sub: 'x', exp: 1 })"));
        validate_request(js("{ clientId: 1 }"));
    }
}

#[wasm_bindgen_test]
async fn many_calls_leave_nothing_behind() {
    let sizes = || {
        let memory = wasm_bindgen::memory();
        let bytes = evaluate("$.buffer.byteLength", &memory).as_f64().unwrap();
        (bytes, wasm_bindgen::externref_heap_live_count())
    };
    many_calls(40).await;
    settle().await;
    let before = sizes();
    many_calls(300).await;
    settle().await;
    assert_eq!(sizes(), before);
}
