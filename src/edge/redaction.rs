//! Takes a caller's secrets out of what a server says.

use super::host;
use crate::redact;
use core::ops::Range;
use js_sys::JsString;

/// The token and the values of the caller's headers.
pub(super) struct Secrets(pub(super) Vec<JsString>);

impl Secrets {
    /// The text without control characters, and without what it repeats of a secret.
    pub(super) fn redact(&self, text: &JsString) -> JsString {
        // First, or a secret could hide behind a character that is taken out later.
        let text = host::without_controls(text);
        let mut found: Vec<Range<u32>> = Vec::new();
        for secret in &self.0 {
            found.extend(redact::echoes(text.length(), secret.length(), |range| {
                host::contains(secret, &text, range.start, range.end)
            }));
        }
        if found.is_empty() {
            return text;
        }
        found.sort_by_key(|range| range.start);
        let mut shown = JsString::from("");
        let mut from = 0;
        for range in found {
            if range.start >= from {
                shown = shown.concat(&text.slice(from, range.start)).concat(&"[redacted]".into());
            }
            from = from.max(range.end);
        }
        shown.concat(&text.slice(from, text.length()))
    }
}
