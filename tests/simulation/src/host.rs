//! The host of the calls: clock, timers, network and vendor, and the records of the calls.
//!
//! A request is an exchange over a link. [`Host::arrive`] decides which server handles the request, and
//! [`Host::schedule_for`] which client gets the answer. So far the calls are the only clients and the vendor is the only
//! server. A relay would be both.

use crate::answer::{Answer, Body, Head};
use crate::choices::Choices;
use crate::clock::Clock;
use crate::counts::Counts;
use crate::event::{Action, Event};
use crate::fault::Fault;
use crate::invariant::Violation;
use crate::network::{AnswerPassage, Passage};
use crate::observation::{Observation, Stage};
use crate::occurrence::{CallOccurrence, Occurrence};
use crate::records::Records;
use crate::scenario::{InterruptionKind, Scenario};
use crate::vendor::Vendor;

/// A request and the course of its answer.
#[derive(Clone, Copy, Debug)]
struct Exchange {
    call: usize,
    step: u32,
    answer: AnswerPassage,
    /// Whether the request does not arrive if it has not arrived before, since the client has stopped it.
    is_stopped: bool,
}

/// The host of the calls of a run.
pub struct Host<'a> {
    /// What the run simulates.
    pub scenario: Scenario,
    /// The source of choices.
    pub choices: Choices,
    /// The clock.
    pub clock: Clock<Occurrence>,
    /// The counts of this run and earlier ones.
    pub counts: &'a mut Counts,
    /// The records of the calls.
    pub records: Records,
    vendor: Vendor,
    exchanges: Vec<Exchange>,
    /// The last exchange of each call, if it has made one.
    last_exchanges: Vec<Option<usize>>,
    /// Gets each line of the trace, if there is one.
    trace: Option<&'a mut dyn FnMut(String)>,
    /// How many occurrences the calls have had.
    call_occurrences: u32,
    /// Whether the caller has aborted or closed the batch, so that no more tokens are read.
    stops_reading: bool,
}

impl<'a> Host<'a> {
    /// Returns the host of a scenario. `trace` gets each line of the trace, if there is one.
    pub fn new(
        scenario: Scenario,
        mut choices: Choices,
        counts: &'a mut Counts,
        trace: Option<&'a mut dyn FnMut(String)>,
    ) -> Host<'a> {
        let vendor = Vendor::new(scenario.behaviour, &mut choices);
        if scenario.behaviour.other_client.is_some() {
            counts.fault(Fault::OtherClient);
        }
        let mut host = Host {
            scenario,
            choices,
            clock: Clock::new(),
            counts,
            records: Records::new(&scenario),
            vendor,
            exchanges: Vec::new(),
            last_exchanges: Vec::new(),
            trace,
            call_occurrences: 0,
            stops_reading: false,
        };
        host.trace(|| format!("{scenario:#?}"));
        host.schedule_interruption();
        host
    }

    fn trace(&mut self, line: impl FnOnce() -> String) {
        if let Some(trace) = &mut self.trace {
            trace(format!("{:>12.2} ms  {}", self.clock.now(), line()));
        }
    }

    // --- The client's side

    /// Issues a token for a new call. Returns the index of both.
    pub fn issue_token(&mut self) -> usize {
        let is_revoked = self.choices.percent(self.scenario.revoked_before);
        if is_revoked {
            self.counts.fault(Fault::RevokedBefore);
        }
        self.records.begin(&self.scenario, self.clock.now(), self.counts);
        self.last_exchanges.push(None);
        self.vendor.issue(is_revoked)
    }

    /// Whether there is a `fetch` to call.
    pub fn has_fetch(&self) -> bool {
        self.scenario.fetch_ends.is_none_or(|ends| self.exchanges.len() < ends)
    }

    /// Sends a request.
    pub fn send(&mut self, call: usize, step: u32) {
        self.counts.attempts += 1;
        let link = self.scenario.link;
        let Passage { request, copy, answer } = link.send(&mut self.choices, self.counts);
        let exchange = self.exchanges.len();
        self.exchanges.push(Exchange { call, step, answer, is_stopped: false });
        self.last_exchanges[call] = Some(exchange);
        match request {
            Ok(after) => {
                self.clock.schedule(after, Occurrence::Arrival { exchange, is_copy: false });
            }
            Err(breaks) => self.schedule_for(call, step, breaks, CallOccurrence::FetchFailed),
        }
        if let Some(after) = copy {
            self.records.call_mut(call).note_repeat();
            self.clock.schedule(after, Occurrence::Arrival { exchange, is_copy: true });
        }
        self.trace(|| {
            let arrives = match request {
                Ok(after) => format!("arrives after {after:.2} ms"),
                Err(breaks) => format!("is lost, the connection breaks after {breaks:.2} ms"),
            };
            let copy = copy.map(|after| format!(", a copy of it after {after:.2} ms"));
            let copy = copy.unwrap_or_default();
            format!("call {call} sends request {exchange}; it {arrives}{copy}; {answer}")
        });
    }

    /// Stops the last request of a call. A request that has not arrived may still arrive.
    pub fn stop(&mut self, call: usize) {
        if let Some(exchange) = self.last_exchanges[call] {
            self.exchanges[exchange].is_stopped |= self.choices.percent(50);
        }
    }

    /// Starts the timer of an attempt or of a pause.
    pub fn start_timer(&mut self, call: usize, step: u32, after: f64) {
        let lateness = self.lateness();
        self.schedule_for(call, step, after + lateness, CallOccurrence::Timer);
    }

    /// Starts a timer of the queue.
    pub fn start_queue_timer(&mut self, number: u32, after: f64) {
        let lateness = self.lateness();
        self.clock.schedule(after + lateness, Occurrence::QueueTimer(number));
    }

    fn lateness(&mut self) -> f64 {
        self.scenario.timer_lateness * self.choices.part()
    }

    /// Schedules something for a step of a call.
    fn schedule_for(&mut self, call: usize, step: u32, after: f64, what: CallOccurrence) {
        self.clock.schedule(after, Occurrence::Call { call, step, what });
    }

    /// Notes an occurrence of a call. The caller may interfere after it.
    pub fn note_call_occurrence(&mut self) {
        self.call_occurrences += 1;
        self.schedule_interruption();
    }

    fn schedule_interruption(&mut self) {
        if let Some(interruption) = self.scenario.interruption
            && interruption.after == self.call_occurrences
        {
            let occurrence = Occurrence::Interruption(interruption.kind);
            self.clock.schedule(interruption.delay, occurrence);
        }
    }

    /// Notes that the caller interferes.
    pub fn note_interruption(&mut self, kind: InterruptionKind) {
        self.stops_reading |= kind != InterruptionKind::AbortOne;
        self.trace(|| format!("the caller interferes: {kind:?}"));
    }

    // --- The vendor's side

    /// Has the vendor handle a request, and sends the answer back.
    pub fn arrive(&mut self, exchange: usize, is_copy: bool) -> Result<(), Violation> {
        let Exchange { call, step, answer: passage, is_stopped } = self.exchanges[exchange];
        if is_stopped && !is_copy {
            self.trace(|| format!("request {exchange} was stopped on its way"));
            return Ok(());
        }
        match self.records.call(call).stage() {
            Stage::Sending => {}
            Stage::Ended => self.counts.fault(Fault::ArrivesAfterEnd),
            _ => self.counts.fault(Fault::ArrivesAfterAttempt),
        }
        let now = self.clock.now();
        let refused_before = self.counts.count(Fault::QuotaUsedUp);
        let answer = self.vendor.handle(call, now, &mut self.choices, self.counts);
        let is_over_quota = self.counts.count(Fault::QuotaUsedUp) > refused_before;
        let token = self.vendor.token(call);
        self.trace(|| {
            let what = if is_copy { "a copy of request" } else { "request" };
            let Answer { head, body, .. } = answer;
            let revoked = if token.is_revoked { "revoked" } else { "not revoked" };
            format!("{what} {exchange} of call {call} arrives; the token is {revoked}; {head}, body {body:?}")
        });
        self.records.check_arrival(now, is_over_quota)?;
        if is_copy {
            return Ok(());
        }
        let (head, rest, body) = match passage {
            AnswerPassage::Whole { head, body } => (head, body, answer.body),
            AnswerPassage::Truncated { head, breaks } => (head, breaks, Body::Truncated),
            AnswerPassage::Lost { breaks } => {
                self.schedule_for(call, step, breaks, CallOccurrence::FetchFailed);
                return Ok(());
            }
        };
        if self.choices.percent(self.scenario.wrong_fetch) {
            self.counts.fault(Fault::NotAResponse);
            self.schedule_for(call, step, head, CallOccurrence::NotAResponse);
            return Ok(());
        }
        self.schedule_for(call, step, head, CallOccurrence::Head(answer));
        self.schedule_for(call, step, head + rest, CallOccurrence::Body(body));
        Ok(())
    }

    // --- Checks

    /// Checks the first action of a call.
    pub fn check_first(&mut self, call: usize, action: &Action) -> Result<(), Violation> {
        self.trace(|| format!("call {call} begins: {action}"));
        self.records.check_first(call, action)
    }

    /// Checks the action of a call after an event.
    pub fn check(
        &mut self,
        call: usize,
        event: Event,
        head: Option<Head>,
        random: f64,
        action: &Action,
    ) -> Result<(), Violation> {
        let stage = self.records.call(call).stage();
        if stage != Stage::Ended {
            self.trace(|| {
                let head = head.map_or_else(String::new, |head| format!(", {head}"));
                format!("call {call}, {stage:?}: {event:?}{head}: {action}")
            });
        }
        let token = self.vendor.token(call);
        let observation = Observation { event, head, random, now: self.clock.now(), token };
        self.records.check(call, &observation, action, self.counts)
    }

    /// Checks the whole run, once nothing is scheduled any more.
    pub fn check_end(&mut self) -> Result<(), Violation> {
        let tokens = self.scenario.tokens as usize;
        let expected = (!self.stops_reading).then_some(tokens);
        self.records.check_end(expected, &self.vendor, self.counts)
    }
}
