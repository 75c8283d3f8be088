use super::*;
use crate::hands::constant;
use crate::pacer::Quota;
use proptest::prelude::*;

#[test]
fn the_hands_number_events_alike() {
    for (name, event) in [
        ("NO_FETCH", Event::NoFetch),
        ("LOST", Event::Lost),
        ("NO_RESPONSE", Event::NoResponse),
        ("REVOKED", Event::Answered(Body::Revoked)),
        ("OTHER_CODE", Event::Answered(Body::OtherCode)),
        ("ODD", Event::Answered(Body::Odd)),
        ("BROKEN_OFF", Event::Answered(Body::BrokenOff)),
        ("UNREADABLE", Event::Answered(Body::Unreadable)),
        ("TIMER", Event::Timer),
        ("ABORT", Event::Abort),
        ("TURN", Event::Turn),
        ("CLOSED", Event::Closed),
        ("REDIRECTED", Event::Redirected),
    ] {
        assert_eq!(Event::from_number(constant(name) as u32), Some(event), "{name}");
    }
    assert_eq!(Event::from_number(Event::ALL.len() as u32), None);
}

#[test]
fn the_hands_number_actions_alike() {
    for (name, action) in [
        ("KEEP", Action::Keep),
        ("SEND", Action::Send),
        ("QUEUE", Action::Queue),
        ("DONE", Action::Resolve(REVOKED)),
        ("DONE", Action::Fail(Failure::invalid())),
        ("ABORTED", Action::Abort),
        ("ABANDONED", Action::Abandon),
        ("HOLD", Action::Hold(0.0)),
    ] {
        assert_eq!(constant(name), action.number(), "{name}");
        assert!(action.number() < 0.0, "{name} is no wait");
        // By its number the hands tell whether that is the end.
        let ends = (constant("ABANDONED")..=constant("DONE")).contains(&action.number());
        assert_eq!(action.ends(), ends, "{name}");
    }
    assert_eq!(constant("DONE"), Action::DONE);
    assert!(!Action::Wait(0.0).ends());
    assert_eq!(Action::Wait(250.5).number(), 250.5);
    assert_eq!(Action::Hold(250.5).number(), constant("HOLD") - 250.5);
    assert_eq!(Action::Hold(f64::INFINITY).number(), f64::NEG_INFINITY);
}

const REVOKED: Revoked = Revoked { status: 200, rate_limit: None, attempts: 1 };

const SUCCESS: Event = Event::Answered(Body::Revoked);

/// What an answer's headers may say: a limit that lets more requests pass than [`SLOW`] does.
const RATE_LIMIT: RateLimit = RateLimit { limit: 100.0, remaining: 99.0, window: 1_000.0 };

/// One request a minute, as long as no answer says otherwise.
const SLOW: Quota = Quota { limit: 1.0, window: 60_000.0 };

/// The head of an answer without the headers that mean something.
fn head(status: u16) -> Option<Head> {
    Some(Head { status, rate_limit: None, retry_after: None })
}

/// A failure of the first attempt.
fn failure(name: ErrorName, why: Why, status: Option<u16>) -> Failure {
    Failure { attempts: 1, outcome: name.outcome(), status, ..Failure::new(name, why) }
}

/// A call, the pacer of its batch, and the time.
struct Driver {
    call: Call,
    pacer: Option<Pacer>,
    now: f64,
}

impl Driver {
    fn single(retries: u32) -> Driver {
        let (call, action) = Call::begin(retries, false);
        assert_eq!(action, Action::Send);
        Driver { call, pacer: None, now: 0.0 }
    }

    /// A call that is alone in a batch where one request at a time is made.
    fn batch(retries: u32, quota: Option<Quota>) -> Driver {
        let (call, action) = Call::begin(retries, true);
        assert_eq!(action, Action::Queue);
        Driver { call, pacer: Some(Pacer::new(quota, 1)), now: 0.0 }
    }

    fn handle(&mut self, event: Event, head: Option<Head>) -> Action {
        let data = EventData { now: self.now, head, random: 0.5 };
        self.call.handle(event, &data, self.pacer.as_mut())
    }

    /// Takes the call out of the queue as soon as the pacer lets it.
    fn dispatch(&mut self) {
        for _ in 0..10 {
            match self.handle(Event::Turn, None) {
                Action::Send => return,
                Action::Hold(time) => self.now += time,
                action => panic!("{action:?}"),
            }
        }
        panic!("it is never sent");
    }

    /// Whether the pacer waits for its only permit to come back.
    fn is_permit_out(&mut self) -> bool {
        let now = self.now;
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
        assert!(matches!(driver.handle(Event::Lost, None), Action::Wait(_)));
        driver
    };
    let ended = |mut driver: Driver| {
        assert_eq!(driver.handle(Event::Abort, None), Action::Abort);
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
    let again = Action::Wait(250.0);
    let lost = failure(ErrorName::NetworkError, Why::NoWholeAnswer, None);
    for event in Event::ALL {
        for (stage, in_batch, mut driver) in in_each_stage() {
            let expected = match (stage, event) {
                ("ended", _) => Action::Keep,
                (_, Event::Abort) => Action::Abort,
                ("queued" | "queued again", Event::Turn) => Action::Send,
                ("queued", Event::Closed) => Action::Abandon,
                ("queued again" | "pausing", Event::Closed) => Action::Fail(lost),
                ("pausing", Event::Timer) if in_batch => Action::Queue,
                ("pausing", Event::Timer) => Action::Send,
                ("sending", Event::NoFetch) => {
                    let failure = failure(ErrorName::LoadError, Why::NoFetch, None);
                    Action::Fail(Failure { attempts: 0, ..failure })
                }
                ("sending", Event::NoResponse) => {
                    Action::Fail(failure(ErrorName::UnexpectedResponseError, Why::NoResponse, None))
                }
                ("sending", Event::Redirected) => Action::Fail(failure(
                    ErrorName::UnexpectedResponseError,
                    Why::FollowedRedirect,
                    Some(200),
                )),
                ("sending", Event::Answered(Body::Revoked)) => Action::Resolve(REVOKED),
                ("sending", Event::Answered(Body::OtherCode)) => {
                    Action::Fail(failure(ErrorName::NotRevokedError, Why::AsNamed, Some(200)))
                }
                ("sending", Event::Answered(Body::Odd | Body::Unreadable)) => Action::Fail(
                    failure(ErrorName::UnexpectedResponseError, Why::AsNamed, Some(200)),
                ),
                ("sending", Event::Answered(_) | Event::Lost | Event::Timer) => again,
                _ => Action::Keep,
            };
            let action = driver.handle(event, head(200));
            assert_eq!(action, expected, "{event:?}, {stage}, in a batch: {in_batch}");
            // Nothing comes of what happens to a call that is over.
            if action.ends() {
                for late in Event::ALL {
                    assert_eq!(driver.handle(late, head(200)), Action::Keep, "{late:?}");
                }
            }
        }
    }
}

#[test]
fn an_event_that_tells_of_an_answer_and_has_none_changes_nothing() {
    for event in [SUCCESS, Event::Answered(Body::TimedOut), Event::Redirected] {
        let mut driver = Driver::single(0);
        assert_eq!(driver.handle(event, None), Action::Keep, "{event:?}");
        assert_eq!(driver.handle(SUCCESS, head(200)), Action::Resolve(REVOKED), "{event:?}");
    }
}

#[test]
fn an_answer_ends_the_call_with_its_status_and_its_headers() {
    let (rate_limit, retry_after) = (Some(RATE_LIMIT), Some(31_000.0));
    for (status, name, why) in [
        (0, ErrorName::UnexpectedResponseError, Why::Redirect),
        (200, ErrorName::NotRevokedError, Why::AsNamed),
        (299, ErrorName::UnexpectedResponseError, Why::AsNamed),
        (300, ErrorName::UnexpectedResponseError, Why::Redirect),
        (399, ErrorName::UnexpectedResponseError, Why::Redirect),
        (400, ErrorName::RequestError, Why::AsNamed),
        (404, ErrorName::RecordNotFoundError, Why::AsNamed),
        (429, ErrorName::RateLimitError, Why::AsNamed),
        (503, ErrorName::ServerError, Why::AsNamed),
    ] {
        let shown = (status > 0).then_some(status);
        let expected = Failure { rate_limit, retry_after, ..failure(name, why, shown) };
        let head = Some(Head { status, rate_limit, retry_after });
        let action = Driver::single(2).handle(Event::Answered(Body::OtherCode), head);
        assert_eq!(action, Action::Fail(expected), "{status}");
    }
    let head = Some(Head { status: 200, rate_limit, retry_after });
    let revoked = Revoked { rate_limit, ..REVOKED };
    assert_eq!(Driver::single(2).handle(SUCCESS, head), Action::Resolve(revoked));
}

#[test]
fn a_success_that_does_not_arrive_whole_tells_nothing_of_its_answer() {
    let head = Some(Head { status: 200, rate_limit: Some(RATE_LIMIT), retry_after: Some(0.0) });
    for (event, name, why) in [
        (Event::Answered(Body::BrokenOff), ErrorName::NetworkError, Why::NoWholeAnswer),
        (Event::Answered(Body::TimedOut), ErrorName::TimeoutError, Why::AsNamed),
        (Event::Timer, ErrorName::TimeoutError, Why::AsNamed),
    ] {
        let action = Driver::single(0).handle(event, head);
        assert_eq!(action, Action::Fail(failure(name, why, None)), "{event:?}");
    }
}

#[test]
fn a_time_out_after_the_head_of_a_refusal_is_that_refusal() {
    let timer = |head| Driver::single(0).handle(Event::Timer, head);
    let timed_out = failure(ErrorName::TimeoutError, Why::AsNamed, None);
    assert_eq!(timer(None), Action::Fail(timed_out));
    assert_eq!(timer(head(200)), Action::Fail(timed_out));
    let refused = failure(ErrorName::RecordNotFoundError, Why::AsNamed, Some(404));
    assert_eq!(timer(head(404)), Action::Fail(refused));
}

#[test]
fn a_redirect_that_was_followed_says_nothing_but_its_status() {
    for (status, shown) in [(200, Some(200)), (0, None)] {
        let head = Some(Head { status, rate_limit: Some(RATE_LIMIT), retry_after: Some(0.0) });
        let failure = failure(ErrorName::UnexpectedResponseError, Why::FollowedRedirect, shown);
        assert_eq!(Driver::single(2).handle(Event::Redirected, head), Action::Fail(failure));
    }
}

#[test]
fn attempts_are_counted_and_end_with_the_retries() {
    for retries in 0..=10 {
        let mut driver = Driver::single(retries);
        for _ in 0..retries {
            assert!(matches!(driver.handle(Event::Lost, None), Action::Wait(_)));
            assert_eq!(driver.handle(Event::Timer, None), Action::Send);
        }
        let lost = failure(ErrorName::NetworkError, Why::NoWholeAnswer, None);
        let last = Action::Fail(Failure { attempts: retries + 1, ..lost });
        assert_eq!(driver.handle(Event::Lost, None), last, "{retries} retries");
    }
    let mut driver = Driver::single(1);
    driver.handle(Event::Lost, None);
    driver.handle(Event::Timer, None);
    let revoked = Revoked { attempts: 2, ..REVOKED };
    assert_eq!(driver.handle(SUCCESS, head(200)), Action::Resolve(revoked));
}

#[test]
fn an_attempt_without_a_fetch_is_none() {
    let mut driver = Driver::single(2);
    driver.handle(Event::Lost, None);
    driver.handle(Event::Timer, None);
    let no_fetch = Failure {
        attempts: 1,
        outcome: Outcome::Unknown,
        ..Failure::new(ErrorName::LoadError, Why::NoFetch)
    };
    assert_eq!(driver.handle(Event::NoFetch, None), Action::Fail(no_fetch));
}

#[test]
fn a_doubt_about_the_token_outlives_every_later_refusal() {
    for doubtful in [Event::Lost, Event::Timer, Event::Answered(Body::BrokenOff)] {
        for status in [400, 401, 403, 404, 422, 429] {
            let mut driver = Driver::single(1);
            let head_of_first = if doubtful == Event::Timer { None } else { head(200) };
            assert!(matches!(driver.handle(doubtful, head_of_first), Action::Wait(_)));
            driver.handle(Event::Timer, None);
            match driver.handle(Event::Answered(Body::OtherCode), head(status)) {
                Action::Fail(failure) => assert_eq!(failure.outcome, Outcome::Unknown, "{status}"),
                action => panic!("{status}: {action:?}"),
            }
        }
    }
    // Without a doubt, two refusals leave none.
    let mut driver = Driver::single(1);
    driver.handle(Event::Answered(Body::Odd), head(429));
    driver.handle(Event::Timer, None);
    let refused = failure(ErrorName::RecordNotFoundError, Why::AsNamed, Some(404));
    assert_eq!(
        driver.handle(Event::Answered(Body::Odd), head(404)),
        Action::Fail(Failure { attempts: 2, ..refused })
    );
}

#[test]
fn a_call_pauses_as_long_as_the_answer_asks_or_backs_off() {
    let refused = Event::Answered(Body::Odd);
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
        let head = Some(Head { status, rate_limit, retry_after });
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
        let (mut call, _) = Call::begin(2, false);
        let data = EventData { now: 0.0, head: None, random };
        assert_eq!(call.handle(Event::Lost, &data, None), Action::Wait(first));
        assert_eq!(call.handle(Event::Timer, &data, None), Action::Send);
        assert_eq!(call.handle(Event::Lost, &data, None), Action::Wait(second));
    }
}

#[test]
fn an_attempt_fails_by_what_is_no_success_and_ends_it() {
    for (event, status, fails) in [
        (SUCCESS, Some(200), false),
        (SUCCESS, Some(503), true),
        (Event::Answered(Body::OtherCode), Some(200), true),
        (Event::Answered(Body::Odd), Some(429), true),
        (Event::Timer, Some(200), true),
        (Event::Timer, Some(429), true),
        (Event::Timer, None, true),
        (Event::NoFetch, None, true),
        (Event::Lost, None, true),
        (Event::NoResponse, None, true),
        (Event::Redirected, Some(200), true),
        (Event::Abort, Some(503), false),
        (Event::Turn, None, false),
        (Event::Closed, Some(503), false),
    ] {
        assert_eq!(event.fails(status), fails, "{event:?} {status:?}");
    }
}

// --- In a batch

#[test]
fn a_call_in_a_batch_is_sent_when_the_pacer_permits_it() {
    let mut driver = Driver::batch(2, Some(SLOW));
    assert_eq!(driver.handle(Event::Turn, None), Action::Send);
    let (mut other, action) = Call::begin(2, true);
    assert_eq!(action, Action::Queue);
    let data = EventData { now: 0.0, head: None, random: 0.5 };
    // The first request has to be answered first.
    let held = other.handle(Event::Turn, &data, driver.pacer.as_mut());
    assert_eq!(held, Action::Hold(f64::INFINITY));
    assert_eq!(driver.handle(SUCCESS, head(200)), Action::Resolve(REVOKED));
    let next = driver.pacer.as_mut().unwrap().next(0.0);
    let Next::Wait(wait) = next else { panic!("{next:?}") };
    let held = other.handle(Event::Turn, &data, driver.pacer.as_mut());
    assert_eq!(held, Action::Hold(wait));
    let data = EventData { now: wait, ..data };
    assert_eq!(other.handle(Event::Turn, &data, driver.pacer.as_mut()), Action::Send);
}

#[test]
fn the_permit_goes_back_whatever_ends_the_attempt() {
    for event in Event::ALL {
        for status in [200, 404, 429, 503] {
            let mut driver = Driver::batch(2, None);
            assert!(!driver.is_permit_out());
            driver.dispatch();
            assert!(driver.is_permit_out());
            let goes_on = driver.handle(event, head(status)) == Action::Keep;
            assert_eq!(driver.is_permit_out(), goes_on, "{event:?} {status}");
        }
    }
}

#[test]
fn the_pacer_learns_from_the_headers_of_every_answer_and_from_nothing_else() {
    let learns = |event, status| {
        let mut driver = Driver::batch(0, Some(SLOW));
        driver.dispatch();
        let head = Head { status, rate_limit: Some(RATE_LIMIT), retry_after: None };
        assert_ne!(driver.handle(event, Some(head)), Action::Keep);
        match driver.pacer.as_mut().unwrap().next(driver.now) {
            Next::Start => true,
            // After a 429 it pauses for a window: the one of a second that the headers speak of, or a minute.
            Next::Wait(wait) => wait < 10_000.0,
            Next::WaitForAnswer => panic!("nothing is under way"),
        }
    };
    assert!(learns(SUCCESS, 200));
    assert!(learns(Event::Answered(Body::OtherCode), 200));
    assert!(learns(Event::Answered(Body::OtherCode), 404));
    assert!(learns(Event::Answered(Body::Odd), 429));
    assert!(learns(Event::Timer, 404));
    assert!(!learns(Event::Timer, 200));
    assert!(!learns(Event::Lost, 200));
    assert!(!learns(Event::Redirected, 200));
    assert!(!learns(Event::Abort, 200));
}

#[test]
fn a_429_in_a_batch_goes_back_into_the_queue_and_uses_up_no_retry() {
    let refused = Event::Answered(Body::Odd);
    let mut driver = Driver::batch(1, None);
    for _ in 0..3 {
        driver.dispatch();
        assert_eq!(driver.handle(refused, head(429)), Action::Queue);
    }
    driver.dispatch();
    // It is the first attempt but for refusals, so it backs off as after the first.
    assert_eq!(driver.handle(Event::Lost, None), Action::Wait(250.0));
    assert_eq!(driver.handle(Event::Timer, None), Action::Queue);
    driver.dispatch();
    assert_eq!(driver.handle(refused, head(429)), Action::Queue);
    driver.dispatch();
    let lost = failure(ErrorName::NetworkError, Why::NoWholeAnswer, None);
    let last = Action::Fail(Failure { attempts: 6, ..lost });
    assert_eq!(driver.handle(Event::Lost, None), last);
}

#[test]
fn a_429_in_a_batch_is_handed_over_where_waiting_is_in_vain() {
    let refused = Event::Answered(Body::Odd);
    let rate_limited = failure(ErrorName::RateLimitError, Why::AsNamed, Some(429));
    // The server asks for more than is waited.
    let mut driver = Driver::batch(10, None);
    driver.dispatch();
    let retry_after = Some(31_000.0);
    let head_of_429 = Head { status: 429, rate_limit: None, retry_after };
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
fn a_closed_batch_hands_over_how_the_last_attempt_failed() {
    let mut driver = Driver::batch(2, None);
    driver.dispatch();
    assert_eq!(driver.handle(Event::Closed, None), Action::Keep);
    driver.handle(Event::Lost, None);
    driver.handle(Event::Timer, None);
    driver.dispatch();
    assert_eq!(driver.handle(Event::Answered(Body::Odd), head(429)), Action::Queue);
    let refused = Failure {
        attempts: 2,
        outcome: Outcome::Unknown,
        ..failure(ErrorName::RateLimitError, Why::AsNamed, Some(429))
    };
    assert_eq!(driver.handle(Event::Closed, None), Action::Fail(refused));
}

#[test]
fn without_the_batch_s_pacer_nothing_is_sent_any_more() {
    let mut driver = Driver::batch(2, None);
    driver.dispatch();
    let mut queued = Driver::batch(2, None);
    (driver.pacer, queued.pacer) = (None, None);
    assert_eq!(queued.handle(Event::Turn, None), Action::Hold(f64::INFINITY));
    let lost = failure(ErrorName::NetworkError, Why::NoWholeAnswer, None);
    assert_eq!(driver.handle(Event::Lost, None), Action::Fail(lost));
}

// --- Any sequence of events

/// An event, and what comes along with it.
fn any_event() -> impl Strategy<Value = (Event, EventData)> {
    let statuses = [0, 200, 200, 200, 302, 400, 404, 418, 429, 429, 429, 500, 503];
    let status = prop::sample::select(statuses.to_vec());
    let rate_limit = prop::option::weighted(0.2, Just(RATE_LIMIT));
    let retry_after = prop::option::weighted(0.3, 0.0..40_000.0f64);
    let head = (status, rate_limit, retry_after)
        .prop_map(|(status, rate_limit, retry_after)| Head { status, rate_limit, retry_after });
    // More of those that make it go on.
    let events =
        [&Event::ALL[..], &[Event::Lost, Event::Timer, Event::Timer, Event::Turn, Event::Turn]];
    let event = prop::sample::select(events.concat());
    (event, prop::option::weighted(0.8, head), 0.0..20_000.0, 0.0..1.0)
        .prop_map(|(event, head, now, random)| (event, EventData { now, head, random }))
}

proptest! {
    #[test]
    fn whatever_happens_a_call_ends_once_and_says_what_it_did(
        retries in 0..=retry::MOST_RETRIES,
        in_batch: bool,
        events in prop::collection::vec(any_event(), 0..80),
    ) {
        let (mut call, mut action) = Call::begin(retries, in_batch);
        let mut pacer = in_batch.then(|| Pacer::new(None, 1));
        let mut now = 0.0;
        let (mut sent, mut requeued, mut doubt, mut ended) = (0, 0, false, false);
        // The last action that ended what was under way before.
        let mut doing = action;
        sent += u32::from(action == Action::Send);
        for (event, mut data) in events {
            now += data.now;
            data.now = now;
            if !event.fails(data.head.map(|head| head.status)) {
                data.random = f64::NAN;
                data.head = data.head.map(|head| Head { retry_after: None, ..head });
            }
            action = call.handle(event, &data, pacer.as_mut());
            if let Some(pacer) = &mut pacer {
                let is_out = pacer.next(now) == Next::WaitForAnswer;
                let sending = action == Action::Send || doing == Action::Send && action == Action::Keep;
                prop_assert_eq!(is_out, sending, "a permit belongs to an attempt");
            }
            if ended {
                prop_assert_eq!(action, Action::Keep);
                continue;
            }
            if matches!(action, Action::Keep | Action::Hold(_)) {
                prop_assert!(action == Action::Keep || doing == Action::Queue);
                continue;
            }
            // What the attempt that has just ended says about the token by itself.
            if doing == Action::Send && action != Action::Abort {
                sent -= u32::from(event == Event::NoFetch);
                doubt |= match (event, event.body(), data.head) {
                    (Event::NoFetch, ..) => false,
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
                    prop_assert_eq!(event, if in_batch { Event::Turn } else { Event::Timer });
                    sent += 1;
                }
                Action::Queue => {
                    prop_assert!(in_batch);
                    requeued += u32::from(doing == Action::Send);
                }
                Action::Wait(time) => {
                    prop_assert_eq!(doing, Action::Send);
                    prop_assert!((0.0..=30_000.0).contains(&time));
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
                Action::Abort => prop_assert_eq!(event, Event::Abort),
                Action::Abandon => {
                    prop_assert_eq!(event, Event::Closed);
                    prop_assert_eq!(sent, 0);
                }
                Action::Keep | Action::Hold(_) => {}
            }
            prop_assert!(sent <= retries + 1 + requeued);
            ended = action.ends();
            doing = action;
        }
    }

    /// A driver that does what it is asked to, and a server that answers as it likes.
    #[test]
    fn a_call_that_is_driven_as_it_should_be_ends(
        retries in 0..=retry::MOST_RETRIES,
        in_batch: bool,
        answers in prop::collection::vec(any_event(), 1..8),
    ) {
        let (mut call, mut action) = Call::begin(retries, in_batch);
        let mut pacer = in_batch.then(|| Pacer::new(Some(Quota::DEFAULT), 1));
        let mut answers = answers.into_iter().cycle();
        let mut now = 0.0;
        let mut steps = 0;
        while !action.ends() {
            steps += 1;
            prop_assert!(steps < 1_000, "it does not end");
            let (event, data) = match action {
                Action::Send | Action::Keep => {
                    // Each event ends an attempt, or the timer does.
                    let (event, data) = answers.next().unwrap();
                    (if action == Action::Keep { Event::Timer } else { event }, data)
                }
                Action::Queue => (Event::Turn, EventData { now, head: None, random: 0.0 }),
                Action::Hold(time) => {
                    prop_assert!(time.is_finite(), "there is no answer to wait for");
                    now += time;
                    (Event::Turn, EventData { now, head: None, random: 0.0 })
                }
                Action::Wait(time) => {
                    now += time;
                    (Event::Timer, EventData { now, head: None, random: 0.0 })
                }
                _ => break,
            };
            action = call.handle(event, &EventData { now, ..data }, pacer.as_mut());
        }
    }
}
