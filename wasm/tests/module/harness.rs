//! Calls through the host, and JavaScript for tests.

use js_sys::{Array, Function, JSON, JsString, Object, Reflect};
use nomba_revoke_wasm::protocol::{Action, Event};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(module = "/tests/module/harness.js")]
extern "C" {
    /// The value of an expression of JavaScript; in it, `$` is what is given.
    pub fn evaluate(expression: &str, given: &JsValue) -> JsValue;

    #[wasm_bindgen(js_name = randomText)]
    pub fn random_text(length: u32) -> JsString;

    async fn quiet();

    #[wasm_bindgen(js_name = holdsRunOf)]
    pub fn holds_run_of(memory: &JsValue, text: &JsString) -> bool;

    type Record;
    #[wasm_bindgen(js_name = newRecord)]
    fn new_record() -> Record;
    #[wasm_bindgen(method, getter)]
    fn ends(this: &Record) -> Array;
    #[wasm_bindgen(method, getter)]
    fn first(this: &Record) -> js_sys::Promise;

    /// Time that stands still.
    pub type Clock;
    #[wasm_bindgen(js_name = stopClock)]
    pub fn stop_clock() -> Clock;
    /// The delays of all running timers.
    #[wasm_bindgen(method)]
    pub fn delays(this: &Clock) -> Vec<f64>;
    /// A function that lets the timer of that delay run out, even if it is stopped by then.
    #[wasm_bindgen(method)]
    pub fn take(this: &Clock, delay: f64) -> Function;
    #[wasm_bindgen(method)]
    pub fn start(this: &Clock);
}

// Made by the build of `pkg-template/host/call.js` and `token.js`: a module for a test has to be a single file.
#[wasm_bindgen(module = "/tests/module/host.js")]
extern "C" {
    fn revoke(core: &JsValue, request: &JsValue, options: &JsValue, settle: &Record);
    fn inspect(core: &JsValue, text: &JsValue) -> JsValue;
    fn validate(core: &JsValue, request: &JsValue) -> JsValue;
}

/// The module's exports, as JavaScript calls them.
fn core() -> JsValue {
    let core = Object::new();
    let export = |name: &str, function: JsValue| {
        Reflect::set(&core, &name.into(), &function).unwrap();
    };
    let begin = |call: JsValue, options: JsValue, request: JsValue| {
        let (call, options) = (call.unchecked_ref(), options.unchecked_ref());
        nomba_revoke_wasm::begin_call(call, options, request.unchecked_ref())
    };
    type Begin = dyn Fn(JsValue, JsValue, JsValue) -> Action;
    export("beginCall", Closure::<Begin>::new(begin).into_js_value());
    let handle = |call: JsValue, handle, event, now| {
        nomba_revoke_wasm::handle_event(call.unchecked_ref(), handle, event, now)
    };
    type Handle = dyn Fn(JsValue, u32, Event, f64) -> Action;
    export("handleEvent", Closure::<Handle>::new(handle).into_js_value());
    let redact = |text: String, secret: String| nomba_revoke_wasm::redact(&text, &secret);
    type Redact = dyn Fn(String, String) -> JsString;
    export("redact", Closure::<Redact>::new(redact).into_js_value());
    let inspect = |token: String, claims: JsValue| {
        nomba_revoke_wasm::inspect_token(&token, claims.unchecked_ref())
    };
    type Inspect = dyn Fn(String, JsValue) -> JsValue;
    export("inspectToken", Closure::<Inspect>::new(inspect).into_js_value());
    let validate = |request: JsValue| nomba_revoke_wasm::validate_request(request.unchecked_ref());
    type Validate = dyn Fn(JsValue) -> bool;
    export("validateRequest", Closure::<Validate>::new(validate).into_js_value());
    core.into()
}

thread_local! {
    static CORE: JsValue = core();
}

/// The `TokenInfo` of a token.
pub fn inspect_token(token: JsValue) -> JsValue {
    CORE.with(|core| inspect(core, &token))
}

/// What a Standard Schema's `validate` returns for a request.
pub fn validate_request(request: JsValue) -> JsValue {
    CORE.with(|core| validate(core, &request))
}

/// The value of an expression of JavaScript.
pub fn js(expression: &str) -> JsValue {
    evaluate(expression, &JsValue::UNDEFINED)
}

/// A member of an object.
pub fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap()
}

/// A value as JSON.
pub fn json(value: &JsValue) -> String {
    JSON::stringify(value).unwrap().into()
}

/// A request that is valid, with a token that no other has.
pub fn request() -> JsValue {
    js("{ clientId: crypto.randomUUID(), access_token: randomText(400) }")
}

/// A call to `revokeToken` under way.
pub struct Call(Record);

/// How a call ended.
pub struct End {
    /// The receiver that was called: `resolve`, `fail` or `reject`.
    pub receiver: String,
    /// What it was called with.
    pub value: JsValue,
}

impl Call {
    pub fn start(request: &JsValue, options: &JsValue) -> Call {
        let record = new_record();
        CORE.with(|core| revoke(core, request, options, &record));
        Call(record)
    }

    /// With a valid request.
    pub fn with(options: &JsValue) -> Call {
        Call::start(&request(), options)
    }

    /// Whether a receiver has been called.
    pub fn has_ended(&self) -> bool {
        self.0.ends().length() > 0
    }

    /// Waits for the end.
    pub async fn first_end(&self) {
        JsFuture::from(self.0.first()).await.unwrap();
    }

    /// How it ended, as soon as it has; and that it does not end again is made sure of.
    pub async fn end(&self) -> End {
        self.first_end().await;
        settle().await;
        let ends = self.0.ends();
        assert_eq!(ends.length(), 1, "ended more than once");
        let end: Array = ends.get(0).unchecked_into();
        End { receiver: end.get(0).as_string().unwrap(), value: end.get(1) }
    }
}

/// Lets everything happen that is due.
pub async fn settle() {
    quiet().await;
}

impl End {
    /// Returns `resolve`, the error's name, or `reject`.
    pub fn kind(&self) -> String {
        match self.receiver.as_str() {
            "fail" => self.text("name"),
            other => other.into(),
        }
    }

    /// A member that is a string.
    pub fn text(&self, name: &str) -> String {
        get(&self.value, name).as_string().unwrap_or_else(|| panic!("{name} is no string"))
    }

    /// A member that is a number.
    pub fn number(&self, name: &str) -> f64 {
        get(&self.value, name).as_f64().unwrap_or_else(|| panic!("{name} is no number"))
    }

    pub fn is_null(&self, name: &str) -> bool {
        get(&self.value, name).is_null()
    }
}

/// The end of a call whose `fetch` returns the value of an expression.
pub async fn answered(answer: &str) -> End {
    answered_with(&JsValue::UNDEFINED, answer).await
}

/// The same; in the expression, `$` is what is given.
pub async fn answered_with(given: &JsValue, answer: &str) -> End {
    Call::with(&evaluate(&format!("{{ retries: 0, fetch: () => ({answer}) }}"), given)).end().await
}
