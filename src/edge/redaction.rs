//! Takes a caller's secrets out of what a server says.

use super::host;
use crate::redact;
use js_sys::JsString;

/// The token and the values of the caller's headers.
pub(super) struct Secrets(pub(super) Vec<JsString>);

impl Secrets {
    /// The text without control characters, and without what it repeats of a secret.
    pub(super) fn redact(&self, text: &JsString) -> JsString {
        // First, or a secret could hide behind a character that is taken out later.
        let text = host::without_controls(text);
        self.0.iter().fold(text, |text, secret| redact_one(&text, secret))
    }
}

fn redact_one(text: &JsString, secret: &JsString) -> JsString {
    let found = redact::echoes(text.length(), secret.length(), |range| {
        host::contains(secret, text, range.start, range.end)
    });
    let mut shown = JsString::from("");
    let mut from = 0;
    for range in found {
        shown = shown.concat(&text.slice(from, range.start)).concat(&"[redacted]".into());
        from = range.end;
    }
    shown.concat(&text.slice(from, text.length()))
}
