//! Whether to try again, and when.
//!
//! A revocation may be repeated: it asks for a state, not for an action, so a retry can't do harm.

use crate::error_name::ErrorName;

/// The most retries that may be asked for.
pub const MOST_RETRIES: u32 = 10;

/// The retries where none are asked for.
pub const DEFAULT_RETRIES: u32 = 2;

/// The time for one attempt where none is asked for, in milliseconds.
pub const DEFAULT_TIMEOUT: f64 = 30_000.0;

/// The longest delay that `setTimeout` can hold, in milliseconds. It takes a longer one for none.
pub const LONGEST_TIMER: f64 = 2_147_483_647.0;

/// A server that asks for more than this is not waited for, in milliseconds.
pub const LONGEST_WAIT: f64 = 30_000.0;

/// Back-off before the second attempt at most, in milliseconds; doubled with each one after it.
const BACK_OFF_BASE: f64 = 500.0;

/// Back-off before any attempt at most, in milliseconds.
const BACK_OFF_CAP: f64 = 8_000.0;

/// What is known after a failed attempt.
#[derive(Clone, Copy, Debug)]
pub struct Failed {
    /// How it failed.
    pub name: ErrorName,
    /// Which attempt it was: 1 for the first.
    pub attempt: u32,
    /// What the server asked for in `Retry-After`, in milliseconds.
    pub retry_after: Option<f64>,
    /// The rate limit's window, in milliseconds.
    pub window: Option<f64>,
}

/// How long to wait before the next attempt, in milliseconds; `None` to give up.
///
/// `retries` is the option. `random` is drawn evenly from 0 to 1: full jitter, so that clients who
/// failed together don't come back together. A wait that the server asked for gets none.
pub fn delay(failed: Failed, retries: u32, random: f64) -> Option<f64> {
    if !failed.name.retried() || failed.attempt > retries {
        return None;
    }
    let window = failed.window.filter(|_| failed.name == ErrorName::RateLimitError);
    match failed.retry_after.or(window) {
        Some(asked) => (asked <= LONGEST_WAIT).then_some(asked),
        None => {
            let doubled = failed.attempt.saturating_sub(1).min(MOST_RETRIES);
            let most = (BACK_OFF_BASE * f64::from(1u32 << doubled)).min(BACK_OFF_CAP);
            Some(most * random)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn failed(name: ErrorName, attempt: u32) -> Failed {
        Failed { name, attempt, retry_after: None, window: None }
    }

    #[test]
    fn back_off_doubles_from_half_a_second_to_eight_seconds() {
        let most: Vec<_> = (1..=10)
            .map(|attempt| delay(failed(ErrorName::NetworkError, attempt), 10, 1.0).unwrap())
            .collect();
        assert_eq!(
            most,
            [500.0, 1000.0, 2000.0, 4000.0, 8000.0, 8000.0, 8000.0, 8000.0, 8000.0, 8000.0]
        );
        assert_eq!(delay(failed(ErrorName::NetworkError, 3), 10, 0.0), Some(0.0));
        assert_eq!(delay(failed(ErrorName::NetworkError, 3), 10, 0.25), Some(500.0));
    }

    #[test]
    fn the_attempts_are_the_first_and_the_retries() {
        for name in ErrorName::ALL {
            for retries in 0..=3 {
                for attempt in 1..=4 {
                    let again = delay(failed(name, attempt), retries, 0.5).is_some();
                    assert_eq!(again, name.retried() && attempt <= retries, "{name:?} {attempt}");
                }
            }
        }
    }

    #[test]
    fn what_the_server_asks_for_is_waited_without_jitter() {
        for name in [ErrorName::ServerError, ErrorName::RateLimitError] {
            let asked =
                Failed { retry_after: Some(2_000.0), window: Some(1_000.0), ..failed(name, 1) };
            for random in [0.0, 0.5, 1.0] {
                assert_eq!(delay(asked, 2, random), Some(2_000.0));
            }
        }
        let now = Failed { retry_after: Some(0.0), ..failed(ErrorName::ServerError, 1) };
        assert_eq!(delay(now, 2, 1.0), Some(0.0));
    }

    #[test]
    fn the_window_is_waited_for_after_a_429_and_after_nothing_else() {
        let with_window = |name| Failed { window: Some(1_000.0), ..failed(name, 1) };
        assert_eq!(delay(with_window(ErrorName::RateLimitError), 2, 0.5), Some(1_000.0));
        assert_eq!(delay(with_window(ErrorName::ServerError), 2, 0.5), Some(250.0));
        assert_eq!(delay(failed(ErrorName::RateLimitError, 1), 2, 0.5), Some(250.0));
    }

    #[test]
    fn a_server_that_asks_for_over_30_seconds_is_not_waited_for() {
        let asks = |ms| Failed { retry_after: Some(ms), ..failed(ErrorName::ServerError, 1) };
        assert_eq!(delay(asks(30_000.0), 2, 0.5), Some(30_000.0));
        assert_eq!(delay(asks(30_001.0), 2, 0.5), None);
        let minute = Failed { window: Some(60_000.0), ..failed(ErrorName::RateLimitError, 1) };
        assert_eq!(delay(minute, 2, 0.5), None);
    }

    proptest! {
        #[test]
        fn with_the_defaults_a_call_ends_within_150_seconds(
            waits in prop::collection::vec((0.0..1.0f64, prop::option::of(0.0..1e6)), 3),
        ) {
            let mut total = 0.0;
            for (attempt, (random, retry_after)) in (1..).zip(waits) {
                total += DEFAULT_TIMEOUT;
                let met = Failed { retry_after, ..failed(ErrorName::TimeoutError, attempt) };
                match delay(met, DEFAULT_RETRIES, random) {
                    Some(wait) => total += wait,
                    None => break,
                }
            }
            prop_assert!(total <= 150_000.0);
        }
    }
}
