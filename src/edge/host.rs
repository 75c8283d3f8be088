//! The functions of `host.js`, and of the platform, that the edge calls.

use js_sys::{Array, Function, JsString, Object};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/edge/host.js")]
extern "C" {
    pub(super) fn connect(receiver: &JsValue);
    pub(super) fn follow(value: &JsValue, task: u32, ticket: u32);
    #[wasm_bindgen(js_name = startTimer)]
    pub(super) fn start_timer(milliseconds: f64, task: u32, ticket: u32) -> JsValue;
    pub(super) fn now() -> f64;
    #[wasm_bindgen(js_name = stopTimer)]
    pub(super) fn stop_timer(timer: &JsValue);
    #[wasm_bindgen(catch)]
    pub(super) fn listen(signal: &JsValue, task: u32, ticket: u32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    pub(super) fn unlisten(signal: &JsValue, listener: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(js_name = codePoints)]
    pub(super) fn code_points(text: &JsString) -> u32;
    pub(super) fn body(client_id: &JsString, access_token: &JsString) -> JsString;
    pub(super) fn valid(client_id: &JsString, access_token: &JsString) -> JsValue;
    #[wasm_bindgen(js_name = requestInit)]
    pub(super) fn request_init(
        body: &JsString,
        account_id: &JsValue,
        headers: &JsValue,
        credentials: &JsValue,
        keepalive: bool,
        signal: &JsValue,
    ) -> JsValue;

    #[wasm_bindgen(catch, js_name = isObject)]
    pub(super) fn is_object(value: &JsValue) -> Result<bool, JsValue>;
    #[wasm_bindgen(catch, js_name = givenNames)]
    pub(super) fn given_names(object: &JsValue) -> Result<Array, JsValue>;
    #[wasm_bindgen(catch, js_name = parseUrl)]
    pub(super) fn parse_url(given: &JsValue) -> Result<Array, JsValue>;
    #[wasm_bindgen(js_name = pageOrigin)]
    pub(super) fn page_origin() -> JsValue;
    #[wasm_bindgen(catch, js_name = headerPairs)]
    pub(super) fn header_pairs(init: &JsValue) -> Result<Array, JsValue>;
    #[wasm_bindgen(js_name = isHeaderValue)]
    pub(super) fn is_header_value(text: &JsString) -> bool;
    #[wasm_bindgen(catch, js_name = isSignal)]
    pub(super) fn is_signal(value: &JsValue) -> Result<bool, JsValue>;
    #[wasm_bindgen(catch, js_name = abortReason)]
    pub(super) fn abort_reason(signal: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = platformFetch)]
    pub(super) fn platform_fetch() -> JsValue;
    #[wasm_bindgen(catch)]
    pub(super) fn send(fetch: &Function, url: &str, init: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = newController)]
    pub(super) fn new_controller() -> Option<Controller>;

    #[wasm_bindgen(catch)]
    pub(super) fn admit(answer: &JsValue) -> Result<u16, JsValue>;
    #[wasm_bindgen(catch, js_name = isNative)]
    pub(super) fn is_native(answer: &JsValue) -> Result<bool, JsValue>;
    #[wasm_bindgen(catch)]
    pub(super) fn header(answer: &JsValue, name: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    pub(super) fn reader(answer: &JsValue) -> Result<JsValue, JsValue>;
    pub(super) fn read(reader: &JsValue) -> JsValue;
    #[wasm_bindgen(catch, js_name = pieceSize)]
    pub(super) fn piece_size(piece: &JsValue) -> Result<f64, JsValue>;
    #[wasm_bindgen(js_name = newDecoder)]
    pub(super) fn new_decoder() -> JsValue;
    #[wasm_bindgen(catch)]
    pub(super) fn decode(decoder: &JsValue, piece: &JsValue) -> Result<JsString, JsValue>;
    pub(super) fn text(answer: &JsValue) -> JsValue;
    #[wasm_bindgen(catch)]
    pub(super) fn cancel(reader: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, js_name = parseObject)]
    pub(super) fn parse_object(text: &JsValue) -> Result<Object, JsValue>;
    #[wasm_bindgen(catch, js_name = parseObject)]
    pub(super) fn parse_bytes(text: &[u8]) -> Result<Object, JsValue>;
    pub(super) fn own(object: &Object, name: &str) -> JsValue;
    #[wasm_bindgen(js_name = withoutControls)]
    pub(super) fn without_controls(text: &JsString) -> JsString;
    pub(super) fn contains(secret: &JsString, text: &JsString, start: u32, end: u32) -> bool;
    pub(super) fn cut(text: &JsString, most: u32) -> JsString;
    #[wasm_bindgen(js_name = inBrowser)]
    pub(super) fn in_browser() -> bool;

    pub(super) fn encode(text: &JsString, bytes: &mut [u8]) -> bool;
    #[wasm_bindgen(js_name = encodePart)]
    pub(super) fn encode_part(text: &JsString, from: u32, bytes: &mut [u8]) -> u32;
}

#[wasm_bindgen]
extern "C" {
    /// An `AbortController` of the platform.
    pub(super) type Controller;
    #[wasm_bindgen(method)]
    pub(super) fn abort(this: &Controller);
    #[wasm_bindgen(method, getter)]
    pub(super) fn signal(this: &Controller) -> JsValue;
}
