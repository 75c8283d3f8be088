//! Times in milliseconds.

use core::time::Duration;

/// A time in milliseconds, not negative, and perhaps without end. It converts from and to a [`Duration`], which would cost
/// every page that loads the package 450 bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Millis(f64);

impl Millis {
    /// No time.
    pub const ZERO: Millis = Millis(0.0);

    /// Time without end.
    pub const FOREVER: Millis = Millis(f64::INFINITY);

    /// Takes so many milliseconds; no time for a negative number and for NaN.
    pub const fn new(milliseconds: f64) -> Millis {
        Millis(if milliseconds > 0.0 { milliseconds } else { 0.0 })
    }

    /// Takes so many seconds.
    pub const fn from_secs(seconds: u32) -> Millis {
        Millis(seconds as f64 * 1_000.0)
    }

    /// Returns the number of milliseconds.
    pub const fn get(self) -> f64 {
        self.0
    }

    /// Returns the shorter of two times.
    #[must_use]
    pub const fn min(self, other: Millis) -> Millis {
        if other.0 < self.0 { other } else { self }
    }
}

impl From<Duration> for Millis {
    fn from(duration: Duration) -> Millis {
        if duration == Duration::MAX {
            return Millis::FOREVER;
        }
        Millis(duration.as_secs() as f64 * 1_000.0 + f64::from(duration.subsec_nanos()) / 1e6)
    }
}

impl From<Millis> for Duration {
    /// Rounds up to a nanosecond, so that who has waited for it has waited long enough; `Duration::MAX` for a time that is
    /// too long.
    fn from(time: Millis) -> Duration {
        let seconds = (time.0 / 1_000.0).floor();
        if seconds >= u64::MAX as f64 {
            return Duration::MAX;
        }
        let nanoseconds = ((time.0 - seconds * 1_000.0) * 1e6).ceil();
        // A cast of a float to an integer saturates.
        Duration::from_secs(seconds as u64).saturating_add(Duration::from_nanos(nanoseconds as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_time_is_never_negative() {
        for invalid in [-1.0, f64::NEG_INFINITY, f64::NAN, -0.0] {
            assert_eq!(Millis::new(invalid), Millis::ZERO);
        }
        assert_eq!(Millis::new(f64::INFINITY), Millis::FOREVER);
        assert_eq!(Millis::from_secs(30).get(), 30_000.0);
        assert_eq!(Millis::new(2.0).min(Millis::new(1.0)), Millis::new(1.0));
        assert_eq!(Millis::new(1.0).min(Millis::FOREVER), Millis::new(1.0));
    }

    #[test]
    fn a_time_without_end_is_the_longest_duration() {
        assert_eq!(Millis::from(Duration::MAX), Millis::FOREVER);
        for long in [1e23, f64::MAX, f64::INFINITY] {
            assert_eq!(Duration::from(Millis::new(long)), Duration::MAX);
        }
    }

    #[test]
    fn whole_milliseconds_are_exact() {
        for milliseconds in [0, 1, 999, 1_000, 30_000, 9_007_199_254_740_991] {
            let duration = Duration::from_millis(milliseconds);
            assert_eq!(Millis::from(duration).get(), milliseconds as f64);
            assert_eq!(Duration::from(Millis::from(duration)), duration);
        }
    }

    proptest! {
        #[test]
        fn a_duration_is_never_shorter_than_the_time(milliseconds in 0.0..1e12) {
            let duration = Duration::from(Millis::new(milliseconds)).as_secs_f64() * 1_000.0;
            prop_assert!(duration >= milliseconds * (1.0 - 1e-15), "{duration}");
            prop_assert!(duration <= milliseconds * (1.0 + 1e-15) + 0.000_002, "{duration}");
        }
    }
}
