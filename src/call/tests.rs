use super::*;
use crate::pacer::Quota;
use crate::rate_limit::RateLimit;
use crate::response::classify;
use proptest::prelude::*;

const EVENTS: [Event; 13] = [
    Event::FetchMissing,
    Event::FetchFailed,
    Event::NotAResponse,
    Event::Redirected,
    Event::Answered(BodyReading::Revoked),
    Event::Answered(BodyReading::OtherCode),
    Event::Answered(BodyReading::Malformed),
    Event::Answered(BodyReading::Truncated),
    Event::Answered(BodyReading::Unreadable),
    Event::Timer,
    Event::Aborted,
    Event::Dispatched,
    Event::BatchClosed,
];

#[test]
fn four_actions_are_final() {
    for (action, is_final) in [
        (Action::Continue, false),
        (Action::Send, false),
        (Action::Queue, false),
        (Action::NotBefore(Millis::ZERO), false),
        (Action::Wait(Millis::ZERO), false),
        (Action::Resolve(REVOKED), true),
        (Action::Fail(Failure::invalid()), true),
        (Action::RejectWithReason, true),
        (Action::Abandon, true),
    ] {
        assert_eq!(action.is_final(), is_final, "{action:?}");
    }
}

const SECOND: Millis = Millis::from_secs(1);

const REVOKED: Revoked = Revoked { status: 200, rate_limit: None, attempts: 1 };

const SUCCESS: Event = Event::Answered(BodyReading::Revoked);

/// What an answer's headers may say: a limit that lets more requests pass than [`SLOW`] does.
const RATE_LIMIT: RateLimit = RateLimit { limit: 100, remaining: 99, window: SECOND };

/// One request a minute, as long as no answer says otherwise.
const SLOW: Quota = Quota { limit: 1.0, window: 60_000.0 };

/// The head of an answer without the headers that mean something.
fn head(status: u16) -> Option<Head> {
    Some(Head { status, rate_limit: None, retry_after: None, source: Source::Vendor })
}

/// A failure of the first attempt.
fn failure(name: ErrorName, detail: Detail, status: Option<u16>) -> Failure {
    Failure { attempts: 1, outcome: name.outcome(), status, ..Failure::new(name, detail) }
}

fn later(now: Millis, time: Millis) -> Millis {
    Millis::new(now.get() + time.get())
}

fn up_to(retries: u32) -> Retries {
    Retries::new(retries).unwrap()
}

/// A call, the pacer of its batch, and the time.
struct Driver {
    call: Call,
    pacer: Option<Pacer>,
    now: Millis,
}

impl Driver {
    fn single(retries: u32) -> Driver {
        let (call, action) = Call::begin(up_to(retries));
        assert_eq!(action, Action::Send);
        Driver { call, pacer: None, now: Millis::ZERO }
    }

    /// A call that is alone in a batch where one request at a time is made.
    fn batch(retries: u32, quota: Option<Quota>) -> Driver {
        let (call, action) = Call::begin_in_batch(up_to(retries));
        assert_eq!(action, Action::Queue);
        Driver { call, pacer: Some(Pacer::new(quota, 1)), now: Millis::ZERO }
    }

    fn handle(&mut self, event: Event, head: Option<Head>) -> Action {
        let data = EventData { now: self.now, head, random: 0.5 };
        self.call.handle(event, &data, self.pacer.as_mut())
    }

    /// Takes the call out of the queue as soon as the pacer lets it.
    fn dispatch(&mut self) {
        for _ in 0..10 {
            match self.handle(Event::Dispatched, None) {
                Action::Send => return,
                Action::NotBefore(time) => self.now = later(self.now, time),
                action => panic!("{action:?}"),
            }
        }
        panic!("it is never sent");
    }

    /// Whether the pacer waits for its only permit to come back.
    fn is_permit_out(&mut self) -> bool {
        let now = self.now.get();
        self.pacer.as_mut().is_some_and(|pacer| pacer.next(now) == Next::WaitForAnswer)
    }
}

/// The ways to get a call into each stage, with two retries: its name, whether it is in a batch, and the call.
fn in_each_stage() -> Vec<(&'static str, bool, Driver)> {
    let sending = || {
        let mut driver = Driver::batch(2, None);
        driver.dispatch();
        driver
    };
    let failed = |mut driver: Driver| {
        assert!(matches!(driver.handle(Event::FetchFailed, None), Action::Wait(_)));
        driver
    };
    let ended = |mut driver: Driver| {
        assert_eq!(driver.handle(Event::Aborted, None), Action::RejectWithReason);
        driver
    };
    let mut queued_again = failed(sending());
    assert_eq!(queued_again.handle(Event::Timer, None), Action::Queue);
    vec![
        ("queued", true, Driver::batch(2, None)),
        ("sending", false, Driver::single(2)),
        ("sending", true, sending()),
        ("pausing", false, failed(Driver::single(2))),
        ("pausing", true, failed(sending())),
        ("queued again", true, queued_again),
        ("ended", false, ended(Driver::single(2))),
        ("ended", true, ended(sending())),
    ]
}

#[test]
fn each_event_does_in_each_stage_what_belongs_there() {
    let again = Action::Wait(Millis::new(250.0));
    let no_answer = failure(ErrorName::NetworkError, Detail::NoWholeAnswer, None);
    for event in EVENTS {
        for (stage, in_batch, mut driver) in in_each_stage() {
            let expected = match (stage, event) {
                ("ended", _) => Action::Continue,
                (_, Event::Aborted) => Action::RejectWithReason,
                ("queued" | "queued again", Event::Dispatched) => Action::Send,
                ("queued", Event::BatchClosed) => Action::Abandon,
                ("queued again" | "pausing", Event::BatchClosed) => Action::Fail(no_answer),
                ("pausing", Event::Timer) if in_batch => Action::Queue,
                ("pausing", Event::Timer) => Action::Send,
                ("sending", Event::FetchMissing) => {
                    let failure = failure(ErrorName::LoadError, Detail::FetchMissing, None);
                    Action::Fail(Failure { attempts: 0, ..failure })
                }
                ("sending", Event::NotAResponse) => Action::Fail(failure(
                    ErrorName::UnexpectedResponseError,
                    Detail::NotAResponse,
                    None,
                )),
                ("sending", Event::Redirected) => Action::Fail(failure(
                    ErrorName::UnexpectedResponseError,
                    Detail::FollowedRedirect,
                    Some(200),
                )),
                ("sending", Event::Answered(BodyReading::Revoked)) => Action::Resolve(REVOKED),
                ("sending", Event::Answered(BodyReading::OtherCode)) => {
                    Action::Fail(failure(ErrorName::NotRevokedError, Detail::None, Some(200)))
                }
                ("sending", Event::Answered(BodyReading::Malformed | BodyReading::Unreadable)) => {
                    Action::Fail(failure(
                        ErrorName::UnexpectedResponseError,
                        Detail::None,
                        Some(200),
                    ))
                }
                ("sending", Event::Answered(_) | Event::FetchFailed | Event::Timer) => again,
                _ => Action::Continue,
            };
            let action = driver.handle(event, head(200));
            assert_eq!(action, expected, "{event:?}, {stage}, in a batch: {in_batch}");
            // Nothing comes of what happens to a call that is over.
            if action.is_final() {
                for late in EVENTS {
                    assert_eq!(driver.handle(late, head(200)), Action::Continue, "{late:?}");
                }
            }
        }
    }
}

#[test]
fn an_event_of_an_answer_without_an_answer_changes_nothing() {
    for event in [SUCCESS, Event::Answered(BodyReading::TimedOut), Event::Redirected] {
        let mut driver = Driver::single(0);
        assert_eq!(driver.handle(event, None), Action::Continue, "{event:?}");
        assert_eq!(driver.handle(SUCCESS, head(200)), Action::Resolve(REVOKED), "{event:?}");
    }
}

#[test]
fn an_answer_ends_the_call_with_its_status_and_its_headers() {
    let (rate_limit, retry_after) = (Some(RATE_LIMIT), Some(Millis::from_secs(31)));
    for (status, name, detail) in [
        (0, ErrorName::UnexpectedResponseError, Detail::Redirect),
        (200, ErrorName::NotRevokedError, Detail::None),
        (299, ErrorName::UnexpectedResponseError, Detail::None),
        (300, ErrorName::UnexpectedResponseError, Detail::Redirect),
        (399, ErrorName::UnexpectedResponseError, Detail::Redirect),
        (400, ErrorName::RequestError, Detail::None),
        (404, ErrorName::RecordNotFoundError, Detail::None),
        (429, ErrorName::RateLimitError, Detail::None),
        (503, ErrorName::ServerError, Detail::None),
    ] {
        let shown = (status > 0).then_some(status);
        let expected = Failure { rate_limit, retry_after, ..failure(name, detail, shown) };
        let head = Some(Head { status, rate_limit, retry_after, source: Source::Vendor });
        let action = Driver::single(2).handle(Event::Answered(BodyReading::OtherCode), head);
        assert_eq!(action, Action::Fail(expected), "{status}");
    }
    let head = Some(Head { status: 200, rate_limit, retry_after, source: Source::Vendor });
    let revoked = Revoked { rate_limit, ..REVOKED };
    assert_eq!(Driver::single(2).handle(SUCCESS, head), Action::Resolve(revoked));
}

#[test]
fn a_relays_header_decides_what_its_answer_says() {
    use ErrorName::*;
    for (value, status, name, outcome, shown) in [
        ("vendor", 404, RecordNotFoundError, Outcome::NotRevoked, Some(404)),
        ("doubt", 404, RecordNotFoundError, Outcome::Unknown, Some(404)),
        ("audit", 503, ServerError, Outcome::NotRevoked, Some(503)),
        ("other", 403, AuthorizationError, Outcome::Unknown, Some(403)),
        ("network", 502, NetworkError, Outcome::Unknown, None),
        ("timeout", 504, TimeoutError, Outcome::Unknown, None),
        ("unexpected", 502, UnexpectedResponseError, Outcome::Unknown, None),
    ] {
        let source = Source::parse(Some(value));
        let head = Head { status, rate_limit: Some(RATE_LIMIT), retry_after: None, source };
        let action = Driver::single(0).handle(Event::Answered(BodyReading::OtherCode), Some(head));
        let rate_limit = shown.map(|_| RATE_LIMIT);
        let detail = if source == Source::Vendor { Detail::None } else { Detail::Relay(source) };
        let expected = Failure { outcome, rate_limit, ..failure(name, detail, shown) };
        assert_eq!(action, Action::Fail(expected), "{value} {status}");
    }
}

#[test]
fn a_truncated_success_keeps_nothing_of_its_answer() {
    let head = Some(Head {
        status: 200,
        rate_limit: Some(RATE_LIMIT),
        retry_after: Some(Millis::ZERO),
        source: Source::Vendor,
    });
    for (event, name, detail) in [
        (Event::Answered(BodyReading::Truncated), ErrorName::NetworkError, Detail::NoWholeAnswer),
        (Event::Answered(BodyReading::TimedOut), ErrorName::TimeoutError, Detail::None),
        (Event::Timer, ErrorName::TimeoutError, Detail::None),
    ] {
        let action = Driver::single(0).handle(event, head);
        assert_eq!(action, Action::Fail(failure(name, detail, None)), "{event:?}");
    }
}

#[test]
fn a_time_out_after_the_head_of_a_refusal_is_that_refusal() {
    let timer = |head| Driver::single(0).handle(Event::Timer, head);
    let timed_out = failure(ErrorName::TimeoutError, Detail::None, None);
    assert_eq!(timer(None), Action::Fail(timed_out));
    assert_eq!(timer(head(200)), Action::Fail(timed_out));
    let refused = failure(ErrorName::RecordNotFoundError, Detail::None, Some(404));
    assert_eq!(timer(head(404)), Action::Fail(refused));
}

#[test]
fn a_redirect_that_was_followed_says_nothing_but_its_status() {
    for (status, shown) in [(200, Some(200)), (0, None)] {
        let head = Some(Head {
            status,
            rate_limit: Some(RATE_LIMIT),
            retry_after: Some(Millis::ZERO),
            source: Source::Vendor,
        });
        let failure = failure(ErrorName::UnexpectedResponseError, Detail::FollowedRedirect, shown);
        assert_eq!(Driver::single(2).handle(Event::Redirected, head), Action::Fail(failure));
    }
}

#[test]
fn attempts_are_counted_and_end_with_the_retries() {
    for retries in 0..=10 {
        let mut driver = Driver::single(retries);
        for _ in 0..retries {
            assert!(matches!(driver.handle(Event::FetchFailed, None), Action::Wait(_)));
            assert_eq!(driver.handle(Event::Timer, None), Action::Send);
        }
        let no_answer = failure(ErrorName::NetworkError, Detail::NoWholeAnswer, None);
        let last = Action::Fail(Failure { attempts: retries + 1, ..no_answer });
        assert_eq!(driver.handle(Event::FetchFailed, None), last, "{retries} retries");
    }
    let mut driver = Driver::single(1);
    driver.handle(Event::FetchFailed, None);
    driver.handle(Event::Timer, None);
    let revoked = Revoked { attempts: 2, ..REVOKED };
    assert_eq!(driver.handle(SUCCESS, head(200)), Action::Resolve(revoked));
}

#[test]
fn an_attempt_without_a_fetch_is_none() {
    let mut driver = Driver::single(2);
    driver.handle(Event::FetchFailed, None);
    driver.handle(Event::Timer, None);
    let no_fetch = Failure {
        attempts: 1,
        outcome: Outcome::Unknown,
        ..Failure::new(ErrorName::LoadError, Detail::FetchMissing)
    };
    assert_eq!(driver.handle(Event::FetchMissing, None), Action::Fail(no_fetch));
}

#[test]
fn a_doubt_about_the_token_outlives_every_later_refusal() {
    for doubtful in [Event::FetchFailed, Event::Timer, Event::Answered(BodyReading::Truncated)] {
        for status in [400, 401, 403, 404, 422, 429] {
            let mut driver = Driver::single(1);
            let head_of_first = if doubtful == Event::Timer { None } else { head(200) };
            assert!(matches!(driver.handle(doubtful, head_of_first), Action::Wait(_)));
            driver.handle(Event::Timer, None);
            match driver.handle(Event::Answered(BodyReading::OtherCode), head(status)) {
                Action::Fail(failure) => assert_eq!(failure.outcome, Outcome::Unknown, "{status}"),
                action => panic!("{status}: {action:?}"),
            }
        }
    }
    // Without a doubt, two refusals leave none.
    let mut driver = Driver::single(1);
    driver.handle(Event::Answered(BodyReading::Malformed), head(429));
    driver.handle(Event::Timer, None);
    let refused = failure(ErrorName::RecordNotFoundError, Detail::None, Some(404));
    assert_eq!(
        driver.handle(Event::Answered(BodyReading::Malformed), head(404)),
        Action::Fail(Failure { attempts: 2, ..refused })
    );
}

#[test]
fn a_call_pauses_as_long_as_the_answer_asks_or_backs_off() {
    let refused = Event::Answered(BodyReading::Malformed);
    let rate_limit = Some(RATE_LIMIT);
    for (status, rate_limit, retry_after, delay) in [
        (503, None, None, Some(250.0)),
        (503, rate_limit, None, Some(250.0)),
        (503, rate_limit, Some(2_000.0), Some(2_000.0)),
        (429, None, None, Some(250.0)),
        (429, rate_limit, None, Some(1_000.0)),
        (429, rate_limit, Some(0.0), Some(0.0)),
        (429, rate_limit, Some(30_000.0), Some(30_000.0)),
        (429, rate_limit, Some(30_001.0), None),
        (503, None, Some(30_001.0), None),
    ] {
        let [retry_after, delay] = [retry_after, delay].map(|it: Option<f64>| it.map(Millis::new));
        let head = Some(Head { status, rate_limit, retry_after, source: Source::Vendor });
        let delayed = match Driver::single(2).handle(refused, head) {
            Action::Wait(delay) => Some(delay),
            Action::Fail(failure) => {
                assert_eq!(failure.retry_after, retry_after);
                None
            }
            action => panic!("{action:?}"),
        };
        assert_eq!(delayed, delay, "{status} {rate_limit:?} {retry_after:?}");
    }
    // The random number is the driver's, and the back-off doubles.
    for (random, first, second) in [(0.0, 0.0, 0.0), (0.25, 125.0, 250.0), (1.0, 500.0, 1_000.0)] {
        let [first, second] = [first, second].map(Millis::new);
        let (mut call, _) = Call::begin(up_to(2));
        let data = EventData { now: Millis::ZERO, head: None, random };
        assert_eq!(call.handle(Event::FetchFailed, &data, None), Action::Wait(first));
        assert_eq!(call.handle(Event::Timer, &data, None), Action::Send);
        assert_eq!(call.handle(Event::FetchFailed, &data, None), Action::Wait(second));
    }
}

// --- In a batch

#[test]
fn a_call_in_a_batch_is_sent_when_the_pacer_permits_it() {
    let mut driver = Driver::batch(2, Some(SLOW));
    assert_eq!(driver.handle(Event::Dispatched, None), Action::Send);
    let (mut other, action) = Call::begin_in_batch(up_to(2));
    assert_eq!(action, Action::Queue);
    let data = EventData { now: Millis::ZERO, head: None, random: 0.5 };
    // The first request has to be answered first.
    let held = other.handle(Event::Dispatched, &data, driver.pacer.as_mut());
    assert_eq!(held, Action::NotBefore(Millis::FOREVER));
    assert_eq!(driver.handle(SUCCESS, head(200)), Action::Resolve(REVOKED));
    let next = driver.pacer.as_mut().unwrap().next(0.0);
    let Next::Wait(wait) = next else { panic!("{next:?}") };
    let wait = Millis::new(wait);
    let held = other.handle(Event::Dispatched, &data, driver.pacer.as_mut());
    assert_eq!(held, Action::NotBefore(wait));
    let data = EventData { now: wait, ..data };
    assert_eq!(other.handle(Event::Dispatched, &data, driver.pacer.as_mut()), Action::Send);
}

#[test]
fn the_permit_goes_back_whatever_ends_the_attempt() {
    for event in EVENTS {
        for status in [200, 404, 429, 503] {
            let mut driver = Driver::batch(2, None);
            assert!(!driver.is_permit_out());
            driver.dispatch();
            assert!(driver.is_permit_out());
            let goes_on = driver.handle(event, head(status)) == Action::Continue;
            assert_eq!(driver.is_permit_out(), goes_on, "{event:?} {status}");
        }
    }
}

#[test]
fn the_pacer_learns_from_the_headers_of_every_answer_and_from_nothing_else() {
    let learns = |event, status| {
        let mut driver = Driver::batch(0, Some(SLOW));
        driver.dispatch();
        let head = Head {
            status,
            rate_limit: Some(RATE_LIMIT),
            retry_after: None,
            source: Source::Vendor,
        };
        assert_ne!(driver.handle(event, Some(head)), Action::Continue);
        match driver.pacer.as_mut().unwrap().next(driver.now.get()) {
            Next::Start => true,
            // After a 429 it pauses for a window: the one of a second that the headers name, or a minute.
            Next::Wait(wait) => wait < 10_000.0,
            Next::WaitForAnswer => panic!("nothing is under way"),
        }
    };
    assert!(learns(SUCCESS, 200));
    assert!(learns(Event::Answered(BodyReading::OtherCode), 200));
    assert!(learns(Event::Answered(BodyReading::OtherCode), 404));
    assert!(learns(Event::Answered(BodyReading::Malformed), 429));
    assert!(learns(Event::Timer, 404));
    assert!(!learns(Event::Timer, 200));
    assert!(!learns(Event::FetchFailed, 200));
    assert!(!learns(Event::Redirected, 200));
    assert!(!learns(Event::Aborted, 200));
}

#[test]
fn a_429_in_a_batch_goes_back_into_the_queue_and_uses_up_no_retry() {
    let refused = Event::Answered(BodyReading::Malformed);
    let mut driver = Driver::batch(1, None);
    for _ in 0..3 {
        driver.dispatch();
        assert_eq!(driver.handle(refused, head(429)), Action::Queue);
    }
    driver.dispatch();
    // It is the first attempt but for refusals, so it backs off as after the first.
    assert_eq!(driver.handle(Event::FetchFailed, None), Action::Wait(Millis::new(250.0)));
    assert_eq!(driver.handle(Event::Timer, None), Action::Queue);
    driver.dispatch();
    assert_eq!(driver.handle(refused, head(429)), Action::Queue);
    driver.dispatch();
    let no_answer = failure(ErrorName::NetworkError, Detail::NoWholeAnswer, None);
    let last = Action::Fail(Failure { attempts: 6, ..no_answer });
    assert_eq!(driver.handle(Event::FetchFailed, None), last);
}

#[test]
fn a_429_in_a_batch_is_handed_over_where_waiting_is_in_vain() {
    let refused = Event::Answered(BodyReading::Malformed);
    let rate_limited = failure(ErrorName::RateLimitError, Detail::None, Some(429));
    // The server asks for more than is waited.
    let mut driver = Driver::batch(10, None);
    driver.dispatch();
    let retry_after = Some(Millis::from_secs(31));
    let head_of_429 = Head { status: 429, rate_limit: None, retry_after, source: Source::Vendor };
    assert_eq!(
        driver.handle(refused, Some(head_of_429)),
        Action::Fail(Failure { retry_after, ..rate_limited })
    );
    // The server refuses for ever.
    let mut driver = Driver::batch(10, None);
    for attempt in 1.. {
        driver.dispatch();
        match driver.handle(refused, head(429)) {
            Action::Queue => assert!(attempt < 100, "there is no end to it"),
            action => {
                assert!(attempt > 1, "patience was short");
                assert_eq!(action, Action::Fail(Failure { attempts: attempt, ..rate_limited }));
                break;
            }
        }
    }
}

#[test]
fn a_closed_batch_reports_how_the_last_attempt_failed() {
    let mut driver = Driver::batch(2, None);
    driver.dispatch();
    assert_eq!(driver.handle(Event::BatchClosed, None), Action::Continue);
    driver.handle(Event::FetchFailed, None);
    driver.handle(Event::Timer, None);
    driver.dispatch();
    assert_eq!(driver.handle(Event::Answered(BodyReading::Malformed), head(429)), Action::Queue);
    let refused = Failure {
        attempts: 2,
        outcome: Outcome::Unknown,
        ..failure(ErrorName::RateLimitError, Detail::None, Some(429))
    };
    assert_eq!(driver.handle(Event::BatchClosed, None), Action::Fail(refused));
}

#[test]
fn without_the_batch_s_pacer_nothing_is_sent_any_more() {
    let mut driver = Driver::batch(2, None);
    driver.dispatch();
    let mut queued = Driver::batch(2, None);
    (driver.pacer, queued.pacer) = (None, None);
    assert_eq!(queued.handle(Event::Dispatched, None), Action::NotBefore(Millis::FOREVER));
    let no_answer = failure(ErrorName::NetworkError, Detail::NoWholeAnswer, None);
    assert_eq!(driver.handle(Event::FetchFailed, None), Action::Fail(no_answer));
}

// --- Any sequence of events

/// An event and its data.
fn any_event() -> impl Strategy<Value = (Event, EventData)> {
    let statuses = [0, 200, 200, 200, 302, 400, 404, 418, 429, 429, 429, 500, 503];
    let status = prop::sample::select(statuses.to_vec());
    let rate_limit = prop::option::weighted(0.2, Just(RATE_LIMIT));
    let retry_after = prop::option::weighted(0.3, (0.0..40_000.0).prop_map(Millis::new));
    let head = (status, rate_limit, retry_after).prop_map(|(status, rate_limit, retry_after)| {
        Head { status, rate_limit, retry_after, source: Source::Vendor }
    });
    // More of those that make it go on.
    let events = [
        &EVENTS[..],
        &[Event::FetchFailed, Event::Timer, Event::Timer, Event::Dispatched, Event::Dispatched],
    ];
    let event = prop::sample::select(events.concat());
    (event, prop::option::weighted(0.8, head), (0.0..20_000.0).prop_map(Millis::new), 0.0..1.0)
        .prop_map(|(event, head, now, random)| (event, EventData { now, head, random }))
}

proptest! {
    #[test]
    fn whatever_happens_a_call_ends_once_and_says_what_it_did(
        retries in 0..=Retries::MOST.get(),
        in_batch: bool,
        events in prop::collection::vec(any_event(), 0..80),
    ) {
        let begin = if in_batch { Call::begin_in_batch } else { Call::begin };
        let (mut call, mut action) = begin(up_to(retries));
        let mut pacer = in_batch.then(|| Pacer::new(None, 1));
        let mut now = Millis::ZERO;
        let (mut sent, mut requeued, mut doubt, mut ended) = (0, 0, false, false);
        // The last action that ended what was under way before.
        let mut doing = action;
        sent += u32::from(action == Action::Send);
        for (event, mut data) in events {
            now = later(now, data.now);
            data.now = now;
            action = call.handle(event, &data, pacer.as_mut());
            if let Some(pacer) = &mut pacer {
                let is_out = pacer.next(now.get()) == Next::WaitForAnswer;
                let sending = action == Action::Send || doing == Action::Send && action == Action::Continue;
                prop_assert_eq!(is_out, sending, "a permit belongs to an attempt");
            }
            let can_happen = match doing {
                _ if ended => false,
                Action::Send => !matches!(event, Event::Dispatched | Event::BatchClosed),
                Action::Queue => {
                    matches!(event, Event::Dispatched | Event::Aborted | Event::BatchClosed)
                }
                _ => matches!(event, Event::Timer | Event::Aborted | Event::BatchClosed),
            };
            if !can_happen {
                prop_assert_eq!(action, Action::Continue, "{:?} out of turn", event);
                continue;
            }
            if matches!(action, Action::Continue | Action::NotBefore(_)) {
                prop_assert!(action == Action::Continue || doing == Action::Queue);
                continue;
            }
            // What the attempt that has just ended says about the token by itself.
            if doing == Action::Send && action != Action::RejectWithReason {
                sent -= u32::from(event == Event::FetchMissing);
                doubt |= match (event, event.body(), data.head) {
                    (Event::FetchMissing, ..) => false,
                    (_, Some(body), Some(head)) => {
                        let refused = classify(head.status, body);
                        refused.is_err_and(|name| name.outcome() == Outcome::Unknown)
                    }
                    _ => true,
                };
            }
            match action {
                Action::Send => {
                    prop_assert!(matches!(doing, Action::Queue | Action::Wait(_)));
                    prop_assert_eq!(event, if in_batch { Event::Dispatched } else { Event::Timer });
                    sent += 1;
                }
                Action::Queue => {
                    prop_assert!(in_batch);
                    requeued += u32::from(doing == Action::Send);
                }
                Action::Wait(time) => {
                    prop_assert_eq!(doing, Action::Send);
                    prop_assert!(time <= Millis::from_secs(30));
                }
                Action::Resolve(revoked) => {
                    prop_assert_eq!(event, SUCCESS);
                    prop_assert_eq!(data.head.map(|head| head.status), Some(200));
                    prop_assert_eq!(revoked.attempts, sent);
                }
                Action::Fail(failure) => {
                    prop_assert_eq!(failure.attempts, sent);
                    let outcome = if doubt { Outcome::Unknown } else { Outcome::NotRevoked };
                    prop_assert_eq!(failure.outcome, outcome);
                }
                Action::RejectWithReason => prop_assert_eq!(event, Event::Aborted),
                Action::Abandon => {
                    prop_assert_eq!(event, Event::BatchClosed);
                    prop_assert_eq!(sent, 0);
                }
                Action::Continue | Action::NotBefore(_) => {}
            }
            prop_assert!(sent <= retries + 1 + requeued);
            ended = action.is_final();
            doing = action;
        }
    }

    /// A driver that does what it is asked to, and a server that answers as it likes.
    #[test]
    fn a_call_that_is_driven_as_it_should_be_ends(
        retries in 0..=Retries::MOST.get(),
        in_batch: bool,
        answers in prop::collection::vec(any_event(), 1..8),
    ) {
        let begin = if in_batch { Call::begin_in_batch } else { Call::begin };
        let (mut call, mut action) = begin(up_to(retries));
        let mut pacer = in_batch.then(|| Pacer::new(Some(Quota::DEFAULT), 1));
        let mut answers = answers.into_iter().cycle();
        let mut now = Millis::ZERO;
        let mut steps = 0;
        while !action.is_final() {
            steps += 1;
            prop_assert!(steps < 1_000, "it does not end");
            let (event, data) = match action {
                Action::Send | Action::Continue => {
                    // Each event ends an attempt, or the timer does.
                    let (event, data) = answers.next().unwrap();
                    (if action == Action::Continue { Event::Timer } else { event }, data)
                }
                Action::Queue => (Event::Dispatched, EventData { now, head: None, random: 0.0 }),
                Action::NotBefore(time) => {
                    prop_assert!(time < Millis::FOREVER, "there is no answer to wait for");
                    now = later(now, time);
                    (Event::Dispatched, EventData { now, head: None, random: 0.0 })
                }
                Action::Wait(time) => {
                    now = later(now, time);
                    (Event::Timer, EventData { now, head: None, random: 0.0 })
                }
                _ => break,
            };
            action = call.handle(event, &EventData { now, ..data }, pacer.as_mut());
        }
    }
}
