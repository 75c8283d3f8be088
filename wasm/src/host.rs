//! What the module imports from `pkg-template/host/`: its classes, by the methods that are called.

use crate::protocol::{Field, Kind, Listening, OptionName, Protocol, ResponseHeader};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// A caller's options: `host/options.js`.
    #[wasm_bindgen(typescript_type = "import('./host/options.js').Options")]
    pub type Options;
    #[wasm_bindgen(method)]
    pub(crate) fn kind(this: &Options, option: OptionName) -> Kind;
    #[wasm_bindgen(method)]
    pub(crate) fn number(this: &Options, option: OptionName) -> f64;
    #[wasm_bindgen(method)]
    pub(crate) fn boolean(this: &Options, option: OptionName) -> bool;
    #[wasm_bindgen(method)]
    pub(crate) fn text(this: &Options, option: OptionName) -> String;
    #[wasm_bindgen(method, js_name = rateLimitMember)]
    pub(crate) fn rate_limit_member(this: &Options, name: &str) -> f64;
    #[wasm_bindgen(method, js_name = isSignal)]
    pub(crate) fn is_signal(this: &Options) -> bool;
    #[wasm_bindgen(method, js_name = readHeaders)]
    pub(crate) fn read_headers(this: &Options) -> bool;
    #[wasm_bindgen(method, js_name = headerName)]
    pub(crate) fn header_name(this: &Options, index: u32) -> Option<String>;
    #[wasm_bindgen(method, js_name = headerValue)]
    pub(crate) fn header_value(this: &Options, index: u32) -> String;
    #[wasm_bindgen(method, js_name = readBaseUrl)]
    pub(crate) fn read_base_url(this: &Options, option: OptionName) -> Option<BaseUrl>;
    #[wasm_bindgen(method)]
    pub(crate) fn refuse(this: &Options, message: &str);
    #[wasm_bindgen(method)]
    pub(crate) fn accept(this: &Options, server: &str, timeout: Option<f64>, concurrency: u32);

    /// A base URL that the platform has parsed: `host/base-url.js`.
    #[wasm_bindgen(typescript_type = "import('./host/base-url.js').BaseUrl")]
    pub type BaseUrl;
    #[wasm_bindgen(method, getter, js_name = isAccepted)]
    pub(crate) fn is_accepted(this: &BaseUrl) -> bool;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn protocol(this: &BaseUrl) -> Protocol;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn hostname(this: &BaseUrl) -> String;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn pathname(this: &BaseUrl) -> String;
    #[wasm_bindgen(method, getter, js_name = hasCredentials)]
    pub(crate) fn has_credentials(this: &BaseUrl) -> bool;
    #[wasm_bindgen(method, getter, js_name = hasQuery)]
    pub(crate) fn has_query(this: &BaseUrl) -> bool;
    #[wasm_bindgen(method, getter, js_name = hasFragment)]
    pub(crate) fn has_fragment(this: &BaseUrl) -> bool;
    #[wasm_bindgen(method, getter, js_name = isPageOrigin)]
    pub(crate) fn is_page_origin(this: &BaseUrl) -> bool;
    #[wasm_bindgen(method)]
    pub(crate) fn accept(this: &BaseUrl, kept_path: u32);

    /// A caller's request: `host/request.js`.
    #[wasm_bindgen(typescript_type = "import('./host/request.js').CallerRequest")]
    pub type Request;
    #[wasm_bindgen(method, js_name = isObject)]
    pub(crate) fn is_object(this: &Request) -> bool;
    #[wasm_bindgen(method)]
    pub(crate) fn read(this: &Request, field: Field) -> Kind;
    #[wasm_bindgen(method, js_name = codePoints)]
    pub(crate) fn code_points(this: &Request, field: Field) -> u32;
    #[wasm_bindgen(method)]
    pub(crate) fn has(this: &Request, name: &str) -> bool;
    #[wasm_bindgen(method, js_name = addIssue)]
    pub(crate) fn add_issue(
        this: &Request,
        field: Option<&str>,
        code: &str,
        message: &str,
        minimum: Option<u32>,
        maximum: Option<u32>,
        actual: Option<u32>,
    );

    /// A call: `host/call.js`.
    #[wasm_bindgen(typescript_type = "import('./host/call.js').Call")]
    pub type Call;
    #[wasm_bindgen(method, setter)]
    pub(crate) fn set_handle(this: &Call, handle: u32);
    #[wasm_bindgen(method)]
    pub(crate) fn listen(this: &Call) -> Listening;
    #[wasm_bindgen(method)]
    pub(crate) fn status(this: &Call) -> Option<u16>;
    #[wasm_bindgen(method)]
    pub(crate) fn header(this: &Call, name: ResponseHeader) -> Option<String>;
    #[wasm_bindgen(method)]
    pub(crate) fn code(this: &Call) -> Option<String>;
    #[wasm_bindgen(method)]
    pub(crate) fn description(this: &Call) -> Option<String>;
    #[wasm_bindgen(method, js_name = isInBrowser)]
    pub(crate) fn is_in_browser(this: &Call) -> bool;
    #[wasm_bindgen(method, setter)]
    pub(crate) fn set_delay(this: &Call, milliseconds: f64);
    #[wasm_bindgen(method, js_name = setRateLimit)]
    pub(crate) fn set_rate_limit(this: &Call, limit: f64, remaining: f64, window: f64);
    #[wasm_bindgen(method)]
    pub(crate) fn resolve(this: &Call, status: u16, attempts: u32);
    #[wasm_bindgen(method)]
    pub(crate) fn fail(
        this: &Call,
        name: &str,
        message: &str,
        outcome: &str,
        status: Option<u16>,
        retry_after: Option<f64>,
        attempts: u32,
    );

    /// The parts of a JWT: `host/token.js`.
    #[wasm_bindgen(typescript_type = "import('./host/token.js').Claims")]
    pub type Claims;
    #[wasm_bindgen(method)]
    pub(crate) fn read(this: &Claims, header: &[u8], payload: &[u8]) -> bool;
    #[wasm_bindgen(method)]
    pub(crate) fn number(this: &Claims, name: &str) -> Option<f64>;
}
