//! When the next of many requests may start, so that the server's quota is used and not tripped.
//!
//! The pacer is told what happens and asked what may happen next; it owns neither tokens nor
//! timers. `docs/pacing.md` explains it in words and has the figures it reaches.
//!
//! All times are milliseconds on any one clock.

use crate::rate_limit::RateLimit;
use crate::retry::LONGEST_WAIT;

/// The requests in flight at most, where the caller does not say.
pub const DEFAULT_CONCURRENCY: u32 = 32;

/// The part of a window by which a request may reach the server later than the fastest one does.
const JITTER: f64 = 0.05;

/// The part of a window in which its requests are started while nobody else seems to be there.
/// What is left makes up for timers that are late.
const SPREAD_ALONE: f64 = 0.75;

/// The same while others use the quota too: the more evenly, the fewer are caught by its end.
const SPREAD_SHARED: f64 = 0.95;

/// By how much starts may lag behind their plan and catch up in a burst, in windows: alone, and
/// while others use the quota too.
const CREDIT_ALONE: f64 = 1.0;
const CREDIT_SHARED: f64 = 0.1;

/// The part of the quota ceded after a refusal that nobody else can be blamed for.
const CUT: f64 = 0.05;

/// After so many windows without a reason the whole quota is claimed again; slowly at first.
const RECLAIM: f64 = 18.0;

/// The pause after a refusal that was to be expected, in windows.
const SHORT_PAUSE: f64 = 0.25;

/// The longest pause that we choose ourselves, unless a window is longer.
const LONGEST_PAUSE: f64 = 60_000.0;

/// After so many pauses with nothing but refusals between them, tokens are handed over.
const PATIENCE: u32 = 10;

/// Round trips that deviate by more than this part of a window prove nothing about others.
const STEADY: f64 = 0.1;

/// The longest window and the longest wait: a day. A header may say anything.
const LONGEST: f64 = 86_400_000.0;

/// The largest limit that is told apart from a larger one, so that sums stay exact.
const MOST: f64 = 1e9;

/// About how many entries are kept; with a higher limit, each stands for several requests.
const ENTRIES: f64 = 1_024.0;

/// How many requests a server takes in what time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quota {
    /// Requests in a window, at least 1.
    pub limit: f64,
    /// The window's length in milliseconds, at least 1.
    pub window: f64,
}

impl Quota {
    /// The vendor's regular tier.
    pub const DEFAULT: Quota = Quota { limit: 15.0, window: 1_000.0 };

    /// In the range that can be reckoned with, whatever a caller or a header says.
    #[allow(clippy::manual_clamp, reason = "clamp hands NaN through")]
    fn clamped(self) -> Quota {
        Quota { limit: self.limit.max(1.0).min(MOST), window: self.window.max(1.0).min(LONGEST) }
    }
}

/// What may be done now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Next {
    /// Start a request, and say so with [`Pacer::started`].
    Start,
    /// Ask again in so many milliseconds, or after an answer.
    Wait(f64),
    /// Ask again after an answer. Then there is a request in flight.
    WaitForAnswer,
}

/// What becomes of a token that met a 429.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It goes back into the queue, and no retry is used up.
    Requeue,
    /// Waiting is in vain, or longer than is waited: the refusal is its outcome.
    HandOver,
}

/// A request in flight. It goes back into exactly one of [`Pacer::answered`], [`Pacer::refused`]
/// and [`Pacer::failed`].
#[derive(Debug)]
#[must_use]
pub struct Ticket {
    /// Which request it is, from 0.
    index: u64,
    sent: f64,
    /// Which entry counts it, from 0.
    entry: u64,
    /// How many of our own the server may have had in its window then, this one included.
    held: f64,
}

/// Requests that count against the quota until it is certain that they have left the window.
#[derive(Debug)]
struct Entry {
    sent: f64,
    answered: f64,
    requests: f64,
}

/// Decides when requests start.
#[derive(Debug)]
pub struct Pacer {
    concurrency: u32,
    /// Without pacing there is only `concurrency`, and the pause after a 429.
    paced: bool,
    quota: Quota,

    now: f64,
    /// What a clock that was set back has lost.
    clock_lag: f64,

    /// Requests started so far: the index of the next.
    started: u64,
    in_flight: u32,
    entries: Vec<Entry>,
    /// Entries that have gone: the index of the first that has not.
    gone: u64,
    /// The sum of the entries' requests.
    held: f64,
    /// The earliest start that keeps the spread.
    slot: f64,

    /// The part of the quota left to others, in requests, and since when.
    ceded: f64,
    ceded_at: f64,
    round_trip: f64,
    deviation: f64,

    /// Nothing starts before.
    pause: f64,
    /// The pause's length in windows, before it doubles.
    pause_share: f64,
    doublings: u32,
    /// Pauses since a request was last taken.
    refusals: u32,
    /// One at a time until a request from `proof_from` on is answered; then `probing` is over.
    alone: bool,
    probing: bool,
    proof_from: u64,
    /// Requests before this one tell nothing that is not known.
    news_from: u64,
    /// The newest request whose headers were read.
    newest: u64,
}

impl Pacer {
    /// `quota` is what is assumed until headers say otherwise; `None` turns pacing off.
    pub fn new(quota: Option<Quota>, concurrency: u32) -> Pacer {
        Pacer {
            concurrency: concurrency.max(1),
            paced: quota.is_some(),
            quota: quota.unwrap_or(Quota::DEFAULT).clamped(),
            now: 0.0,
            clock_lag: 0.0,
            started: 0,
            in_flight: 0,
            entries: Vec::new(),
            gone: 0,
            held: 0.0,
            slot: 0.0,
            ceded: 0.0,
            ceded_at: 0.0,
            round_trip: 0.0,
            deviation: 0.0,
            pause: f64::MIN,
            pause_share: 1.0,
            doublings: 0,
            refusals: 0,
            alone: quota.is_some(),
            probing: false,
            proof_from: 0,
            news_from: 0,
            newest: 0,
        }
    }

    /// What may be done now. Asking changes nothing else.
    pub fn next(&mut self, now: f64) -> Next {
        self.tick(now);
        let waits_for_proof = self.alone && self.probing && self.in_flight > 0;
        if self.in_flight >= self.concurrency || waits_for_proof {
            return Next::WaitForAnswer;
        }
        let mut start = self.pause;
        if self.paced {
            start = start.max(self.slot).max(self.room());
        }
        let wait = start - self.now;
        if wait > 0.0 { Next::Wait(wait.min(LONGEST)) } else { Next::Start }
    }

    /// A request has been sent.
    pub fn started(&mut self, now: f64) -> Ticket {
        self.tick(now);
        let index = self.started;
        self.started = index.saturating_add(1);
        self.in_flight = self.in_flight.saturating_add(1);
        self.probing = self.alone;
        if self.paced {
            self.hold();
            let (spread, credit) = if self.ceded() > 0.0 {
                (SPREAD_SHARED, CREDIT_SHARED)
            } else {
                (SPREAD_ALONE, CREDIT_ALONE)
            };
            let window = self.quota.window;
            let plan = if index == 0 { self.now } else { self.slot };
            self.slot = plan.max(self.now - credit * window) + spread * window / self.share();
        }
        let entry = self.gone.saturating_add(self.entries.len() as u64).saturating_sub(1);
        Ticket { index, sent: self.now, entry, held: self.held }
    }

    /// A request has been answered, with whatever status but 429.
    pub fn answered(&mut self, now: f64, ticket: Ticket, rate_limit: Option<RateLimit>) {
        self.arrived(now, &ticket);
        self.learn(&ticket, rate_limit);
        self.refusals = 0;
        self.prove(&ticket);
        if let Some(rate_limit) = rate_limit
            && ticket.index >= self.news_from
        {
            let used = self.quota.limit - rate_limit.remaining;
            if let Some(others) = self.others(&ticket, used) {
                self.cede(others);
            }
        }
    }

    /// A request has met a 429. `retry_after` is what the server asks for, in milliseconds.
    pub fn refused(
        &mut self,
        now: f64,
        ticket: Ticket,
        rate_limit: Option<RateLimit>,
        retry_after: Option<f64>,
    ) -> Refusal {
        self.arrived(now, &ticket);
        // The refusals of what was in flight belong to the pause that the first of them began.
        let is_news = ticket.index >= self.news_from;
        let changed = self.learn(&ticket, rate_limit);
        self.alone = true;
        self.proof_from = self.proof_from.max(ticket.index.saturating_add(1));
        if is_news {
            self.probing = false;
            self.news_from = self.started;
            self.refusals = self.refusals.saturating_add(1);
            self.doublings = self.doublings.saturating_add(1);
            self.pause_share = if self.ceded() > 0.0 { SHORT_PAUSE } else { 1.0 };
        }
        if is_news && !changed {
            let others = self.others(&ticket, self.quota.limit + 1.0);
            self.cede(others.unwrap_or(self.ceded() + CUT * self.quota.limit));
        }
        let window = self.quota.window;
        let hopeless = self.refusals > PATIENCE;
        let doubled = f64::from(1u32 << self.doublings.clamp(1, 16).saturating_sub(1));
        let own = if hopeless {
            window
        } else {
            (window * self.pause_share * doubled).min(LONGEST_PAUSE.max(window))
        };
        let own = ticket.sent + JITTER * window + own;
        let asked = retry_after.map(|wait| wait.max(0.0));
        let heeded = asked.filter(|wait| *wait <= LONGEST_WAIT.max(2.0 * window));
        let until = match heeded {
            // A server that keeps refusing is not believed that the time is near.
            Some(wait) if self.refusals > 1 => own.max(self.now + wait),
            Some(wait) => self.now + wait,
            None => own,
        };
        self.pause = self.pause.max(until);
        if self.refusals > 1 {
            // What the pauses have held up is not made up for.
            self.slot = self.slot.max(until);
        }
        if hopeless || heeded != asked { Refusal::HandOver } else { Refusal::Requeue }
    }

    /// A request has ended without an answer, or has been given up.
    pub fn failed(&mut self, now: f64, ticket: Ticket) {
        self.tick(now);
        self.in_flight = self.in_flight.saturating_sub(1);
        // It proves nothing, but to go on one by one through time-outs would take for ever.
        self.prove(&ticket);
    }

    /// Moves the clock on, and never back.
    fn tick(&mut self, now: f64) {
        if now.abs() < 1e15 {
            self.clock_lag = self.clock_lag.max(self.now - now);
            self.now = now + self.clock_lag;
        }
    }

    /// What is ceded now, in requests.
    fn ceded(&self) -> f64 {
        let quiet = (self.now - self.ceded_at) / (RECLAIM * self.quota.window);
        (self.ceded - self.quota.limit * quiet * quiet).max(0.0)
    }

    /// Leaves a part of the quota to others, and takes it back if there's no new reason.
    fn cede(&mut self, requests: f64) {
        let requests = requests.min(self.quota.limit);
        if requests >= self.ceded() {
            self.ceded = requests;
            self.ceded_at = self.now;
        }
    }

    /// How many may start in a window: one at least, whoever else is there.
    fn share(&self) -> f64 {
        (self.quota.limit - self.ceded()).floor().max(1.0)
    }

    /// When it will have left the server's window.
    fn leaves(&self, entry: &Entry) -> f64 {
        // An answer is certain whatever the jitter.
        let arrived = (entry.sent + JITTER * self.quota.window).min(entry.answered);
        arrived + self.quota.window
    }

    /// When there is room for one more: the longest-held requests will have left the window, so
    /// that fewer than our share are held.
    fn room(&self) -> f64 {
        let mut over = self.held - self.share();
        let mut room = f64::MIN;
        for entry in &self.entries {
            if over < 0.0 {
                break;
            }
            over -= entry.requests;
            room = room.max(self.leaves(entry));
        }
        room
    }

    /// Counts a request that starts now, and drops what has left the window.
    fn hold(&mut self) {
        while let Some(first) = self.entries.first()
            && self.leaves(first) <= self.now
        {
            self.held -= first.requests;
            self.gone = self.gone.saturating_add(1);
            self.entries.remove(0);
        }
        let most = (self.quota.limit / ENTRIES).ceil();
        match self.entries.last_mut() {
            Some(last) if last.requests < most => {
                last.sent = self.now;
                last.requests += 1.0;
            }
            _ => {
                let entry = Entry { sent: self.now, answered: f64::INFINITY, requests: 1.0 };
                self.entries.push(entry);
            }
        }
        self.held += 1.0;
    }

    /// There is an answer: the request has certainly reached the server.
    fn arrived(&mut self, now: f64, ticket: &Ticket) {
        self.tick(now);
        self.in_flight = self.in_flight.saturating_sub(1);
        let at = ticket.entry.checked_sub(self.gone).and_then(|at| usize::try_from(at).ok());
        if let Some(entry) = at.and_then(|at| self.entries.get_mut(at))
            && entry.requests == 1.0
        {
            entry.answered = self.now;
        }
        // Smoothed as TCP does it (RFC 6298).
        let round_trip = self.now - ticket.sent;
        if self.round_trip == 0.0 {
            self.round_trip = round_trip;
        }
        self.deviation += ((round_trip - self.round_trip).abs() - self.deviation) / 4.0;
        self.round_trip += (round_trip - self.round_trip) / 8.0;
    }

    /// Takes over the quota from the headers of the newest request, and tells whether it is another.
    fn learn(&mut self, ticket: &Ticket, rate_limit: Option<RateLimit>) -> bool {
        let Some(RateLimit { limit, window, .. }) = rate_limit else { return false };
        if !self.paced || ticket.index < self.newest {
            return false;
        }
        self.newest = ticket.index;
        let quota = Quota { limit, window }.clamped();
        let changed = quota != self.quota;
        if changed {
            self.quota = quota;
            self.ceded = 0.0;
            self.slot = self.now;
            self.news_from = self.started;
        }
        changed
    }

    /// A request went through that was sent after the last one known to be refused.
    fn prove(&mut self, ticket: &Ticket) {
        if self.alone && ticket.index >= self.proof_from {
            self.alone = false;
            self.probing = false;
            self.doublings /= 2;
        }
    }

    /// How many others must have been in the window when the server counted `used` in it; `None`
    /// where it could all be our own.
    fn others(&self, ticket: &Ticket, used: f64) -> Option<f64> {
        // Each request sent later may have overtaken this one.
        let later = self.started.saturating_sub(ticket.index).saturating_sub(1) as f64;
        let others = used - ticket.held;
        let steady = self.deviation < STEADY * self.quota.window;
        (self.paced && steady && others > later).then_some(others)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::VecDeque as Queue;

    const QUOTA: Quota = Quota { limit: 10.0, window: 1_000.0 };

    fn pacer() -> Pacer {
        Pacer::new(Some(QUOTA), DEFAULT_CONCURRENCY)
    }

    fn remaining(remaining: f64) -> Option<RateLimit> {
        Some(RateLimit { limit: QUOTA.limit, remaining, window: QUOTA.window })
    }

    /// Waits for the next start and makes it.
    fn start(pacer: &mut Pacer, now: &mut f64) -> Ticket {
        for _ in 0..10 {
            match pacer.next(*now) {
                Next::Start => return pacer.started(*now),
                Next::Wait(wait) => *now += wait,
                Next::WaitForAnswer => panic!("nothing is answered meanwhile"),
            }
        }
        panic!("there is no end to the waits");
    }

    /// A pacer whose first request has been answered, and what time it is.
    fn proven() -> (Pacer, f64) {
        let (mut pacer, mut now) = (pacer(), 0.0);
        let first = start(&mut pacer, &mut now);
        now += 10.0;
        pacer.answered(now, first, remaining(9.0));
        (pacer, now)
    }

    /// How many start within `time`, each answered at once with `rate_limit`.
    fn starts(
        pacer: &mut Pacer,
        now: &mut f64,
        time: f64,
        rate_limit: impl Fn() -> Option<RateLimit>,
    ) -> u32 {
        let end = *now + time;
        let mut starts = 0;
        for _ in 0..10_000 {
            match pacer.next(*now) {
                Next::Start => {
                    let ticket = pacer.started(*now);
                    pacer.answered(*now, ticket, rate_limit());
                    starts += 1;
                }
                Next::Wait(wait) if *now + wait > end => {
                    *now = end;
                    return starts;
                }
                Next::Wait(wait) => *now += wait,
                Next::WaitForAnswer => panic!("all is answered"),
            }
        }
        panic!("there is no end to the starts");
    }

    #[test]
    fn the_first_request_goes_alone() {
        let mut pacer = pacer();
        assert_eq!(pacer.next(0.0), Next::Start);
        let first = pacer.started(0.0);
        assert_eq!(pacer.next(900.0), Next::WaitForAnswer);
        pacer.answered(1_000.0, first, None);
        assert_eq!(pacer.next(1_000.0), Next::Start);
    }

    #[test]
    fn headers_set_the_pace_and_change_it() {
        let (mut pacer, mut now) = proven();
        let quota =
            |limit, window| move || Some(RateLimit { limit, remaining: limit - 1.0, window });
        for (limit, window) in [(40.0, 1_000.0), (5.0, 1_000.0), (1.0, 60_000.0)] {
            starts(&mut pacer, &mut now, window, quota(limit, window));
            let in_10_windows = starts(&mut pacer, &mut now, 10.0 * window, quota(limit, window));
            let most = limit * 10.0;
            assert!(
                (most - 1.0..=most + 1.0).contains(&f64::from(in_10_windows)),
                "{limit}, {in_10_windows}"
            );
        }
    }

    #[test]
    fn an_older_answer_does_not_bring_an_older_quota_back() {
        let (mut pacer, mut now) = proven();
        let (older, newer) = (start(&mut pacer, &mut now), start(&mut pacer, &mut now));
        let lowered = Some(RateLimit { limit: 2.0, remaining: 0.0, window: 1_000.0 });
        pacer.answered(now, newer, lowered);
        pacer.answered(now, older, remaining(5.0));
        assert_eq!(pacer.quota.limit, 2.0);
    }

    #[test]
    fn another_quota_is_used_whole_whatever_was_known_of_the_one_before() {
        let (mut pacer, mut now) = proven();
        now += 2_000.0;
        let [first, second, third] = [(); 3].map(|()| start(&mut pacer, &mut now));
        pacer.answered(now, first, remaining(2.0));
        assert!(pacer.ceded() > 0.0);
        let raised = Some(RateLimit { limit: 40.0, remaining: 37.0, window: 1_000.0 });
        pacer.answered(now, second, raised);
        assert_eq!(pacer.ceded(), 0.0);
        let _ = pacer.refused(now, third, None, None);
        assert_eq!(pacer.ceded(), 0.0, "it was sent before the change");
    }

    #[test]
    fn a_request_that_failed_proves_nothing_and_holds_up_nothing() {
        let (mut pacer, mut now) = (pacer(), 0.0);
        let first = start(&mut pacer, &mut now);
        pacer.failed(30_000.0, first);
        let mut now = 30_000.0;
        let _second = start(&mut pacer, &mut now);
        let _third = start(&mut pacer, &mut now);
        assert!(now < 31_000.0, "{now}");
    }

    #[test]
    fn a_429_pauses_once_for_all_that_were_in_flight() {
        let (mut pacer, mut now) = proven();
        let in_flight = [(); 3].map(|()| start(&mut pacer, &mut now));
        let last_sent = in_flight[2].sent;
        for ticket in in_flight {
            assert_eq!(pacer.refused(now, ticket, None, None), Refusal::Requeue);
        }
        assert_eq!(pacer.refusals, 1);
        assert_eq!(pacer.next(now), Next::Wait(last_sent + 1_050.0 - now));
    }

    #[test]
    fn after_a_429_one_goes_alone_and_a_second_one_doubles_the_pause() {
        let (mut pacer, mut now) = proven();
        // The second is cut by half and lengthened by the request that may be in the window still.
        for (pause, wait) in [1_050.0, 1_000.0, 1_049.0, 2_049.0, 4_049.0].into_iter().enumerate() {
            let refused = start(&mut pacer, &mut now);
            if pause > 0 {
                assert_eq!(pacer.next(now + 1.0), Next::WaitForAnswer);
                now += 1.0;
            }
            let _ = pacer.refused(now, refused, None, None);
            assert_eq!(pacer.next(now), Next::Wait(wait));
        }
        let taken = start(&mut pacer, &mut now);
        pacer.answered(now, taken, None);
        let _two = [start(&mut pacer, &mut now), start(&mut pacer, &mut now)];
    }

    #[test]
    fn a_late_429_of_what_was_in_flight_does_not_let_a_second_one_go_alone() {
        let (mut pacer, mut now) = proven();
        let [refused, late] = [(); 2].map(|()| start(&mut pacer, &mut now));
        let _ = pacer.refused(now, refused, None, None);
        let _alone = start(&mut pacer, &mut now);
        let _ = pacer.refused(now, late, None, None);
        assert_eq!(pacer.next(now + 60_000.0), Next::WaitForAnswer);
    }

    #[test]
    fn a_request_that_hangs_does_not_hold_up_the_next_to_go_alone() {
        let (mut pacer, mut now) = proven();
        let [_hanging, refused] = [(); 2].map(|()| start(&mut pacer, &mut now));
        let _ = pacer.refused(now, refused, None, None);
        let alone = start(&mut pacer, &mut now);
        let _ = pacer.refused(now, alone, None, None);
        let _next = start(&mut pacer, &mut now);
    }

    #[test]
    fn a_refusal_from_before_a_change_of_the_quota_leaves_nothing_waiting() {
        let (mut pacer, mut now) = proven();
        let [refused, slow] = [(); 2].map(|()| start(&mut pacer, &mut now));
        let _ = pacer.refused(now, refused, None, None);
        let alone = start(&mut pacer, &mut now);
        let other = Some(RateLimit { limit: 5.0, remaining: 4.0, window: 1_000.0 });
        let _ = pacer.refused(now, slow, other, None);
        let _ = pacer.refused(now, alone, None, None);
        let _next = start(&mut pacer, &mut now);
    }

    #[test]
    fn what_long_pauses_have_held_up_is_not_made_up_for() {
        let (mut pacer, mut now) = proven();
        for _ in 0..9 {
            let refused = start(&mut pacer, &mut now);
            let _ = pacer.refused(now, refused, None, None);
        }
        let taken = start(&mut pacer, &mut now);
        assert_eq!(pacer.ceded(), 0.0);
        pacer.answered(now, taken, None);
        assert_eq!(pacer.next(now), Next::Wait(SPREAD_ALONE * 1_000.0 / 10.0));
    }

    #[test]
    fn a_request_sent_after_the_refused_one_ends_the_going_alone_too() {
        let (mut pacer, mut now) = proven();
        let tickets = [(); 3].map(|()| start(&mut pacer, &mut now));
        let [earlier, refused, later] = tickets;
        let _ = pacer.refused(now, refused, None, None);
        pacer.answered(now, earlier, None);
        assert!(pacer.alone);
        pacer.answered(now, later, None);
        assert!(!pacer.alone);
    }

    #[test]
    fn what_the_server_asks_for_is_waited() {
        let (mut pacer, mut now) = proven();
        let ticket = start(&mut pacer, &mut now);
        assert_eq!(pacer.refused(now, ticket, None, Some(30_000.0)), Refusal::Requeue);
        assert_eq!(pacer.next(now), Next::Wait(30_000.0));
        now += 30_000.0;
        // It asked for the same again and again: then its word is not all.
        for asked in [0.0, 0.0, 0.0, 0.0] {
            let ticket = start(&mut pacer, &mut now);
            assert_eq!(pacer.refused(now, ticket, None, Some(asked)), Refusal::Requeue);
        }
        assert!(matches!(pacer.next(now), Next::Wait(wait) if wait > 1_000.0));
    }

    #[test]
    fn a_first_429_may_ask_for_a_short_wait_and_a_second_one_for_a_long_one() {
        let (mut pacer, mut now) = (Pacer::new(None, 1), 0.0);
        for asked in [100.0, 20_000.0] {
            let ticket = start(&mut pacer, &mut now);
            let _ = pacer.refused(now, ticket, None, Some(asked));
            assert_eq!(pacer.next(now), Next::Wait(asked));
        }
    }

    #[test]
    fn a_server_that_asks_for_over_30_seconds_and_two_windows_is_not_waited_for() {
        let minute = Quota { limit: 1.0, window: 60_000.0 };
        for (quota, longest) in [(QUOTA, 30_000.0), (minute, 120_000.0)] {
            for (asked, expected) in
                [(longest, Refusal::Requeue), (longest + 1.0, Refusal::HandOver)]
            {
                let mut pacer = Pacer::new(Some(quota), 1);
                let ticket = pacer.started(0.0);
                assert_eq!(pacer.refused(0.0, ticket, None, Some(asked)), expected);
            }
        }
    }

    #[test]
    fn a_server_that_only_refuses_is_given_up_and_believed_again_later() {
        let (mut pacer, mut now) = proven();
        for _ in 0..PATIENCE {
            let ticket = start(&mut pacer, &mut now);
            assert_eq!(pacer.refused(now, ticket, None, None), Refusal::Requeue);
        }
        for _ in 0..3 {
            let ticket = start(&mut pacer, &mut now);
            assert_eq!(pacer.refused(now, ticket, None, None), Refusal::HandOver);
            assert_eq!(pacer.next(now), Next::Wait(1_050.0));
        }
        let ticket = start(&mut pacer, &mut now);
        pacer.answered(now, ticket, None);
        let ticket = start(&mut pacer, &mut now);
        assert_eq!(pacer.refused(now, ticket, None, None), Refusal::Requeue);
    }

    #[test]
    fn what_others_take_is_left_to_them_until_they_are_gone() {
        let (mut pacer, mut now) = proven();
        let share = |pacer: &Pacer| pacer.share();
        now += 2_000.0;
        let ticket = start(&mut pacer, &mut now);
        // One is our own, so six are others'.
        pacer.answered(now, ticket, remaining(3.0));
        assert_eq!(share(&pacer), 4.0);
        pacer.tick(now + RECLAIM * 1_000.0);
        assert_eq!(share(&pacer), 10.0);
    }

    #[test]
    fn a_longer_round_trip_proves_nothing_of_others_until_it_is_the_usual_one() {
        let (mut pacer, mut now) = proven();
        let mut trip = |pacer: &mut Pacer, rate_limit| {
            let ticket = start(pacer, &mut now);
            now += 500.0;
            pacer.answered(now, ticket, rate_limit);
            now += 1_000.0;
        };
        trip(&mut pacer, remaining(3.0));
        assert_eq!(pacer.ceded(), 0.0);
        for _ in 0..30 {
            trip(&mut pacer, None);
        }
        trip(&mut pacer, remaining(3.0));
        assert!(pacer.ceded() > 0.0);
    }

    #[test]
    fn our_own_requests_are_not_taken_for_others() {
        let (mut pacer, mut now) = proven();
        let tickets = [(); 3].map(|()| start(&mut pacer, &mut now));
        // The first of them was overtaken by the two others.
        for (ticket, left) in tickets.into_iter().zip([6.0, 8.0, 7.0]) {
            pacer.answered(now, ticket, remaining(left));
        }
        assert_eq!(pacer.ceded(), 0.0);
    }

    #[test]
    fn without_pacing_there_is_only_the_concurrency_and_the_pause() {
        let mut pacer = Pacer::new(None, 50);
        let mut tickets: Queue<_> = (0..50)
            .map(|_| {
                assert_eq!(pacer.next(0.0), Next::Start);
                pacer.started(0.0)
            })
            .collect();
        assert_eq!(pacer.next(0.0), Next::WaitForAnswer);
        pacer.answered(1.0, tickets.pop_front().unwrap(), remaining(0.0));
        assert_eq!(pacer.next(1.0), Next::Start);
        let _ = pacer.refused(1.0, tickets.pop_front().unwrap(), None, None);
        assert_eq!(pacer.next(1.0), Next::Wait(1_049.0));
    }

    #[test]
    fn however_high_the_limit_is_about_a_thousand_entries_are_kept() {
        let quota = Quota { limit: 100_000.0, window: 60_000.0 };
        let mut pacer = Pacer::new(Some(quota), DEFAULT_CONCURRENCY);
        for _ in 0..100_000 {
            let _in_flight = pacer.started(0.0);
        }
        assert_eq!(pacer.held, 100_000.0);
        assert!(pacer.entries.len() as f64 <= ENTRIES, "{}", pacer.entries.len());
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_stop_it() {
        let (mut pacer, now) = proven();
        let _ = pacer.next(now + 3_600_000.0);
        let mut now = now;
        let in_10_windows = starts(&mut pacer, &mut now, 10_000.0, || None);
        assert!(in_10_windows >= 90, "{in_10_windows}");
    }

    #[test]
    fn a_clock_that_shows_no_time_is_not_believed() {
        let (mut pacer, mut now) = proven();
        for odd in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300] {
            let _ = pacer.next(odd);
        }
        let in_10_windows = starts(&mut pacer, &mut now, 10_000.0, || None);
        assert!((90..=110).contains(&in_10_windows), "{in_10_windows}");
    }

    #[test]
    fn a_wait_in_the_background_is_followed_by_no_more_than_the_limit() {
        let (mut pacer, mut now) = proven();
        now += 600_000.0;
        let mut burst = 0;
        while burst <= 10 && pacer.next(now) == Next::Start {
            let _in_flight = pacer.started(now);
            burst += 1;
        }
        assert_eq!(burst, 10);
    }

    /// A number as no clock and no server should give it.
    fn number() -> impl Strategy<Value = f64> {
        prop_oneof![
            Just(f64::NAN),
            Just(f64::INFINITY),
            Just(f64::NEG_INFINITY),
            any::<f64>(),
            -10.0..100.0f64,
            -1e6..1e6f64,
            Just(0.0),
            Just(1.0),
        ]
    }

    fn headers() -> impl Strategy<Value = Option<RateLimit>> {
        let any = (number(), number(), number());
        prop::option::of(any.prop_map(|(limit, remaining, window)| RateLimit {
            limit,
            remaining,
            window,
        }))
    }

    #[derive(Clone, Debug)]
    enum Event {
        Start,
        /// Whatever `next` says.
        StartUnasked,
        Answer(Option<RateLimit>),
        Refusal(Option<RateLimit>, Option<f64>),
        Failure,
    }

    fn event() -> impl Strategy<Value = Event> {
        prop_oneof![
            4 => Just(Event::Start),
            1 => Just(Event::StartUnasked),
            3 => headers().prop_map(Event::Answer),
            2 => (headers(), prop::option::of(number())).prop_map(|(r, after)| Event::Refusal(r, after)),
            1 => Just(Event::Failure),
        ]
    }

    proptest! {
        #[test]
        fn whatever_happens_waits_are_sane_and_nothing_is_waited_for_that_does_not_come(
            quota in prop::option::of((number(), number())),
            concurrency in 0u32..40,
            events in prop::collection::vec((number(), any::<prop::sample::Index>(), event()), 0..200),
        ) {
            let quota = quota.map(|(limit, window)| Quota { limit, window });
            let mut pacer = Pacer::new(quota, concurrency);
            let mut in_flight = Vec::new();
            for (now, at, event) in events {
                let asked = pacer.next(now);
                match asked {
                    Next::Start => prop_assert!(in_flight.len() < concurrency.max(1) as usize),
                    Next::Wait(wait) => prop_assert!(wait > 0.0 && wait <= LONGEST),
                    Next::WaitForAnswer => prop_assert!(!in_flight.is_empty()),
                }
                prop_assert!(pacer.entries.len() as f64 <= pacer.held + 1.0);
                match event {
                    Event::Start if asked == Next::Start => in_flight.push(pacer.started(now)),
                    Event::StartUnasked if in_flight.len() < 100 => in_flight.push(pacer.started(now)),
                    _ if in_flight.is_empty() => {}
                    Event::Start | Event::StartUnasked => {}
                    Event::Answer(headers) => {
                        let ticket = in_flight.swap_remove(at.index(in_flight.len()));
                        pacer.answered(now, ticket, headers);
                    }
                    Event::Refusal(headers, after) => {
                        let ticket = in_flight.swap_remove(at.index(in_flight.len()));
                        let _ = pacer.refused(now, ticket, headers, after);
                    }
                    Event::Failure => {
                        let ticket = in_flight.swap_remove(at.index(in_flight.len()));
                        pacer.failed(now, ticket);
                    }
                }
            }
        }

        #[test]
        fn no_window_with_5_per_cent_of_jitter_holds_more_than_the_limit(
            limit in 1u32..60,
            ways in prop::collection::vec((0.0..=1.0f64, 0.0..2_000.0f64, 0.0..20.0f64), 400),
        ) {
            let limit = f64::from(limit);
            let quota = Quota { limit, window: 1_000.0 };
            let mut pacer = Pacer::new(Some(quota), 1_000);
            let mut now = 0.0f64;
            let mut answers: Vec<(f64, Ticket)> = Vec::new();
            let mut arrivals = Vec::new();
            for (jitter, back, late) in ways {
                loop {
                    let next = pacer.next(now);
                    if next == Next::Start {
                        break;
                    }
                    prop_assert!(now < 1e7, "there is no end to the waits");
                    let due = answers.iter().map(|(at, _)| *at).fold(f64::INFINITY, f64::min);
                    now = match next {
                        Next::Wait(wait) => due.min(now + wait + late),
                        _ => due,
                    };
                    while let Some(at) = answers.iter().position(|(at, _)| *at <= now) {
                        pacer.answered(now, answers.swap_remove(at).1, None);
                    }
                }
                // Either none or all of it is worse than anything between.
                let arrival = now + 30.0 + 50.0 * jitter.round();
                answers.push((arrival + back, pacer.started(now)));
                arrivals.push(arrival);
            }
            arrivals.sort_by(f64::total_cmp);
            let mut taken = (f64::MIN, 0.0);
            for (first, last) in arrivals.iter().zip(arrivals.iter().skip(limit as usize)) {
                prop_assert!(last - first > 1_000.0 - 1e-6, "sliding: {}", last - first);
            }
            for at in arrivals {
                if at > taken.0 + 1_000.0 - 1e-6 {
                    taken = (at, 0.0);
                }
                taken.1 += 1.0;
                prop_assert!(taken.1 <= limit, "fixed");
            }
        }

        #[test]
        fn a_server_that_only_refuses_is_given_up_whatever_its_headers(
            answers in prop::collection::vec((headers(), prop::option::of(number())), 1..4),
            concurrency in 1u32..40,
        ) {
            let mut pacer = Pacer::new(Some(QUOTA), concurrency);
            let (mut now, mut refused) = (0.0, 0);
            for (headers, after) in answers.into_iter().cycle() {
                let ticket = start(&mut pacer, &mut now);
                if pacer.refused(now, ticket, headers, after) == Refusal::HandOver {
                    break;
                }
                refused += 1;
                prop_assert!(refused <= PATIENCE);
            }
        }
    }
}
