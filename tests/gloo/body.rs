//! The body of an answer.

use crate::harness::*;
use nomba_revoke::{ErrorName, Outcome};
use wasm_bindgen_test::wasm_bindgen_test;

async fn body_of(body: &str) -> End {
    answered(&format!("new Response({body})")).await
}

/// A body of chunks; a string is text, anything else is as it is.
fn chunks(chunks: &str) -> String {
    format!(
        "new ReadableStream({{ start(stream) {{
            for (const chunk of [{chunks}]) stream.enqueue(typeof chunk === 'string' ? bytes(chunk) : chunk);
            stream.close();
        }} }})"
    )
}

#[wasm_bindgen_test]
async fn a_json_object_with_the_code_00_says_revoked() {
    for (body, description) in [
        ("OK", Some("Token revoked successfully")),
        ("'{\"code\":\"00\"}'", None),
        ("'{\"code\":\"00\",\"description\":{\"a\":1}}'", None),
        ("' \\r\\n{ \"code\" : \"00\" }\\n'", None),
        ("'{\"code\":\"\\\\u0030\\\\u0030\"}'", None),
        ("'\\ufeff{\"code\":\"00\"}'", None),
        ("'{\"code\":\"00\"}'.padEnd(65536)", None),
        ("'{\"code\":\"01\",\"code\":\"00\"}'", None),
    ] {
        let response = body_of(body).await.unwrap();
        assert_eq!(response.description.as_deref(), description, "{body}");
    }
}

#[wasm_bindgen_test]
async fn any_other_200_is_unexpected() {
    for body in [
        "''",
        "null",
        "'<h1>Welcome</h1>'",
        "'null'",
        "'\"00\"'",
        "'0'",
        "'[{\"code\":\"00\"}]'",
        "'{}'",
        "'{\"code\":0}'",
        "'{\"code\":null}'",
        "'{\"code\":[\"00\"]}'",
        "'{\"Code\":\"00\"}'",
        "'{\"data\":{\"code\":\"00\"}}'",
        "'{\"__proto__\":{\"code\":\"00\"}}'",
        "'{\"code\":\"00\"'",
        "'{\"code\":\"00\"}}'",
        "'\\ufeff\\ufeff{\"code\":\"00\"}'",
        "'{\"code\":\"00\"}'.padEnd(65537)",
    ] {
        let error = body_of(body).await.unwrap_err();
        assert_eq!(error.name, ErrorName::UnexpectedResponseError, "{body}");
        assert_eq!((error.outcome, error.status), (Outcome::Unknown, Some(200)), "{body}");
    }
}

#[wasm_bindgen_test]
async fn a_code_on_the_prototype_of_all_objects_does_not_count() {
    js("Object.prototype.code = '00'");
    let end = body_of("'{}'").await;
    js("delete Object.prototype.code");
    assert_eq!(end.unwrap_err().name, ErrorName::UnexpectedResponseError);
}

#[wasm_bindgen_test]
async fn a_character_may_be_split_between_two_chunks() {
    let body = chunks(
        "'{\"code\":\"00\",\"description\":\"', bytes('€').subarray(0, 1), bytes('€').subarray(1), '\"}'",
    );
    assert_eq!(body_of(&body).await.unwrap().description.as_deref(), Some("€"));
}

#[wasm_bindgen_test]
async fn chunks_that_are_no_bytes_are_unexpected() {
    for chunk in ["{}", "1", "undefined", "null", "[1]"] {
        // A `Response` of some platforms refuses such a stream itself.
        let answer = format!(
            "Object.defineProperty(new Response(OK), 'body', {{ value: {} }})",
            chunks(chunk)
        );
        let error = answered(&answer).await.unwrap_err();
        assert_eq!(error.name, ErrorName::UnexpectedResponseError, "{chunk}");
    }
}

#[wasm_bindgen_test]
async fn a_body_without_end_is_not_read_for_ever() {
    for chunk in ["new Uint8Array(0)", "new Uint8Array(1000)"] {
        let stream = format!(
            "new ReadableStream({{
                pull: (stream) => stream.enqueue({chunk}),
                cancel: () => {{ globalThis.cancelled = true; }},
            }})"
        );
        js("globalThis.cancelled = false");
        let error = body_of(&stream).await.unwrap_err();
        assert_eq!(error.name, ErrorName::UnexpectedResponseError, "{chunk}");
        settle().await;
        assert!(js("globalThis.cancelled").is_truthy(), "{chunk}");
    }
}

#[wasm_bindgen_test]
async fn a_body_that_breaks_off_is_a_network_error() {
    for reason in ["new TypeError('broken')", "'a string'", "undefined", "7"] {
        let stream = format!(
            "new ReadableStream({{ pull(stream) {{ stream.error({reason}); }} }}, {{ highWaterMark: 0 }})"
        );
        let error = body_of(&stream).await.unwrap_err();
        assert_eq!((error.name, error.status), (ErrorName::NetworkError, None), "{reason}");
        assert_eq!(error.outcome, Outcome::Unknown, "{reason}");
    }
}

#[wasm_bindgen_test]
async fn a_body_that_someone_else_reads_is_unexpected() {
    let answer = "(() => { const it = new Response(OK); it.text(); return it; })()";
    let error = answered(answer).await.unwrap_err();
    assert_eq!(error.name, ErrorName::UnexpectedResponseError);
}

#[wasm_bindgen_test]
async fn what_the_server_wrote_holds_no_header_of_the_callers() {
    let _fetch = Fetch::new(
        "(request) => Response.json(
            { code: 'x', description: `${request.headers.get('x-csrf')} application/json` })",
    );
    let options = once().header("x-csrf", "secret-of-the-caller").unwrap();
    let error = call(&options).await.unwrap_err();
    assert_eq!(error.name, ErrorName::NotRevokedError);
    assert_eq!(error.description.as_deref(), Some("[redacted] application/json"));
}
