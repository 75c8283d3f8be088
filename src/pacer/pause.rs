//! The pause after a 429, and the probe: the single request that is sent next, to see whether the server accepts it.

use super::quota::Quota;
use crate::retry::LONGEST_WAIT;

/// The pause after a 429 while others use the quota, in windows. The window's end is near then.
const PAUSE_SHARED_WINDOWS: f64 = 0.25;

/// The pause after a 429 that others don't explain, in windows.
const PAUSE_ALONE_WINDOWS: f64 = 1.0;

/// The longest pause in milliseconds, unless a window or the wait that the server asks for is longer.
const LONGEST_PAUSE_MS: f64 = 60_000.0;

/// The longest wait that a server may ask for, in windows, if that is longer than [`LONGEST_WAIT`].
const LONGEST_WAIT_WINDOWS: f64 = 2.0;

/// After this many pauses without an answer other than a 429, calls fail.
const MOST_PAUSES: u32 = 10;

/// A pause is doubled at most this often.
const MOST_DOUBLINGS: u32 = 15;

/// What becomes of a call that got a 429.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The call goes back into the queue, and no retry is used up.
    Requeue,
    /// The call fails: the server keeps refusing, or asks for a wait that is too long.
    Fail,
}

/// How far the probe is. It is the first request of all, and the first one after a pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Probe {
    /// The next request is the probe.
    Due,
    /// The probe is sent. While a request is in flight, no other one starts.
    Sent,
    /// The probe has ended without a 429. Any number of requests may be in flight.
    Passed,
}

/// When requests may start again after a 429, and whether one at a time.
#[derive(Debug)]
pub(super) struct Pause {
    /// Nothing starts before this time.
    until: f64,
    /// The pause's length in windows, before it is doubled.
    windows: f64,
    /// The pause is doubled with each level after the first. A pause that begins adds a level, and a probe that passes
    /// halves the number of levels.
    levels: u32,
    /// Pauses since a request was last answered with another status than 429.
    pauses: u32,
    probe: Probe,
    /// The highest index of a request that met a 429; 0 before the first 429.
    last_refused: u64,
}

impl Pause {
    /// Makes a pause that is over. `probe` says whether the first request is a probe.
    pub(super) fn new(probe: bool) -> Pause {
        Pause {
            until: f64::NEG_INFINITY,
            windows: PAUSE_ALONE_WINDOWS,
            levels: 0,
            pauses: 0,
            probe: if probe { Probe::Due } else { Probe::Passed },
            last_refused: 0,
        }
    }

    /// Returns the time before which nothing starts.
    pub(super) fn until(&self) -> f64 {
        self.until
    }

    /// Whether nothing starts until the probe ends.
    pub(super) fn waits_for_probe(&self) -> bool {
        self.probe == Probe::Sent
    }

    /// Whether this pause follows another one without an answer other than a 429 between them.
    pub(super) fn is_repeated(&self) -> bool {
        self.pauses > 1
    }

    /// Notes that a request has started.
    pub(super) fn started(&mut self) {
        if self.probe == Probe::Due {
            self.probe = Probe::Sent;
        }
    }

    /// Notes that the request of this index was answered with another status than 429.
    pub(super) fn answered(&mut self, index: u64) {
        self.pauses = 0;
        self.ended(index);
    }

    /// Notes that the request of this index ended without a 429. If it was sent after each request that met one, the
    /// probe passes.
    pub(super) fn ended(&mut self, index: u64) {
        if self.probe != Probe::Passed && index >= self.last_refused {
            self.probe = Probe::Passed;
            self.levels /= 2;
        }
    }

    /// Notes that the request of this index met a 429. `begins` says whether a new pause begins, and `shared` whether
    /// others use the quota.
    pub(super) fn refused(&mut self, index: u64, begins: bool, shared: bool) {
        if begins || self.probe == Probe::Passed {
            self.probe = Probe::Due;
        }
        self.last_refused = self.last_refused.max(index);
        if begins {
            self.pauses = self.pauses.saturating_add(1);
            self.levels = self.levels.saturating_add(1);
            self.windows = if shared { PAUSE_SHARED_WINDOWS } else { PAUSE_ALONE_WINDOWS };
        }
    }

    /// Extends the pause after a 429 to a request sent at `sent`. `retry_after` is the wait that the server asks for, in
    /// milliseconds. Returns the end of the pause that this 429 requires by itself, and what becomes of the call.
    pub(super) fn extend(
        &mut self,
        now: f64,
        sent: f64,
        retry_after: Option<f64>,
        quota: Quota,
    ) -> (f64, Refusal) {
        let gives_up = self.pauses > MOST_PAUSES;
        let own = quota.latest_arrival(sent) + self.length(gives_up, quota.window);
        let asked = retry_after.map(|wait| wait.max(0.0));
        let longest = LONGEST_WAIT.get().max(LONGEST_WAIT_WINDOWS * quota.window);
        let heeded = asked.filter(|wait| *wait <= longest);
        let until = match heeded {
            // A server that keeps refusing may ask for too short a wait.
            Some(wait) if self.is_repeated() => own.max(now + wait),
            Some(wait) => now + wait,
            None => own,
        };
        self.until = self.until.max(until);
        let fails = gives_up || heeded != asked;
        (until, if fails { Refusal::Fail } else { Refusal::Requeue })
    }

    /// Returns the pause's length in milliseconds, if the server asks for none.
    fn length(&self, gives_up: bool, window: f64) -> f64 {
        if gives_up {
            return window;
        }
        let doublings = self.levels.saturating_sub(1).min(MOST_DOUBLINGS);
        let length = window * self.windows * f64::from(1u32 << doublings);
        length.min(LONGEST_PAUSE_MS.max(window))
    }
}
