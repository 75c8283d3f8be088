//! Batches.

use crate::harness::*;
use futures_core::Stream;
use js_sys::Array;
use nomba_revoke::gloo::{BatchOptions, RevokeTokenOutcome, RevokeTokens, revoke_tokens};
use nomba_revoke::pacer::Quota;
use nomba_revoke::{ErrorName, OptionName, Options, Outcome, RevokeTokenRequest, token_hash};
use std::cell::Cell;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Waker};
use wasm_bindgen_test::wasm_bindgen_test;

async fn next<I>(outcomes: &mut RevokeTokens<I>) -> Option<RevokeTokenOutcome>
where
    I: Iterator<Item = RevokeTokenRequest> + Unpin,
{
    poll_fn(|context| Pin::new(&mut *outcomes).poll_next(context)).await
}

/// Revokes so many tokens. Returns the outcomes in the order of their indices.
async fn revoke(count: usize, options: &Options, batch: BatchOptions) -> Vec<RevokeTokenOutcome> {
    let mut stream = revoke_tokens((0..count).map(|_| request()), options, batch);
    let mut outcomes = Vec::new();
    while let Some(outcome) = next(&mut stream).await {
        outcomes.push(outcome);
    }
    assert!(next(&mut stream).await.is_none());
    outcomes.sort_by_key(|outcome| outcome.index);
    let indices: Vec<_> = outcomes.iter().map(|outcome| outcome.index).collect();
    assert_eq!(indices, (0..count as u64).collect::<Vec<_>>());
    outcomes
}

fn unpaced() -> BatchOptions {
    BatchOptions::default().without_rate_limit()
}

/// Answers each request a moment later, and records how many were under way at each start.
const MEASURED: &str = "((underWay) => async () => {
    underWay += 1;
    (globalThis.underWay ??= []).push(underWay);
    await new Promise((done) => setTimeout(done, 5));
    underWay -= 1;
    return new Response(OK, { headers: [['x-rate-limit-limit', '1000'], ['x-rate-limit-remaining', '990'], ['x-rate-limit-window', '1s']] });
})(0)";

fn under_way() -> Vec<u32> {
    let counts: Array =
        js("(({ underWay }) => { delete globalThis.underWay; return underWay; })(globalThis)")
            .into();
    counts.iter().map(|count| count.as_f64().unwrap() as u32).collect()
}

#[wasm_bindgen_test]
async fn every_token_of_a_batch_is_revoked_at_the_mock_server() {
    let requests: Vec<_> = (0..40).map(|_| request()).collect();
    let mut stream = revoke_tokens(requests.clone(), &options(), BatchOptions::default());
    let mut count = 0;
    while let Some(outcome) = next(&mut stream).await {
        let token = requests[usize::try_from(outcome.index).unwrap()].access_token();
        assert_eq!(outcome.token_hash, token_hash(token));
        assert_eq!(outcome.result.unwrap().attempts, 1);
        count += 1;
    }
    assert_eq!(count, 40);
    let error = revoke_tokens([requests[7].clone()], &options(), BatchOptions::default());
    let error = next(&mut { error }).await.unwrap().result.unwrap_err();
    assert_eq!(error.name, ErrorName::RecordNotFoundError);
}

#[wasm_bindgen_test]
async fn nothing_in_is_nothing_out() {
    assert!(revoke(0, &options(), BatchOptions::default()).await.is_empty());
}

#[wasm_bindgen_test]
async fn no_more_requests_are_under_way_than_the_concurrency_allows() {
    let _fetch = Fetch::new(MEASURED);
    for concurrency in [1, 3, 20] {
        revoke(20, &options(), unpaced().concurrency(concurrency).unwrap()).await;
        assert_eq!(under_way().into_iter().max(), Some(concurrency));
    }
}

#[wasm_bindgen_test]
async fn the_first_request_goes_alone() {
    let _fetch = Fetch::new(MEASURED);
    revoke(10, &options(), BatchOptions::default()).await;
    assert_eq!(under_way()[..2], [1, 1]);
}

#[wasm_bindgen_test]
async fn the_pace_is_the_assumed_one_until_the_server_states_another() {
    let fetch = Fetch::new("() => new Response(OK)");
    let quota = Quota { limit: 2.0, window: 300.0 };
    let began = js("performance.now()").as_f64().unwrap();
    revoke(5, &options(), BatchOptions::default().rate_limit(quota).unwrap()).await;
    let took = js("performance.now()").as_f64().unwrap() - began;
    assert_eq!(fetch.calls().length(), 5);
    assert!(took >= 600.0, "{took}");
}

#[wasm_bindgen_test]
async fn a_429_puts_a_call_back_and_uses_up_no_retry() {
    let fetch = Fetch::new(
        "((calls) => () => (calls += 1) <= 3
            ? new Response('', { status: 429, headers: { 'retry-after': '0' } })
            : new Response(OK))(0)",
    );
    let outcomes = revoke(3, &options().retries(0).unwrap(), unpaced()).await;
    let attempts: u32 = outcomes.into_iter().map(|it| it.result.unwrap().attempts).sum();
    assert_eq!((attempts, fetch.calls().length()), (6, 6));
}

#[wasm_bindgen_test]
async fn the_failure_of_one_token_does_not_end_the_others() {
    let fetch = Fetch::new(
        "((calls) => () => (calls += 1) === 2
            ? new Response('{\"code\":\"9\",\"description\":\"no\"}', { status: 403 })
            : new Response(OK))(0)",
    );
    let requests = vec![request(), request(), RevokeTokenRequest::new("short", "short"), request()];
    let mut stream = revoke_tokens(requests, &options(), unpaced().concurrency(1).unwrap());
    let mut names = Vec::new();
    while let Some(outcome) = next(&mut stream).await {
        names.push(outcome.result.err().map(|error| (error.name, error.code, error.outcome)));
    }
    assert_eq!(
        names,
        [
            None,
            Some((ErrorName::AuthorizationError, Some("9".into()), Outcome::NotRevoked)),
            Some((ErrorName::ValidationError, None, Outcome::NotRevoked)),
            None
        ]
    );
    assert_eq!(fetch.calls().length(), 3);
}

#[wasm_bindgen_test]
async fn a_retry_goes_before_calls_that_were_not_sent_yet() {
    let fetch = Fetch::new(
        "((calls) => () => (calls += 1) === 1
            ? new Response('', { status: 429, headers: { 'retry-after': '0' } })
            : new Response(OK))(0)",
    );
    let requests = [request(), request()];
    let mut stream = revoke_tokens(requests, &options(), BatchOptions::default());
    let first = next(&mut stream).await.unwrap();
    assert_eq!((first.index, first.result.unwrap().attempts), (0, 2));
    assert_eq!(next(&mut stream).await.unwrap().index, 1);
    assert_eq!(fetch.calls().length(), 3);
}

#[wasm_bindgen_test]
async fn a_call_in_a_pause_does_not_hold_up_the_others() {
    let _fetch = Fetch::new(
        "((calls) => () => (calls += 1) === 1
            ? new Response('', { status: 503, headers: { 'retry-after': '1' } })
            : new Response(OK))(0)",
    );
    let mut stream = revoke_tokens([request(), request()], &options(), BatchOptions::default());
    assert_eq!(next(&mut stream).await.unwrap().index, 1);
    assert_eq!(next(&mut stream).await.unwrap().result.unwrap().attempts, 2);
}

#[wasm_bindgen_test]
async fn the_input_is_read_no_further_ahead_than_the_concurrency() {
    let _fetch = Fetch::new("() => new Response(OK)");
    let read = Cell::new(0);
    let requests = (0..).map(|_| {
        read.set(read.get() + 1);
        request()
    });
    let mut stream = revoke_tokens(requests, &options(), unpaced().concurrency(4).unwrap());
    assert_eq!(read.get(), 0);
    for yielded in 1..=10 {
        next(&mut stream).await.unwrap();
        assert!(read.get() < 4 + yielded, "{} after {yielded}", read.get());
    }
}

#[wasm_bindgen_test]
async fn dropping_a_batch_aborts_its_requests_and_clears_its_timers() {
    let fetch = Fetch::new("() => new Promise(() => {})");
    let clock = stop_clock();
    let mut stream =
        revoke_tokens((0..9).map(|_| request()), &options(), unpaced().concurrency(3).unwrap());
    let mut context = Context::from_waker(Waker::noop());
    assert!(Pin::new(&mut stream).poll_next(&mut context).is_pending());
    assert_eq!(clock.delays(), [30_000.0; 3]);
    drop(stream);
    settle().await;
    assert!(clock.delays().is_empty());
    clock.start();
    assert_eq!(fetch.calls().length(), 3);
    for sent in fetch.calls().iter() {
        assert!(get(&get(&sent, "signal"), "aborted").is_truthy());
    }
}

#[wasm_bindgen_test]
fn wrong_options_of_a_batch_are_named() {
    let error = BatchOptions::default().concurrency(0).unwrap_err();
    assert_eq!(error.option, OptionName::Concurrency);
    for [limit, window] in
        [[0.0, 1.0], [1.0, 0.0], [1.5, 1.0], [1.0, 0.5], [f64::NAN, 1.0], [1.0, f64::INFINITY]]
    {
        let error = BatchOptions::default().rate_limit(Quota { limit, window }).unwrap_err();
        assert_eq!(error.option, OptionName::RateLimit, "{limit} {window}");
    }
}
