//! Servers that enforce a quota. The time is passed in.

use std::collections::VecDeque;

/// How a server enforces its quota.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A window starts with the first request after the end of the previous window.
    FixedWindow,
    /// Windows follow each other by the server's clock, whether requests come or not.
    AlignedWindow,
    /// No stretch of time as long as a window holds more requests than the limit.
    SlidingWindow,
    /// A bucket that holds `limit` tokens and is refilled evenly.
    TokenBucket,
}

/// The answer to a request.
#[derive(Clone, Copy, Debug)]
pub struct Verdict {
    pub accepted: bool,
    pub limit: f64,
    pub remaining: f64,
}

pub struct Server {
    kind: Kind,
    window: f64,
    limit: f64,
    /// A time at which an aligned window begins.
    window_start: f64,
    start: f64,
    used: f64,
    log: VecDeque<f64>,
    tokens: f64,
    last: f64,
}

impl Server {
    pub fn new(kind: Kind, limit: f64, window: f64, window_start: f64) -> Server {
        Server {
            kind,
            window,
            limit,
            window_start,
            start: f64::MIN,
            used: 0.0,
            log: VecDeque::new(),
            tokens: limit,
            last: 0.0,
        }
    }

    pub fn set_limit(&mut self, limit: f64) {
        self.limit = limit;
    }

    /// Counts a request that arrives now, and answers it.
    pub fn count(&mut self, now: f64) -> Verdict {
        let left = match self.kind {
            Kind::FixedWindow => self.left_since(now, now),
            Kind::AlignedWindow => {
                let start = now - (now - self.window_start).rem_euclid(self.window);
                self.left_since(now, start)
            }
            Kind::SlidingWindow => {
                while self.log.front().is_some_and(|at| *at <= now - self.window) {
                    self.log.pop_front();
                }
                self.limit - self.log.len() as f64
            }
            Kind::TokenBucket => {
                let filled = (now - self.last) * self.limit / self.window;
                self.tokens = (self.tokens + filled).min(self.limit);
                self.last = now;
                self.tokens
            }
        };
        let accepted = left >= 1.0;
        if accepted {
            self.used += 1.0;
            self.tokens -= 1.0;
            if let Kind::SlidingWindow = self.kind {
                self.log.push_back(now);
            }
        }
        let remaining = (left - f64::from(u8::from(accepted))).max(0.0).floor();
        Verdict { accepted, limit: self.limit, remaining }
    }

    /// Returns the requests left in the window. If the window is over, a new one begins at `start`.
    fn left_since(&mut self, now: f64, start: f64) -> f64 {
        if now >= self.start + self.window {
            self.start = start;
            self.used = 0.0;
        }
        self.limit - self.used
    }
}
