//! Reads a caller's options, each once, and checks them.

use super::host;
use crate::base_url::{self, ParsedUrl};
use crate::option_name::{self, OptionName};
use crate::pacer::{self, Quota};
use crate::retry;
use js_sys::{Array, Function, JsString, Reflect, TypeError};
use wasm_bindgen::{JsCast, JsValue};

/// The options of a call, checked.
pub(super) struct Options {
    /// The whole address of the endpoint.
    pub(super) url: String,
    /// The value of the `accountId` header, or undefined.
    pub(super) account_id: JsValue,
    /// Pairs of further headers, or undefined.
    pub(super) headers: JsValue,
    /// The values of those: they may be secrets.
    pub(super) header_values: Vec<JsString>,
    /// As in `fetch`, or undefined.
    pub(super) credentials: JsValue,
    pub(super) keepalive: bool,
    /// Whether lengths are checked.
    pub(super) validate: bool,
    /// An object with the shape of an `AbortSignal`.
    pub(super) signal: Option<JsValue>,
    /// For one attempt, in milliseconds.
    pub(super) timeout: Option<f64>,
    pub(super) retries: u32,
    /// The function given to send with.
    pub(super) fetch: Option<Function>,
}

/// The options that only many calls have, checked.
pub(super) struct BulkOptions {
    /// The most tokens under way at once.
    pub(super) concurrency: u32,
    /// What to assume of the server; `None` for no pace.
    pub(super) quota: Option<Quota>,
}

impl Default for BulkOptions {
    fn default() -> BulkOptions {
        BulkOptions { concurrency: pacer::DEFAULT_CONCURRENCY, quota: Some(Quota::DEFAULT) }
    }
}

thread_local! {
    static NAMES: [JsValue; 13] = OptionName::ALL.map(|option| option.as_str().into());
}

/// `Err` is the `TypeError` that names the option. Those of many calls go into `bulk`, and are
/// unknown options where that is `None`.
pub(super) fn read(given: &JsValue, bulk: &mut Option<BulkOptions>) -> Result<Options, TypeError> {
    let mut options = Options {
        url: String::new(),
        account_id: JsValue::UNDEFINED,
        headers: JsValue::UNDEFINED,
        header_values: Vec::new(),
        credentials: JsValue::UNDEFINED,
        keepalive: false,
        validate: true,
        signal: None,
        timeout: Some(retry::DEFAULT_TIMEOUT),
        retries: retry::DEFAULT_RETRIES,
        fetch: None,
    };
    let mut environment = None;
    let mut base_url = None;
    if !given.is_undefined() {
        check_names(given, bulk.is_some())?;
        let names = NAMES.with(Clone::clone);
        for (option, name) in OptionName::ALL.into_iter().zip(&names) {
            if option.is_for_many() && bulk.is_none() {
                continue;
            }
            let value = get(given, option, name)?;
            if value.is_undefined() {
                continue;
            }
            let wrong = |problem: &str| TypeError::new(&option.wrong(problem));
            match option {
                OptionName::Environment => {
                    environment = Some(
                        server(&value)
                            .ok_or_else(|| wrong("must be \"production\" or \"sandbox\""))?,
                    )
                }
                OptionName::BaseUrl => base_url = Some(value),
                OptionName::AccountId => {
                    options.account_id = account_id(value).map_err(wrong)?;
                }
                OptionName::Headers => {
                    let (pairs, values) = headers(&value).map_err(wrong)?;
                    options.headers = pairs;
                    options.header_values = values;
                }
                OptionName::Credentials => {
                    let known = ["omit", "same-origin", "include"];
                    if !known.iter().any(|known| value == **known) {
                        return Err(wrong("must be \"omit\", \"same-origin\" or \"include\""));
                    }
                    options.credentials = value;
                }
                OptionName::Keepalive => options.keepalive = boolean(&value).map_err(wrong)?,
                OptionName::Validate => options.validate = boolean(&value).map_err(wrong)?,
                OptionName::Signal => {
                    if !value.is_object() || !host::is_signal(&value).unwrap_or(false) {
                        return Err(wrong("must be an AbortSignal"));
                    }
                    options.signal = Some(value);
                }
                OptionName::Timeout => {
                    let timeout = value.as_f64().unwrap_or(f64::NAN);
                    option_name::check_timeout(timeout).map_err(wrong)?;
                    options.timeout = (timeout <= retry::LONGEST_TIMER).then_some(timeout);
                }
                OptionName::Retries => {
                    let retries = value.as_f64().unwrap_or(f64::NAN);
                    options.retries = option_name::check_retries(retries).map_err(wrong)?;
                }
                OptionName::Fetch => {
                    options.fetch =
                        Some(value.dyn_into().map_err(|_| wrong("must be a function"))?);
                }
                OptionName::Concurrency => {
                    let number = value.as_f64().unwrap_or(f64::NAN);
                    let concurrency = option_name::check_concurrency(number).map_err(wrong)?;
                    if let Some(bulk) = bulk {
                        bulk.concurrency = concurrency;
                    }
                }
                OptionName::RateLimit => {
                    let quota = quota(&value).map_err(wrong)?;
                    if let Some(bulk) = bulk {
                        bulk.quota = quota;
                    }
                }
            }
        }
    }
    options.url = match (environment, base_url) {
        (Some(_), Some(_)) => {
            return Err(TypeError::new(
                "The option \"environment\" can't stand beside \"baseUrl\": leave one of them out",
            ));
        }
        (None, Some(base)) => endpoint(&base)
            .map_err(|problem| TypeError::new(&OptionName::BaseUrl.wrong(problem)))?,
        (server, None) => {
            let [(_, production), _] = base_url::ENVIRONMENTS;
            [server.unwrap_or(production), base_url::PATH].concat()
        }
    };
    Ok(options)
}

fn check_names(given: &JsValue, many: bool) -> Result<(), TypeError> {
    if !host::is_object(given).unwrap_or(false) {
        return Err(TypeError::new("The options must be an object"));
    }
    let names = host::given_names(given)
        .map_err(|_| TypeError::new("The options could not be read: a getter or a proxy threw"))?;
    for name in names.iter() {
        let name = name.as_string().unwrap_or_default();
        match OptionName::from_name(&name) {
            Some(option) if many || !option.is_for_many() => {}
            Some(option) => {
                return Err(TypeError::new(
                    &option.wrong("belongs to revokeTokens, for many tokens"),
                ));
            }
            None => return Err(TypeError::new(&option_name::unknown(&name))),
        }
    }
    Ok(())
}

fn get(given: &JsValue, option: OptionName, name: &JsValue) -> Result<JsValue, TypeError> {
    Reflect::get(given, name)
        .map_err(|_| TypeError::new(&option.wrong("could not be read: its getter threw")))
}

fn server(value: &JsValue) -> Option<&'static str> {
    base_url::ENVIRONMENTS.into_iter().find(|(name, _)| value == *name).map(|(_, server)| server)
}

fn boolean(value: &JsValue) -> Result<bool, &'static str> {
    value.as_bool().ok_or("must be true or false")
}

/// `None` where it is turned off.
fn quota(value: &JsValue) -> Result<Option<Quota>, &'static str> {
    if value.as_bool() == Some(false) {
        return Ok(None);
    }
    let number = |name: &str| {
        let found = Reflect::get(value, &name.into()).ok();
        found.and_then(|found| found.as_f64()).unwrap_or(f64::NAN)
    };
    option_name::check_rate_limit(number("limit"), number("window")).map(Some)
}

fn account_id(value: JsValue) -> Result<JsValue, &'static str> {
    let Some(text) = value.dyn_ref::<JsString>() else { return Err("must be a string") };
    let text = text.trim();
    if text.length() == 0 {
        return Err("is empty; leave it out where there is none");
    }
    if !host::is_header_value(&text) {
        return Err("has a character that is not allowed in an HTTP header");
    }
    Ok(text.into())
}

/// The pairs and, apart, their values.
fn headers(value: &JsValue) -> Result<(JsValue, Vec<JsString>), &'static str> {
    const NOT_HEADERS: &str =
        "must be headers as fetch takes them, with names and values that are allowed in HTTP";
    if !value.is_object() {
        return Err(NOT_HEADERS);
    }
    let pairs = host::header_pairs(value).map_err(|_| NOT_HEADERS)?;
    let mut values = Vec::new();
    for pair in pairs.iter() {
        let pair: Array = pair.dyn_into().map_err(|_| NOT_HEADERS)?;
        option_name::check_header_name(&pair.get(0).as_string().ok_or(NOT_HEADERS)?)?;
        let value: JsString = pair.get(1).dyn_into().map_err(|_| NOT_HEADERS)?;
        if !host::is_header_value(&value) {
            return Err(NOT_HEADERS);
        }
        values.push(value);
    }
    Ok((pairs.into(), values))
}

fn endpoint(base: &JsValue) -> Result<String, &'static str> {
    if !base.is_string() && !base.is_object() {
        return Err("must be a string or a URL");
    }
    let parts = host::parse_url(base)
        .map_err(|_| "is not an address; a relative one needs a page to be relative to")?;
    let part = |at| parts.get(at).as_string().unwrap_or_default();
    let (href, origin, protocol, hostname, pathname) =
        (part(0), part(1), part(2), part(3), part(4));
    let page_origin = host::page_origin().as_string();
    base_url::endpoint(
        ParsedUrl {
            href: &href,
            origin: &origin,
            protocol: &protocol,
            hostname: &hostname,
            pathname: &pathname,
            has_credentials: !part(5).is_empty(),
        },
        page_origin.as_deref(),
    )
}
