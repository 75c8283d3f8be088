//! Drives the state machine of a call, [`Call`](call::Call): hands it the events that the host, `host.js`, sees,
//! with the data that they need, and the end of the call to the host.
//!
//! The host performs all other actions. So no future and no closure of Rust's is needed to wait, and `fetch` has
//! been called when `revokeToken` returns.

use super::answer;
use super::bulk;
use super::failure;
use super::host;
use super::options::{self, Options};
use super::request;
use super::slots::{self, Slot};
use super::token;
use crate::call::{self, Action, Event, EventData, Head};
use crate::failure::Failure;
use crate::option_name::OptionName;
use crate::rate_limit::RateLimit;
use js_sys::{Date, Math};

/// A call under way.
pub(super) struct Call {
    state: call::Call,
    /// The number of its batch, if it is in one.
    batch: Option<u32>,
}

/// What `host.js` knows of a call before it begins.
pub(super) struct Given<'a> {
    pub(super) options: &'a host::Options,
    /// Of all options; below zero where they have been refused. A batch has options of its own.
    pub(super) kinds: f64,
    pub(super) batch: Option<u32>,
    /// The time, in milliseconds, if the batch's queue is empty, so the call may be sent at once.
    pub(super) now: Option<f64>,
    /// Of the request's fields.
    pub(super) lengths: [i32; 2],
}

/// Begins a call. Returns its number and whether it queues, or is sent at once; or, where it is over already, the
/// number of an action that says so.
pub(super) fn begin(host: &host::Call, given: &Given<'_>) -> Result<(u32, bool), f64> {
    let batch = given.batch;
    let [_, token] = given.lengths;
    if batch.is_some() && token >= 0 {
        token::hash(host);
    }
    let Options { retries, .. } = check(host, given)?;
    let (state, mut action) = call::Call::begin(retries, batch.is_some());
    let mut call = Call { state, batch };
    if let (Action::Queue, Some(now)) = (action, given.now) {
        action = call.handle(host, Event::Turn, now, -1, None);
    }
    let queues = !matches!(action, Action::Send);
    let number = slots::reserve();
    slots::put(number, Slot::Call(Box::new(call)));
    Ok((number, queues))
}

/// Hands an event to a call. Returns what the host does next; if the call resolves or fails, the host has settled its
/// promise already.
pub(super) fn handle(
    host: &host::Call,
    number: u32,
    event: u32,
    now: f64,
    status: i32,
    rate_limit: Option<RateLimit>,
) -> Action {
    let Some(event) = Event::from_number(event) else { return Action::Keep };
    let mut call = match slots::take(number) {
        Slot::Call(call) => call,
        other => {
            slots::put(number, other);
            return Action::Keep;
        }
    };
    let action = call.handle(host, event, now, status, rate_limit);
    match &action {
        Action::Resolve(revoked) => failure::resolve(host, revoked),
        Action::Fail(failure) => failure::fail(host, failure),
        _ => {}
    }
    slots::put(number, if action.ends() { Slot::Free } else { Slot::Call(call) });
    action
}

impl Call {
    /// Hands an event to the state machine, with the data that the event needs.
    fn handle(
        &mut self,
        host: &host::Call,
        event: Event,
        now: f64,
        status: i32,
        rate_limit: Option<RateLimit>,
    ) -> Action {
        let status = u16::try_from(status).ok();
        let fails = event.fails(status);
        let head = status.map(|status| Head {
            status,
            rate_limit,
            retry_after: if fails { answer::retry_after(host, Date::now()) } else { None },
        });
        let random = if fails { Math::random() } else { 0.0 };
        let data = EventData { now, head, random };
        bulk::with_pacer(self.batch, |pacer| self.state.handle(event, &data, pacer))
    }
}

/// Checks options and request, and listens to the signal. Returns the options; or, where the call may not be sent, the
/// number of an action that says so: the host has settled the promise, or the signal is aborted.
fn check(host: &host::Call, given: &Given<'_>) -> Result<Options, f64> {
    let options = match given.batch {
        Some(number) => bulk::options(number),
        None => options::read(given.options, given.kinds, false).map(|(options, _)| options),
    };
    let options = options.ok_or(Action::DONE)?;
    if !request::check(host, given.lengths, options.validate) {
        failure::fail(host, &Failure::invalid());
        return Err(Action::DONE);
    }
    let refuse = |problem| {
        given.options.refuse(OptionName::Signal as u32, problem);
        Err(Action::DONE)
    };
    // A batch listens for all its calls.
    if options.signal && given.batch.is_none() {
        match host.listen() {
            0 => {}
            1 => return Err(Action::Abort.number()),
            2 => return refuse("threw when it was read"),
            _ => return refuse("threw when it was listened to"),
        }
    }
    Ok(options)
}
