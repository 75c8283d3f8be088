//! Whether to try again, and when.
//!
//! A revocation may be repeated: it asks for a state, not for an action, so a retry can't do harm.

use crate::error_name::ErrorName;
use crate::millis::Millis;
use crate::option::{OptionError, OptionName};

/// How many attempts may follow the first, 0 to 10.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retries(u32);

impl Retries {
    /// The most retries that may be asked for.
    pub const MOST: Retries = Retries(10);

    /// Takes so many retries.
    ///
    /// # Errors
    ///
    /// Where they are more than 10.
    pub const fn new(retries: u32) -> Result<Retries, OptionError> {
        if retries > Retries::MOST.0 {
            return Err(OptionName::Retries.is_wrong());
        }
        Ok(Retries(retries))
    }

    /// Returns the number.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl Default for Retries {
    fn default() -> Retries {
        Retries(2)
    }
}

/// The longest wait that a server may ask for: one that asks for more is not waited for.
pub const LONGEST_WAIT: Millis = Millis::from_secs(30);

/// The longest back-off before the second attempt. It doubles with each attempt after that.
const BACK_OFF_BASE: Millis = Millis::new(500.0);

/// The longest back-off before any attempt.
const BACK_OFF_CAP: Millis = Millis::from_secs(8);

/// A failed attempt.
#[derive(Clone, Copy, Debug)]
pub struct Failed {
    /// How it failed.
    pub name: ErrorName,
    /// Which attempt it was: 1 for the first.
    pub attempt: u32,
    /// What the server asked for in `Retry-After`.
    pub retry_after: Option<Millis>,
    /// The rate limit's window.
    pub window: Option<Millis>,
}

/// Returns how long to wait before the next attempt; `None` to give up.
///
/// `random` is drawn evenly from 0 to 1: full jitter, so that clients who
/// failed together don't come back together. A wait that the server asked for gets none.
pub fn delay(failed: Failed, retries: Retries, random: f64) -> Option<Millis> {
    if !failed.name.is_retried() || failed.attempt > retries.0 {
        return None;
    }
    let window = failed.window.filter(|_| failed.name == ErrorName::RateLimitError);
    match failed.retry_after.or(window) {
        Some(asked) => (asked <= LONGEST_WAIT).then_some(asked),
        None => {
            let doubled = failed.attempt.saturating_sub(1).min(Retries::MOST.0);
            let longest =
                Millis::new(BACK_OFF_BASE.get() * f64::from(1u32 << doubled)).min(BACK_OFF_CAP);
            Some(Millis::new(longest.get() * random))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SECOND: Millis = Millis::from_secs(1);
    const TWO_SECONDS: Millis = Millis::from_secs(2);

    fn failed(name: ErrorName, attempt: u32) -> Failed {
        Failed { name, attempt, retry_after: None, window: None }
    }

    #[test]
    fn back_off_doubles_from_half_a_second_to_eight_seconds() {
        let most: Vec<_> = (1..=10)
            .map(|attempt| {
                delay(failed(ErrorName::NetworkError, attempt), Retries(10), 1.0).unwrap()
            })
            .map(Millis::get)
            .collect();
        assert_eq!(
            most,
            [500.0, 1000.0, 2000.0, 4000.0, 8000.0, 8000.0, 8000.0, 8000.0, 8000.0, 8000.0]
        );
        assert_eq!(delay(failed(ErrorName::NetworkError, 3), Retries(10), 0.0), Some(Millis::ZERO));
        assert_eq!(
            delay(failed(ErrorName::NetworkError, 3), Retries(10), 0.25),
            Some(Millis::new(500.0))
        );
    }

    #[test]
    fn the_attempts_are_the_first_and_the_retries() {
        for name in ErrorName::ALL {
            for retries in 0..=3 {
                for attempt in 1..=4 {
                    let again = delay(failed(name, attempt), Retries(retries), 0.5).is_some();
                    assert_eq!(
                        again,
                        name.is_retried() && attempt <= retries,
                        "{name:?} {attempt}"
                    );
                }
            }
        }
    }

    #[test]
    fn what_the_server_asks_for_is_waited_without_jitter() {
        for name in [ErrorName::ServerError, ErrorName::RateLimitError] {
            let asked =
                Failed { retry_after: Some(TWO_SECONDS), window: Some(SECOND), ..failed(name, 1) };
            for random in [0.0, 0.5, 1.0] {
                assert_eq!(delay(asked, Retries(2), random), Some(TWO_SECONDS));
            }
        }
        let now = Failed { retry_after: Some(Millis::ZERO), ..failed(ErrorName::ServerError, 1) };
        assert_eq!(delay(now, Retries(2), 1.0), Some(Millis::ZERO));
    }

    #[test]
    fn the_window_is_waited_for_after_a_429_and_after_nothing_else() {
        let with_window = |name| Failed { window: Some(SECOND), ..failed(name, 1) };
        assert_eq!(delay(with_window(ErrorName::RateLimitError), Retries(2), 0.5), Some(SECOND));
        assert_eq!(
            delay(with_window(ErrorName::ServerError), Retries(2), 0.5),
            Some(Millis::new(250.0))
        );
        assert_eq!(
            delay(failed(ErrorName::RateLimitError, 1), Retries(2), 0.5),
            Some(Millis::new(250.0))
        );
    }

    #[test]
    fn a_server_that_asks_for_over_30_seconds_is_not_waited_for() {
        let asks =
            |ms| Failed { retry_after: Some(Millis::new(ms)), ..failed(ErrorName::ServerError, 1) };
        assert_eq!(delay(asks(30_000.0), Retries(2), 0.5), Some(Millis::from_secs(30)));
        assert_eq!(delay(asks(30_001.0), Retries(2), 0.5), None);
        let minute =
            Failed { window: Some(Millis::from_secs(60)), ..failed(ErrorName::RateLimitError, 1) };
        assert_eq!(delay(minute, Retries(2), 0.5), None);
    }

    proptest! {
        #[test]
        fn with_the_defaults_a_call_ends_within_150_seconds(
            waits in prop::collection::vec((0.0..1.0f64, prop::option::of(0.0..1e6)), 3),
        ) {
            let mut total = 0.0;
            for (attempt, (random, retry_after)) in (1..).zip(waits) {
                total += crate::options::DEFAULT_TIMEOUT.get();
                let retry_after = retry_after.map(Millis::new);
                let met = Failed { retry_after, ..failed(ErrorName::TimeoutError, attempt) };
                match delay(met, Retries::default(), random) {
                    Some(wait) => total += wait.get(),
                    None => break,
                }
            }
            prop_assert!(total <= 150_000.0);
        }
    }
}
