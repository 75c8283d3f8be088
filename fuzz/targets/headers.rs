//! The headers of an answer. The input's first five lines: limit, remaining, window, Retry-After, Date.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nomba_revoke::{Millis, RateLimit, retry_after};

/// JavaScript's `Number.MAX_SAFE_INTEGER`.
const MOST: u64 = 9_007_199_254_740_991;

/// Moments of the clock, in milliseconds since 1970: 1970, 2026, the last one of JavaScript.
const NOW: [f64; 3] = [0.0, 1_790_000_000_000.0, 8.64e15];

fuzz_target!(|text: &str| {
    let mut lines = text.split('\n');
    let [limit, remaining, window, wait] = [(); 4].map(|()| lines.next().unwrap_or_default());
    if let Some(rate_limit) = RateLimit::parse(limit, remaining, window) {
        let RateLimit { limit, remaining, window } = rate_limit;
        assert!(limit <= MOST && remaining <= MOST);
        assert!(window.get().fract() == 0.0 && (1.0..=MOST as f64).contains(&window.get()));
    }
    let waits = NOW.map(|now| retry_after::parse(wait, None, Millis::new(now)));
    for found in waits.into_iter().flatten() {
        assert!((0.0..=MOST as f64).contains(&found.get()), "{found:?}");
    }
    // Seconds mean the same at any time, a date comes nearer.
    let [first, second, last] = waits;
    assert!(first.is_some() == last.is_some());
    assert!(first >= second && second >= last);
    // Against the answer's own date, the caller's clock does not matter.
    let date = lines.next();
    let [first, .., last] = NOW.map(|now| retry_after::parse(wait, date, Millis::new(now)));
    let is_dated = date.is_some_and(|date| retry_after::parse(date, None, Millis::ZERO).is_some());
    assert!(!is_dated || first.is_some() == last.is_some());
});
