//! The state machine of one call: attempt, judge, wait, try again.

use crate::error_name::ErrorName;
use crate::failure::{Failure, Revoked, Why};
use crate::outcome::Outcome;
use crate::pacer::{Next, Pacer, Refusal, Ticket};
use crate::rate_limit::RateLimit;
use crate::response::{Body, classify};
use crate::retry::{self, Failed};

/// What has happened to a call. The numbers of the variants are those of `src/edge/host.js`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// There is no `fetch` to call.
    NoFetch,
    /// `fetch` has rejected.
    Lost,
    /// What `fetch` has answered with is no `Response`.
    NoResponse,
    /// There is an answer, and this is what became of its body. The event's data has the answer's head.
    Answered(Body),
    /// The timer of an attempt or of a pause has fired. The event's data has the answer's head, if it has
    /// arrived.
    Timer,
    /// The caller has aborted the call.
    Abort,
    /// The call is next in its batch's queue.
    Turn,
    /// The batch sends nothing any more.
    Closed,
    /// `fetch` has followed a redirect: its answer came from another address than the endpoint's. The event's
    /// data has the answer's head.
    Redirected,
}

impl Event {
    const ALL: [Event; 13] = [
        Event::NoFetch,
        Event::Lost,
        Event::NoResponse,
        Event::Answered(Body::Revoked),
        Event::Answered(Body::OtherCode),
        Event::Answered(Body::Odd),
        Event::Answered(Body::BrokenOff),
        Event::Answered(Body::Unreadable),
        Event::Timer,
        Event::Abort,
        Event::Turn,
        Event::Closed,
        Event::Redirected,
    ];

    /// Returns the event of that number, in the order of the variants.
    pub fn from_number(number: u32) -> Option<Event> {
        Event::ALL.get(number as usize).copied()
    }

    /// Returns what the event says about the body of an answer.
    const fn body(self) -> Option<Body> {
        match self {
            Event::Answered(body) => Some(body),
            Event::Timer => Some(Body::TimedOut),
            _ => None,
        }
    }

    /// Whether the event fails the attempt under way. Only then [`Head::retry_after`] and [`EventData::random`] are
    /// used, so a driver need not find them out for every event. `status` is that of the answer, if its head has
    /// arrived.
    pub fn fails(self, status: Option<u16>) -> bool {
        match self {
            Event::Answered(Body::Revoked) => status != Some(200),
            Event::Abort | Event::Turn | Event::Closed => false,
            _ => true,
        }
    }
}

/// What a driver knows when it hands an event to a call.
#[derive(Clone, Copy, Debug)]
pub struct EventData {
    /// The time in milliseconds, on the clock that the batch's pacer is asked with. Unused in a single call.
    pub now: f64,
    /// The head of the answer; `None` before it has arrived.
    pub head: Option<Head>,
    /// A number drawn evenly from 0 to 1, for the jitter of the back-off; any number where the event does not
    /// [fail](Event::fails) an attempt.
    pub random: f64,
}

/// The head of an answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Head {
    /// The status; 0 where a browser hides it, as it does that of a redirect.
    pub status: u16,
    /// The rate limit, where its headers are there and parse.
    pub rate_limit: Option<RateLimit>,
    /// What `Retry-After` asks for, in milliseconds; `None` also where the event does not [fail](Event::fails) an
    /// attempt.
    pub retry_after: Option<f64>,
}

/// What the driver of a call does next. Any action but [`Action::Keep`] and [`Action::Hold`] ends first what is
/// under way: a request, a timer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Action {
    /// Go on with what is under way.
    Keep,
    /// Call `fetch`, start the timer of the attempt, and read the answer.
    Send,
    /// Put the call into the batch's queue, and hand it [`Event::Turn`] when it is next.
    Queue,
    /// The call is over: resolve its promise.
    Resolve(Revoked),
    /// The call is over: reject its promise with a `RevokeTokenError`.
    Fail(Failure),
    /// The call is over: reject its promise with the reason of the caller's signal.
    Abort,
    /// The call is over, nothing was sent, and nobody waits for its promise.
    Abandon,
    /// Leave the call in the queue, and hand it [`Event::Turn`] again in so many milliseconds or after an answer;
    /// infinity stands for after an answer only.
    Hold(f64),
    /// Start a timer of so many milliseconds.
    Wait(f64),
}

impl Action {
    /// The number in `src/edge/host.js` of an action whose promise has been settled.
    pub const DONE: f64 = -4.0;

    /// Whether the call is over.
    pub fn ends(self) -> bool {
        matches!(self, Action::Resolve(_) | Action::Fail(_) | Action::Abort | Action::Abandon)
    }

    /// Returns the action's number in `src/edge/host.js`: the milliseconds of a wait, and below zero anything
    /// else, the lower the longer a call is to hold.
    pub fn number(self) -> f64 {
        match self {
            Action::Keep => -1.0,
            Action::Send => -2.0,
            Action::Queue => -3.0,
            Action::Resolve(_) | Action::Fail(_) => Action::DONE,
            Action::Abort => -5.0,
            Action::Abandon => -6.0,
            Action::Hold(time) => -7.0 - time,
            Action::Wait(time) => time,
        }
    }
}

/// One call, from its first attempt to its end: events in, actions out.
///
/// A `Call` does no I/O and reads no clock. It never sees the token, nor what the server wrote. Its driver does that:
///
/// 1. [`Call::begin`] returns a call and its first action.
/// 2. The driver does what the action says.
/// 3. Whatever happens then, the driver hands to [`Call::handle`] as an [`Event`], and does what that
///    returns. An action that [ends](Action::ends) the call is the last one.
///
/// Each request, timer and place in the queue belongs to the action that asked for it: once a later action has ended
/// it, the driver hands in no event of it.
///
/// A call in a batch shares a [`Pacer`] with the others, and is always handled with that one. It needs the pacer's
/// permit for each attempt: it asks for it on [`Event::Turn`], and returns it when the attempt ends.
///
/// An event that can't happen now changes nothing and gets [`Action::Keep`].
#[derive(Debug)]
pub struct Call {
    retries: u32,
    in_batch: bool,
    stage: Stage,
    /// Requests sent.
    attempts: u32,
    /// Attempts in a batch that ended in a 429 and are made again. They use up no retry.
    refusals: u32,
    /// The pacer's permit for the attempt under way.
    permit: Option<Ticket>,
    /// How the last attempt failed.
    failure: Option<Failure>,
}

/// What a call waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
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
    /// Begins a call. Returns it and its first action: [`Action::Queue`] in a batch, else [`Action::Send`].
    pub fn begin(retries: u32, in_batch: bool) -> (Call, Action) {
        let mut call = Call {
            retries,
            in_batch,
            stage: Stage::Queued,
            attempts: 0,
            refusals: 0,
            permit: None,
            failure: None,
        };
        let action = call.attempt_or_queue();
        (call, action)
    }

    /// Handles an event, and returns what to do next. `pacer` is the batch's, if the call is in one.
    pub fn handle(&mut self, event: Event, data: &EventData, pacer: Option<&mut Pacer>) -> Action {
        let action = self.next(event, data, pacer);
        if action.ends() {
            self.stage = Stage::Ended;
        }
        action
    }

    fn next(&mut self, event: Event, data: &EventData, pacer: Option<&mut Pacer>) -> Action {
        match (self.stage, event) {
            (Stage::Ended, _) => Action::Keep,
            (_, Event::Abort) => {
                if let (Some(permit), Some(pacer)) = (self.permit.take(), pacer) {
                    pacer.failed(data.now, permit);
                }
                Action::Abort
            }
            (Stage::Queued, Event::Turn) => self.dispatch(data.now, pacer),
            (Stage::Pausing, Event::Timer) => self.attempt_or_queue(),
            (Stage::Queued | Stage::Pausing, Event::Closed) => self.give_up(),
            (Stage::Sending, _) => self.judge(event, data, pacer),
            _ => Action::Keep,
        }
    }

    /// Makes the next attempt, in a batch as soon as the pacer permits it.
    fn attempt_or_queue(&mut self) -> Action {
        if self.in_batch {
            self.stage = Stage::Queued;
            return Action::Queue;
        }
        self.attempt()
    }

    fn attempt(&mut self) -> Action {
        self.attempts = self.attempts.saturating_add(1);
        self.stage = Stage::Sending;
        Action::Send
    }

    /// Asks the pacer for a permit, and makes an attempt with it.
    fn dispatch(&mut self, now: f64, pacer: Option<&mut Pacer>) -> Action {
        let Some(pacer) = pacer else { return Action::Hold(f64::INFINITY) };
        match pacer.next(now) {
            Next::Start => {
                self.permit = Some(pacer.started(now));
                self.attempt()
            }
            Next::Wait(time) => Action::Hold(time),
            Next::WaitForAnswer => Action::Hold(f64::INFINITY),
        }
    }

    /// Judges an attempt by the event that ends it.
    fn judge(&mut self, event: Event, data: &EventData, pacer: Option<&mut Pacer>) -> Action {
        let failure = match (event, event.body(), &data.head) {
            (_, Some(body), Some(head)) => match judged(head, body) {
                Ok(()) => return self.resolve(head, data.now, pacer),
                Err(failure) => failure,
            },
            (Event::NoFetch, ..) => {
                self.attempts = self.attempts.saturating_sub(1);
                Failure::new(ErrorName::LoadError, Why::NoFetch)
            }
            (Event::Lost, ..) => Failure::new(ErrorName::NetworkError, Why::NoWholeAnswer),
            (Event::NoResponse, ..) => {
                Failure::new(ErrorName::UnexpectedResponseError, Why::NoResponse)
            }
            (Event::Redirected, _, Some(head)) => Failure {
                status: shown(head.status),
                ..Failure::new(ErrorName::UnexpectedResponseError, Why::FollowedRedirect)
            },
            (Event::Timer, ..) => Failure::new(ErrorName::TimeoutError, Why::AsNamed),
            _ => return Action::Keep,
        };
        self.fail(failure, data, pacer)
    }

    /// Ends the call: the server said that the token is revoked.
    fn resolve(&mut self, head: &Head, now: f64, pacer: Option<&mut Pacer>) -> Action {
        let Head { status, rate_limit, .. } = *head;
        if let (Some(permit), Some(pacer)) = (self.permit.take(), pacer) {
            pacer.answered(now, permit, rate_limit);
        }
        Action::Resolve(Revoked { status, rate_limit, attempts: self.attempts })
    }

    /// Goes on after an attempt that failed: tries again, or ends the call.
    fn fail(&mut self, failure: Failure, data: &EventData, pacer: Option<&mut Pacer>) -> Action {
        let earlier = self.failure.map_or(Outcome::NotRevoked, |failure| failure.outcome);
        let outcome = earlier.and(failure.name.outcome());
        let failure = Failure { attempts: self.attempts, outcome, ..failure };
        self.failure = Some(failure);
        match self.return_permit(&failure, data.now, pacer) {
            Some(Refusal::Requeue) => {
                self.refusals = self.refusals.saturating_add(1);
                return self.attempt_or_queue();
            }
            Some(Refusal::HandOver) => return self.give_up(),
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
                self.stage = Stage::Pausing;
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
        now: f64,
        pacer: Option<&mut Pacer>,
    ) -> Option<Refusal> {
        let permit = self.permit.take()?;
        // A batch that is gone has no queue to go back to.
        let Some(pacer) = pacer else { return Some(Refusal::HandOver) };
        let Failure { name, status, rate_limit, retry_after, .. } = *failure;
        if name == ErrorName::RateLimitError {
            return Some(pacer.refused(now, permit, rate_limit, retry_after));
        }
        match status {
            Some(_) => pacer.answered(now, permit, rate_limit),
            None => pacer.failed(now, permit),
        }
        None
    }
}

/// Returns how an attempt failed whose answer has arrived; `Ok` where the server said that the token is revoked.
fn judged(head: &Head, body: Body) -> Result<(), Failure> {
    let Head { status, rate_limit, retry_after } = *head;
    match classify(status, body) {
        Ok(()) => Ok(()),
        Err(name @ ErrorName::TimeoutError) => Err(Failure::new(name, Why::AsNamed)),
        Err(name @ ErrorName::NetworkError) => Err(Failure::new(name, Why::NoWholeAnswer)),
        Err(name) => {
            let is_redirect = matches!(status, 0 | 300..=399);
            let why = if is_redirect { Why::Redirect } else { Why::AsNamed };
            let status = shown(status);
            Err(Failure { status, rate_limit, retry_after, ..Failure::new(name, why) })
        }
    }
}

/// Returns a status, unless a browser hides it.
const fn shown(status: u16) -> Option<u16> {
    if status == 0 { None } else { Some(status) }
}

#[cfg(test)]
mod tests;
