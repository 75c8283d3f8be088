//! The pacer's clock, which never goes back.

/// Times of this magnitude or more are ignored, in milliseconds. A double holds each millisecond below it.
const TIME_LIMIT_MS: f64 = 1e15;

/// The time in milliseconds, starting at 0 or later.
#[derive(Debug, Default)]
pub(super) struct Clock {
    now: f64,
    /// How far the caller's clock is behind this one, because it was set back.
    lag: f64,
}

impl Clock {
    /// Sets the clock to the caller's time and returns the time. A caller's clock that was set back goes on from the
    /// time that it showed before. A time that is not a number or out of range changes nothing.
    pub(super) fn advance(&mut self, now: f64) -> f64 {
        if now.abs() < TIME_LIMIT_MS {
            self.lag = self.lag.max(self.now - now);
            self.now = now + self.lag;
        }
        self.now
    }
}
