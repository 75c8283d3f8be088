//! The quota: how many requests a server accepts in which time.

/// How far the travel times of two requests to the server may differ, in windows.
const JITTER_WINDOWS: f64 = 0.05;

/// The longest window in milliseconds: a day. A header may hold any number.
const LONGEST_WINDOW_MS: f64 = 86_400_000.0;

/// The highest limit in requests. Sums of requests stay exact below it.
const HIGHEST_LIMIT: f64 = 1e9;

/// How many requests a server accepts in a window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quota {
    /// Requests in a window, at least 1.
    pub limit: f64,
    /// The window's length in milliseconds, at least 1.
    pub window: f64,
}

impl Quota {
    /// The vendor's regular tier.
    pub const DEFAULT: Quota = Quota { limit: 15.0, window: 1_000.0 };

    /// Returns the quota with both numbers in the range that the pacer computes with.
    #[allow(clippy::manual_clamp, reason = "clamp returns NaN for NaN")]
    pub(super) fn clamped(self) -> Quota {
        Quota {
            limit: self.limit.max(1.0).min(HIGHEST_LIMIT),
            window: self.window.max(1.0).min(LONGEST_WINDOW_MS),
        }
    }

    /// Returns the latest time at which the server receives a request sent at `sent`. The travel time of the fastest
    /// request is left out, because it delays the window's start as well.
    pub(super) fn latest_arrival(self, sent: f64) -> f64 {
        sent + JITTER_WINDOWS * self.window
    }
}
