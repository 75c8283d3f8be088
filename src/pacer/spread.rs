//! The spread: starts are distributed over the window, so that the server meets no bursts.

/// The part of a window over which its starts are spread, while the pacer has the quota to itself. The rest of the
/// window makes up for timers that fire late.
const SPREAD_ALONE_WINDOWS: f64 = 0.75;

/// The same while others use the quota. The more evenly requests start, the fewer meet a quota that others have used up.
const SPREAD_SHARED_WINDOWS: f64 = 0.95;

/// How much of a delay later starts may catch up with in a burst, in windows.
const CATCH_UP_ALONE_WINDOWS: f64 = 1.0;

/// The same while others use the quota.
const CATCH_UP_SHARED_WINDOWS: f64 = 0.1;

/// When the next request may start, so that starts are spread.
#[derive(Debug, Default)]
pub(super) struct Spread {
    next: f64,
}

impl Spread {
    /// Returns the earliest time of the next start.
    pub(super) fn next(&self) -> f64 {
        self.next
    }

    /// Forgets the starts so far: the next one may be now.
    pub(super) fn restart(&mut self, now: f64) {
        self.next = now;
    }

    /// Moves the next start to `time` at the earliest. Later starts don't catch up with this delay.
    pub(super) fn delay_until(&mut self, time: f64) {
        self.next = self.next.max(time);
    }

    /// Plans the start after one that is made now. `share` is the number of starts in a `window`, which is in
    /// milliseconds; `shared` says whether others use the quota.
    pub(super) fn started(&mut self, now: f64, share: f64, window: f64, shared: bool) {
        let (spread, catch_up) = if shared {
            (SPREAD_SHARED_WINDOWS, CATCH_UP_SHARED_WINDOWS)
        } else {
            (SPREAD_ALONE_WINDOWS, CATCH_UP_ALONE_WINDOWS)
        };
        self.next = self.next.max(now - catch_up * window) + spread * window / share;
    }
}
