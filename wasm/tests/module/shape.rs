//! What `fetch` answers with is taken by its shape.

use crate::harness::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn anything_of_the_shape_is_an_answer() {
    for answer in [
        "new Response(OK)",
        "Promise.resolve(new Response(OK))",
        "{ then: (done) => done(new Response(OK)) }",
        "new (class extends Response {})(OK)",
        "new Proxy(new Response(OK), { get: (it, name) => it[name]?.bind?.(it) ?? it[name] })",
        "lookAlike({})",
        "lookAlike({ headers: new Map() })",
        "lookAlike({ headers: { get: () => 1 } })",
        "lookAlike({ headers: { get() { throw 1; } } })",
        "lookAlike({ body: new Response(OK).body, text: undefined })",
        "lookAlike({ body: pieces(bytes(OK)), text: undefined })",
        // Some libraries' bodies are streams without a reader.
        "lookAlike({ body: { pipe() {} } })",
        "lookAlike({ body: null })",
        "Object.assign(() => {}, lookAlike({}))",
    ] {
        let end = answered(answer).await;
        assert_eq!(end.kind(), "resolve", "{answer}");
        assert_eq!(end.text("description"), "Token revoked successfully", "{answer}");
        assert_eq!(json(&get(&end.value, "rateLimit")), "null", "{answer}");
    }
}

#[wasm_bindgen_test]
async fn anything_else_is_an_unexpected_response_and_what_was_done_is_unknown() {
    for answer in [
        "undefined",
        "null",
        "true",
        "'OK'",
        "200",
        "{}",
        "[]",
        "lookAlike({ status: undefined })",
        "lookAlike({ status: '200' })",
        "lookAlike({ status: 200.5 })",
        "lookAlike({ status: NaN })",
        "lookAlike({ status: -1 })",
        "lookAlike({ status: 1000 })",
        "lookAlike({ headers: undefined })",
        "lookAlike({ headers: { 'x-rate-limit-limit': '1' } })",
        "lookAlike({ text: undefined })",
        "lookAlike({ text: OK })",
        "Object.defineProperty(lookAlike({}), 'status', { get() { throw 1; } })",
        "Object.defineProperty(lookAlike({}), 'headers', { get() { throw 1; } })",
        "Object.defineProperty(lookAlike({}), 'body', { get() { throw 1; } })",
        "Object.create(Response.prototype)",
        "new Proxy({}, { get(_, name) { if (name !== 'then') throw 1; } })",
    ] {
        let end = answered(answer).await;
        assert_eq!(end.kind(), "UnexpectedResponseError", "{answer}");
        assert_eq!(end.text("outcome"), "unknown", "{answer}");
        assert!(end.is_null("status"), "{answer}");
        assert!(end.text("message").contains("fetch did not answer with a Response"), "{answer}");
    }
}

#[wasm_bindgen_test]
async fn an_answer_of_another_address_does_not_count() {
    for answer in [
        "lookAlike({ redirected: true })",
        "lookAlike({ redirected: true, status: 404 })",
        "lookAlike({ redirected: true, status: 503 })",
        "lookAlike({ url: 'https://api.nomba.com/status' })",
        "lookAlike({ url: 'http://[' })",
        "Object.defineProperty(new Response(OK), 'redirected', { value: true })",
        "Promise.reject({ response: lookAlike({ redirected: true, status: 429 }) })",
    ] {
        let end = answered(answer).await;
        assert_eq!(end.kind(), "UnexpectedResponseError", "{answer}");
        assert_eq!(end.text("outcome"), "unknown", "{answer}");
        assert!(end.is_null("code"), "{answer}");
        assert!(end.text("message").contains("followed a redirect"), "{answer}");
    }
    for answer in [
        "lookAlike({ redirected: false, url: 'https://api.nomba.com/status' })",
        "lookAlike({ url: 'https://api.nomba.com/v1/auth/token/revoke#' })",
        "lookAlike({ url: '' })",
        "Object.defineProperty(lookAlike({}), 'url', { get() { throw 1; } })",
        "Object.defineProperty(lookAlike({}), 'redirected', { get() { throw 1; } })",
    ] {
        assert_eq!(answered(answer).await.kind(), "resolve", "{answer}");
    }
}

#[wasm_bindgen_test]
async fn an_answer_that_is_thrown_counts_from_status_300_on() {
    for (status, expected) in [
        (200, "NetworkError"),
        (299, "NetworkError"),
        (300, "UnexpectedResponseError"),
        (404, "RecordNotFoundError"),
        (999, "UnexpectedResponseError"),
        (1000, "NetworkError"),
    ] {
        let answer = format!("Promise.reject({{ response: lookAlike({{ status: {status} }}) }})");
        let end = answered(&answer).await;
        assert_eq!(end.kind(), expected, "{status}");
        let cause = get(&end.value, "cause");
        assert_eq!(get(&get(&cause, "response"), "status").as_f64(), Some(f64::from(status)));
    }
}

#[wasm_bindgen_test]
async fn an_answer_counts_by_what_it_shows_first() {
    for (answer, expected) in [
        (
            "Object.defineProperty(new Response(OK), 'status', { value: 404 })",
            "RecordNotFoundError",
        ),
        (
            "Object.defineProperty(lookAlike({}), 'status', { get() { return (this.seen = (this.seen ?? 403) + 1); } })",
            "RecordNotFoundError",
        ),
        (
            "Object.defineProperty(new Response('', { status: 401 }), 'body', { value: pieces(bytes(OK)) })",
            "AuthenticationError",
        ),
        (
            "Object.defineProperty(new Response(''), 'body', { value: pieces(bytes(OK)) })",
            "resolve",
        ),
        ("Object.assign(new Response(OK), { code: '01' })", "resolve"),
    ] {
        assert_eq!(answered(answer).await.kind(), expected, "{answer}");
    }
}

#[wasm_bindgen_test]
async fn headers_are_read_wherever_they_are() {
    let quota = r#"{"limit":40,"remaining":39,"window":60000}"#;
    for (answer, expected) in [
        ("new Response(OK, { headers: QUOTA })", quota),
        ("lookAlike({ headers: new Headers(QUOTA) })", quota),
        ("lookAlike({ headers: new Map(QUOTA) })", quota),
        ("Object.defineProperty(new Response(OK), 'headers', { value: new Map(QUOTA) })", quota),
        (
            "withGet(new Response(OK, { headers: QUOTA }), (name) => new Map(QUOTA).get(name))",
            quota,
        ),
        ("withGet(new Response(OK, { headers: QUOTA }), () => { throw 1; })", "null"),
        ("withGet(new Response(OK, { headers: QUOTA }), () => 1)", "null"),
        ("lookAlike({ headers: { get: () => 1 } })", "null"),
        ("lookAlike({ headers: { get: () => '1' + ' '.repeat(2000) } })", "null"),
    ] {
        let end = answered(answer).await;
        assert_eq!(end.kind(), "resolve", "{answer}");
        assert_eq!(json(&get(&end.value, "rateLimit")), expected, "{answer}");
    }
}
