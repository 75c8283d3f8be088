//! The scenarios, and the bounds on their figures.

use crate::server::Kind::{self, AlignedWindow, FixedWindow, SlidingWindow, TokenBucket};
use nomba_revoke::pacer::{DEFAULT_CONCURRENCY, Quota};

const SERVERS: [Kind; 4] = [FixedWindow, AlignedWindow, SlidingWindow, TokenBucket];

/// When a client can read the rate-limit headers.
#[derive(Clone, Copy, Debug)]
pub enum Headers {
    Visible,
    /// On answers to accepted requests, not on a 429.
    OnSuccess,
    Hidden,
}

/// How another client takes half the quota.
#[derive(Clone, Copy, Debug)]
pub enum Other {
    Even,
    /// With a pause after each request, from none to twice the mean.
    Random,
    /// All at once, at intervals of a window.
    Bunched,
}

/// When timers fire.
#[derive(Clone, Copy, Debug)]
pub enum Timers {
    /// Up to 3 milliseconds late: the time is rounded up, and the event loop is busy.
    Prompt,
    /// At multiples of `grid` until the time `until`, as in a tab in the background.
    Throttled { grid: f64, until: f64 },
}

/// One client, one server and the network between them. All times are milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Scenario {
    pub server: Kind,
    pub limit: f64,
    pub window: f64,
    /// The option `rateLimit`.
    pub assumed: Option<Quota>,
    /// The shortest round trip, half of it each way.
    pub latency: f64,
    /// The longest delay that is added to a request.
    pub request_jitter: f64,
    /// The longest delay that is added to an answer.
    pub response_jitter: f64,
    /// Whether jitter adds none or all of that delay, and nothing between.
    pub extremes: bool,
    pub headers: Headers,
    pub other: Option<Other>,
    /// The time of a change and the limit from then on.
    pub change: Option<(f64, f64)>,
    pub timers: Timers,
    pub tokens: u32,
}

/// The bound that the worst figures of a row must keep.
#[derive(Clone, Copy, Debug)]
pub enum Bound {
    /// At least `used` and at most `refused`, in per cent.
    Figures { used: f64, refused: f64 },
    /// At least `used` per cent, and no 429 for a request that was sent after the first 429 had arrived.
    OnlyInFlight { used: f64 },
    /// No 429, at any pace.
    NoRefusal,
    /// The run ends.
    Ends,
}

/// A row of the table: similar scenarios, of which the worst figures count.
pub struct Row {
    pub name: &'static str,
    pub bound: Bound,
    pub scenarios: Vec<Scenario>,
}

/// 80 windows' worth of tokens on the vendor's regular tier, over an ordinary connection.
const BASE: Scenario = Scenario {
    server: FixedWindow,
    limit: 15.0,
    window: 1_000.0,
    assumed: Some(Quota::DEFAULT),
    latency: 80.0,
    request_jitter: 20.0,
    response_jitter: 40.0,
    extremes: false,
    headers: Headers::Visible,
    other: None,
    change: None,
    timers: Timers::Prompt,
    tokens: 1_200,
};

const HIDDEN: Scenario = Scenario { headers: Headers::Hidden, ..BASE };

/// The conditions of the contract's promise, with the highest jitter that they allow.
const PROMISED: Scenario = Scenario { request_jitter: 50.0, ..BASE };

const LOWEST_TIER: Scenario =
    Scenario { limit: 1.0, window: 60_000.0, request_jitter: 3_000.0, tokens: 60, ..BASE };

/// Jitter up to a whole window.
const WILD: Scenario = Scenario { request_jitter: 1_000.0, response_jitter: 300.0, ..BASE };

/// Returns a scenario with a limit per second and tokens for 80 windows, but at most 4,000.
fn per_second(limit: f64, base: Scenario) -> Scenario {
    Scenario { limit, tokens: (limit as u32 * 80).min(4_000), ..base }
}

/// Returns each scenario twice: with jitter distributed evenly, and with none or all of it.
fn both_jitters(scenarios: impl IntoIterator<Item = Scenario>) -> Vec<Scenario> {
    let both = |base| [false, true].map(|extremes| Scenario { extremes, ..base });
    scenarios.into_iter().flat_map(both).collect()
}

fn latencies<const N: usize>(latencies: [f64; N], base: Scenario) -> [Scenario; N] {
    latencies.map(|latency| Scenario { latency, ..base })
}

/// Alone on a fixed window that starts with the first request and does not change.
pub fn promised() -> Vec<Row> {
    let bound = Bound::Figures { used: 95.0, refused: 0.0 };
    let row = |name, scenarios: &[Scenario]| Row {
        name,
        bound,
        scenarios: both_jitters(scenarios.iter().copied()),
    };
    let nearby = Scenario { request_jitter: 2.0, response_jitter: 2.0, ..BASE };
    vec![
        Row {
            bound: Bound::Figures { used: 99.0, refused: 0.0 },
            ..row("15/s, round trip 1 ms", &[Scenario { latency: 1.0, ..nearby }])
        },
        row("15/s, 80 to 900 ms", &latencies([80.0, 300.0, 900.0], PROMISED)),
        row("15/s, headers on 200 only", &[Scenario { headers: Headers::OnSuccess, ..PROMISED }]),
        row("40/s, 80 to 300 ms", &latencies([80.0, 300.0], per_second(40.0, PROMISED))),
        row("100/s, 10 to 80 ms", &latencies([10.0, 80.0], per_second(100.0, PROMISED))),
        row(
            "2,000/s, 5 ms",
            &[Scenario { limit: 2_000.0, latency: 5.0, tokens: 40_000, ..nearby }],
        ),
        row("1/min, 1 ms to 3 s", &latencies([1.0, 80.0, 3_000.0], LOWEST_TIER)),
    ]
}

/// Alone, on another kind of server or over a connection with more jitter.
pub fn near() -> Vec<Row> {
    let bound = Bound::Figures { used: 75.0, refused: 5.0 };
    let alone = |server| {
        let on = Scenario { server, ..PROMISED };
        both_jitters([on, per_second(40.0, on), per_second(100.0, on)])
    };
    let wild = |server| {
        let on = Scenario { server, ..WILD };
        vec![on, per_second(40.0, on), Scenario { headers: Headers::Hidden, ..on }]
    };
    let row = |name, scenarios| Row { name, bound, scenarios };
    vec![
        row("windows by the server's clock", alone(AlignedWindow)),
        row("sliding window", alone(SlidingWindow)),
        row("token bucket", alone(TokenBucket)),
        row("jitter of a window, fixed window", wild(FixedWindow)),
        row("jitter of a window, by the clock", wild(AlignedWindow)),
        row("jitter of a window, token bucket", wild(TokenBucket)),
        Row {
            bound: Bound::Figures { used: 70.0, refused: 5.0 },
            ..row("jitter of a window, sliding window", wild(SlidingWindow))
        },
    ]
}

/// Alone, headers hidden, with the right `rateLimit`.
pub fn hidden() -> Vec<Row> {
    let on = |server| Scenario { server, request_jitter: 50.0, ..HIDDEN };
    vec![Row {
        name: "every kind of server",
        bound: Bound::Figures { used: 90.0, refused: 0.0 },
        scenarios: both_jitters(SERVERS.map(on)),
    }]
}

/// Half the quota taken by another client, on every kind of server, at 15, 40 and 100 a second.
pub fn shared() -> Vec<Row> {
    let row = |name, headers, other, refused| {
        let mut scenarios = Vec::new();
        for server in SERVERS {
            for limit in [15.0, 40.0, 100.0] {
                let assumed = Some(Quota { limit, window: BASE.window });
                let base = Scenario { server, headers, other: Some(other), assumed, ..BASE };
                scenarios.extend(latencies([10.0, 80.0, 300.0], per_second(limit, base)));
            }
        }
        Row { name, bound: Bound::Figures { used: 60.0, refused }, scenarios }
    };
    vec![
        row("it sends evenly", Headers::Visible, Other::Even, 5.0),
        row("at random", Headers::Visible, Other::Random, 5.0),
        row("in bunches", Headers::Visible, Other::Bunched, 5.0),
        row("evenly, headers hidden", Headers::Hidden, Other::Even, 10.0),
        row("at random, headers hidden", Headers::Hidden, Other::Random, 10.0),
        row("in bunches, headers hidden", Headers::Hidden, Other::Bunched, 10.0),
    ]
}

/// The quota changes during the run.
pub fn changed() -> Vec<Row> {
    const WHEN: f64 = 10_300.0;
    let change = |from, to, base| Scenario {
        change: Some((WHEN, to)),
        assumed: Some(Quota { limit: from, window: BASE.window }),
        ..per_second(from, base)
    };
    let round_trips = [1.0, 10.0, 80.0, 300.0, 700.0];
    let lowered = |headers| {
        let mut scenarios = Vec::new();
        for (from, to) in [(40.0, 15.0), (100.0, 40.0), (15.0, 3.0)] {
            let base = change(from, to, Scenario { headers, ..BASE });
            scenarios.extend(latencies(round_trips, base));
        }
        scenarios
    };
    vec![
        Row {
            name: "lowered",
            bound: Bound::OnlyInFlight { used: 75.0 },
            scenarios: lowered(Headers::Visible),
        },
        Row {
            name: "lowered, headers on 200 only",
            bound: Bound::OnlyInFlight { used: 75.0 },
            scenarios: lowered(Headers::OnSuccess),
        },
        Row {
            name: "lowered, headers hidden",
            bound: Bound::Figures { used: 60.0, refused: 15.0 },
            scenarios: lowered(Headers::Hidden),
        },
        Row {
            name: "raised",
            bound: Bound::Figures { used: 75.0, refused: 0.0 },
            scenarios: [(15.0, 40.0), (3.0, 15.0)]
                .into_iter()
                .flat_map(|(from, to)| latencies([1.0, 80.0, 300.0], change(from, to, BASE)))
                .collect(),
        },
    ]
}

/// A tab in the background, whose timers are throttled.
pub fn throttled() -> Vec<Row> {
    let throttled =
        |grid, until, base| Scenario { timers: Timers::Throttled { grid, until }, ..base };
    let always = f64::INFINITY;
    let row = |name, bound, scenarios| Row { name, bound, scenarios };
    let both = |grid, until| {
        both_jitters([PROMISED, Scenario { headers: Headers::Hidden, ..PROMISED }])
            .into_iter()
            .map(|base| throttled(grid, until, base))
            .collect()
    };
    vec![
        row("timers every second", Bound::NoRefusal, both(1_000.0, always)),
        row("timers every minute", Bound::NoRefusal, both(60_000.0, always)),
        row("every minute, then in front", Bound::NoRefusal, both(60_000.0, 600_000.0)),
        row(
            "every second, beside another client",
            Bound::Figures { used: 0.0, refused: 5.0 },
            [Other::Even, Other::Random, Other::Bunched]
                .map(|other| throttled(1_000.0, always, Scenario { other: Some(other), ..BASE }))
                .to_vec(),
        ),
    ]
}

/// Scenarios for which nothing is promised but the end.
pub fn beyond() -> Vec<Row> {
    let row = |name, base: Scenario| Row { name, bound: Bound::Ends, scenarios: vec![base] };
    let slow = Scenario { request_jitter: 50.0, response_jitter: 200.0, ..BASE };
    vec![
        row("round trip of 2 windows", Scenario { latency: 1_700.0, ..slow }),
        row("round trip of 3 windows", Scenario { latency: 2_800.0, ..slow }),
        row(
            "3 windows, beside another client",
            Scenario { latency: 2_800.0, other: Some(Other::Random), ..slow },
        ),
        row("headers hidden, 5/s instead of 15/s", per_second(5.0, HIDDEN)),
        row(
            "headers hidden, 1/min instead of 15/s",
            Scenario { limit: 1.0, window: 60_000.0, tokens: 60, ..HIDDEN },
        ),
        row("pacing turned off", Scenario { assumed: None, ..BASE }),
    ]
}

impl Scenario {
    pub const CONCURRENCY: u32 = DEFAULT_CONCURRENCY;
}
