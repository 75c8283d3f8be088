//! What the status of an answer means.

use crate::harness::*;
use nomba_revoke::{ErrorName, Millis, Outcome};
use wasm_bindgen_test::wasm_bindgen_test;

const STATUSES: [(u16, ErrorName, Outcome); 14] = [
    (400, ErrorName::RequestError, Outcome::NotRevoked),
    (401, ErrorName::AuthenticationError, Outcome::NotRevoked),
    (403, ErrorName::AuthorizationError, Outcome::NotRevoked),
    (404, ErrorName::RecordNotFoundError, Outcome::NotRevoked),
    (422, ErrorName::RequestError, Outcome::NotRevoked),
    (429, ErrorName::RateLimitError, Outcome::NotRevoked),
    (500, ErrorName::ServerError, Outcome::Unknown),
    (503, ErrorName::ServerError, Outcome::Unknown),
    (599, ErrorName::ServerError, Outcome::Unknown),
    (201, ErrorName::UnexpectedResponseError, Outcome::Unknown),
    (204, ErrorName::UnexpectedResponseError, Outcome::Unknown),
    (302, ErrorName::UnexpectedResponseError, Outcome::Unknown),
    (402, ErrorName::UnexpectedResponseError, Outcome::Unknown),
    (418, ErrorName::UnexpectedResponseError, Outcome::Unknown),
];

#[wasm_bindgen_test]
async fn a_status_keeps_its_name_whatever_the_body_is() {
    for (status, name, outcome) in STATUSES {
        for body in ["OK", "''", "'<h1>Bad</h1>'", "'null'", "'{\"code\":4'", "'x'.repeat(65537)"] {
            // 204 has no body.
            let body = if status == 204 { "null" } else { body };
            let error = answered(&format!("new Response({body}, {{ status: {status} }})"))
                .await
                .unwrap_err();
            assert_eq!((error.name, error.outcome), (name, outcome), "{status} {body}");
            assert_eq!((error.status, error.attempts), (Some(status), 1), "{status} {body}");
        }
    }
}

#[wasm_bindgen_test]
async fn the_rate_limit_is_that_of_the_headers() {
    let rate_limit = answered("new Response(OK, { headers: QUOTA })").await.unwrap().rate_limit;
    let rate_limit = rate_limit.unwrap();
    assert_eq!((rate_limit.limit, rate_limit.remaining), (40, 39));
    assert_eq!(rate_limit.window, Millis::from_secs(60));
    for answer in [
        "new Response(OK)",
        "new Response(OK, { headers: QUOTA.slice(1) })",
        "new Response(OK, { headers: [...QUOTA, QUOTA[0]] })",
    ] {
        assert_eq!(answered(answer).await.unwrap().rate_limit, None, "{answer}");
    }
}

/// Makes a call with the default retries, to a server that gives these answers in turn.
async fn retried(answers: &str) -> End {
    let _fetch = Fetch::new(&format!("((answers) => () => answers.shift())([{answers}])"));
    call(&options()).await
}

#[wasm_bindgen_test]
async fn a_server_that_asks_for_over_30_seconds_is_not_waited_for() {
    let asks = |headers: &str| format!("new Response('', {{ status: 429, headers: {headers} }})");
    let error = retried(&asks("{ 'retry-after': '31' }")).await.unwrap_err();
    assert_eq!((error.attempts, error.retry_after), (1, Some(Millis::from_secs(31))));
    let error = retried(&asks("QUOTA")).await.unwrap_err();
    assert_eq!((error.attempts, error.retry_after), (1, None));
}

#[wasm_bindgen_test]
async fn a_date_in_retry_after_is_read_against_the_answers_own() {
    let dates = |date: &str| {
        format!(
            "new Response('', {{ status: 503, headers: {{ {date} 'retry-after': 'Sun, 06 Nov 1994 08:49:37 GMT' }} }})"
        )
    };
    let error = retried(&dates("date: 'Sun, 06 Nov 1994 08:48:37 GMT',")).await.unwrap_err();
    assert_eq!((error.attempts, error.retry_after), (1, Some(Millis::from_secs(60))));
    // By the machine's own clock that is long ago.
    let response = retried(&format!("{}, new Response(OK)", dates(""))).await.unwrap();
    assert_eq!(response.attempts, 2);
}

#[wasm_bindgen_test]
async fn the_error_is_that_of_the_last_attempt() {
    let again = "new Response('{\"code\":\"500\",\"description\":\"x\"}', { status: 500, headers: { 'retry-after': '0' } })";
    let error =
        retried(&format!("{again}, new Response('', {{ status: 400 }})")).await.unwrap_err();
    assert_eq!((error.name, error.status), (ErrorName::RequestError, Some(400)));
    assert_eq!((error.code, error.description), (None, None));
    assert_eq!((error.outcome, error.attempts), (Outcome::Unknown, 2));
    let response = retried(&format!("{again}, {again}, new Response(OK)")).await.unwrap();
    assert_eq!(response.attempts, 3);
}
