//! Time-outs and pauses, on a clock that stands still.

use crate::harness::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

fn run_out(clock: &Clock, delay: f64) {
    clock.take(delay).call0(&JsValue::UNDEFINED).unwrap();
}

#[wasm_bindgen_test]
async fn an_attempt_has_its_time_with_its_body_included() {
    let clock = stop_clock();
    for answer in [
        "new Promise(() => {})",
        "lookAlike({ text: () => new Promise(() => {}) })",
        "lookAlike({ body: beginning(new Promise(() => {})) })",
        "new Response(new ReadableStream())",
    ] {
        let options = js(&format!("{{ timeout: 77, retries: 0, fetch: () => ({answer}) }}"));
        let call = Call::with(&options);
        settle().await;
        assert!(!call.has_ended(), "{answer}");
        assert_eq!(clock.delays(), [77.0], "{answer}");
        run_out(&clock, 77.0);
        assert!(call.has_ended(), "{answer}");
        let end = call.end().await;
        assert_eq!(end.kind(), "TimeoutError", "{answer}");
        assert_eq!(end.text("outcome"), "unknown", "{answer}");
        assert!(clock.delays().is_empty(), "{answer}");
    }
    clock.start();
}

#[wasm_bindgen_test]
async fn a_refusal_whose_body_never_ends_keeps_its_name() {
    let clock = stop_clock();
    let answer = "new Response(new ReadableStream(), { status: 403, headers: QUOTA })";
    let call = Call::with(&js(&format!("{{ timeout: 77, fetch: () => {answer} }}")));
    settle().await;
    run_out(&clock, 77.0);
    let end = call.end().await;
    clock.start();
    assert_eq!(
        (end.kind().as_str(), end.text("outcome").as_str()),
        ("AuthorizationError", "not_revoked")
    );
    assert_eq!(
        json(&get(&end.value, "rateLimit")),
        r#"{"limit":40,"remaining":39,"window":60000}"#
    );
}

#[wasm_bindgen_test]
async fn a_timer_runs_for_as_long_as_it_was_asked_to() {
    let clock = stop_clock();
    for (timeout, delays) in [
        ("undefined", vec![30_000.0]),
        ("0.5", vec![0.5]),
        ("2147483647", vec![2_147_483_647.0]),
        ("2147483648", vec![]),
        ("Infinity", vec![]),
    ] {
        let options = format!(
            "{{ timeout: {timeout}, signal: $.signal, fetch: () => new Promise(() => {{}}) }}"
        );
        let controller = js("new AbortController()");
        let call = Call::with(&evaluate(&options, &controller));
        assert_eq!(clock.delays(), delays, "{timeout}");
        evaluate("$.abort()", &controller);
        call.end().await;
        assert!(clock.delays().is_empty(), "{timeout}");
    }
    clock.start();
}

/// Each attempt has a timer of its own, and a pause none but the pause's.
#[wasm_bindgen_test]
async fn attempts_and_pauses_take_turns() {
    let clock = stop_clock();
    let answers = js("[
        new Response('', { status: 503, headers: { 'retry-after': '3' } }),
        new Promise(() => {}),
        new Response(OK, { status: 404 }),
    ]");
    let options = evaluate("{ timeout: 77, fetch: () => $.shift() }", &answers);
    let call = Call::with(&options);
    let late = clock.take(77.0);
    settle().await;
    assert_eq!(clock.delays(), [3000.0]);
    // A timer that was stopped, and that fires anyway, is ignored.
    late.call0(&JsValue::UNDEFINED).unwrap();
    assert_eq!(clock.delays(), [3000.0]);
    run_out(&clock, 3000.0);
    assert_eq!(clock.delays(), [77.0]);
    run_out(&clock, 77.0);
    let pause = clock.delays();
    assert!(matches!(pause[..], [pause] if (0.0..1000.0).contains(&pause)), "{pause:?}");
    run_out(&clock, pause[0]);
    let end = call.end().await;
    clock.start();
    // The 404 may well be the doing of one of the attempts before.
    assert_eq!(
        (end.kind().as_str(), end.text("outcome").as_str()),
        ("RecordNotFoundError", "unknown")
    );
    assert_eq!(end.number("attempts"), 3.0);
}

/// What an attempt hears after its time has gone by is not what the next one hears.
#[wasm_bindgen_test]
async fn what_comes_late_is_not_taken_for_the_next_attempts() {
    let clock = stop_clock();
    for late in ["fail(1)", "done(new Response('', { status: 404 }))"] {
        let waiting = js("[]");
        let options = evaluate(
            "{ timeout: 77, retries: 1, fetch: () => new Promise((done, fail) => $.push({ done, fail })) }",
            &waiting,
        );
        let call = Call::with(&options);
        run_out(&clock, 77.0);
        run_out(&clock, clock.delays()[0]);
        evaluate(&format!("(({{ done, fail }}) => {late})($[0])"), &waiting);
        settle().await;
        assert!(!call.has_ended(), "{late}");
        run_out(&clock, 77.0);
        let end = call.end().await;
        assert_eq!(end.kind(), "TimeoutError", "{late}");
        assert_eq!(end.number("attempts"), 2.0, "{late}");
    }
    clock.start();
}

/// A time-out counts unless the answer has been taken in before it.
#[wasm_bindgen_test]
async fn an_answer_and_a_time_out_at_once_make_one_end() {
    let clock = stop_clock();
    for (first, then, expected) in [
        ("done(OK)", "timer()", "resolve"),
        ("done(OK), timer()", "", "TimeoutError"),
        ("timer(), done(OK)", "", "TimeoutError"),
    ] {
        let both = js("{}");
        let options = evaluate(
            "{ timeout: 77, retries: 0, fetch: () => lookAlike({ text: () => new Promise((done) => { $.done = done; }) }) }",
            &both,
        );
        let call = Call::with(&options);
        settle().await;
        let given = js_sys::Array::of2(&both, &clock.take(77.0));
        for step in [first, then] {
            evaluate(&format!("(([{{ done }}, timer]) => {{ {step} }})($)"), &given);
            settle().await;
        }
        assert_eq!(call.end().await.kind(), expected, "{first}");
    }
    clock.start();
}
