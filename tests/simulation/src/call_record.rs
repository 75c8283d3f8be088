//! What one call has done, and whether that was right.

use crate::answer::{Body, Head};
use crate::attempt::{AttemptEnd, FailedAttempt};
use crate::event::{Action, Event, Failure, Reason, Revoked};
use crate::invariant::{Broken, Invariant, require};
use crate::observation::{Observation, RequestEnd, Stage, TOLERANCE};
use crate::scenario::{LATEST_TIMER, Options};
use crate::vendor::Token;

/// A pause of more milliseconds than this is not made.
const LONGEST_PAUSE: f64 = 30_000.0;

/// The back-off after the first attempt at most, in milliseconds. It doubles with each attempt.
const BACK_OFF_BASE: f64 = 500.0;

/// The back-off after any attempt at most, in milliseconds.
const BACK_OFF_CAP: f64 = 8_000.0;

/// The record of a call. It is derived from events and actions alone, never read from the call.
#[derive(Debug)]
pub struct CallRecord {
    options: Options,
    begun_at: f64,
    stage: Stage,
    /// Requests sent.
    sent: u32,
    /// Attempts in a batch that ended in a 429 and are made again.
    refusals: u32,
    /// Whether the vendor may have revoked the token in an attempt that failed.
    is_doubtful: bool,
    /// How the last attempt failed.
    last: Option<FailedAttempt>,
    /// When the pause is over.
    pause_ends: f64,
    /// Whether the vendor confirms, in the answer under way, that the token is revoked.
    is_confirmed: bool,
    /// Whether the network has repeated a request of the call.
    is_repeated: bool,
    /// The outcome that the call has ended with, if it has failed.
    outcome: Option<&'static str>,
}

impl CallRecord {
    /// Returns the record of a call that begins.
    pub fn new(options: Options, now: f64) -> CallRecord {
        CallRecord {
            options,
            begun_at: now,
            stage: Stage::Queued,
            sent: 0,
            refusals: 0,
            is_doubtful: false,
            last: None,
            pause_ends: now,
            is_confirmed: false,
            is_repeated: false,
            outcome: None,
        }
    }

    /// Returns what the call waits for.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// Whether the call has sent a request.
    pub fn has_sent(&self) -> bool {
        self.sent > 0
    }

    /// Notes that the head of an answer has arrived. `confirms` says whether the vendor confirms with the answer that the
    /// token is revoked.
    pub fn note_head(&mut self, confirms: bool) {
        self.is_confirmed = confirms;
    }

    /// Notes that the network has repeated a request of the call.
    pub fn note_repeat(&mut self) {
        self.is_repeated = true;
    }

    /// Checks the first action of a call.
    pub fn check_first(&mut self, action: &Action) -> Result<(), Broken> {
        self.check_next_attempt(action)?;
        self.follow(action);
        Ok(())
    }

    /// Checks the action of a call after an event. Returns how its request ended, if the event ended one.
    pub fn check(
        &mut self,
        observation: &Observation,
        action: &Action,
    ) -> Result<Option<RequestEnd>, Broken> {
        let Observation { event, head, now, token, .. } = *observation;
        if let Action::Resolve(_) = action {
            let is_confirmed = self.stage == Stage::Sending
                && event == Event::Answered(Body::Revoked)
                && self.is_confirmed;
            require(is_confirmed && token.is_revoked, Invariant::ResolvesOnlyRevoked, || {
                format!("{event:?} resolves it; confirmed: {is_confirmed}; {token:?}")
            })?;
        }
        let expect = |expected: Action, invariant| {
            require(*action == expected, invariant, || {
                format!("{event:?} causes {action}, not {expected}")
            })
        };
        let mut request_end = None;
        match (self.stage, event) {
            (Stage::Ended, _) => expect(Action::Continue, Invariant::NothingAfterTheEnd)?,
            (_, Event::Aborted) => {
                expect(Action::Aborted, Invariant::AbortsAtOnce)?;
                request_end = (self.stage == Stage::Sending).then_some(RequestEnd::Failed);
            }
            (Stage::Queued, Event::Dispatched) => check_dispatch(action)?,
            (Stage::Queued | Stage::Pausing, Event::BatchClosed) => match self.last {
                Some(last) => self.check_failure(last, action, Invariant::ClosesAtOnce)?,
                None => expect(Action::Abandoned, Invariant::ClosesAtOnce)?,
            },
            (Stage::Pausing, Event::Timer) => {
                require(now >= self.pause_ends - TOLERANCE, Invariant::PausesAsAsked, || {
                    format!("the pause ends at {}, and it is {now}", self.pause_ends)
                })?;
                self.check_next_attempt(action)?;
            }
            (Stage::Sending, _) => match AttemptEnd::by_event(event, head) {
                Some(end) => {
                    request_end = Some(request_end_of(end, action));
                    self.check_attempt_end(end, observation, action)?;
                }
                None => expect(Action::Continue, Invariant::NothingOutOfTurn)?,
            },
            _ => expect(Action::Continue, Invariant::NothingOutOfTurn)?,
        }
        if let Action::Wait(time) = action {
            self.pause_ends = now + time;
        }
        self.follow(action);
        self.check_time(now)?;
        Ok(request_end)
    }

    /// Checks the action by which a call makes its first or its next attempt.
    fn check_next_attempt(&self, action: &Action) -> Result<(), Broken> {
        let expected = if self.options.batch.is_some() { Action::Queue } else { Action::Send };
        require(*action == expected, Invariant::AttemptsAsAsked, || {
            format!("it is time for an attempt, and the call does {action}, not {expected}")
        })
    }

    fn check_attempt_end(
        &mut self,
        end: AttemptEnd,
        observation: &Observation,
        action: &Action,
    ) -> Result<(), Broken> {
        let failed = match end {
            AttemptEnd::Failed(failed) => failed,
            AttemptEnd::Confirmed(Head { rate_limit, .. }) => {
                let revoked = Revoked { status: 200, rate_limit, attempts: self.sent };
                let resolves = *action == Action::Resolve(revoked);
                return require(resolves, Invariant::ResolvesIfConfirmed, || {
                    format!("a confirmation causes {action}, not {revoked:?}")
                });
            }
        };
        if failed.reason == Reason::FetchMissing {
            self.sent -= 1;
        }
        self.is_doubtful |= failed.is_doubtful();
        self.last = Some(failed);
        if failed.is_rate_limited() && self.options.batch.is_some() {
            // The record of the batch checks which of the two is right.
            if *action == Action::Queue {
                self.refusals += 1;
                return Ok(());
            }
            return self.check_failure(failed, action, Invariant::AttemptsAsAsked);
        }
        let attempt = self.sent - self.refusals;
        if !failed.is_retried() || attempt > self.options.retries {
            return self.check_failure(failed, action, Invariant::AttemptsAsAsked);
        }
        let pause = match failed.asked_pause() {
            Some(asked) if asked > LONGEST_PAUSE => {
                return self.check_failure(failed, action, Invariant::PausesAsAsked);
            }
            Some(asked) => asked,
            None => {
                let doubled = BACK_OFF_BASE * 2f64.powi(attempt as i32 - 1);
                doubled.min(BACK_OFF_CAP) * observation.random
            }
        };
        let Action::Wait(time) = action else {
            let detail = format!("attempt {attempt} of {failed:?} causes {action}");
            return Err(Broken::new(Invariant::AttemptsAsAsked, detail));
        };
        require((time - pause).abs() < TOLERANCE, Invariant::PausesAsAsked, || {
            format!("attempt {attempt} causes a pause of {time} ms, not of {pause} ms")
        })
    }

    /// Checks that a call ends with how its last attempt failed. `invariant` is broken if the call does not fail.
    fn check_failure(
        &self,
        last: FailedAttempt,
        action: &Action,
        invariant: Invariant,
    ) -> Result<(), Broken> {
        let Action::Fail(failure) = action else {
            return Err(Broken::new(invariant, format!("{last:?} causes {action}")));
        };
        let expected = Failure {
            name: last.name,
            reason: last.reason,
            status: last.status(),
            rate_limit: last.head.and_then(|head| head.rate_limit),
            retry_after: last.head.and_then(|head| head.retry_after),
            // These have rules of their own.
            attempts: failure.attempts,
            outcome: failure.outcome,
        };
        require(*failure == expected, Invariant::NamesTheLastAttempt, || {
            format!("it ends as {failure:?}, not as {expected:?}")
        })?;
        require(failure.attempts == self.sent, Invariant::AttemptsAsAsked, || {
            format!("it sent {} requests and counts {}", self.sent, failure.attempts)
        })?;
        let may_be_unknown = failure.outcome == "not_revoked" || self.is_doubtful;
        require(may_be_unknown, Invariant::UnknownHasReason, || format!("it ends as {failure:?}"))
    }

    /// Takes over what an action means for the call.
    fn follow(&mut self, action: &Action) {
        match action {
            Action::Continue | Action::NotBefore(_) => {}
            Action::Send => {
                self.stage = Stage::Sending;
                self.sent += 1;
                self.is_confirmed = false;
            }
            Action::Queue => self.stage = Stage::Queued,
            Action::Wait(_) => self.stage = Stage::Pausing,
            Action::Fail(failure) => {
                self.stage = Stage::Ended;
                self.outcome = Some(failure.outcome);
            }
            Action::Resolve(_) | Action::Aborted | Action::Abandoned => self.stage = Stage::Ended,
        }
    }

    /// Checks that a call by itself ends within the time for its attempts and for the pauses between them.
    fn check_time(&self, now: f64) -> Result<(), Broken> {
        let Options { retries, timeout: Some(timeout), batch: None } = self.options else {
            return Ok(());
        };
        let pauses = f64::from(retries) * (LONGEST_PAUSE + LATEST_TIMER);
        let end = self.begun_at + f64::from(retries + 1) * (timeout + LATEST_TIMER) + pauses;
        require(self.stage == Stage::Ended || now <= end, Invariant::EveryCallEnds, || {
            format!("it is still {:?} at {now}, after {end}", self.stage)
        })
    }

    /// Checks what a call has reported about its token, once nothing happens any more. Returns whether the report is
    /// false and excused: the network has repeated a request of the call.
    pub fn check_truth(&self, token: Token) -> Result<bool, Broken> {
        require(self.stage == Stage::Ended, Invariant::EveryCallEnds, || {
            format!("it stays {:?}", self.stage)
        })?;
        let is_false = self.outcome == Some("not_revoked") && token.is_revoked_by_call;
        require(!is_false || self.is_repeated, Invariant::NotRevokedIsTrue, || {
            format!("it ended as not_revoked with {:?}", self.last)
        })?;
        Ok(is_false)
    }
}

/// Checks the action of the next call of the queue.
fn check_dispatch(action: &Action) -> Result<(), Broken> {
    let is_allowed = match action {
        Action::Send => true,
        Action::NotBefore(time) => *time > 0.0,
        _ => false,
    };
    require(is_allowed, Invariant::AttemptsAsAsked, || format!("Dispatched causes {action}"))
}

/// Returns how the request of an attempt ended.
fn request_end_of(end: AttemptEnd, action: &Action) -> RequestEnd {
    match end {
        AttemptEnd::Confirmed(_) => RequestEnd::Answered,
        AttemptEnd::Failed(failed) if failed.is_rate_limited() => RequestEnd::Refused {
            retry_after: failed.head.and_then(|head| head.retry_after),
            fails: matches!(action, Action::Fail(_)),
        },
        AttemptEnd::Failed(failed) if failed.status().is_some() => RequestEnd::Answered,
        AttemptEnd::Failed(_) => RequestEnd::Failed,
    }
}
