//! A future that is dropped before it is done.

use crate::harness::*;
use nomba_revoke::gloo::revoke_token;
use std::pin::pin;
use std::task::{Context, Waker};
use wasm_bindgen_test::wasm_bindgen_test;

/// Polls a call until nothing happens any more, and drops it. Returns the delays of the timers before that.
async fn begin_and_drop(clock: &Clock) -> Vec<f64> {
    let (request, options) = (request(), options());
    let mut call = pin!(revoke_token(&request, &options));
    for _ in 0..5 {
        assert!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        settle().await;
    }
    clock.delays()
}

#[wasm_bindgen_test]
async fn nothing_is_sent_before_the_future_is_polled() {
    let fetch = Fetch::new("() => new Response(OK)");
    let (request, options) = (request(), options());
    drop(revoke_token(&request, &options));
    settle().await;
    assert_eq!(fetch.calls().length(), 0);
}

#[wasm_bindgen_test]
async fn dropping_a_call_aborts_its_request_and_clears_its_timer() {
    let fetch = Fetch::new("() => new Promise(() => {})");
    let clock = stop_clock();
    assert_eq!(begin_and_drop(&clock).await, [30_000.0]);
    settle().await;
    assert!(clock.delays().is_empty());
    clock.start();
    assert_eq!(fetch.calls().length(), 1);
    assert!(get(&get(&fetch.calls().get(0), "signal"), "aborted").is_truthy());
}

#[wasm_bindgen_test]
async fn dropping_a_call_in_a_pause_ends_the_pause() {
    let fetch =
        Fetch::new("() => new Response('', { status: 503, headers: { 'retry-after': '3' } })");
    let clock = stop_clock();
    assert_eq!(begin_and_drop(&clock).await, [3_000.0]);
    settle().await;
    assert!(clock.delays().is_empty());
    clock.start();
    assert_eq!(fetch.calls().length(), 1);
}

#[wasm_bindgen_test]
async fn dropping_a_call_in_the_middle_of_a_body_cancels_the_stream() {
    let fetch = Fetch::new(
        "() => new Response(new ReadableStream({ cancel: () => { globalThis.cancelled = true; } }))",
    );
    js("globalThis.cancelled = false");
    let clock = stop_clock();
    begin_and_drop(&clock).await;
    settle().await;
    clock.start();
    assert!(js("globalThis.cancelled").is_truthy());
    assert!(get(&get(&fetch.calls().get(0), "signal"), "aborted").is_truthy());
}

/// A request over HTTP, which is aborted with the headers there and the body under way.
#[wasm_bindgen_test]
async fn dropping_a_call_aborts_a_body_of_the_mock_servers() {
    let _fetch = Fetch::new(
        "async (request) => {
            const answer = await platform(request);
            globalThis.body = answer.clone().text().then(() => 'whole', (error) => error.name);
            return answer;
        }",
    );
    let (request, options) = (request(), options().header("prefer", "fault=slow-body").unwrap());
    {
        let mut call = pin!(revoke_token(&request, &options));
        while js("globalThis.body").is_undefined() {
            assert!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
            settle().await;
        }
    }
    let body =
        wasm_bindgen_futures::JsFuture::from(js_sys::Promise::resolve(&js("globalThis.body")));
    assert_eq!(body.await.unwrap().as_string().as_deref(), Some("AbortError"));
    js("delete globalThis.body");
}
