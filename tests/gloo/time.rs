//! Time-outs and pauses, on a clock that stands still.

use crate::harness::*;
use nomba_revoke::{ErrorName, Millis, Outcome};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn an_attempt_has_its_time_with_its_body_included() {
    for answer in ["new Promise(() => {})", "new Response(new ReadableStream())"] {
        let _fetch = Fetch::new(&format!("() => {answer}"));
        let clock = stop_clock();
        let call = Running::start(once().timeout(Millis::new(77.0)).unwrap()).await;
        assert!(call.end().is_none(), "{answer}");
        assert_eq!(clock.delays(), [77.0], "{answer}");
        clock.fire(77.0);
        settle().await;
        let error = call.end().unwrap().unwrap_err();
        assert!(clock.delays().is_empty(), "{answer}");
        clock.start();
        assert_eq!(error.name, ErrorName::TimeoutError, "{answer}");
        assert_eq!(error.outcome, Outcome::Unknown, "{answer}");
    }
}

#[wasm_bindgen_test]
async fn a_refusal_whose_body_never_ends_keeps_its_name() {
    let _fetch =
        Fetch::new("() => new Response(new ReadableStream(), { status: 403, headers: QUOTA })");
    let clock = stop_clock();
    let call = Running::start(options().timeout(Millis::new(77.0)).unwrap()).await;
    clock.fire(77.0);
    settle().await;
    clock.start();
    let error = call.end().unwrap().unwrap_err();
    assert_eq!((error.name, error.outcome), (ErrorName::AuthorizationError, Outcome::NotRevoked));
    assert_eq!(error.rate_limit.unwrap().limit, 40);
}

#[wasm_bindgen_test]
async fn a_timer_runs_for_as_long_as_it_was_asked_to() {
    let _fetch = Fetch::new("() => new Promise((_, fail) => { globalThis.fail = fail; })");
    for (timeout, delays) in [
        (None, vec![30_000.0]),
        (Some(Millis::new(0.5)), vec![0.5]),
        (Some(Millis::new(2_147_483_647.0)), vec![2_147_483_647.0]),
        (Some(Millis::new(2_147_483_648.0)), vec![]),
        (Some(Millis::FOREVER), vec![]),
    ] {
        let clock = stop_clock();
        let options = match timeout {
            Some(timeout) => once().timeout(timeout).unwrap(),
            None => once(),
        };
        let call = Running::start(options).await;
        assert_eq!(clock.delays(), delays, "{timeout:?}");
        js("globalThis.fail(1)");
        settle().await;
        assert!(clock.delays().is_empty(), "{timeout:?}");
        clock.start();
        assert_eq!(call.end().unwrap().unwrap_err().name, ErrorName::NetworkError, "{timeout:?}");
    }
}

/// Each attempt has a timer of its own, and a pause has only the pause's.
#[wasm_bindgen_test]
async fn attempts_and_pauses_take_turns() {
    let _fetch = Fetch::new(
        "((answers) => () => answers.shift())([
            new Response('', { status: 503, headers: { 'retry-after': '3' } }),
            new Promise(() => {}),
            new Response(OK, { status: 404 }),
        ])",
    );
    let clock = stop_clock();
    let call = Running::start(options().timeout(Millis::new(77.0)).unwrap()).await;
    assert_eq!(clock.delays(), [3_000.0]);
    clock.fire(3_000.0);
    settle().await;
    assert_eq!(clock.delays(), [77.0]);
    clock.fire(77.0);
    settle().await;
    let pause = clock.delays();
    assert!(matches!(pause[..], [pause] if (0.0..1_000.0).contains(&pause)), "{pause:?}");
    clock.fire(pause[0]);
    settle().await;
    clock.start();
    let error = call.end().unwrap().unwrap_err();
    // The 404 may be the doing of one of the attempts before.
    assert_eq!((error.name, error.outcome), (ErrorName::RecordNotFoundError, Outcome::Unknown));
    assert_eq!(error.attempts, 3);
}

#[wasm_bindgen_test]
async fn a_429_waits_for_the_window() {
    let _fetch = Fetch::new(
        "((answers) => () => answers.shift())([
            new Response('', { status: 429, headers: [...QUOTA.slice(0, 2), ['x-rate-limit-window', '2s']] }),
            new Response(OK),
        ])",
    );
    let clock = stop_clock();
    let call = Running::start(options()).await;
    assert_eq!(clock.delays(), [2_000.0]);
    clock.fire(2_000.0);
    settle().await;
    clock.start();
    assert_eq!(call.end().unwrap().unwrap().attempts, 2);
}

/// A platform without timers makes a call end early, not never.
#[wasm_bindgen_test]
async fn without_timers_every_call_ends() {
    let _fetch = Fetch::new("() => new Promise(() => {})");
    js("globalThis.kept = globalThis.setTimeout");
    js("globalThis.setTimeout = undefined");
    // If the call were waited for and never ended, Node would end, and report no failure.
    let call = Running::start(options()).await;
    settle().await;
    js("globalThis.setTimeout = globalThis.kept");
    let error = call.end().unwrap().unwrap_err();
    assert_eq!((error.name, error.attempts), (ErrorName::TimeoutError, 3));
}
