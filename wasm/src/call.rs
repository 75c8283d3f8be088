//! Drives [`nomba_revoke::Call`]: passes it the events that the host sees, with the data that it needs, and passes the end
//! of the call to the host.
//!
//! The host performs all other actions. So no future and no closure of Rust's is needed to wait, and `fetch` has been
//! called when `revokeToken` returns.

use crate::batch;
use crate::handles::{self, CallInBatch, Entry};
use crate::host;
use crate::options;
use crate::protocol::{Action, Event, Listening, ResponseHeader};
use crate::request;
use js_sys::{Date, Math};
use nomba_revoke::{
    self as core, Call, EventData, Failure, Head, OptionName, RateLimit, Revoked, Source,
    ValidationIssue,
};
use nomba_revoke::{Millis, retry_after};

/// Begins a call by itself.
pub(crate) fn begin(host: &host::Call, options: &host::Options, request: &host::Request) -> Action {
    let Some((read, _)) = options::read(options, false) else { return Action::Settled };
    if let Err(issues) = request::check(request, read.validate, read.has_relay) {
        return fail(host, Failure::invalid(), &issues);
    }
    if read.has_signal {
        match host.listen() {
            Listening::Started => {}
            Listening::Aborted => return Action::RejectWithReason,
            _ => {
                let error = OptionName::Signal.has("threw when it was listened to");
                options.refuse(&error.message());
                return Action::Settled;
            }
        }
    }
    let (call, action) = Call::begin(read.retries);
    store(host, CallInBatch { call, batch: None, has_relay: read.has_relay });
    perform(host, action)
}

/// Begins a call in a batch, which listens to the signal for all its calls.
pub(crate) fn begin_in_batch(
    host: &host::Call,
    request: &host::Request,
    batch: u32,
    now: Option<f64>,
) -> Action {
    let Some(options) = batch::options(batch) else { return Action::Abandon };
    if let Err(issues) = request::check(request, options.validate, options.has_relay) {
        return fail(host, Failure::invalid(), &issues);
    }
    let (call, action) = Call::begin_in_batch(options.retries);
    let mut call = CallInBatch { call, batch: Some(batch), has_relay: options.has_relay };
    let action = match now {
        Some(now) => call.handle(host, core::Event::Dispatched, now),
        None => action,
    };
    store(host, call);
    // A call that may not be sent yet queues.
    match perform(host, action) {
        Action::NotBefore => Action::Queue,
        action => action,
    }
}

/// Stores a call, and sets its handle.
fn store(host: &host::Call, call: CallInBatch) {
    host.set_handle(handles::insert(Entry::Call(Box::new(call))));
}

/// Passes an event to a call.
pub(crate) fn handle(host: &host::Call, handle: u32, event: Event, now: f64) -> Action {
    let mut entry = handles::take(handle);
    let action = match (&mut entry, event.to_core()) {
        (Entry::Call(call), Some(event)) => call.handle(host, event, now),
        _ => core::Action::Continue,
    };
    handles::put(handle, if action.is_final() { Entry::Free } else { entry });
    perform(host, action)
}

impl CallInBatch {
    /// Passes an event to the state machine, with the data that it needs.
    fn handle(&mut self, host: &host::Call, event: core::Event, now: f64) -> core::Action {
        let data = EventData {
            now: Millis::new(now),
            head: head(host, self.has_relay),
            random: Math::random(),
        };
        batch::with_pacer(self.batch, |pacer| self.call.handle(event, &data, pacer))
    }
}

/// Reads the head of the answer, if it has arrived.
fn head(host: &host::Call, has_relay: bool) -> Option<Head> {
    let status = host.status()?;
    let source = match has_relay {
        true => Source::parse(host.header(ResponseHeader::Relay).as_deref()),
        false => Source::Vendor,
    };
    Some(Head { status, rate_limit: rate_limit(host), retry_after: retry_after(host), source })
}

fn rate_limit(host: &host::Call) -> Option<RateLimit> {
    let limit = host.header(ResponseHeader::Limit)?;
    let remaining = host.header(ResponseHeader::Remaining)?;
    RateLimit::parse(&limit, &remaining, &host.header(ResponseHeader::Window)?)
}

fn retry_after(host: &host::Call) -> Option<Millis> {
    let text = host.header(ResponseHeader::RetryAfter)?;
    let date = host.header(ResponseHeader::Date);
    retry_after::parse(&text, date.as_deref(), Millis::new(Date::now()))
}

/// Has the host perform an action, as far as that is not the host's own to do. Returns what is left to do.
fn perform(host: &host::Call, action: core::Action) -> Action {
    match action {
        core::Action::Continue => Action::Continue,
        core::Action::Send => Action::Send,
        core::Action::Queue => Action::Queue,
        core::Action::NotBefore(time) => {
            host.set_delay(time.get());
            Action::NotBefore
        }
        core::Action::Wait(time) => {
            host.set_delay(time.get());
            Action::Wait
        }
        core::Action::Resolve(revoked) => resolve(host, &revoked),
        core::Action::Fail(failure) => fail(host, failure, &[]),
        core::Action::RejectWithReason => Action::RejectWithReason,
        core::Action::Abandon => Action::Abandon,
    }
}

fn resolve(host: &host::Call, revoked: &Revoked) -> Action {
    set_rate_limit(host, revoked.rate_limit);
    host.resolve(revoked.status, revoked.attempts);
    Action::Settled
}

fn fail(host: &host::Call, failure: Failure, issues: &[ValidationIssue]) -> Action {
    let failure = if host.is_in_browser() { failure.in_browser() } else { failure };
    // An answer whose status is not shown has no texts of the server's, either.
    let text = match failure.status {
        Some(_) => [host.code(), host.description()],
        None => [None, None],
    };
    let message = failure.message(issues, text.each_ref().map(Option::as_deref));
    set_rate_limit(host, failure.rate_limit);
    host.fail(
        failure.name.as_str(),
        &message,
        failure.outcome.as_str(),
        failure.status,
        failure.retry_after.map(Millis::get),
        failure.attempts,
    );
    Action::Settled
}

fn set_rate_limit(host: &host::Call, rate_limit: Option<RateLimit>) {
    if let Some(RateLimit { limit, remaining, window }) = rate_limit {
        host.set_rate_limit(limit as f64, remaining as f64, window.get());
    }
}
