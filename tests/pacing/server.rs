//! Servers that keep a quota, with the clock passed in.

use std::collections::VecDeque;

/// How a server keeps its quota.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A window starts with the first request after the one before it was over.
    FixedWindow,
    /// Windows follow each other by the server's clock, whatever is asked.
    AlignedWindow,
    /// No stretch of a window's length holds more than the limit.
    SlidingWindow,
    /// It holds as many as the limit, and is filled up evenly.
    TokenBucket,
}

/// What a request is told.
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
    /// Where a window by the clock began at some time.
    edge: f64,
    start: f64,
    used: f64,
    log: VecDeque<f64>,
    tokens: f64,
    last: f64,
}

impl Server {
    pub fn new(kind: Kind, limit: f64, window: f64, edge: f64) -> Server {
        Server {
            kind,
            window,
            limit,
            edge,
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

    /// Counts a request that arrives now.
    pub fn count(&mut self, now: f64) -> Verdict {
        let left = match self.kind {
            Kind::FixedWindow => self.left_since(now, now),
            Kind::AlignedWindow => {
                let start = now - (now - self.edge).rem_euclid(self.window);
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

    /// What is left in the window, if need be in a new one that began at `start`.
    fn left_since(&mut self, now: f64, start: f64) -> f64 {
        if now >= self.start + self.window {
            self.start = start;
            self.used = 0.0;
        }
        self.limit - self.used
    }
}
