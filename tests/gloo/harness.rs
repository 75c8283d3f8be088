//! Calls, and a platform that is replaced in part.

use js_sys::{Array, Function, Reflect};
use nomba_revoke::gloo::revoke_token;
use nomba_revoke::{Options, RevokeTokenError, RevokeTokenRequest, RevokeTokenResponse};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

#[wasm_bindgen(module = "/wasm/tests/module/harness.js")]
extern "C" {
    /// Returns the value of a JavaScript expression, in which `$` is `given`.
    pub fn evaluate(expression: &str, given: &JsValue) -> JsValue;

    #[wasm_bindgen(js_name = randomText)]
    fn random_text(length: u32) -> String;

    /// Waits until everything has happened that is due.
    #[wasm_bindgen(js_name = quiet)]
    pub async fn settle();

    /// A clock that stands still.
    pub type Clock;
    #[wasm_bindgen(js_name = stopClock)]
    fn stop_all_clocks() -> Clock;
    /// Returns the delays of all running timers.
    #[wasm_bindgen(method)]
    pub fn delays(this: &Clock) -> Vec<f64>;
    #[wasm_bindgen(method)]
    fn take(this: &Clock, delay: f64) -> Function;
    #[wasm_bindgen(method)]
    pub fn start(this: &Clock);
}

/// Stops the clock of calls. Other timers run: Node's own `fetch` has some.
pub fn stop_clock() -> Clock {
    let platform = js("[setTimeout, clearTimeout]");
    let clock = stop_all_clocks();
    evaluate(
        "(([start, clear], startStopped, clearStopped) => {
            const isOfCall = (callback) => `${callback}`.includes('[native code]');
            globalThis.setTimeout = (callback, ...given) =>
                (isOfCall(callback) ? startStopped : start)(callback, ...given);
            globalThis.clearTimeout = (id) => clearStopped(id) || clear(id);
        })($, setTimeout, clearTimeout)",
        &platform,
    );
    clock
}

impl Clock {
    /// Fires the timer of that delay.
    pub fn fire(&self, delay: f64) {
        self.take(delay).call0(&JsValue::UNDEFINED).unwrap();
    }
}

/// Returns the value of a JavaScript expression.
pub fn js(expression: &str) -> JsValue {
    evaluate(expression, &JsValue::UNDEFINED)
}

/// How a call ends.
pub type End = Result<RevokeTokenResponse, RevokeTokenError>;

/// Returns a valid request, whose token no other request has.
pub fn request() -> RevokeTokenRequest {
    RevokeTokenRequest::new(random_text(36), random_text(400))
}

/// Returns options for the mock server.
pub fn options() -> Options {
    // Built in, since a page has no environment; without it the address is not one at all.
    let mock_server = option_env!("MOCK_SERVER_URL").unwrap_or("MOCK_SERVER_URL is not set");
    Options::default().base_url(mock_server).unwrap()
}

/// Returns options for the mock server, and no retries.
pub fn once() -> Options {
    options().retries(0).unwrap()
}

/// Makes a call with a valid request.
pub async fn call(options: &Options) -> End {
    revoke_token(&request(), options).await
}

/// Makes one attempt, with a `fetch` that returns the value of a JavaScript expression.
pub async fn answered(answer: &str) -> End {
    let _fetch = Fetch::new(&format!("() => ({answer})"));
    call(&once()).await
}

/// A call that runs by itself.
pub struct Running(Rc<RefCell<Option<End>>>);

impl Running {
    pub async fn start(options: Options) -> Running {
        let end = Rc::new(RefCell::new(None));
        let shared = Rc::clone(&end);
        spawn_local(async move {
            let end = call(&options).await;
            *shared.borrow_mut() = Some(end);
        });
        settle().await;
        Running(end)
    }

    /// Returns how the call has ended; `None` while it runs.
    pub fn end(&self) -> Option<End> {
        self.0.borrow().clone()
    }
}

/// A `fetch` in the place of the platform's, until it is dropped.
pub struct Fetch(JsValue);

impl Fetch {
    /// Takes a JavaScript function of the request.
    pub fn new(function: &str) -> Fetch {
        Fetch(js(&format!(
            "(() => {{
                const platform = globalThis.fetch;
                const fetch = {function};
                const calls = [];
                globalThis.fetch = (...given) => {{
                    calls.push(given[0]);
                    return fetch(...given);
                }};
                return {{ calls, restore: () => {{ globalThis.fetch = platform; }} }};
            }})()"
        )))
    }

    /// Returns the requests that it was called with.
    pub fn calls(&self) -> Array {
        get(&self.0, "calls").unchecked_into()
    }
}

impl Drop for Fetch {
    fn drop(&mut self) {
        let restore: Function = get(&self.0, "restore").unchecked_into();
        restore.call0(&JsValue::UNDEFINED).unwrap();
    }
}

/// Returns a member of an object.
pub fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap()
}

/// Returns a member that is a string.
pub fn text(object: &JsValue, name: &str) -> String {
    get(object, name).as_string().unwrap_or_else(|| panic!("{name} is no string"))
}
