//! The one loop: attempt, judge, wait, try again.
//!
//! It is turned from outside. Whatever happens to a call, an answer, a timer, an abort, comes in as
//! an [`Event`], and what the call wants next goes out as an [`Action`]. So no future and no closure
//! of Rust's is needed to wait, and `fetch` has been called when `revokeToken` returns.

use super::answer;
use super::bulk::{self, End};
use super::failure::{self, Failure};
use super::host;
use super::options::{self, Options};
use super::request;
use super::slots::{self, Slot};
use super::token;
use crate::call::{Action, Event};
use crate::error_name::ErrorName;
use crate::option_name::OptionName;
use crate::outcome::Outcome;
use crate::pacer::{Refusal, Ticket};
use crate::rate_limit::RateLimit;
use crate::response::{Body, classify};
use crate::retry::{self, Failed};
use js_sys::{Date, Math};

pub(super) struct Call {
    retries: u32,
    stage: Stage,
    attempts: u32,
    /// Refusals for the rate, in a bulk: each is tried again without being a retry.
    refusals: u32,
    outcome: Outcome,
    /// Where it is one of many.
    bulk: Option<u32>,
    /// Leave of the bulk, while it sends.
    leave: Option<Ticket>,
    /// How the last attempt ended.
    failure: Option<Failure>,
}

/// What a call is waiting for.
#[derive(Clone, Copy)]
enum Stage {
    /// Its turn, in a bulk.
    Queued,
    /// An answer, and its body.
    Sending,
    /// The end of a pause between two attempts.
    Pausing,
}

/// What `host.js` knows of a call before it begins.
pub(super) struct Given<'a> {
    pub(super) options: &'a host::Options,
    /// Of all options; below zero where they have been refused. A bulk has options of its own.
    pub(super) kinds: f64,
    pub(super) bulk: Option<u32>,
    /// The time, in milliseconds, where it may take its turn in the bulk at once: nobody else waits.
    pub(super) now: Option<f64>,
    /// Of the request's fields.
    pub(super) lengths: [i32; 2],
}

/// What comes along with an event.
pub(super) struct Told<'a> {
    pub(super) hands: &'a host::Call,
    /// The time, in milliseconds, where the call is one of many.
    pub(super) now: f64,
    /// That of the answer; below zero where there is none yet.
    pub(super) status: i32,
    pub(super) rate_limit: Option<RateLimit>,
}

/// Begins a call. Returns its number and whether it is to send or to queue; or how it has ended.
pub(super) fn begin(hands: &host::Call, given: &Given<'_>) -> Result<(u32, Action), Action> {
    let bulk = given.bulk;
    let [_, token] = given.lengths;
    if bulk.is_some() && token >= 0 {
        token::hash(hands);
    }
    let Options { retries, .. } = check(hands, given)?;
    let mut call = Call {
        retries,
        stage: Stage::Queued,
        attempts: 0,
        refusals: 0,
        outcome: Outcome::NotRevoked,
        bulk,
        leave: None,
        failure: None,
    };
    let action = match (bulk, given.now) {
        (None, _) => call.attempt(),
        (_, Some(now)) => call.turn(now),
        _ => Action::Queue,
    };
    let number = slots::reserve();
    slots::put(number, Slot::Call(Box::new(call)));
    Ok((number, action))
}

/// Tells a call of an event.
pub(super) fn tell(number: u32, event: u32, told: &Told<'_>) -> Action {
    let Some(event) = Event::from_number(event) else { return Action::Keep };
    let mut call = match slots::take(number) {
        Slot::Call(call) => call,
        other => {
            slots::put(number, other);
            return Action::Keep;
        }
    };
    let action = call.on(event, told);
    if action.ends() {
        call.end(told, End::Failed, None);
    }
    slots::put(number, if action.ends() { Slot::Free } else { Slot::Call(call) });
    action
}

/// Whether the call may be sent; where not, how it has ended.
fn check(hands: &host::Call, given: &Given<'_>) -> Result<Options, Action> {
    let options = match given.bulk {
        Some(number) => bulk::options(number),
        None => options::read(given.options, given.kinds, false).map(|(options, _)| options),
    };
    let options = options.ok_or(Action::Done)?;
    if !request::check(hands, given.lengths, options.validate) {
        Failure::invalid().hand_over(hands, 0, Outcome::NotRevoked);
        return Err(Action::Done);
    }
    let refuse = |problem| {
        given.options.refuse(OptionName::Signal as u32, problem);
        Err(Action::Done)
    };
    // A bulk listens for all its calls.
    if options.signal && given.bulk.is_none() {
        match hands.listen() {
            0 => {}
            1 => return Err(Action::Abort),
            2 => return refuse("threw when it was read"),
            _ => return refuse("threw when it was listened to"),
        }
    }
    Ok(options)
}

impl Call {
    fn on(&mut self, event: Event, told: &Told<'_>) -> Action {
        match (self.stage, event) {
            (_, Event::Abort) => Action::Abort,
            (Stage::Queued, Event::Turn) => self.turn(told.now),
            (Stage::Pausing, Event::Timer) if self.bulk.is_some() => {
                self.stage = Stage::Queued;
                Action::Queue
            }
            (Stage::Pausing, Event::Timer) => self.attempt(),
            (Stage::Queued | Stage::Pausing, Event::Closed) => self.hand_over(told.hands),
            (Stage::Sending, Event::NoFetch) => {
                const NO_FETCH: &str = "there is no fetch here; pass one in the option \"fetch\"";
                self.attempts = self.attempts.saturating_sub(1);
                self.failed(told, Failure::unable(NO_FETCH))
            }
            (Stage::Sending, Event::Lost) => self.failed(told, Failure::lost(told.hands)),
            (Stage::Sending, Event::NoResponse) => self.failed(told, Failure::no_response()),
            (Stage::Sending, Event::Redirected) => {
                self.failed(told, Failure::redirected(told.status as u16))
            }
            (Stage::Sending, Event::Answered(body)) => self.judge(told, body),
            (Stage::Sending, Event::Timer) if told.status < 0 => {
                self.failed(told, Failure::timed_out())
            }
            (Stage::Sending, Event::Timer) => self.judge(told, Body::TimedOut),
            _ => Action::Keep,
        }
    }

    /// It is next in a bulk.
    fn turn(&mut self, now: f64) -> Action {
        match bulk::start(self.bulk, now) {
            Ok(leave) => {
                self.leave = Some(leave);
                self.attempt()
            }
            Err(time) => Action::Hold(time),
        }
    }

    fn attempt(&mut self) -> Action {
        self.attempts = self.attempts.saturating_add(1);
        self.stage = Stage::Sending;
        Action::Send
    }

    /// There is an answer, and this is what became of its body.
    fn judge(&mut self, told: &Told<'_>, body: Body) -> Action {
        let Told { hands, rate_limit, .. } = *told;
        let status = told.status as u16;
        match classify(status, body) {
            Ok(()) => {
                self.end(told, End::Answered, None);
                let [limit, remaining, window] = failure::numbers(rate_limit);
                hands.resolve(status, limit, remaining, window, self.attempts);
                Action::Done
            }
            Err(ErrorName::TimeoutError) => self.failed(told, Failure::timed_out()),
            Err(ErrorName::NetworkError) => self.failed(told, Failure::lost(hands)),
            Err(name) => {
                let mut failure = Failure::refused(name, status);
                failure.rate_limit = rate_limit;
                failure.retry_after = answer::retry_after(hands, Date::now());
                self.failed(told, failure)
            }
        }
    }

    /// An attempt has failed: tries again, or hands the failure over.
    fn failed(&mut self, told: &Told<'_>, failure: Failure) -> Action {
        let Failure { name, status, rate_limit, retry_after, .. } = failure;
        self.outcome = self.outcome.and(name.outcome());
        self.failure = Some(failure);
        let end = match name {
            ErrorName::RateLimitError => End::Refused,
            _ if status > 0 => End::Answered,
            _ => End::Failed,
        };
        match self.end(told, end, retry_after) {
            Some(Refusal::Requeue) => {
                self.refusals = self.refusals.saturating_add(1);
                self.stage = Stage::Queued;
                return Action::Queue;
            }
            Some(Refusal::HandOver) => return self.hand_over(told.hands),
            None => {}
        }
        let failed = Failed {
            name,
            attempt: self.attempts.saturating_sub(self.refusals),
            retry_after,
            window: rate_limit.map(|rate_limit| rate_limit.window),
        };
        match retry::delay(failed, self.retries, Math::random()) {
            Some(delay) => {
                self.stage = Stage::Pausing;
                Action::Wait(delay)
            }
            None => self.hand_over(told.hands),
        }
    }

    /// Settles with how the last attempt ended; where there was none, nobody waits any more.
    fn hand_over(&self, hands: &host::Call) -> Action {
        let Some(failure) = &self.failure else { return Action::Abandon };
        failure.hand_over(hands, self.attempts, self.outcome);
        Action::Done
    }

    /// Tells the bulk how an attempt ended that it gave leave for; it has a word where that was a
    /// refusal for the rate.
    fn end(&mut self, told: &Told<'_>, end: End, retry_after: Option<f64>) -> Option<Refusal> {
        let leave = self.leave.take()?;
        bulk::ended(self.bulk, told.now, leave, end, told.rate_limit, retry_after)
    }
}
