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
    /// When it was told of what has happened last, where it is one of many; in milliseconds.
    now: f64,
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
}

/// Begins a call and returns its number, unless it is over already; one of many waits for its turn, any
/// other sends at once.
pub(super) fn begin(hands: &host::Call, given: &Given<'_>) -> Option<i32> {
    let bulk = given.bulk;
    let Options { retries, .. } = check(hands, given)?;
    let mut call = Call {
        retries,
        stage: Stage::Queued,
        attempts: 0,
        refusals: 0,
        outcome: Outcome::NotRevoked,
        bulk,
        leave: None,
        now: 0.0,
        failure: None,
    };
    if bulk.is_none() {
        call.attempt();
    }
    let number = slots::reserve();
    slots::put(number, Slot::Call(Box::new(call)));
    Some(number as i32)
}

/// Tells a call of an event, with what comes along, and one of many the time.
pub(super) fn tell(hands: &host::Call, number: u32, event: u32, detail: f64, now: f64) -> Action {
    let Some(event) = Event::from_number(event) else { return Action::Keep };
    let mut call = match slots::take(number) {
        Slot::Call(call) => call,
        other => {
            slots::put(number, other);
            return Action::Keep;
        }
    };
    call.now = now;
    let action = call.on(hands, event, detail);
    let done = action == Action::Done;
    if done {
        call.end(End::Failed, None, None);
    }
    slots::put(number, if done { Slot::Free } else { Slot::Call(call) });
    action
}

/// Whether the call may be sent; where not, it has been settled.
fn check(hands: &host::Call, given: &Given<'_>) -> Option<Options> {
    let options = match given.bulk {
        Some(number) => bulk::options(number)?,
        None => options::read(given.options, given.kinds, false)?.0,
    };
    if !request::check(hands, options.validate) {
        Failure::invalid().hand_over(hands, 0, Outcome::NotRevoked);
        return None;
    }
    let refuse = |problem| {
        given.options.refuse(OptionName::Signal as u32, problem);
        None
    };
    // A bulk listens for all its calls.
    if options.signal && given.bulk.is_none() {
        match hands.listen() {
            0 => {}
            1 => {
                hands.abort();
                return None;
            }
            2 => return refuse("threw when it was read"),
            _ => return refuse("threw when it was listened to"),
        }
    }
    Some(options)
}

impl Call {
    fn on(&mut self, hands: &host::Call, event: Event, detail: f64) -> Action {
        let status = detail as u16;
        match (self.stage, event) {
            (_, Event::Abort) => {
                hands.abort();
                Action::Done
            }
            (Stage::Queued, Event::Turn) => match bulk::start(self.bulk, self.now) {
                Ok(leave) => {
                    self.leave = Some(leave);
                    self.attempt()
                }
                Err(time) => Action::Hold(time),
            },
            (Stage::Pausing, Event::Timer) if self.bulk.is_some() => {
                self.stage = Stage::Queued;
                Action::Queue
            }
            (Stage::Pausing, Event::Timer) => self.attempt(),
            (Stage::Queued | Stage::Pausing, Event::Closed) => self.hand_over(hands),
            (Stage::Sending, Event::NoFetch) => {
                const NO_FETCH: &str = "there is no fetch here; pass one in the option \"fetch\"";
                self.attempts = self.attempts.saturating_sub(1);
                self.failed(hands, Failure::unable(NO_FETCH))
            }
            (Stage::Sending, Event::Lost) => self.failed(hands, Failure::lost(hands)),
            (Stage::Sending, Event::NoResponse) => self.failed(hands, Failure::no_response()),
            (Stage::Sending, Event::Whole) => self.judge(hands, status, answer::parse(hands)),
            (Stage::Sending, Event::BrokenOff) => self.judge(hands, status, Body::BrokenOff),
            (Stage::Sending, Event::Unreadable) => self.judge(hands, status, Body::Unreadable),
            (Stage::Sending, Event::Timer) if detail < 0.0 => {
                self.failed(hands, Failure::timed_out())
            }
            (Stage::Sending, Event::Timer) => self.judge(hands, status, Body::TimedOut),
            _ => Action::Keep,
        }
    }

    fn attempt(&mut self) -> Action {
        self.attempts = self.attempts.saturating_add(1);
        self.stage = Stage::Sending;
        Action::Send
    }

    /// There is an answer of that status, and this is what became of its body.
    fn judge(&mut self, hands: &host::Call, status: u16, body: Body) -> Action {
        let rate_limit = answer::rate_limit(hands);
        match classify(status, body) {
            Ok(()) => {
                self.end(End::Answered, rate_limit, None);
                let [limit, remaining, window] = failure::numbers(rate_limit);
                hands.resolve(status, limit, remaining, window, self.attempts);
                Action::Done
            }
            Err(ErrorName::TimeoutError) => self.failed(hands, Failure::timed_out()),
            Err(ErrorName::NetworkError) => self.failed(hands, Failure::lost(hands)),
            Err(name) => {
                let mut failure = Failure::refused(name, status);
                failure.rate_limit = rate_limit;
                failure.retry_after = answer::retry_after(hands, Date::now());
                self.failed(hands, failure)
            }
        }
    }

    /// An attempt has failed: tries again, or hands the failure over.
    fn failed(&mut self, hands: &host::Call, failure: Failure) -> Action {
        let Failure { name, status, rate_limit, retry_after, .. } = failure;
        self.outcome = self.outcome.and(name.outcome());
        self.failure = Some(failure);
        let end = match name {
            ErrorName::RateLimitError => End::Refused,
            _ if status > 0 => End::Answered,
            _ => End::Failed,
        };
        match self.end(end, rate_limit, retry_after) {
            Some(Refusal::Requeue) => {
                self.refusals = self.refusals.saturating_add(1);
                self.stage = Stage::Queued;
                return Action::Queue;
            }
            Some(Refusal::HandOver) => return self.hand_over(hands),
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
            None => self.hand_over(hands),
        }
    }

    /// Settles with how the last attempt ended; where there was none, nobody waits any more.
    fn hand_over(&self, hands: &host::Call) -> Action {
        match &self.failure {
            Some(failure) => failure.hand_over(hands, self.attempts, self.outcome),
            None => hands.abandon(),
        }
        Action::Done
    }

    /// Tells the bulk how an attempt ended that it gave leave for; it has a word where that was a
    /// refusal for the rate.
    fn end(
        &mut self,
        end: End,
        rate_limit: Option<RateLimit>,
        retry_after: Option<f64>,
    ) -> Option<Refusal> {
        let leave = self.leave.take()?;
        bulk::ended(self.bulk, self.now, leave, end, rate_limit, retry_after)
    }
}
