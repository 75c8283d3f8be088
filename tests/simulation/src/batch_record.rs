//! What one batch has done, and whether it has kept the promises of `docs/pacing.md`.

use crate::invariant::{Broken, Invariant, require};
use crate::observation::{RequestEnd, TOLERANCE};
use crate::scenario::{BatchOptions, Scenario};
use std::collections::{BTreeSet, VecDeque};

/// The window in milliseconds that the pacer assumes where pacing is turned off.
const DEFAULT_WINDOW: f64 = 1_000.0;

/// How many pauses with nothing but refusals between them there are before a call may fail.
const PATIENCE: u32 = 10;

/// The longest pause in milliseconds that a batch makes whenever a server asks for it.
const LONGEST_PAUSE: f64 = 30_000.0;

/// The shortest pause after a 429, in windows.
const SHORTEST_PAUSE: f64 = 0.25;

/// A request in flight.
#[derive(Clone, Copy, Debug)]
struct Request {
    call: usize,
    /// Which request of the batch it is, from 0.
    index: u64,
    sent_at: f64,
}

/// The record of a batch. It is derived from requests and answers alone, never read from the pacer.
#[derive(Debug)]
pub struct BatchRecord {
    concurrency: u32,
    /// The shortest and the longest window that the pacer may know, in milliseconds.
    windows: [f64; 2],
    /// The limit and the window of the quota, if no other client uses it and the way to the vendor is steady.
    promised_quota: Option<(f64, f64)>,
    in_flight: Vec<Request>,
    /// Requests sent.
    sent: u64,
    /// While requests go one at a time: the index of the first request whose answer ends that.
    one_at_a_time: Option<u64>,
    /// The index of the first of the requests that go one at a time.
    alone_from: u64,
    /// When the pause after a 429 ends.
    pause_ends: f64,
    /// 429s since an answer of another kind.
    refusals: u32,
    /// When requests arrived, in the last window.
    arrivals: VecDeque<f64>,
    /// The calls whose outcome has been returned.
    returned: BTreeSet<usize>,
}

impl BatchRecord {
    /// Returns the record of a batch that begins.
    pub fn new(scenario: &Scenario, options: BatchOptions) -> BatchRecord {
        let window = scenario.behaviour.window;
        let assumed = options.rate_limit.map_or(DEFAULT_WINDOW, |(_, window)| window);
        let quota = (scenario.behaviour.limit, window);
        BatchRecord {
            concurrency: options.concurrency,
            windows: [window.min(assumed), window.max(assumed)],
            promised_quota: scenario.is_alone_and_steady.then_some(quota),
            in_flight: Vec::new(),
            sent: 0,
            // The first request goes alone, if the batch is paced.
            one_at_a_time: options.rate_limit.map(|_| 0),
            alone_from: 0,
            pause_ends: f64::MIN,
            refusals: 0,
            arrivals: VecDeque::new(),
            returned: BTreeSet::new(),
        }
    }

    /// Checks a request that is sent now.
    pub fn check_send(&mut self, call: usize, now: f64) -> Result<(), Broken> {
        let in_flight = self.in_flight.len();
        require(in_flight < self.concurrency as usize, Invariant::BatchConcurrency, || {
            format!("{in_flight} requests are in flight already")
        })?;
        let mut alone = self.in_flight.iter().filter(|request| request.index >= self.alone_from);
        if let (Some(_), Some(other)) = (self.one_at_a_time, alone.next()) {
            let detail = format!("the request of call {} is still in flight", other.call);
            return Err(Broken::new(Invariant::BatchOneAtATime, detail));
        }
        require(now >= self.pause_ends - TOLERANCE, Invariant::BatchPauses, || {
            format!("it sends at {now}, and the pause ends at {}", self.pause_ends)
        })?;
        self.in_flight.push(Request { call, index: self.sent, sent_at: now });
        self.sent += 1;
        Ok(())
    }

    /// Checks a request that arrives at the vendor now. `is_over_quota` says whether the vendor refuses it for the quota.
    pub fn check_arrival(&mut self, now: f64, is_over_quota: bool) -> Result<(), Broken> {
        let Some((limit, window)) = self.promised_quota else { return Ok(()) };
        while self.arrivals.front().is_some_and(|at| *at <= now - window) {
            self.arrivals.pop_front();
        }
        self.arrivals.push_back(now);
        let arrivals = self.arrivals.len();
        require(arrivals as f64 <= limit && !is_over_quota, Invariant::BatchQuota, || {
            format!("{arrivals} requests arrive in {window} ms; refused: {is_over_quota}")
        })
    }

    /// Checks how the request of a call ended.
    pub fn check_return(&mut self, call: usize, now: f64, end: RequestEnd) -> Result<(), Broken> {
        let Some(at) = self.in_flight.iter().position(|request| request.call == call) else {
            return Ok(());
        };
        let request = self.in_flight.swap_remove(at);
        if let RequestEnd::Refused { retry_after, fails } = end {
            self.begin_pause(request, now, retry_after);
            return self.check_patience(retry_after, fails);
        }
        if self.one_at_a_time.is_some_and(|first| request.index >= first) {
            self.one_at_a_time = None;
        }
        if let RequestEnd::Answered = end {
            self.refusals = 0;
        }
        Ok(())
    }

    fn begin_pause(&mut self, refused: Request, now: f64, retry_after: Option<f64>) {
        self.refusals += 1;
        // Requests in flight do not keep the next one from going alone.
        self.alone_from = self.sent;
        self.one_at_a_time = self.one_at_a_time.max(Some(refused.index + 1));
        let [shortest_window, _] = self.windows;
        let ends = match retry_after {
            Some(asked) if asked <= LONGEST_PAUSE => now + asked,
            Some(_) => now,
            None => refused.sent_at + SHORTEST_PAUSE * shortest_window,
        };
        self.pause_ends = self.pause_ends.max(ends);
    }

    /// Checks whether a call fails or queues again after a 429.
    fn check_patience(&self, retry_after: Option<f64>, fails: bool) -> Result<(), Broken> {
        let asked = retry_after.unwrap_or(0.0);
        // Depending on the window that the pacer knows.
        let [may_fail, must_fail] =
            self.windows.map(|window| asked > LONGEST_PAUSE.max(2.0 * window));
        let may_fail = may_fail || self.refusals > PATIENCE;
        require(may_fail || !fails, Invariant::BatchPatience, || {
            format!("it fails after {} refusals and a Retry-After of {asked} ms", self.refusals)
        })?;
        require(fails || !must_fail, Invariant::BatchPatience, || {
            format!("it queues again after a Retry-After of {asked} ms")
        })
    }

    /// Checks that the outcome of a call is returned for the first time.
    pub fn check_outcome(&mut self, call: usize) -> Result<(), Broken> {
        let is_first = self.returned.insert(call);
        require(is_first, Invariant::BatchOnce, || "it ends again".to_owned())
    }

    /// Checks, at the end, that the outcomes of as many tokens have been returned.
    pub fn check_all_returned(&self, tokens: usize) -> Result<(), Broken> {
        let returned = self.returned.len();
        require(returned == tokens, Invariant::BatchOnce, || {
            format!("{returned} of {tokens} tokens have an outcome")
        })
    }
}
