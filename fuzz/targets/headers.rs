//! The headers of an answer. The input's first four lines: limit, remaining, window, Retry-After.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nomba_revoke::rate_limit::RateLimit;
use nomba_revoke::retry_after;

/// JavaScript's `Number.MAX_SAFE_INTEGER`.
const MOST: f64 = 9_007_199_254_740_991.0;

/// Moments of the clock, in milliseconds since 1970: 1970, 2026, the last one of JavaScript.
const NOW: [f64; 3] = [0.0, 1_790_000_000_000.0, 8.64e15];

fuzz_target!(|text: &str| {
    let (_, wait) = text.rsplit_once('\n').unwrap_or_default();
    let rate_limit = text.match_indices('\n').nth(2).and_then(|(end, _)| text.get(..end));
    if let Some(rate_limit) = rate_limit.and_then(|lines| RateLimit::from_lines(lines.as_bytes())) {
        let RateLimit { limit, remaining, window } = rate_limit;
        for number in [limit, remaining, window] {
            assert!(number.fract() == 0.0 && (0.0..=MOST).contains(&number), "{number}");
        }
        assert!(window > 0.0);
    }
    let waits = NOW.map(|now| retry_after::parse(wait, now));
    for found in waits.into_iter().flatten() {
        assert!((0.0..=MOST).contains(&found), "{found}");
    }
    // Seconds mean the same at any time, a date comes nearer.
    let [first, second, last] = waits;
    assert!(first.is_some() == last.is_some());
    assert!(first >= second && second >= last);
});
