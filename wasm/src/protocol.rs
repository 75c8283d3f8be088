//! The names that cross the boundary. On the wire each is a number; JavaScript sees the strings.

#![allow(missing_docs, reason = "wasm-bindgen makes functions without")]

use nomba_revoke as core;
use wasm_bindgen::prelude::*;

/// What has happened to a call: [`nomba_revoke::Event`].
#[wasm_bindgen]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    FetchMissing = "fetchMissing",
    FetchFailed = "fetchFailed",
    NotAResponse = "notAResponse",
    Redirected = "redirected",
    Revoked = "revoked",
    OtherCode = "otherCode",
    Malformed = "malformed",
    Truncated = "truncated",
    Unreadable = "unreadable",
    Timer = "timer",
    Aborted = "aborted",
    Dispatched = "dispatched",
    BatchClosed = "batchClosed",
}

impl Event {
    /// Returns the core's event; `None` for a name that is none of these.
    pub(crate) const fn to_core(self) -> Option<core::Event> {
        use core::BodyReading;
        Some(match self {
            Event::FetchMissing => core::Event::FetchMissing,
            Event::FetchFailed => core::Event::FetchFailed,
            Event::NotAResponse => core::Event::NotAResponse,
            Event::Redirected => core::Event::Redirected,
            Event::Revoked => core::Event::Answered(BodyReading::Revoked),
            Event::OtherCode => core::Event::Answered(BodyReading::OtherCode),
            Event::Malformed => core::Event::Answered(BodyReading::Malformed),
            Event::Truncated => core::Event::Answered(BodyReading::Truncated),
            Event::Unreadable => core::Event::Answered(BodyReading::Unreadable),
            Event::Timer => core::Event::Timer,
            Event::Aborted => core::Event::Aborted,
            Event::Dispatched => core::Event::Dispatched,
            Event::BatchClosed => core::Event::BatchClosed,
            _ => return None,
        })
    }
}

/// What the host does next: [`nomba_revoke::Action`]. A duration has been set on the host before.
#[wasm_bindgen]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Continue = "continue",
    Send = "send",
    Queue = "queue",
    NotBefore = "notBefore",
    Wait = "wait",
    /// The promise has been settled.
    Settled = "settled",
    RejectWithReason = "rejectWithReason",
    Abandon = "abandon",
}

/// An option of a call: [`nomba_revoke::OptionName`].
#[wasm_bindgen]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionName {
    Environment = "environment",
    BaseUrl = "baseUrl",
    Relay = "relay",
    AccountId = "accountId",
    Headers = "headers",
    Credentials = "credentials",
    Keepalive = "keepalive",
    Validate = "validate",
    Signal = "signal",
    Timeout = "timeout",
    Retries = "retries",
    Fetch = "fetch",
    Concurrency = "concurrency",
    RateLimit = "rateLimit",
}

/// What a value is, by JavaScript's `typeof`. Anything else is `__Invalid`: null, a symbol, a bigint.
#[wasm_bindgen]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Missing, or `undefined`.
    Undefined = "undefined",
    Boolean = "boolean",
    Number = "number",
    String = "string",
    Function = "function",
    /// An object, arrays included.
    Object = "object",
    /// The value threw when it was read.
    Unreadable = "unreadable",
}

/// What came of listening to a signal.
#[wasm_bindgen]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listening {
    /// The signal is listened to.
    Started = "started",
    /// The signal is aborted already.
    Aborted = "aborted",
    /// The signal threw.
    Failed = "failed",
}

/// A field of the request: [`nomba_revoke::Field`].
#[wasm_bindgen]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    ClientId = "clientId",
    AccessToken = "access_token",
}

/// The scheme of a base URL. Any other is `__Invalid`.
#[wasm_bindgen]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    Https = "https:",
    Http = "http:",
}

/// A header of an answer.
#[wasm_bindgen]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseHeader {
    Limit = "x-rate-limit-limit",
    Remaining = "x-rate-limit-remaining",
    Window = "x-rate-limit-window",
    RetryAfter = "retry-after",
    Date = "date",
    Relay = "x-nomba-revoke-relay",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_and_fields_have_the_names_of_the_core() {
        for (index, option) in core::OptionName::ALL.into_iter().enumerate() {
            let name = OptionName::from_str(option.as_str());
            assert_eq!(name.map(|name| name as usize), Some(index), "{option:?}");
        }
        for field in core::Field::ALL {
            assert!(Field::from_str(field.name()).is_some(), "{field:?}");
        }
    }

    #[test]
    fn headers_have_the_names_of_the_core() {
        let [limit, remaining, window] = core::RateLimit::HEADERS;
        for (name, header) in [
            (limit, ResponseHeader::Limit),
            (remaining, ResponseHeader::Remaining),
            (window, ResponseHeader::Window),
            (core::retry_after::HEADER, ResponseHeader::RetryAfter),
            (core::retry_after::DATE_HEADER, ResponseHeader::Date),
            (core::relay::HEADER, ResponseHeader::Relay),
        ] {
            assert_eq!(ResponseHeader::from_str(name), Some(header));
        }
    }
}
