//! A `fetch` that misbehaves: every call ends, with an error that has a name.

use crate::harness::*;
use nomba_revoke::{ErrorName, Outcome};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn whatever_fetch_throws_or_rejects_with_no_answer_arrived() {
    for reason in ["new TypeError('failed')", "'a string'", "undefined", "null", "0", "Symbol()"] {
        for function in [
            format!("() => {{ throw {reason}; }}"),
            format!("() => Promise.reject({reason})"),
            format!("() => ({{ then() {{ throw {reason}; }} }})"),
        ] {
            let _fetch = Fetch::new(&function);
            let error = call(&once()).await.unwrap_err();
            assert_eq!(error.name, ErrorName::NetworkError, "{function}");
            assert_eq!((error.outcome, error.attempts), (Outcome::Unknown, 1), "{function}");
        }
    }
}

#[wasm_bindgen_test]
async fn an_answer_that_is_no_response_is_unexpected_and_not_retried() {
    for answer in ["undefined", "null", "5", "'text'", "{}", "{ status: 200 }", "lookAlike()"] {
        let fetch = Fetch::new(&format!("async () => ({answer})"));
        let error = call(&options()).await.unwrap_err();
        assert_eq!(error.name, ErrorName::UnexpectedResponseError, "{answer}");
        assert_eq!((error.outcome, error.status), (Outcome::Unknown, None), "{answer}");
        assert_eq!(fetch.calls().length(), 1, "{answer}");
    }
}

#[wasm_bindgen_test]
async fn a_promise_that_settles_twice_counts_once() {
    for then in [
        "(done) => { done(new Response(OK)); done(1); }",
        "(done, fail) => { done(new Response(OK)); fail(1); }",
    ] {
        assert!(answered(&format!("{{ then: {then} }}")).await.is_ok(), "{then}");
    }
}

#[wasm_bindgen_test]
async fn without_a_fetch_nothing_is_sent() {
    let _fetch = Fetch::new("undefined");
    for nothing in ["undefined", "null", "5"] {
        js(&format!("globalThis.fetch = {nothing}"));
        let error = call(&options()).await.unwrap_err();
        assert_eq!((error.name, error.attempts), (ErrorName::LoadError, 0), "{nothing}");
        assert_eq!(error.outcome, Outcome::NotRevoked, "{nothing}");
    }
}

#[wasm_bindgen_test]
async fn an_answer_from_another_address_does_not_count() {
    let answer = "Object.defineProperty(new Response(OK), 'redirected', { value: true })";
    let error = answered(answer).await.unwrap_err();
    assert_eq!(error.name, ErrorName::UnexpectedResponseError);
    assert_eq!((error.status, error.outcome), (Some(200), Outcome::Unknown));
    assert!(error.to_string().contains("another address"), "{error}");
}

#[wasm_bindgen_test]
async fn headers_that_throw_are_as_good_as_missing() {
    let answer = "withGet(new Response(OK, { headers: QUOTA }), () => { throw 1; })";
    assert_eq!(answered(answer).await.unwrap().rate_limit, None);
}
