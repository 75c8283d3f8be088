//! Decides when each of many requests may start, so that the server's quota is used and not exceeded.
//!
//! A [`Pacer`] owns neither tokens nor timers. Its driver asks [`Pacer::next`] whether a request may start, reports each
//! start with [`Pacer::started`], and returns the [`Permit`] with the request's end. `docs/pacing.md` explains the
//! algorithm and has the figures that it reaches.
//!
//! | file | about |
//! | --- | --- |
//! | `window.rs` | which requests the server counts now |
//! | `share.rs` | which part of the quota is left to other clients |
//! | `spread.rs` | starts at even intervals |
//! | `pause.rs` | the pause after a 429, and the probe after the pause |
//! | `quota.rs`, `clock.rs`, `round_trip.rs` | values that these need |
//!
//! All times are milliseconds on one clock of the driver's choice.

mod clock;
mod pause;
mod quota;
mod round_trip;
mod share;
mod spread;
#[cfg(test)]
mod tests;
mod window;

pub use pause::Refusal;
pub use quota::Quota;

use crate::rate_limit::RateLimit;
use clock::Clock;
use pause::Pause;
use round_trip::RoundTrip;
use share::{Share, Usage};
use spread::Spread;
use window::{Counted, Window};

/// How many requests are in flight at most, unless the caller says otherwise.
pub const DEFAULT_CONCURRENCY: u32 = 32;

/// The longest wait between two calls of [`Pacer::next`], in milliseconds: a day.
const LONGEST_WAIT_MS: f64 = 86_400_000.0;

/// What may be done now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Next {
    /// A request may start. Call [`Pacer::started`] when it does.
    Start,
    /// Ask again in this many milliseconds, or after an answer.
    Wait(f64),
    /// Ask again after an answer. At least one request is in flight.
    WaitForAnswer,
}

/// The permission for one request, from its start to its end. It goes back to the pacer in exactly one of
/// [`Pacer::answered`], [`Pacer::refused`] and [`Pacer::failed`].
#[derive(Debug)]
#[must_use]
pub struct Permit {
    /// The number of requests that started before this one.
    index: u64,
    /// When the request started.
    sent: f64,
    counted: Counted,
}

/// Decides when requests start.
///
/// A driver makes one for each batch, and passes it to [`Call::handle`](crate::Call::handle) with the calls of the batch: the
/// calls do the rest. In all methods, `now` is the time in milliseconds since any fixed moment, the same for all.
#[derive(Debug)]
pub struct Pacer {
    concurrency: u32,
    /// Whether the quota is kept. If not, only `concurrency` and the pause after a 429 limit the starts.
    is_paced: bool,
    quota: Quota,
    clock: Clock,
    /// Requests started so far: the index of the next one.
    started: u64,
    in_flight: u32,
    window: Window,
    share: Share,
    spread: Spread,
    pause: Pause,
    round_trip: RoundTrip,
    /// The highest index of an answered request whose headers were read. Headers of earlier requests are out of date.
    quota_from: u64,
    /// Answers to requests of a lower index show nothing about other clients: a later 429 or quota supersedes them.
    current_from: u64,
}

impl Pacer {
    /// Makes a pacer that assumes `quota` until the server's headers show another one. With `None` it keeps no quota.
    /// At most `concurrency` requests are in flight, and 1 if it is 0.
    pub fn new(quota: Option<Quota>, concurrency: u32) -> Pacer {
        let is_paced = quota.is_some();
        Pacer {
            concurrency: concurrency.max(1),
            is_paced,
            quota: quota.unwrap_or(Quota::DEFAULT).clamped(),
            clock: Clock::default(),
            started: 0,
            in_flight: 0,
            window: Window::default(),
            share: Share::default(),
            spread: Spread::default(),
            // The first request is a probe: its headers show the quota.
            pause: Pause::new(is_paced),
            round_trip: RoundTrip::default(),
            quota_from: 0,
            current_from: 0,
        }
    }

    /// Returns what may be done now. Only the pacer's clock changes by it.
    pub fn next(&mut self, now: f64) -> Next {
        let now = self.clock.advance(now);
        let waits_for_probe = self.pause.waits_for_probe() && self.in_flight > 0;
        if self.in_flight >= self.concurrency || waits_for_probe {
            return Next::WaitForAnswer;
        }
        let mut start = self.pause.until();
        if self.is_paced {
            let share = self.share.own(now, self.quota);
            start = start.max(self.spread.next()).max(self.window.free_from(share, self.quota));
        }
        let wait = start - now;
        if wait > 0.0 { Next::Wait(wait.min(LONGEST_WAIT_MS)) } else { Next::Start }
    }

    /// Counts a request that is sent now, and returns its permit.
    pub fn started(&mut self, now: f64) -> Permit {
        let now = self.clock.advance(now);
        let index = self.started;
        self.started = index.saturating_add(1);
        self.in_flight = self.in_flight.saturating_add(1);
        self.pause.started();
        let counted = if self.is_paced { self.count(now, index) } else { Counted::default() };
        Permit { index, sent: now, counted }
    }

    /// Takes the permit of a request that was answered with any status but 429.
    pub fn answered(&mut self, now: f64, permit: Permit, rate_limit: Option<RateLimit>) {
        let now = self.arrived(now, &permit);
        self.learn_quota(now, &permit, rate_limit);
        self.pause.answered(permit.index);
        if let Some(rate_limit) = rate_limit
            && permit.index >= self.current_from
        {
            let counted = self.quota.limit - rate_limit.remaining as f64;
            if let Some(others) = self.others(&permit, counted) {
                self.share.leave(others, now, self.quota);
            }
        }
    }

    /// Takes the permit of a request that was answered with a 429, and returns what becomes of its call.
    /// `retry_after` is the wait that the server asks for, in milliseconds.
    pub fn refused(
        &mut self,
        now: f64,
        permit: Permit,
        rate_limit: Option<RateLimit>,
        retry_after: Option<f64>,
    ) -> Refusal {
        let now = self.arrived(now, &permit);
        // The other requests in flight at the first 429 belong to the pause that it begins.
        let begins_pause = permit.index >= self.current_from;
        let is_other_quota = self.learn_quota(now, &permit, rate_limit);
        let is_shared = self.share.others(now, self.quota) > 0.0;
        self.pause.refused(permit.index, begins_pause, is_shared);
        if begins_pause {
            self.current_from = self.started;
        }
        if begins_pause && !is_other_quota {
            match self.others(&permit, self.quota.limit + 1.0) {
                Some(others) => self.share.leave(others, now, self.quota),
                None => self.share.leave_more(now, self.quota),
            }
        }
        let (until, refusal) = self.pause.extend(now, permit.sent, retry_after, self.quota);
        if self.pause.is_repeated() {
            self.spread.delay_until(until);
        }
        refusal
    }

    /// Takes the permit of a request that ended without an answer, or was given up.
    pub fn failed(&mut self, now: f64, permit: Permit) {
        self.clock.advance(now);
        self.in_flight = self.in_flight.saturating_sub(1);
        // The probe passes without an answer. Else requests that time out would be sent one by one.
        self.pause.ended(permit.index);
    }

    /// Counts a request against the quota, and plans the next start.
    fn count(&mut self, now: f64, index: u64) -> Counted {
        let counted = self.window.count(now, self.quota);
        if index == 0 {
            self.spread.restart(now);
        }
        let share = self.share.own(now, self.quota);
        let is_shared = self.share.others(now, self.quota) > 0.0;
        self.spread.started(now, share, self.quota.window, is_shared);
        counted
    }

    /// Notes that the server has received and answered a request. Returns the time.
    fn arrived(&mut self, now: f64, permit: &Permit) -> f64 {
        let now = self.clock.advance(now);
        self.in_flight = self.in_flight.saturating_sub(1);
        self.window.answered(now, &permit.counted);
        self.round_trip.measured(now - permit.sent);
        now
    }

    /// Adopts the quota that the headers show, unless a newer request has shown one. Returns whether the quota is
    /// another one now.
    fn learn_quota(&mut self, now: f64, permit: &Permit, rate_limit: Option<RateLimit>) -> bool {
        let Some(RateLimit { limit, window, .. }) = rate_limit else { return false };
        if !self.is_paced || permit.index < self.quota_from {
            return false;
        }
        self.quota_from = permit.index;
        let quota = Quota { limit: limit as f64, window: window.get() }.clamped();
        let is_other = quota != self.quota;
        if is_other {
            self.quota = quota;
            self.share = Share::default();
            self.spread.restart(now);
            self.current_from = self.started;
        }
        is_other
    }

    /// Returns how many requests of others the server must have counted, if it has counted `counted` requests in all.
    fn others(&self, permit: &Permit, counted: f64) -> Option<f64> {
        if !self.is_paced {
            return None;
        }
        let own = permit.counted.requests;
        let sent_later = self.started.saturating_sub(permit.index).saturating_sub(1) as f64;
        Usage { counted, own, sent_later }.others(&self.round_trip, self.quota)
    }
}
