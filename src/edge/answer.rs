//! Takes what `fetch` answered with, whatever it is, and reads from it what an outcome needs.

use super::host;
use super::redaction::Secrets;
use crate::rate_limit::{self, RateLimit};
use crate::response::{self, Body};
use crate::retry_after;
use js_sys::JsString;
use wasm_bindgen::{JsCast, JsValue};

/// Something with the shape of a `Response`.
pub(super) struct Answer {
    pub(super) status: u16,
    raw: JsValue,
    /// The platform's own, wrapped; what only looks like it is read with more care.
    native: Option<gloo_net::http::Response>,
}

/// The members of the vendor's answers, without what they repeat of a secret; null where they are
/// missing or no strings.
pub(super) struct Envelope {
    pub(super) code: JsValue,
    pub(super) description: JsValue,
}

/// The longest `description` or `code` that is handed on, in code points.
const LONGEST_TEXT: u32 = 1_000;

/// Empty pieces that a body may have. They say nothing, and where they come without end, no timer
/// runs any more.
const MOST_EMPTY: u32 = 1_000;

/// No header that means something here is longer, in UTF-16 code units.
const LONGEST_HEADER: u32 = 256;

impl Answer {
    /// `None` where it isn't a `Response` by its shape.
    pub(super) fn admit(raw: JsValue) -> Option<Answer> {
        let status = host::admit(&raw).ok()?;
        let native = host::is_native(&raw).unwrap_or(false).then(|| {
            gloo_net::http::Response::from(raw.clone().unchecked_into::<web_sys::Response>())
        });
        let status = native.as_ref().map_or(status, gloo_net::http::Response::status);
        Some(Answer { status, raw, native })
    }

    pub(super) fn rate_limit(&self) -> Option<RateLimit> {
        let [limit, remaining, window] = rate_limit::HEADERS.map(|name| self.header(name));
        RateLimit::parse(limit.as_deref(), remaining.as_deref(), window.as_deref())
    }

    /// In milliseconds; `now` likewise, since 1970.
    pub(super) fn retry_after(&self, now: f64) -> Option<f64> {
        retry_after::parse(&self.header(retry_after::HEADER)?, now)
    }

    fn header(&self, name: &str) -> Option<String> {
        match &self.native {
            Some(response) => response.headers().get(name),
            None => {
                let value: JsString = host::header(&self.raw, name).ok()?.dyn_into().ok()?;
                (value.length() <= LONGEST_HEADER).then(|| value.into())
            }
        }
    }

    /// A reader of the body's stream; `Ok(None)` where the answer has no stream.
    pub(super) fn reader(&self) -> Result<Option<JsValue>, JsValue> {
        Ok(Some(host::reader(&self.raw)?).filter(|reader| !reader.is_undefined()))
    }

    /// What the answer's own `text()` returns.
    pub(super) fn text(&self) -> JsValue {
        host::text(&self.raw)
    }
}

/// Collects a body that comes in pieces.
pub(super) struct Pieces {
    decoder: JsValue,
    text: JsString,
    size: f64,
    empty: u32,
}

/// What a piece did.
pub(super) enum Piece {
    /// It was added; there may be more.
    Added,
    /// The body is whole.
    End(JsString),
    /// The body is over the limit, or the piece was not bytes.
    Unreadable,
}

impl Pieces {
    pub(super) fn new() -> Pieces {
        Pieces { decoder: host::new_decoder(), text: JsString::from(""), size: 0.0, empty: 0 }
    }

    /// Takes the answer of the reader's `read()`.
    pub(super) fn add(&mut self, piece: &JsValue) -> Piece {
        let Ok(size) = host::piece_size(piece) else { return Piece::Unreadable };
        let end = size < 0.0;
        self.size += size;
        self.empty = self.empty.saturating_add(u32::from(size == 0.0));
        let over = self.size > f64::from(response::BODY_LIMIT) || self.empty > MOST_EMPTY;
        if !end && over {
            return Piece::Unreadable;
        }
        let undefined = JsValue::UNDEFINED;
        let Ok(text) = host::decode(&self.decoder, if end { &undefined } else { piece }) else {
            return Piece::Unreadable;
        };
        self.text = self.text.concat(&text);
        if end { Piece::End(self.text.clone()) } else { Piece::Added }
    }
}

/// What a whole body says; its members go into `envelope`.
pub(super) fn judge(text: &JsValue, secrets: &Secrets, envelope: &mut Envelope) -> Body {
    let Some(text) = text.dyn_ref::<JsString>() else { return Body::Unreadable };
    if text.length() > response::BODY_LIMIT {
        return Body::Unreadable;
    }
    let Ok(object) = host::parse_object(text) else { return Body::Odd };
    let shown = |value: &JsValue| match value.dyn_ref::<JsString>() {
        Some(text) => host::cut(&secrets.redact(text), LONGEST_TEXT).into(),
        None => JsValue::NULL,
    };
    let code = host::own(&object, "code");
    envelope.code = shown(&code);
    envelope.description = shown(&host::own(&object, "description"));
    // Compared where it is, as it came: a server may have put anything there.
    if !code.is_string() {
        Body::Odd
    } else if code == JsValue::from_str(response::REVOKED) {
        Body::Revoked
    } else {
        Body::OtherCode
    }
}

impl Envelope {
    /// Of a body that was not read.
    pub(super) const fn none() -> Envelope {
        Envelope { code: JsValue::NULL, description: JsValue::NULL }
    }
}
