//! The driver of the calls of a run: passes events to each [`Call`], and turns its actions into requests, timers and
//! places in the queue. No other file depends on the core.

use crate::answer::{Body, Head, RateLimit};
use crate::event::{Action, Event, Failure, Reason, Revoked};
use crate::fault::Fault;
use crate::host::Host;
use crate::invariant::Violation;
use crate::observation::Stage;
use crate::occurrence::CallOccurrence;
use crate::scenario::{InterruptionKind, Options};
use nomba_revoke::pacer::{Pacer, Quota};
use nomba_revoke::{
    self as core, BodyReading, Call, Detail, EventData, Millis, Outcome, Retries, Source,
};
use std::collections::VecDeque;

/// The driver of the calls of a run.
pub struct Driver {
    options: Options,
    retries: Retries,
    calls: Vec<Client>,
    /// The pacer of the batch, if the calls are in one.
    pacer: Option<Pacer>,
    /// The calls that wait for a permit.
    queue: VecDeque<usize>,
    /// The number of the last timer of the queue.
    queue_timer: u32,
    /// How many tokens have not been read.
    unread: u32,
    /// How many calls are not over.
    under_way: u32,
    /// Whether the caller has aborted or closed the batch.
    is_closed: bool,
}

/// A call and the state that its driver keeps.
struct Client {
    call: Call,
    /// The number of the step. A request or a timer of an earlier step has ended; anything that comes of it is late.
    step: u32,
    /// The head of the answer, if it has arrived.
    head: Option<Head>,
}

impl Driver {
    /// Begins the first calls of a run.
    pub fn begin(host: &mut Host<'_>) -> Result<Driver, Violation> {
        let options = host.scenario.options;
        let pacer = options.batch.map(|batch| {
            let quota = batch.rate_limit.map(|(limit, window)| Quota { limit, window });
            Pacer::new(quota, batch.concurrency)
        });
        let mut driver = Driver {
            options,
            retries: Retries::new(options.retries).expect("a scenario has at most ten retries"),
            calls: Vec::new(),
            pacer,
            queue: VecDeque::new(),
            queue_timer: 0,
            unread: host.scenario.tokens,
            under_way: 0,
            is_closed: false,
        };
        driver.read(host)?;
        Ok(driver)
    }

    /// Handles an occurrence of a step of a call.
    pub fn handle(
        &mut self,
        call: usize,
        step: u32,
        what: CallOccurrence,
        host: &mut Host<'_>,
    ) -> Result<(), Violation> {
        let client = &mut self.calls[call];
        if client.step != step {
            return self.handle_late(call, what, host);
        }
        if let CallOccurrence::Head(answer) = what {
            client.head = Some(answer.head);
            host.records.call_mut(call).note_head(answer.confirms);
        }
        let Some(event) = event_of(what) else { return Ok(()) };
        if event == Event::Timer && host.records.call(call).stage() == Stage::Sending {
            let has_head = client.head.is_some();
            let fault = if has_head { Fault::TimeoutBeforeBody } else { Fault::TimeoutBeforeHead };
            host.counts.fault(fault);
        }
        self.advance(call, event, host)?;
        self.send_and_read(host)
    }

    /// Drops an occurrence of an earlier step. A call that is over gets it, too, and must ignore it.
    fn handle_late(
        &mut self,
        call: usize,
        what: CallOccurrence,
        host: &mut Host<'_>,
    ) -> Result<(), Violation> {
        let event = match event_of(what) {
            None | Some(Event::Timer) => return Ok(()),
            Some(event) => event,
        };
        if host.records.call(call).stage() != Stage::Ended {
            host.counts.fault(Fault::AnswersAfterAttempt);
            return Ok(());
        }
        host.counts.fault(Fault::AnswersAfterEnd);
        self.decide(call, event, host)?;
        Ok(())
    }

    /// Handles a timer of the queue.
    pub fn handle_queue_timer(
        &mut self,
        number: u32,
        host: &mut Host<'_>,
    ) -> Result<(), Violation> {
        if number == self.queue_timer { self.send_and_read(host) } else { Ok(()) }
    }

    /// Does what the caller asks for.
    pub fn interrupt(
        &mut self,
        kind: InterruptionKind,
        host: &mut Host<'_>,
    ) -> Result<(), Violation> {
        let calls = match kind {
            InterruptionKind::AbortOne => {
                let call = host.choices.below(self.calls.len() as u32) as usize;
                call..call + 1
            }
            InterruptionKind::Abort | InterruptionKind::Close => {
                self.is_closed = true;
                0..self.calls.len()
            }
        };
        let closes = kind == InterruptionKind::Close;
        for call in calls {
            let record = host.records.call(call);
            let is_new = !record.has_sent();
            let has_head = self.calls[call].head.is_some();
            let fault = match (record.stage(), closes) {
                (Stage::Ended, _) => continue,
                (Stage::Queued, false) if is_new => Fault::AbortBeforeSending,
                (Stage::Queued, false) => Fault::AbortInQueue,
                (Stage::Sending, false) if has_head => Fault::AbortBeforeBody,
                (Stage::Sending, false) => Fault::AbortBeforeHead,
                (Stage::Pausing, false) => Fault::AbortInPause,
                (Stage::Queued, true) if is_new => Fault::CloseBeforeSending,
                (Stage::Queued, true) => Fault::CloseInQueue,
                (Stage::Sending, true) => Fault::CloseInFlight,
                (Stage::Pausing, true) => Fault::CloseInPause,
            };
            host.counts.fault(fault);
            let event = if closes { Event::BatchClosed } else { Event::Aborted };
            self.advance(call, event, host)?;
        }
        self.send_and_read(host)
    }

    /// Dispatches calls of the queue, and begins new ones.
    fn send_and_read(&mut self, host: &mut Host<'_>) -> Result<(), Violation> {
        self.dispatch(host)?;
        self.read(host)
    }

    /// Reads tokens and begins their calls, as many as may be under way.
    fn read(&mut self, host: &mut Host<'_>) -> Result<(), Violation> {
        let most = self.options.batch.map_or(1, |batch| batch.concurrency + batch.read_ahead);
        while self.unread > 0 && self.under_way < most && !self.is_closed {
            self.unread -= 1;
            self.under_way += 1;
            let call = host.issue_token();
            let begin = if self.pacer.is_some() { Call::begin_in_batch } else { Call::begin };
            let (state, action) = begin(self.retries);
            self.calls.push(Client { call: state, step: 0, head: None });
            let action = observed_action(&action);
            host.check_first(call, &action)?;
            self.perform(call, action, host)?;
            self.dispatch(host)?;
        }
        Ok(())
    }

    /// Dispatches the calls of the queue that get a permit.
    fn dispatch(&mut self, host: &mut Host<'_>) -> Result<(), Violation> {
        while let Some(call) = self.queue.front().copied()
            && !self.is_closed
        {
            match self.decide(call, Event::Dispatched, host)? {
                Action::NotBefore(time) => {
                    self.queue_timer += 1;
                    if time.is_finite() {
                        host.start_queue_timer(self.queue_timer, time);
                    }
                    break;
                }
                action => {
                    self.queue.pop_front();
                    self.perform(call, action, host)?;
                }
            }
        }
        Ok(())
    }

    /// Passes an event to a call, and performs its action.
    fn advance(&mut self, call: usize, event: Event, host: &mut Host<'_>) -> Result<(), Violation> {
        let action = self.decide(call, event, host)?;
        self.perform(call, action, host)?;
        if host.choices.percent(host.scenario.out_of_turn) {
            self.pass_out_of_turn(call, host)?;
        }
        Ok(())
    }

    fn perform(
        &mut self,
        call: usize,
        action: Action,
        host: &mut Host<'_>,
    ) -> Result<(), Violation> {
        if let Action::Continue | Action::NotBefore(_) = action {
            return Ok(());
        }
        // The action ends the request or the timer under way.
        host.stop(call);
        let client = &mut self.calls[call];
        client.step += 1;
        client.head = None;
        let step = client.step;
        match action {
            Action::Queue | Action::Wait(_) if self.is_closed => {
                self.advance(call, Event::BatchClosed, host)
            }
            Action::Send if host.has_fetch() => {
                host.send(call, step);
                if let Some(timeout) = self.options.timeout {
                    host.start_timer(call, step, timeout);
                }
                Ok(())
            }
            Action::Send => {
                host.counts.fault(Fault::FetchMissing);
                self.advance(call, Event::FetchMissing, host)
            }
            Action::Queue => {
                // A call that has sent a request goes first.
                if host.records.call(call).has_sent() {
                    self.queue.push_front(call);
                } else {
                    self.queue.push_back(call);
                }
                Ok(())
            }
            Action::Wait(time) => {
                host.start_timer(call, step, time);
                Ok(())
            }
            _ => self.end(call, host),
        }
    }

    /// Ends a call, and passes every event to it once more, which it must ignore.
    fn end(&mut self, call: usize, host: &mut Host<'_>) -> Result<(), Violation> {
        self.under_way -= 1;
        self.queue.retain(|queued| *queued != call);
        for event in Event::ALL {
            self.decide(call, event, host)?;
        }
        Ok(())
    }

    /// Passes an event to a call that cannot happen now, and that it must ignore.
    fn pass_out_of_turn(&mut self, call: usize, host: &mut Host<'_>) -> Result<(), Violation> {
        let event = host.choices.pick(&Event::ALL);
        let can_happen = match host.records.call(call).stage() {
            Stage::Queued => {
                matches!(event, Event::Dispatched | Event::Aborted | Event::BatchClosed)
            }
            Stage::Sending => !matches!(event, Event::Dispatched | Event::BatchClosed),
            Stage::Pausing => matches!(event, Event::Timer | Event::Aborted | Event::BatchClosed),
            Stage::Ended => false,
        };
        if !can_happen {
            host.counts.fault(Fault::OutOfTurn);
            self.decide(call, event, host)?;
        }
        Ok(())
    }

    /// Passes an event to a call. Checks the action and returns it.
    fn decide(
        &mut self,
        call: usize,
        event: Event,
        host: &mut Host<'_>,
    ) -> Result<Action, Violation> {
        let Client { call: state, head, .. } = &mut self.calls[call];
        let core_event = core_event(event);
        let random = host.choices.part();
        let data = EventData {
            now: Millis::new(host.clock.now()),
            head: head.map(|head| core::Head {
                status: head.status,
                rate_limit: head.rate_limit.map(core_rate_limit),
                retry_after: head.retry_after.map(Millis::new),
                source: Source::Vendor,
            }),
            random,
        };
        let action = observed_action(&state.handle(core_event, &data, self.pacer.as_mut()));
        host.check(call, event, *head, random, &action)?;
        Ok(action)
    }
}

/// Returns the event of an occurrence; `None` for the head of an answer, which the call gets with the next event.
fn event_of(what: CallOccurrence) -> Option<Event> {
    Some(match what {
        CallOccurrence::Head(answer) if answer.head.redirected => Event::Redirected,
        CallOccurrence::Head(_) => return None,
        CallOccurrence::Body(body) => Event::Answered(body),
        CallOccurrence::FetchFailed => Event::FetchFailed,
        CallOccurrence::NotAResponse => Event::NotAResponse,
        CallOccurrence::Timer => Event::Timer,
    })
}

// --- Conversion to the types of the core and back

fn core_event(event: Event) -> core::Event {
    match event {
        Event::FetchMissing => core::Event::FetchMissing,
        Event::FetchFailed => core::Event::FetchFailed,
        Event::NotAResponse => core::Event::NotAResponse,
        Event::Redirected => core::Event::Redirected,
        Event::Answered(body) => core::Event::Answered(match body {
            Body::Revoked => BodyReading::Revoked,
            Body::OtherCode => BodyReading::OtherCode,
            Body::Malformed => BodyReading::Malformed,
            Body::Unreadable => BodyReading::Unreadable,
            Body::Truncated => BodyReading::Truncated,
        }),
        Event::Timer => core::Event::Timer,
        Event::Aborted => core::Event::Aborted,
        Event::Dispatched => core::Event::Dispatched,
        Event::BatchClosed => core::Event::BatchClosed,
    }
}

fn core_rate_limit(rate_limit: RateLimit) -> core::RateLimit {
    let RateLimit { limit, remaining, window } = rate_limit;
    core::RateLimit {
        limit: limit as u64,
        remaining: remaining as u64,
        window: Millis::new(window),
    }
}

fn observed_rate_limit(rate_limit: core::RateLimit) -> RateLimit {
    let core::RateLimit { limit, remaining, window } = rate_limit;
    RateLimit { limit: limit as f64, remaining: remaining as f64, window: window.get() }
}

fn observed_action(action: &core::Action) -> Action {
    match *action {
        core::Action::Continue => Action::Continue,
        core::Action::Send => Action::Send,
        core::Action::Queue => Action::Queue,
        core::Action::NotBefore(time) => Action::NotBefore(time.get()),
        core::Action::Wait(time) => Action::Wait(time.get()),
        core::Action::Resolve(revoked) => Action::Resolve(Revoked {
            status: revoked.status,
            rate_limit: revoked.rate_limit.map(observed_rate_limit),
            attempts: revoked.attempts,
        }),
        core::Action::Fail(failure) => Action::Fail(Failure {
            name: failure.name.as_str(),
            reason: match failure.detail {
                Detail::None => Reason::AsNamed,
                Detail::FetchMissing => Reason::FetchMissing,
                Detail::NoWholeAnswer | Detail::HiddenByBrowser => Reason::NoWholeAnswer,
                Detail::NotAResponse => Reason::NotAResponse,
                Detail::FollowedRedirect => Reason::FollowedRedirect,
                Detail::Redirect => Reason::Redirect,
                Detail::Relay(_) => unreachable!("the calls go to the vendor directly"),
            },
            status: failure.status,
            rate_limit: failure.rate_limit.map(observed_rate_limit),
            retry_after: failure.retry_after.map(Millis::get),
            attempts: failure.attempts,
            outcome: match failure.outcome {
                Outcome::NotRevoked => "not_revoked",
                Outcome::Unknown => "unknown",
            },
        }),
        core::Action::RejectWithReason => Action::Aborted,
        core::Action::Abandon => Action::Abandoned,
    }
}
