//! The state machine of one call: attempt, judge, wait, try again.

use crate::action::Action;
use crate::detail::Detail;
use crate::error_name::ErrorName;
use crate::event::{Event, EventData, Head};
use crate::failure::{Failure, Revoked};
use crate::millis::Millis;
use crate::outcome::Outcome;
use crate::pacer::{Next, Pacer, Permit, Refusal};
use crate::relay::Source;
use crate::response::BodyReading;
use crate::retry::{self, Failed, Retries};

/// One call, from its first attempt to its end: events in, actions out.
///
/// A `Call` does no I/O and reads no clock. It never sees the token, nor what the server wrote. Its driver does that:
///
/// 1. [`Call::begin`], or [`Call::begin_in_batch`], returns a call and its first action.
/// 2. The driver does what the action says.
/// 3. Whatever happens then, the driver passes to [`Call::handle`] as an [`Event`], and does what that
///    returns. A [final](Action::is_final) action is the last one.
///
/// Each request, timer and place in the queue belongs to the action that asked for it: once a later action has ended
/// it, the driver passes no event of it.
///
/// A call in a batch shares a [`Pacer`] with the others, and is always handled with that one. It needs the pacer's
/// permit for each attempt: it asks for it on [`Event::Dispatched`], and returns it when the attempt ends.
///
/// An event that can't happen now changes nothing and gets [`Action::Continue`].
#[derive(Debug)]
pub struct Call {
    retries: Retries,
    in_batch: bool,
    state: State,
    /// Requests sent.
    attempts: u32,
    /// Attempts in a batch that ended in a 429 and are made again. They use up no retry.
    refusals: u32,
    /// The pacer's permit for the attempt under way.
    permit: Option<Permit>,
    /// How the last attempt failed.
    failure: Option<Failure>,
}

/// What a call waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// The pacer's permit.
    Queued,
    /// An answer and its body.
    Sending,
    /// The end of the pause between two attempts.
    Pausing,
    /// Nothing: the call is over.
    Ended,
}

impl Call {
    /// Begins a call by itself. Returns it and its first action, [`Action::Send`].
    pub fn begin(retries: Retries) -> (Call, Action) {
        let mut call = Call::new(retries, false);
        let action = call.attempt();
        (call, action)
    }

    /// Begins a call in a batch. Returns it and its first action, [`Action::Queue`].
    pub fn begin_in_batch(retries: Retries) -> (Call, Action) {
        (Call::new(retries, true), Action::Queue)
    }

    fn new(retries: Retries, in_batch: bool) -> Call {
        Call {
            retries,
            in_batch,
            state: State::Queued,
            attempts: 0,
            refusals: 0,
            permit: None,
            failure: None,
        }
    }

    /// Handles an event, and returns what to do next. `pacer` is the batch's, if the call is in one.
    pub fn handle(&mut self, event: Event, data: &EventData, pacer: Option<&mut Pacer>) -> Action {
        let action = self.next(event, data, pacer);
        if action.is_final() {
            self.state = State::Ended;
        }
        action
    }

    fn next(&mut self, event: Event, data: &EventData, pacer: Option<&mut Pacer>) -> Action {
        match (self.state, event) {
            (State::Ended, _) => Action::Continue,
            (_, Event::Aborted) => {
                if let (Some(permit), Some(pacer)) = (self.permit.take(), pacer) {
                    pacer.failed(data.now.get(), permit);
                }
                Action::RejectWithReason
            }
            (State::Queued, Event::Dispatched) => self.dispatch(data.now, pacer),
            (State::Pausing, Event::Timer) => self.attempt_or_queue(),
            (State::Queued | State::Pausing, Event::BatchClosed) => self.give_up(),
            (State::Sending, _) => self.judge(event, data, pacer),
            _ => Action::Continue,
        }
    }

    /// Makes the next attempt, in a batch as soon as the pacer permits it.
    fn attempt_or_queue(&mut self) -> Action {
        if self.in_batch {
            self.state = State::Queued;
            return Action::Queue;
        }
        self.attempt()
    }

    fn attempt(&mut self) -> Action {
        self.attempts = self.attempts.saturating_add(1);
        self.state = State::Sending;
        Action::Send
    }

    /// Asks the pacer for a permit, and makes an attempt with it.
    fn dispatch(&mut self, now: Millis, pacer: Option<&mut Pacer>) -> Action {
        let Some(pacer) = pacer else { return Action::NotBefore(Millis::FOREVER) };
        let now = now.get();
        match pacer.next(now) {
            Next::Start => {
                self.permit = Some(pacer.started(now));
                self.attempt()
            }
            Next::Wait(time) => Action::NotBefore(Millis::new(time)),
            Next::WaitForAnswer => Action::NotBefore(Millis::FOREVER),
        }
    }

    /// Judges an attempt by the event that ends it.
    fn judge(&mut self, event: Event, data: &EventData, pacer: Option<&mut Pacer>) -> Action {
        let failure = match (event, event.body(), &data.head) {
            (_, Some(body), Some(head)) => match judged(head, body) {
                Ok(()) => return self.resolve(head, data.now, pacer),
                Err(failure) => failure,
            },
            (Event::FetchMissing, ..) => {
                self.attempts = self.attempts.saturating_sub(1);
                Failure::new(ErrorName::LoadError, Detail::FetchMissing)
            }
            (Event::FetchFailed, ..) => {
                Failure::new(ErrorName::NetworkError, Detail::NoWholeAnswer)
            }
            (Event::NotAResponse, ..) => {
                Failure::new(ErrorName::UnexpectedResponseError, Detail::NotAResponse)
            }
            (Event::Redirected, _, Some(head)) => Failure {
                status: shown(head.status),
                ..Failure::new(ErrorName::UnexpectedResponseError, Detail::FollowedRedirect)
            },
            (Event::Timer, ..) => Failure::new(ErrorName::TimeoutError, Detail::None),
            _ => return Action::Continue,
        };
        self.fail(failure, data, pacer)
    }

    /// Ends the call: the server confirmed that the token is revoked.
    fn resolve(&mut self, head: &Head, now: Millis, pacer: Option<&mut Pacer>) -> Action {
        let Head { status, rate_limit, .. } = *head;
        if let (Some(permit), Some(pacer)) = (self.permit.take(), pacer) {
            pacer.answered(now.get(), permit, rate_limit);
        }
        Action::Resolve(Revoked { status, rate_limit, attempts: self.attempts })
    }

    /// Goes on after an attempt that failed: tries again, or ends the call.
    fn fail(&mut self, failure: Failure, data: &EventData, pacer: Option<&mut Pacer>) -> Action {
        let earlier = self.failure.map_or(Outcome::NotRevoked, |failure| failure.outcome);
        let outcome = earlier.and(failure.outcome);
        let failure = Failure { attempts: self.attempts, outcome, ..failure };
        self.failure = Some(failure);
        match self.return_permit(&failure, data.now, pacer) {
            Some(Refusal::Requeue) => {
                self.refusals = self.refusals.saturating_add(1);
                return self.attempt_or_queue();
            }
            Some(Refusal::Fail) => return self.give_up(),
            None => {}
        }
        let failed = Failed {
            name: failure.name,
            attempt: self.attempts.saturating_sub(self.refusals),
            retry_after: failure.retry_after,
            window: failure.rate_limit.map(|rate_limit| rate_limit.window),
        };
        match retry::delay(failed, self.retries, data.random) {
            Some(delay) => {
                self.state = State::Pausing;
                Action::Wait(delay)
            }
            None => self.give_up(),
        }
    }

    /// Ends the call with how the last attempt failed.
    fn give_up(&self) -> Action {
        self.failure.map_or(Action::Abandon, Action::Fail)
    }

    /// Returns the permit of an attempt that failed. After a 429, the pacer says whether to requeue the call or to fail
    /// it.
    fn return_permit(
        &mut self,
        failure: &Failure,
        now: Millis,
        pacer: Option<&mut Pacer>,
    ) -> Option<Refusal> {
        let permit = self.permit.take()?;
        // A batch that is gone has no queue to go back to.
        let Some(pacer) = pacer else { return Some(Refusal::Fail) };
        let Failure { name, status, rate_limit, retry_after, .. } = *failure;
        let now = now.get();
        if name == ErrorName::RateLimitError {
            return Some(pacer.refused(now, permit, rate_limit, retry_after.map(Millis::get)));
        }
        match status {
            Some(_) => pacer.answered(now, permit, rate_limit),
            None => pacer.failed(now, permit),
        }
        None
    }
}

/// Returns how an attempt failed whose answer has arrived; `Ok` where the server confirmed that the token is revoked.
fn judged(head: &Head, body: BodyReading) -> Result<(), Failure> {
    let Head { status, rate_limit, retry_after, source } = *head;
    let Err((name, outcome)) = source.classify(status, body) else { return Ok(()) };
    let is_lost = matches!(name, ErrorName::TimeoutError | ErrorName::NetworkError);
    let detail = match (source, status) {
        (Source::Vendor, 0 | 300..=399) => Detail::Redirect,
        (Source::Vendor, _) if name == ErrorName::NetworkError => Detail::NoWholeAnswer,
        (Source::Vendor, _) => Detail::None,
        _ => Detail::Relay(source),
    };
    let failure = Failure { outcome, ..Failure::new(name, detail) };
    if is_lost || source.replaces_answer() {
        return Err(failure);
    }
    Err(Failure { status: shown(status), rate_limit, retry_after, ..failure })
}

/// Returns a status, unless a browser hides it.
const fn shown(status: u16) -> Option<u16> {
    if status == 0 { None } else { Some(status) }
}

#[cfg(test)]
mod tests;
