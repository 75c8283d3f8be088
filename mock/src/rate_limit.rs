//! A fixed window of requests for each client. The time is passed in.

use std::collections::HashMap;
use std::time::{Duration, Instant};

/// With fewer windows than this, none are dropped.
const FEW: usize = 64;

/// Counts the requests of each client.
///
/// A client's window starts with its first request, and the first request after it is over starts
/// the next. Windows that are over are dropped, so that memory is proportional to the active clients.
#[derive(Debug)]
pub(crate) struct RateLimit {
    limit: u32,
    length: Duration,
    windows: HashMap<Vec<u8>, Window>,
    sweep_at: usize,
}

#[derive(Debug, Clone, Copy)]
struct Window {
    start: Instant,
    used: u32,
}

impl Window {
    fn is_over(self, length: Duration, now: Instant) -> bool {
        now.saturating_duration_since(self.start) >= length
    }
}

/// The quota as the answer to a counted request shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quota {
    /// The request is within the limit.
    Within {
        /// The requests left in this window.
        remaining: u32,
    },
    /// The window was used up before the request.
    UsedUp,
}

impl RateLimit {
    pub(crate) fn new(limit: u32, length: Duration) -> Self {
        RateLimit { limit, length, windows: HashMap::new(), sweep_at: FEW }
    }

    /// Counts a request of `client`.
    pub(crate) fn count(&mut self, client: &[u8], now: Instant) -> Quota {
        if self.windows.len() >= self.sweep_at {
            self.sweep(now);
        }
        let fresh = Window { start: now, used: 0 };
        let window = self.windows.entry(client.to_vec()).or_insert(fresh);
        if window.is_over(self.length, now) {
            *window = fresh;
        }
        if window.used >= self.limit {
            return Quota::UsedUp;
        }
        window.used += 1;
        Quota::Within { remaining: self.limit - window.used }
    }

    /// Returns the requests that `client` has left, without counting one.
    pub(crate) fn remaining(&self, client: &[u8], now: Instant) -> u32 {
        match self.windows.get(client) {
            Some(window) if !window.is_over(self.length, now) => self.limit - window.used,
            _ => self.limit,
        }
    }

    /// Drops the windows that are over. The next sweep comes when the number of windows has doubled, so that
    /// the cost for each request stays constant.
    fn sweep(&mut self, now: Instant) {
        let length = self.length;
        self.windows.retain(|_, window| !window.is_over(length, now));
        self.sweep_at = (self.windows.len() * 2).max(FEW);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn counts_down_and_refuses() {
        let now = Instant::now();
        let mut limit = RateLimit::new(2, SECOND);
        assert_eq!(limit.count(b"a", now), Quota::Within { remaining: 1 });
        assert_eq!(limit.count(b"a", now), Quota::Within { remaining: 0 });
        assert_eq!(limit.count(b"a", now), Quota::UsedUp);
    }

    #[test]
    fn each_client_has_its_own_quota() {
        let now = Instant::now();
        let mut limit = RateLimit::new(1, SECOND);
        assert_eq!(limit.count(b"a", now), Quota::Within { remaining: 0 });
        assert_eq!(limit.count(b"b", now), Quota::Within { remaining: 0 });
        assert_eq!(limit.count(b"a", now), Quota::UsedUp);
    }

    #[test]
    fn a_window_starts_with_its_first_request_and_does_not_move() {
        let start = Instant::now();
        let mut limit = RateLimit::new(2, SECOND);
        let at = |millis| start + Duration::from_millis(millis);
        assert_eq!(limit.count(b"a", at(300)), Quota::Within { remaining: 1 });
        assert_eq!(limit.count(b"a", at(1200)), Quota::Within { remaining: 0 });
        // Neither a full second of the clock nor the latest request begins a window.
        assert_eq!(limit.count(b"a", at(1299)), Quota::UsedUp);
        assert_eq!(limit.count(b"a", at(1300)), Quota::Within { remaining: 1 });
    }

    #[test]
    fn remaining_counts_no_request() {
        let now = Instant::now();
        let mut limit = RateLimit::new(2, SECOND);
        assert_eq!(limit.remaining(b"a", now), 2);
        limit.count(b"a", now);
        assert_eq!(limit.remaining(b"a", now), 1);
        assert_eq!(limit.remaining(b"a", now), 1);
        assert_eq!(limit.remaining(b"a", now + SECOND), 2);
    }

    #[test]
    fn a_limit_of_0_refuses_every_request() {
        let mut limit = RateLimit::new(0, SECOND);
        assert_eq!(limit.count(b"a", Instant::now()), Quota::UsedUp);
    }

    #[test]
    fn windows_that_are_over_are_dropped() {
        let start = Instant::now();
        let mut limit = RateLimit::new(2, SECOND);
        for n in 0..10_000_u32 {
            // A hundred clients in each window.
            limit.count(&n.to_be_bytes(), start + SECOND * n / 100);
        }
        assert!(limit.windows.len() <= 300, "{}", limit.windows.len());
    }

    #[test]
    fn windows_that_are_not_over_are_kept() {
        let start = Instant::now();
        let mut limit = RateLimit::new(1, SECOND);
        for n in 0..1_000_u32 {
            limit.count(&n.to_be_bytes(), start);
        }
        for n in 0..1_000_u32 {
            assert_eq!(limit.count(&n.to_be_bytes(), start), Quota::UsedUp);
        }
    }
}
