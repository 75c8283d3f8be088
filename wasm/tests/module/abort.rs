//! A caller who no longer wants to wait.

use crate::harness::*;
use js_sys::{Array, Object};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

/// A controller, a `fetch` that is never answered, and the signals that it was called with.
fn never_answered() -> (JsValue, JsValue) {
    let scene = js("{ controller: new AbortController(), signals: [] }");
    let options = evaluate(
        "{ signal: $.controller.signal, fetch: (_, { signal }) => new Promise(() => $.signals.push(signal)) }",
        &scene,
    );
    (scene, options)
}

#[wasm_bindgen_test]
async fn any_reason_is_handed_through_as_it_is() {
    let reasons: Array =
        js("[new Error('no'), new DOMException('', 'TimeoutError'), {}, 'no', '', 0, NaN, false, null, 1n]")
            .into();
    for reason in reasons.iter() {
        let (scene, options) = never_answered();
        let call = Call::with(&options);
        evaluate("$[0].controller.abort($[1])", &Array::of2(&scene, &reason));
        // Not in a later turn: at once.
        assert!(call.has_ended(), "{reason:?}");
        let end = call.end().await;
        assert_eq!(end.kind(), "reject", "{reason:?}");
        assert!(Object::is(&end.value, &reason), "{reason:?}");
        // The request itself is stopped as well.
        assert_eq!(json(&evaluate("$.signals.map((it) => it.aborted)", &scene)), "[true]");
    }
}

#[wasm_bindgen_test]
async fn without_a_reason_it_is_an_abort_error() {
    for signal in [
        "AbortSignal.abort()",
        "{ aborted: true, addEventListener() {}, removeEventListener() {} }",
    ] {
        let end = Call::with(&js(&format!("{{ signal: {signal}, fetch() {{ throw 1; }} }}")));
        assert_eq!(end.end().await.text("name"), "AbortError", "{signal}");
    }
}

#[wasm_bindgen_test]
async fn a_signal_that_is_aborted_already_sends_nothing() {
    let sent = js("[]");
    let options = evaluate("{ signal: AbortSignal.abort(7), fetch: () => $.push(1) }", &sent);
    let end = Call::with(&options).end().await;
    assert_eq!((end.kind().as_str(), end.value.as_f64()), ("reject", Some(7.0)));
    assert_eq!(json(&sent), "[]");
}

/// The abort comes from inside of what the call itself has called, so the call can't go on in it.
#[wasm_bindgen_test]
async fn an_abort_in_the_middle_of_a_step_ends_the_call_after_it() {
    for fetch in [
        "() => { $.abort(7); return new Response(OK); }",
        "() => { $.abort(7); return new Promise(() => {}); }",
        "() => { $.abort(7); return Promise.reject(new Error('lost')); }",
        "() => { $.abort(7); throw new Error('lost'); }",
        "() => ({ then() { $.abort(7); } })",
        "() => ({ then(done) { $.abort(7); done(new Response(OK)); } })",
        "() => lookAlike({ body: { getReader() { $.abort(7); return pieces(bytes(OK)).getReader(); } } })",
        "() => lookAlike({ body: { getReader: () => ({ read() { $.abort(7); return {}; } }) } })",
        "() => lookAlike({ body: { getReader: () => ({ read() { $.abort(7); throw 1; } }) } })",
        "() => lookAlike({ text() { $.abort(7); return OK; } })",
        "() => lookAlike({ text() { $.abort(7); throw 1; } })",
    ] {
        for retries in [0, 2] {
            let controller = js("new AbortController()");
            let options = format!("{{ signal: $.signal, retries: {retries}, fetch: {fetch} }}");
            let end = Call::with(&evaluate(&options, &controller)).end().await;
            assert_eq!(end.kind(), "reject", "{fetch}");
            assert_eq!(end.value.as_f64(), Some(7.0), "{fetch}");
        }
    }
}

#[wasm_bindgen_test]
async fn between_two_attempts_it_ends_the_wait() {
    let clock = stop_clock();
    let controller = js("new AbortController()");
    let options = evaluate(
        "{ signal: $.signal, fetch: () => new Response('', { status: 429, headers: { 'retry-after': '9' } }) }",
        &controller,
    );
    let call = Call::with(&options);
    settle().await;
    assert_eq!(clock.delays(), [9000.0]);
    let late = clock.take(9000.0);
    evaluate("$.abort(7)", &controller);
    assert!(call.has_ended());
    assert!(clock.delays().is_empty());
    late.call0(&JsValue::UNDEFINED).unwrap();
    assert_eq!(call.end().await.value.as_f64(), Some(7.0));
    clock.start();
}

/// A signal that counts who listens, of no known class.
const COUNTING: &str = "{
    aborted: false,
    listeners: new Set(),
    addEventListener(type, listener) { this.listeners.add(listener); },
    removeEventListener(type, listener) { this.listeners.delete(listener); },
}";

#[wasm_bindgen_test]
async fn nobody_listens_when_a_call_has_ended() {
    for (fetch, expected) in [
        ("() => new Response(OK)", "resolve"),
        ("() => new Response('', { status: 401 })", "AuthenticationError"),
        ("() => Promise.reject(1)", "NetworkError"),
        ("() => { throw 1; }", "NetworkError"),
        ("() => { for (const listener of $.listeners) listener(); }", "reject"),
    ] {
        let signal = js(COUNTING);
        let options = format!("{{ signal: $, retries: 0, fetch: {fetch} }}");
        let call = Call::with(&evaluate(&options, &signal));
        let listening = evaluate("$.listeners.size", &signal).as_f64().unwrap();
        assert_eq!(listening, if call.has_ended() { 0.0 } else { 1.0 }, "{fetch}");
        assert_eq!(call.end().await.kind(), expected, "{fetch}");
        assert_eq!(evaluate("$.listeners.size", &signal).as_f64(), Some(0.0), "{fetch}");
    }
}

#[wasm_bindgen_test]
async fn a_signal_that_can_not_be_listened_to_is_a_wrong_option_and_nothing_is_sent() {
    let signal = js(
        "{ sent: 0, aborted: false, addEventListener() { throw 7; }, removeEventListener() {} }",
    );
    let end =
        Call::with(&evaluate("{ signal: $, fetch: () => { $.sent += 1; } }", &signal)).end().await;
    assert_eq!(end.kind(), "reject");
    assert!(evaluate("$ instanceof TypeError", &end.value).is_truthy());
    assert_eq!(get(&signal, "sent").as_f64(), Some(0.0));
}

#[wasm_bindgen_test]
async fn a_signal_that_does_not_let_go_changes_nothing() {
    let signal =
        js("{ aborted: false, addEventListener() {}, removeEventListener() { throw 7; } }");
    let options = evaluate("{ signal: $, fetch: () => new Response(OK) }", &signal);
    assert_eq!(Call::with(&options).end().await.kind(), "resolve");
}

/// The signal that a `fetch` is called with is aborted where the answer is not wanted any more.
#[wasm_bindgen_test]
async fn a_request_is_stopped_unless_its_answer_is_whole() {
    for (answer, stopped) in [
        ("new Response(OK)", "[false]"),
        ("new Response(OK, { status: 404 })", "[false]"),
        ("lookAlike({})", "[false]"),
        ("Promise.reject(1)", "[false]"),
        ("new Response(OK.padEnd(70000))", "[true]"),
        ("lookAlike({ body: pieces(1) })", "[true]"),
        ("{}", "[true]"),
    ] {
        let signals = js("[]");
        let options = evaluate(
            &format!("{{ retries: 0, fetch: (_, {{ signal }}) => ($.push(signal), {answer}) }}"),
            &signals,
        );
        Call::with(&options).end().await;
        assert_eq!(json(&evaluate("$.map((it) => it.aborted)", &signals)), stopped, "{answer}");
    }
}
