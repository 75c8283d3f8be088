//! What the core sees of `host.js`: its classes, by their methods.
//!
//! An engine may make code for each signature among them before anything runs, as Node 20 does at 0.05 ms
//! apiece. One that another method has already costs nothing, which is why some numbers are wider than they
//! need to be.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// A caller's options.
    pub type Options;
    #[wasm_bindgen(method)]
    pub(super) fn refuse(this: &Options, index: u32, problem: &str);
    #[wasm_bindgen(method)]
    pub(super) fn choice(this: &Options, index: u32, line: u32) -> i32;
    #[wasm_bindgen(method)]
    pub(super) fn number(this: &Options, index: u32, member: Option<&str>) -> f64;
    #[wasm_bindgen(method, js_name = isSignal)]
    pub(super) fn is_signal(this: &Options, index: u32) -> bool;
    #[wasm_bindgen(method)]
    pub(super) fn trim(this: &Options, index: u32) -> u32;
    #[wasm_bindgen(method)]
    pub(super) fn headers(this: &Options, index: u32) -> Option<String>;
    #[wasm_bindgen(method)]
    pub(super) fn base(this: &Options, index: u32) -> u32;
    #[wasm_bindgen(method)]
    pub(super) fn lines(this: &Options, index: u32) -> String;
    #[wasm_bindgen(method)]
    pub(super) fn accept(
        this: &Options,
        environment: u32,
        kept_path: Option<u32>,
        timeout: f64,
        body_limit: f64,
        concurrency: u32,
    );

    /// A text that is copied in parts.
    pub type Text;
    #[wasm_bindgen(method)]
    pub(super) fn encode(this: &Text, from: u32, bytes: &mut [u8]) -> f64;

    /// One call, with the text of its token.
    #[wasm_bindgen(extends = Text)]
    pub type Call;
    #[wasm_bindgen(method, setter, js_name = tokenHash)]
    pub(super) fn set_token_hash(this: &Call, hash: &str);
    #[wasm_bindgen(method)]
    pub(super) fn listen(this: &Call) -> u32;
    #[wasm_bindgen(method)]
    pub(super) fn has(this: &Call, name: &str) -> bool;
    #[wasm_bindgen(method)]
    pub(super) fn native(this: &Call) -> Option<web_sys::Response>;
    #[wasm_bindgen(method)]
    pub(super) fn header(this: &Call, line: u32) -> Option<String>;
    #[wasm_bindgen(method, js_name = saidLength)]
    pub(super) fn said_length(this: &Call, said: u32) -> u32;
    #[wasm_bindgen(method)]
    pub(super) fn compare(this: &Call, said: u32, secret: u32) -> i32;
    #[wasm_bindgen(method, js_name = nextRepeat)]
    pub(super) fn next_repeat(this: &Call, from: u32, size: u32) -> i32;
    #[wasm_bindgen(method)]
    pub(super) fn replace(this: &Call, start: u32, end: u32) -> u32;
    #[wasm_bindgen(method)]
    pub(super) fn cut(this: &Call, said: u32, most: u32);
    #[wasm_bindgen(method, js_name = inBrowser)]
    pub(super) fn in_browser(this: &Call) -> bool;
    #[wasm_bindgen(method)]
    pub(super) fn resolve(
        this: &Call,
        status: u16,
        limit: f64,
        remaining: f64,
        window: f64,
        attempts: u32,
    );
    #[wasm_bindgen(method)]
    pub(super) fn say(this: &Call, text: &str);
    #[wasm_bindgen(method)]
    pub(super) fn fail(
        this: &Call,
        status: u16,
        limit: f64,
        remaining: f64,
        window: f64,
        retry_after: f64,
        attempts: u32,
    );
    #[wasm_bindgen(method)]
    pub(super) fn report(
        this: &Call,
        field: i32,
        minimum: f64,
        maximum: f64,
        actual: f64,
        code: u32,
    );

    /// A token that is looked into.
    #[wasm_bindgen(extends = Text)]
    pub type Token;
    #[wasm_bindgen(method, getter)]
    pub(super) fn length(this: &Token) -> u32;
    #[wasm_bindgen(method, js_name = read)]
    pub(super) fn read_part(this: &Token, part: &[u8]) -> bool;
    #[wasm_bindgen(method)]
    pub(super) fn number(this: &Token, part: u32, name: &str) -> f64;
}
