//! Sending a request.

use crate::event::Event;
use crate::prepared::PreparedRequest;
use crate::request::wipe;
use gloo_net::http::{Headers, Request, Response};
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, ReferrerPolicy, RequestCache, RequestRedirect};

/// Aborts a request when it is dropped.
pub(super) struct Abort(Option<AbortController>);

impl Abort {
    /// Makes one. On a platform without `AbortController` it does nothing.
    pub(super) fn new() -> Abort {
        Abort(AbortController::new().ok())
    }
}

impl Drop for Abort {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

/// Sends the request of a call with the platform's `fetch`, and returns the answer.
///
/// # Errors
///
/// The event for the call if there is no `fetch`, it fails, or it answers with something that is no `Response`.
pub(super) async fn fetch(request: &PreparedRequest<'_>, abort: &Abort) -> Result<Response, Event> {
    let fetch = Reflect::get(&js_sys::global(), &"fetch".into()).ok();
    let fetch: Function = fetch.and_then(|it| it.dyn_into().ok()).ok_or(Event::FetchMissing)?;
    let request = build(request, abort).map_err(|_| Event::FetchFailed)?;
    let request = web_sys::Request::from(request);
    let answer = fetch.call1(&JsValue::UNDEFINED, &request).map_err(|_| Event::FetchFailed)?;
    // A promise that is not the platform's own may settle twice, which `JsFuture` does not bear.
    let answer = JsFuture::from(Promise::resolve(&answer)).await;
    let answer = answer.map_err(|_| Event::FetchFailed)?;
    let response: web_sys::Response = answer.dyn_into().map_err(|_| Event::NotAResponse)?;
    Ok(response.into())
}

fn build(request: &PreparedRequest<'_>, abort: &Abort) -> Result<Request, gloo_net::Error> {
    let headers = Headers::new();
    for (name, value) in request.headers() {
        // `Options` has checked the two: `append` panics on what HTTP does not allow.
        headers.append(name, value);
    }
    let mut json = request.body();
    let body = JsValue::from_str(&json);
    wipe(&mut json);
    let signal = abort.0.as_ref().map(AbortController::signal);
    Request::post(&request.endpoint())
        .headers(headers)
        .redirect(RequestRedirect::Manual)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .cache(RequestCache::NoStore)
        .abort_signal(signal.as_ref())
        .body(body)
}
