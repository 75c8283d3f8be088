//! The answers that a call meets one after another: what they come to, and when it goes on.
//!
//! The input is three bytes for each attempt: its status, low byte first, and how its body came out.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nomba_revoke::outcome::Outcome;
use nomba_revoke::response::{Body, classify};
use nomba_revoke::retry::{self, Failed};

const BODIES: [Body; 6] =
    [Body::Revoked, Body::OtherCode, Body::Odd, Body::Unreadable, Body::BrokenOff, Body::TimedOut];

fuzz_target!(|data: &[u8]| {
    let mut outcome = Outcome::NotRevoked;
    let mut all_refused = true;
    for (attempt, met) in (1..).zip(data.chunks_exact(3)) {
        let status = u16::from_le_bytes([met[0], met[1]]);
        let body = BODIES[usize::from(met[2]) % BODIES.len()];
        let name = match classify(status, body) {
            Ok(()) => {
                assert!(status == 200 && body == Body::Revoked);
                return;
            }
            Err(name) => name,
        };
        assert!(status != 200 || body != Body::Revoked);

        outcome = outcome.and(name.outcome());
        all_refused &= matches!(status, 400 | 401 | 403 | 404 | 422 | 429)
            || (status == 200 && body == Body::OtherCode);
        let expected = if all_refused { Outcome::NotRevoked } else { Outcome::Unknown };
        assert_eq!(outcome, expected);

        // The third byte serves as the headers, too: waits from none to more than is waited for.
        let wait = f64::from(met[2]) * 1_000.0;
        let failed = Failed {
            name,
            attempt,
            retry_after: (met[2] & 1 == 1).then_some(wait),
            window: (met[2] & 2 == 2).then_some(wait),
        };
        for (retries, random) in
            [(0, 0.0), (retry::DEFAULT_RETRIES, 0.5), (retry::MOST_RETRIES, 1.0)]
        {
            match retry::delay(failed, retries, random) {
                Some(delay) => {
                    assert!(name.retried() && attempt <= retries);
                    assert!((0.0..=30_000.0).contains(&delay), "{delay}");
                }
                None => assert!(!name.retried() || attempt > retries || wait > 30_000.0),
            }
        }
    }
});
