//! Tests of the pacer, on a clock that costs no time.

use super::*;
use crate::millis::Millis;
use proptest::prelude::*;
use std::collections::VecDeque as Queue;

const QUOTA: Quota = Quota { limit: 10.0, window: 1_000.0 };

fn pacer() -> Pacer {
    Pacer::new(Some(QUOTA), DEFAULT_CONCURRENCY)
}

/// Returns how many requests in a window are left to others.
fn left_to_others(pacer: &Pacer, now: f64) -> f64 {
    pacer.share.others(now, pacer.quota)
}

/// A rate limit, its window in milliseconds.
fn rate_limit_of(limit: f64, remaining: f64, window: f64) -> RateLimit {
    RateLimit { limit: limit as u64, remaining: remaining as u64, window: Millis::new(window) }
}

fn remaining(remaining: f64) -> Option<RateLimit> {
    Some(rate_limit_of(QUOTA.limit, remaining, QUOTA.window))
}

/// Waits until a request may start, and starts it.
fn start(pacer: &mut Pacer, now: &mut f64) -> Permit {
    for _ in 0..10 {
        match pacer.next(*now) {
            Next::Start => return pacer.started(*now),
            Next::Wait(wait) => *now += wait,
            Next::WaitForAnswer => panic!("nothing is in flight that will be answered"),
        }
    }
    panic!("the waits do not end");
}

/// Returns a pacer whose first request has been answered, and the time.
fn probed() -> (Pacer, f64) {
    let (mut pacer, mut now) = (pacer(), 0.0);
    let first = start(&mut pacer, &mut now);
    now += 10.0;
    pacer.answered(now, first, remaining(9.0));
    (pacer, now)
}

/// Returns how many requests start within `time`, each answered at once with `rate_limit`.
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
                let permit = pacer.started(*now);
                pacer.answered(*now, permit, rate_limit());
                starts += 1;
            }
            Next::Wait(wait) if *now + wait > end => {
                *now = end;
                return starts;
            }
            Next::Wait(wait) => *now += wait,
            Next::WaitForAnswer => panic!("nothing is in flight"),
        }
    }
    panic!("the starts do not end");
}

#[test]
fn the_first_request_is_a_probe() {
    let mut pacer = pacer();
    assert_eq!(pacer.next(0.0), Next::Start);
    let first = pacer.started(0.0);
    assert_eq!(pacer.next(900.0), Next::WaitForAnswer);
    pacer.answered(1_000.0, first, None);
    assert_eq!(pacer.next(1_000.0), Next::Start);
}

#[test]
fn the_quota_of_the_headers_sets_the_pace() {
    let (mut pacer, mut now) = probed();
    let quota = |limit, window| move || Some(rate_limit_of(limit, limit - 1.0, window));
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
fn an_older_answer_does_not_restore_an_older_quota() {
    let (mut pacer, mut now) = probed();
    let (older, newer) = (start(&mut pacer, &mut now), start(&mut pacer, &mut now));
    let lowered = Some(rate_limit_of(2.0, 0.0, 1_000.0));
    pacer.answered(now, newer, lowered);
    pacer.answered(now, older, remaining(5.0));
    assert_eq!(pacer.quota.limit, 2.0);
}

#[test]
fn another_quota_is_used_in_full() {
    let (mut pacer, mut now) = probed();
    now += 2_000.0;
    let [first, second, third] = [(); 3].map(|()| start(&mut pacer, &mut now));
    pacer.answered(now, first, remaining(2.0));
    assert!(left_to_others(&pacer, now) > 0.0);
    let raised = Some(rate_limit_of(40.0, 37.0, 1_000.0));
    pacer.answered(now, second, raised);
    assert_eq!(left_to_others(&pacer, now), 0.0);
    let _ = pacer.refused(now, third, None, None);
    assert_eq!(left_to_others(&pacer, now), 0.0, "it was sent before the change");
}

#[test]
fn after_a_probe_without_an_answer_requests_start_side_by_side() {
    let (mut pacer, mut now) = (pacer(), 0.0);
    let first = start(&mut pacer, &mut now);
    pacer.failed(30_000.0, first);
    let mut now = 30_000.0;
    let _second = start(&mut pacer, &mut now);
    let _third = start(&mut pacer, &mut now);
    assert!(now < 31_000.0, "{now}");
}

#[test]
fn the_429s_of_requests_in_flight_make_one_pause() {
    let (mut pacer, mut now) = probed();
    let in_flight = [(); 3].map(|()| start(&mut pacer, &mut now));
    let last_sent = in_flight[2].sent;
    for permit in in_flight {
        assert_eq!(pacer.refused(now, permit, None, None), Refusal::Requeue);
    }
    assert!(!pacer.pause.is_repeated());
    assert_eq!(pacer.next(now), Next::Wait(last_sent + 1_050.0 - now));
}

#[test]
fn after_a_429_a_probe_is_sent_and_a_second_429_doubles_the_pause() {
    let (mut pacer, mut now) = probed();
    // From the second pause on something is left to others, so that pauses start at a quarter of a window. The second
    // one is lengthened by a request that the server may count still.
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
fn a_late_429_of_a_request_sent_before_the_pause_allows_no_second_probe() {
    let (mut pacer, mut now) = probed();
    let [refused, late] = [(); 2].map(|()| start(&mut pacer, &mut now));
    let _ = pacer.refused(now, refused, None, None);
    let _probe = start(&mut pacer, &mut now);
    let _ = pacer.refused(now, late, None, None);
    assert_eq!(pacer.next(now + 60_000.0), Next::WaitForAnswer);
}

#[test]
fn a_request_that_hangs_does_not_delay_the_next_probe() {
    let (mut pacer, mut now) = probed();
    let [_hanging, refused] = [(); 2].map(|()| start(&mut pacer, &mut now));
    let _ = pacer.refused(now, refused, None, None);
    let probe = start(&mut pacer, &mut now);
    let _ = pacer.refused(now, probe, None, None);
    let _next = start(&mut pacer, &mut now);
}

#[test]
fn a_late_429_with_another_quota_does_not_block_the_next_probe() {
    let (mut pacer, mut now) = probed();
    let [refused, slow] = [(); 2].map(|()| start(&mut pacer, &mut now));
    let _ = pacer.refused(now, refused, None, None);
    let probe = start(&mut pacer, &mut now);
    let other = Some(rate_limit_of(5.0, 4.0, 1_000.0));
    let _ = pacer.refused(now, slow, other, None);
    let _ = pacer.refused(now, probe, None, None);
    let _next = start(&mut pacer, &mut now);
}

#[test]
fn starts_do_not_catch_up_with_the_delay_of_repeated_pauses() {
    let (mut pacer, mut now) = probed();
    for _ in 0..9 {
        let refused = start(&mut pacer, &mut now);
        let _ = pacer.refused(now, refused, None, None);
    }
    let taken = start(&mut pacer, &mut now);
    assert_eq!(left_to_others(&pacer, now), 0.0);
    pacer.answered(now, taken, None);
    assert_eq!(pacer.next(now), Next::Wait(75.0));
}

#[test]
fn the_answer_to_a_request_sent_after_the_refused_one_is_a_probe_too() {
    let (mut pacer, mut now) = probed();
    let permits = [(); 3].map(|()| start(&mut pacer, &mut now));
    let [earlier, refused, later] = permits;
    let _ = pacer.refused(now, refused, None, None);
    pacer.answered(now, earlier, None);
    let probe = start(&mut pacer, &mut now);
    assert_eq!(pacer.next(now + 60_000.0), Next::WaitForAnswer);
    pacer.answered(now, later, None);
    let _second = start(&mut pacer, &mut now);
    pacer.answered(now, probe, None);
}

#[test]
fn the_pause_is_the_wait_that_the_server_asks_for() {
    let (mut pacer, mut now) = probed();
    let permit = start(&mut pacer, &mut now);
    assert_eq!(pacer.refused(now, permit, None, Some(30_000.0)), Refusal::Requeue);
    assert_eq!(pacer.next(now), Next::Wait(30_000.0));
    now += 30_000.0;
    // A server that keeps refusing may ask for too short a wait.
    for asked in [0.0, 0.0, 0.0, 0.0] {
        let permit = start(&mut pacer, &mut now);
        assert_eq!(pacer.refused(now, permit, None, Some(asked)), Refusal::Requeue);
    }
    assert!(matches!(pacer.next(now), Next::Wait(wait) if wait > 1_000.0));
}

#[test]
fn a_second_429_in_a_row_may_ask_for_a_longer_wait() {
    let (mut pacer, mut now) = (Pacer::new(None, 1), 0.0);
    for asked in [100.0, 20_000.0] {
        let permit = start(&mut pacer, &mut now);
        let _ = pacer.refused(now, permit, None, Some(asked));
        assert_eq!(pacer.next(now), Next::Wait(asked));
    }
}

#[test]
fn a_wait_over_30_seconds_and_two_windows_fails_the_call() {
    let minute = Quota { limit: 1.0, window: 60_000.0 };
    for (quota, longest) in [(QUOTA, 30_000.0), (minute, 120_000.0)] {
        for (asked, expected) in [(longest, Refusal::Requeue), (longest + 1.0, Refusal::Fail)] {
            let mut pacer = Pacer::new(Some(quota), 1);
            let permit = pacer.started(0.0);
            assert_eq!(pacer.refused(0.0, permit, None, Some(asked)), expected);
        }
    }
}

#[test]
fn after_10_pauses_calls_fail_until_a_request_is_answered() {
    let (mut pacer, mut now) = probed();
    for _ in 0..10 {
        let permit = start(&mut pacer, &mut now);
        assert_eq!(pacer.refused(now, permit, None, None), Refusal::Requeue);
    }
    for _ in 0..3 {
        let permit = start(&mut pacer, &mut now);
        assert_eq!(pacer.refused(now, permit, None, None), Refusal::Fail);
        assert_eq!(pacer.next(now), Next::Wait(1_050.0));
    }
    let permit = start(&mut pacer, &mut now);
    pacer.answered(now, permit, None);
    let permit = start(&mut pacer, &mut now);
    assert_eq!(pacer.refused(now, permit, None, None), Refusal::Requeue);
}

#[test]
fn the_requests_of_others_are_left_to_them_for_18_windows() {
    let (mut pacer, mut now) = probed();
    let own = |pacer: &Pacer, now| pacer.share.own(now, QUOTA);
    now += 2_000.0;
    let permit = start(&mut pacer, &mut now);
    // One of the seven requests is the pacer's own, so six are others'.
    pacer.answered(now, permit, remaining(3.0));
    assert_eq!(own(&pacer, now), 4.0);
    assert_eq!(own(&pacer, now + 9_000.0), 6.0);
    assert_eq!(own(&pacer, now + 18_000.0), 10.0);
}

#[test]
fn while_round_trips_vary_nothing_is_left_to_others() {
    let (mut pacer, mut now) = probed();
    let trip = |pacer: &mut Pacer, now: &mut f64, rate_limit| {
        let permit = start(pacer, now);
        *now += 500.0;
        pacer.answered(*now, permit, rate_limit);
        *now += 1_000.0;
    };
    trip(&mut pacer, &mut now, remaining(3.0));
    assert_eq!(left_to_others(&pacer, now), 0.0);
    for _ in 0..30 {
        trip(&mut pacer, &mut now, None);
    }
    trip(&mut pacer, &mut now, remaining(3.0));
    assert!(left_to_others(&pacer, now) > 0.0);
}

#[test]
fn requests_of_the_pacer_that_overtook_each_other_are_not_counted_as_others() {
    let (mut pacer, mut now) = probed();
    let permits = [(); 3].map(|()| start(&mut pacer, &mut now));
    // Two requests overtook the first one.
    for (permit, left) in permits.into_iter().zip([6.0, 8.0, 7.0]) {
        pacer.answered(now, permit, remaining(left));
    }
    assert_eq!(left_to_others(&pacer, now), 0.0);
}

#[test]
fn without_a_quota_only_concurrency_and_the_pause_limit_the_starts() {
    let mut pacer = Pacer::new(None, 50);
    let mut permits: Queue<_> = (0..50)
        .map(|_| {
            assert_eq!(pacer.next(0.0), Next::Start);
            pacer.started(0.0)
        })
        .collect();
    assert_eq!(pacer.next(0.0), Next::WaitForAnswer);
    pacer.answered(1.0, permits.pop_front().unwrap(), remaining(0.0));
    assert_eq!(pacer.next(1.0), Next::Start);
    let _ = pacer.refused(1.0, permits.pop_front().unwrap(), None, None);
    assert_eq!(pacer.next(1.0), Next::Wait(1_049.0));
}

#[test]
fn a_window_keeps_at_most_1024_entries() {
    let quota = Quota { limit: 100_000.0, window: 60_000.0 };
    let mut pacer = Pacer::new(Some(quota), DEFAULT_CONCURRENCY);
    for _ in 0..100_000 {
        let _in_flight = pacer.started(0.0);
    }
    assert_eq!(pacer.window.requests(), 100_000.0);
    let entries = pacer.window.entries();
    assert!((1_000..=1_024).contains(&entries), "{entries}");
}

#[test]
fn a_clock_that_is_set_back_does_not_stop_the_pacer() {
    let (mut pacer, now) = probed();
    let _ = pacer.next(now + 3_600_000.0);
    let mut now = now;
    let in_10_windows = starts(&mut pacer, &mut now, 10_000.0, || None);
    assert!(in_10_windows >= 90, "{in_10_windows}");
}

#[test]
fn a_time_out_of_range_is_ignored() {
    let (mut pacer, mut now) = probed();
    for invalid in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300] {
        let _ = pacer.next(invalid);
    }
    let in_10_windows = starts(&mut pacer, &mut now, 10_000.0, || None);
    assert!((90..=110).contains(&in_10_windows), "{in_10_windows}");
}

#[test]
fn after_a_long_time_without_starts_no_more_than_the_limit_start_at_once() {
    let (mut pacer, mut now) = probed();
    now += 600_000.0;
    let mut burst = 0;
    while burst <= 10 && pacer.next(now) == Next::Start {
        let _in_flight = pacer.started(now);
        burst += 1;
    }
    assert_eq!(burst, 10);
}

/// Any number, however wrong for a clock or a server.
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
    prop::option::of(
        any.prop_map(|(limit, remaining, window)| rate_limit_of(limit, remaining, window)),
    )
}

#[derive(Clone, Debug)]
enum Event {
    Start,
    /// A start that `next` does not allow.
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
    fn for_all_events_waits_are_in_range_and_end(
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
                Next::Wait(wait) => prop_assert!(wait > 0.0 && wait <= 86_400_000.0),
                Next::WaitForAnswer => prop_assert!(!in_flight.is_empty()),
            }
            prop_assert!(pacer.window.entries() as f64 <= pacer.window.requests());
            match event {
                Event::Start if asked == Next::Start => in_flight.push(pacer.started(now)),
                Event::StartUnasked if in_flight.len() < 100 => in_flight.push(pacer.started(now)),
                _ if in_flight.is_empty() => {}
                Event::Start | Event::StartUnasked => {}
                Event::Answer(headers) => {
                    let permit = in_flight.swap_remove(at.index(in_flight.len()));
                    pacer.answered(now, permit, headers);
                }
                Event::Refusal(headers, after) => {
                    let permit = in_flight.swap_remove(at.index(in_flight.len()));
                    let _ = pacer.refused(now, permit, headers, after);
                }
                Event::Failure => {
                    let permit = in_flight.swap_remove(at.index(in_flight.len()));
                    pacer.failed(now, permit);
                }
            }
        }
    }

    #[test]
    fn no_window_with_5_per_cent_of_jitter_holds_more_than_the_limit(
        limit in 1u32..60,
        trips in prop::collection::vec((0.0..=1.0f64, 0.0..2_000.0f64, 0.0..20.0f64), 400),
    ) {
        let limit = f64::from(limit);
        let quota = Quota { limit, window: 1_000.0 };
        let mut pacer = Pacer::new(Some(quota), 1_000);
        let mut now = 0.0f64;
        let mut answers: Vec<(f64, Permit)> = Vec::new();
        let mut arrivals = Vec::new();
        for (jitter, back, late) in trips {
            loop {
                let next = pacer.next(now);
                if next == Next::Start {
                    break;
                }
                prop_assert!(now < 1e7, "the waits do not end");
                let due = answers.iter().map(|(at, _)| *at).fold(f64::INFINITY, f64::min);
                now = match next {
                    Next::Wait(wait) => due.min(now + wait + late),
                    _ => due,
                };
                while let Some(at) = answers.iter().position(|(at, _)| *at <= now) {
                    pacer.answered(now, answers.swap_remove(at).1, None);
                }
            }
            // No jitter and full jitter are the worst cases.
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
    fn a_server_that_only_refuses_fails_a_call_after_10_pauses_whatever_its_headers(
        answers in prop::collection::vec((headers(), prop::option::of(number())), 1..4),
        concurrency in 1u32..40,
    ) {
        let mut pacer = Pacer::new(Some(QUOTA), concurrency);
        let (mut now, mut refused) = (0.0, 0);
        for (headers, after) in answers.into_iter().cycle() {
            let permit = start(&mut pacer, &mut now);
            if pacer.refused(now, permit, headers, after) == Refusal::Fail {
                break;
            }
            refused += 1;
            prop_assert!(refused <= 10);
        }
    }
}
