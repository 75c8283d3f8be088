//! What one run simulates: a call or a batch, its options, the network, the vendor and the caller.

use crate::choices::Choices;
use crate::network::Link;
use crate::quota::Kind;
use crate::vendor::{Behaviour, Deviation, Headers, Redirects};

/// The most milliseconds by which the timer of a call by itself is late.
pub const LATEST_TIMER: f64 = 3.0;

/// Whether the network may repeat requests without being asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeats {
    /// In some runs it does.
    Allowed,
    /// In no run.
    Never,
}

/// One run. Times are milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Scenario {
    /// The tokens to revoke, each by a call of its own.
    pub tokens: u32,
    /// The options of the calls.
    pub options: Options,
    /// The way to the vendor and back.
    pub link: Link,
    /// The behaviour of the vendor.
    pub behaviour: Behaviour,
    /// Whether `docs/pacing.md` promises that the batch meets no 429 for the quota: no other client uses the quota, the
    /// batch knows it, and the times that requests take differ by less than 5 % of a window.
    pub is_alone_and_steady: bool,
    /// The number of requests after which there is no `fetch` any more.
    pub fetch_ends: Option<usize>,
    /// Of a hundred answers, how many `fetch` turns into something that is no `Response`.
    pub wrong_fetch: u32,
    /// Of a hundred tokens, how many are revoked before their call.
    pub revoked_before: u32,
    /// The most by which a timer is late.
    pub timer_lateness: f64,
    /// What the caller does in the course of the run.
    pub interruption: Option<Interruption>,
    /// After how many of a hundred events a call gets an event that cannot happen then.
    pub out_of_turn: u32,
}

/// The options of a call.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Attempts after the first.
    pub retries: u32,
    /// The time for an attempt; `None` if it is unlimited.
    pub timeout: Option<f64>,
    /// The options of the batch, if the calls are in one.
    pub batch: Option<BatchOptions>,
}

/// The options of a batch.
#[derive(Clone, Copy, Debug)]
pub struct BatchOptions {
    /// The most requests in flight.
    pub concurrency: u32,
    /// How many calls may queue or pause while as many requests are in flight.
    pub read_ahead: u32,
    /// The limit and the window to assume until headers are read; `None` turns pacing off.
    pub rate_limit: Option<(f64, f64)>,
}

/// What the caller does in the course of a run.
#[derive(Clone, Copy, Debug)]
pub struct Interruption {
    /// What the caller does.
    pub kind: InterruptionKind,
    /// After how many occurrences of calls.
    pub after: u32,
    /// How much later than that.
    pub delay: f64,
}

/// What a caller can do in the course of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InterruptionKind {
    /// Abort all calls.
    Abort,
    /// Abort one call of a batch.
    AbortOne,
    /// Close the batch.
    Close,
}

impl Scenario {
    /// Chooses a scenario. The first choice of each kind makes a single call without faults.
    pub fn choose(choices: &mut Choices, repeats: Repeats) -> Scenario {
        if choices.percent(4) {
            Scenario::batch(choices, repeats)
        } else {
            Scenario::single(choices, repeats)
        }
    }

    fn single(choices: &mut Choices, repeats: Repeats) -> Scenario {
        let options = Options {
            retries: choices.pick(&[2, 0, 1, 2, 3, 10]),
            timeout: choices.pick(&[Some(30_000.0), Some(1_000.0), Some(5_000.0), None]),
            batch: None,
        };
        let latency = choices.pick(&[40.0, 1.0, 150.0, 450.0]);
        let link = Link {
            latency,
            jitter: latency,
            faults: choices.pick(&[0, 10, 50, 90]),
            delays_requests: true,
            repeats: choices.percent(25) && repeats == Repeats::Allowed,
        };
        let (limit, window) =
            choices.pick(&[(15.0, 1_000.0), (1.0, 60_000.0), (1.0, 5_000.0), (40.0, 30_000.0)]);
        let interrupts = choices.percent(20);
        Scenario {
            tokens: 1,
            options,
            link,
            behaviour: behaviour(choices, limit, window),
            is_alone_and_steady: false,
            fetch_ends: choices.percent(2).then(|| choices.below(3) as usize),
            wrong_fetch: choices.pick(&[0, 0, 0, 20]),
            revoked_before: choices.pick(&[0, 0, 0, 50]),
            timer_lateness: choices.pick(&[LATEST_TIMER, 0.0]),
            interruption: interrupts.then(|| interruption(choices, InterruptionKind::Abort, 8)),
            out_of_turn: choices.pick(&[0, 0, 10]),
        }
    }

    fn batch(choices: &mut Choices, repeats: Repeats) -> Scenario {
        let tokens = choices.pick(&[2, 5, 20, 60]) + choices.below(10);
        let is_alone_and_steady = choices.percent(40);
        let limit = choices.pick(&[15.0, 1.0, 3.0, 5.0, 40.0]);
        let window = choices.pick(&[1_000.0, 500.0, 10_000.0, 60_000.0]);
        let right = Some((limit, window));
        let assumed =
            [right, Some((15.0, 1_000.0)), None, Some((100.0, 500.0)), Some((1.0, 60_000.0))];
        let rate_limit = if is_alone_and_steady { right } else { choices.pick(&assumed) };
        let options = Options {
            retries: choices.pick(&[2, 0, 1, 3, 10]),
            timeout: choices.pick(&[Some(30_000.0), Some(1_000.0), Some(5_000.0), None]),
            batch: Some(BatchOptions {
                concurrency: choices.pick(&[32, 1, 2, 5, 10]),
                read_ahead: choices.pick(&[0, 0, 8]),
                rate_limit,
            }),
        };
        let latency = choices.pick(&[40.0, 1.0, 150.0, 450.0]);
        let link = Link {
            latency,
            jitter: if is_alone_and_steady { 0.049 * window } else { latency },
            faults: choices.pick(&[0, 5, 30, 90]),
            delays_requests: !is_alone_and_steady,
            repeats: !is_alone_and_steady && choices.percent(25) && repeats == Repeats::Allowed,
        };
        let interrupts = choices.percent(30);
        let mut behaviour = behaviour(choices, limit, window);
        if !is_alone_and_steady {
            let other_client = choices.percent(30).then_some(2.0 * window / limit);
            let change =
                choices.percent(20).then(|| (choices.below(tokens), choices.pick(&[5.0, 40.0])));
            behaviour = Behaviour { other_client, change, ..behaviour };
        }
        Scenario {
            tokens,
            options,
            link,
            behaviour,
            is_alone_and_steady,
            fetch_ends: choices.percent(3).then(|| choices.below(tokens) as usize),
            wrong_fetch: choices.pick(&[0, 0, 0, 20]),
            revoked_before: choices.pick(&[0, 0, 0, 50]),
            timer_lateness: choices.pick(&[LATEST_TIMER, 0.0, 1_000.0]),
            interruption: interrupts.then(|| {
                let kinds =
                    [InterruptionKind::Abort, InterruptionKind::AbortOne, InterruptionKind::Close];
                let kind = choices.pick(&kinds);
                interruption(choices, kind, 3 * tokens)
            }),
            out_of_turn: choices.pick(&[0, 0, 10]),
        }
    }
}

/// Chooses the behaviour of a vendor with this quota.
fn behaviour(choices: &mut Choices, limit: f64, window: f64) -> Behaviour {
    let always = choices.percent(15);
    Behaviour {
        deviations: choices.pick(&[0, 10, 50, 90]),
        always: always.then(|| choices.pick(Deviation::ALL)),
        kind: choices.pick(&[
            Kind::FixedWindow,
            Kind::AlignedWindow,
            Kind::SlidingWindow,
            Kind::TokenBucket,
        ]),
        limit,
        window,
        change: None,
        other_client: None,
        headers: choices.pick(&[Headers::Visible, Headers::NotOn429, Headers::Hidden]),
        retry_after: choices.pick(&[0, 10, 60]),
        redirects: choices.pick(&[Redirects::Shown, Redirects::Hidden, Redirects::Followed]),
    }
}

/// Chooses an interruption after less than `most` occurrences.
fn interruption(choices: &mut Choices, kind: InterruptionKind, most: u32) -> Interruption {
    Interruption {
        kind,
        after: choices.below(most),
        delay: choices.pick(&[0.0, 1.0, 100.0, 1_000.0, 10_000.0]) * choices.part(),
    }
}
