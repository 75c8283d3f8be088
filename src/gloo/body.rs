//! The body of an answer.

use crate::response::{BODY_LIMIT, BodyReading};
use gloo_net::http::Response;
use js_sys::{JSON, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStream, ReadableStreamDefaultReader};

/// Reads a body as UTF-8, up to [`BODY_LIMIT`]. Dropping the future cancels the stream.
///
/// # Errors
///
/// [`BodyReading::Truncated`] if the body breaks off; [`BodyReading::Unreadable`] if it is too long, does not consist of
/// bytes, or is being read by someone else.
pub(super) async fn read(response: &Response) -> Result<String, BodyReading> {
    let mut bytes = Vec::new();
    if let Some(stream) = response.body() {
        let reader = Reader::new(&stream)?;
        let mut left = BODY_LIMIT;
        while let Some(chunk) = reader.next().await? {
            // An empty chunk counts too: if they come without end, no timer fires any more.
            left = left.checked_sub(chunk.length().max(1)).ok_or(BodyReading::Unreadable)?;
            bytes.extend(chunk.to_vec());
        }
    }
    let text = String::from_utf8_lossy(&bytes);
    Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}

/// Reads a stream. Dropping it cancels the stream.
struct Reader(ReadableStreamDefaultReader);

impl Reader {
    fn new(stream: &ReadableStream) -> Result<Reader, BodyReading> {
        ReadableStreamDefaultReader::new(stream).map(Reader).map_err(|_| BodyReading::Unreadable)
    }

    /// Returns the next chunk; `None` at the end.
    async fn next(&self) -> Result<Option<Uint8Array>, BodyReading> {
        let result = JsFuture::from(self.0.read()).await.map_err(|_| BodyReading::Truncated)?;
        let member = |name: &str| Reflect::get(&result, &name.into());
        if member("done").is_ok_and(|done| done.is_truthy()) {
            return Ok(None);
        }
        let chunk = member("value").and_then(JsCast::dyn_into);
        chunk.map(Some).map_err(|_| BodyReading::Unreadable)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        // Even after it is dropped, a `JsFuture` handles the rejection of its promise.
        drop(JsFuture::from(self.0.cancel()));
    }
}

/// Returns the strings that a JSON object has under those names; `None` for a name without one, and for all of them if
/// the text is no JSON object.
pub(super) fn strings<const N: usize>(text: &str, names: [&str; N]) -> [Option<String>; N] {
    let object = JSON::parse(text).unwrap_or(JsValue::NULL);
    names.map(|name| own_string(&object, name))
}

/// Returns the string in a property of an object itself: one that was put into `Object.prototype` does not count.
fn own_string(object: &JsValue, name: &str) -> Option<String> {
    let object: &Object = object.unchecked_ref();
    let descriptor = Reflect::get_own_property_descriptor(object, &name.into());
    Reflect::get(&descriptor.ok()?, &"value".into()).ok()?.as_string()
}
