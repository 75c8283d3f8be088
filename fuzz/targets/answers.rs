//! The answers that a call meets one after another: what they come to, and when it goes on.
//!
//! The input is three bytes for each attempt: its status, low byte first, and how its body came out.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nomba_revoke::{BodyReading, Failed, Millis, Outcome, Retries, classify, delay};

const BODIES: [BodyReading; 6] =
    [BodyReading::Revoked, BodyReading::OtherCode, BodyReading::Malformed, BodyReading::Unreadable, BodyReading::Truncated, BodyReading::TimedOut];

fuzz_target!(|data: &[u8]| {
    let mut outcome = Outcome::NotRevoked;
    let mut all_refused = true;
    for (attempt, met) in (1..).zip(data.chunks_exact(3)) {
        let status = u16::from_le_bytes([met[0], met[1]]);
        let body = BODIES[usize::from(met[2]) % BODIES.len()];
        let name = match classify(status, body) {
            Ok(()) => {
                assert!(status == 200 && body == BodyReading::Revoked);
                return;
            }
            Err(name) => name,
        };
        assert!(status != 200 || body != BodyReading::Revoked);

        outcome = outcome.and(name.outcome());
        all_refused &= matches!(status, 400 | 401 | 403 | 404 | 422 | 429)
            || (status == 200 && body == BodyReading::OtherCode);
        let expected = if all_refused { Outcome::NotRevoked } else { Outcome::Unknown };
        assert_eq!(outcome, expected);

        // The third byte serves as the headers, too: waits from none to more than is waited for.
        let wait = Millis::from_secs(met[2].into());
        let failed = Failed {
            name,
            attempt,
            retry_after: (met[2] & 1 == 1).then_some(wait),
            window: (met[2] & 2 == 2).then_some(wait),
        };
        let none = Retries::new(0).expect("few enough");
        for (retries, random) in [(none, 0.0), (Retries::default(), 0.5), (Retries::MOST, 1.0)] {
            let may_be_made_again = name.is_retried() && attempt <= retries.get();
            match delay(failed, retries, random) {
                Some(delay) => {
                    assert!(may_be_made_again);
                    assert!(delay <= Millis::from_secs(30), "{delay:?}");
                }
                None => assert!(!may_be_made_again || wait > Millis::from_secs(30)),
            }
        }
    }
});
