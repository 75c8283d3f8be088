//! The simulation: a client that drives the pacer, a network, a server and a virtual clock.

use crate::scenario::{Headers, Other, Scenario, Timers};
use crate::server::{Server, Verdict};
use fastrand::Rng;
use nomba_revoke::pacer::{Next, Pacer, Permit, Refusal};
use nomba_revoke::{Millis, RateLimit};
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// The figures of a run, or the worst of several runs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Figures {
    /// Accepted requests after the first window, in per cent of the quota less the part that another client used.
    pub used: f64,
    /// Requests that met a 429, in per cent of all requests.
    pub refused: f64,
    /// Requests that met a 429.
    pub refusals: u32,
    /// Requests that met a 429 and were sent after the first 429 had arrived.
    pub late: u32,
    /// The time of the last answer, in milliseconds.
    pub time: f64,
}

impl Figures {
    pub fn worse(self, other: Figures) -> Figures {
        Figures {
            used: self.used.min(other.used),
            refused: self.refused.max(other.refused),
            refusals: self.refusals.max(other.refusals),
            late: self.late.max(other.late),
            time: self.time.max(other.time),
        }
    }
}

struct Sent {
    at: f64,
    permit: Permit,
}

enum Event {
    Timer(u32),
    Arrival(Sent),
    Answer(Sent, Verdict),
    Other,
    Change(f64),
}

struct Scheduled {
    at: f64,
    order: u64,
    event: Event,
}

impl PartialEq for Scheduled {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Scheduled {}
impl PartialOrd for Scheduled {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Scheduled {
    fn cmp(&self, other: &Self) -> Ordering {
        other.at.total_cmp(&self.at).then(other.order.cmp(&self.order))
    }
}

struct Simulation<'a> {
    scenario: &'a Scenario,
    random: Rng,
    now: f64,
    events: BinaryHeap<Scheduled>,
    order: u64,
    server: Server,
    pacer: Pacer,
    waiting: u32,
    in_flight: u32,
    timer: u32,
    accepted: Vec<f64>,
    others: Vec<f64>,
    first_refusal: Option<f64>,
    figures: Figures,
}

pub fn run(scenario: &Scenario, seed: u64) -> Figures {
    let mut random = Rng::with_seed(seed);
    let window_start = random.f64() * scenario.window;
    let server = Server::new(scenario.server, scenario.limit, scenario.window, window_start);
    let mut simulation = Simulation {
        scenario,
        random,
        now: 0.0,
        events: BinaryHeap::new(),
        order: 0,
        server,
        pacer: Pacer::new(scenario.assumed, Scenario::CONCURRENCY),
        waiting: scenario.tokens,
        in_flight: 0,
        timer: 0,
        accepted: Vec::new(),
        others: Vec::new(),
        first_refusal: None,
        figures: Figures::default(),
    };
    simulation.run();
    simulation.figures()
}

impl Simulation<'_> {
    fn run(&mut self) {
        if self.scenario.other.is_some() {
            let at = self.random.f64() * self.scenario.window;
            self.schedule(at, Event::Other);
        }
        if let Some((at, limit)) = self.scenario.change {
            self.schedule(at, Event::Change(limit));
        }
        self.pump();
        while self.waiting > 0 || self.in_flight > 0 {
            let Scheduled { at, event, .. } = self.events.pop().expect("an event is scheduled");
            self.now = at;
            assert!(self.now < 1e8, "the run does not end");
            match event {
                Event::Timer(timer) => {
                    if timer == self.timer {
                        self.pump();
                    }
                }
                Event::Arrival(sent) => self.arrive(sent),
                Event::Answer(sent, verdict) => {
                    self.answer(sent, verdict);
                    self.pump();
                }
                Event::Other => self.other(),
                Event::Change(limit) => self.server.set_limit(limit),
            }
        }
        self.figures.time = self.now;
    }

    fn schedule(&mut self, at: f64, event: Event) {
        self.order += 1;
        self.events.push(Scheduled { at, order: self.order, event });
    }

    /// Starts the requests that may start, and sets the timer for the next one.
    fn pump(&mut self) {
        while self.waiting > 0 {
            match self.pacer.next(self.now) {
                Next::Start => {
                    self.waiting -= 1;
                    self.in_flight += 1;
                    assert!(self.in_flight <= Scenario::CONCURRENCY);
                    let permit = self.pacer.started(self.now);
                    let delay = self.delay(self.scenario.request_jitter);
                    self.schedule(self.now + delay, Event::Arrival(Sent { at: self.now, permit }));
                }
                Next::Wait(wait) => {
                    assert!(wait > 0.0 && wait.is_finite());
                    self.timer += 1;
                    let due = self.now + wait.ceil() + self.random.f64() * 2.0;
                    let due = match self.scenario.timers {
                        Timers::Throttled { grid, until } if self.now < until => {
                            (due / grid).ceil() * grid
                        }
                        _ => due,
                    };
                    return self.schedule(due, Event::Timer(self.timer));
                }
                Next::WaitForAnswer => {
                    assert!(
                        self.in_flight > 0,
                        "the pacer waits for an answer, and no request is in flight"
                    );
                    return;
                }
            }
        }
    }

    fn delay(&mut self, jitter: f64) -> f64 {
        let part = self.random.f64();
        let part = if self.scenario.extremes { part.round() } else { part };
        self.scenario.latency / 2.0 + jitter * part
    }

    fn arrive(&mut self, sent: Sent) {
        let verdict = self.server.count(self.now);
        if verdict.accepted {
            self.accepted.push(self.now);
        }
        let delay = self.delay(self.scenario.response_jitter);
        self.schedule(self.now + delay, Event::Answer(sent, verdict));
    }

    fn answer(&mut self, Sent { at: sent, permit }: Sent, verdict: Verdict) {
        let seen = match self.scenario.headers {
            Headers::Visible => true,
            Headers::OnSuccess => verdict.accepted,
            Headers::Hidden => false,
        };
        let rate_limit = seen.then_some(RateLimit {
            limit: verdict.limit as u64,
            remaining: verdict.remaining as u64,
            window: Millis::new(self.scenario.window),
        });
        if verdict.accepted {
            self.pacer.answered(self.now, permit, rate_limit);
        } else {
            let first = *self.first_refusal.get_or_insert(self.now);
            if sent > first {
                self.figures.late += 1;
            }
            self.figures.refusals += 1;
            let refusal = self.pacer.refused(self.now, permit, rate_limit, None);
            assert_eq!(refusal, Refusal::Requeue, "every token is revoked in the end");
            self.waiting += 1;
        }
        self.in_flight -= 1;
    }

    /// Sends the requests of another client, which takes half the quota.
    fn other(&mut self) {
        let share = (self.scenario.limit / 2.0).ceil();
        let mean = self.scenario.window / share;
        let (requests, pause) = match self.scenario.other {
            None => return,
            Some(Other::Even) => (1.0, mean),
            Some(Other::Random) => (1.0, mean * 2.0 * self.random.f64()),
            Some(Other::Bunched) => (share, self.scenario.window),
        };
        for _ in 0..requests as u32 {
            if self.server.count(self.now).accepted {
                self.others.push(self.now);
            }
        }
        self.schedule(self.now + pause, Event::Other);
    }

    fn figures(mut self) -> Figures {
        let window = self.scenario.window;
        let from = self.accepted.first().expect("some are accepted") + window;
        let to = *self.accepted.last().expect("some are accepted");
        let count = |times: &[f64]| times.iter().filter(|at| **at > from && **at <= to).count();
        let (changed, limit) = self.scenario.change.unwrap_or((to, 0.0));
        let changed = changed.clamp(from, to);
        let quota = (self.scenario.limit * (changed - from) + limit * (to - changed)) / window;
        let left = quota - count(&self.others) as f64;
        self.figures.used = 100.0 * count(&self.accepted) as f64 / left;
        let all = self.figures.refusals + self.accepted.len() as u32;
        self.figures.refused = 100.0 * f64::from(self.figures.refusals) / f64::from(all);
        self.figures
    }
}
