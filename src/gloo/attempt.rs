//! One attempt: a request, and its answer.

use super::body;
use super::fetch::{Abort, fetch};
use super::timer::Timer;
use crate::attempt::Attempt;
use crate::event::{Event, Head};
use crate::millis::Millis;
use crate::prepared::PreparedRequest;
use gloo_net::http::Response;
use js_sys::Date;

/// Sends a request and reads the answer, both within the time for one attempt. Dropping the future aborts the request.
pub(super) async fn attempt(request: &PreparedRequest<'_>, timeout: Millis) -> Attempt {
    let abort = Abort::new();
    let mut timer = Timer::start(timeout);
    let response = match timer.before(fetch(request, &abort)).await {
        Some(Ok(response)) => response,
        Some(Err(event)) => return Attempt { event, ..Attempt::failed() },
        None => return Attempt::timed_out(),
    };
    let head = head(request, &response);
    if response.redirected() {
        return Attempt { event: Event::Redirected, head: Some(head), ..Attempt::failed() };
    }
    match timer.before(body::read(&response)).await {
        Some(Ok(body)) => {
            let [code, description] = body::strings(&body, ["code", "description"]);
            request.answered(head, code.as_deref(), description.as_deref())
        }
        Some(Err(reading)) => Attempt::without_text(head, reading),
        None => Attempt { head: Some(head), ..Attempt::timed_out() },
    }
}

fn head(request: &PreparedRequest<'_>, response: &Response) -> Head {
    // gloo-net's own `get` panics if the platform's throws.
    let headers = response.headers().into_raw();
    let header = |name| headers.get(name).ok().flatten();
    request.head(response.status(), header, Millis::new(Date::now()))
}
