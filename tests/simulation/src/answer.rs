//! What a server answers with, as its client sees it.

use std::fmt;

/// What the rate-limit headers of an answer say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateLimit {
    /// Requests allowed in a window.
    pub limit: f64,
    /// Requests left in the current window.
    pub remaining: f64,
    /// The window's length in milliseconds.
    pub window: f64,
}

/// The head of an answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Head {
    /// The status; 0 where a browser hides it.
    pub status: u16,
    /// The rate limit, where its headers can be read.
    pub rate_limit: Option<RateLimit>,
    /// What `Retry-After` asks for, in milliseconds.
    pub retry_after: Option<f64>,
    /// Whether `fetch` has followed a redirect to get this answer.
    pub redirected: bool,
}

/// What reading the body of an answer comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// A JSON object whose `code` is `"00"`.
    Revoked,
    /// A JSON object with another `code`.
    OtherCode,
    /// Not a JSON object with a `code`.
    Malformed,
    /// Too long to be read.
    Unreadable,
    /// The connection broke before the body was whole.
    Truncated,
}

/// An answer, and what its sender means by it.
#[derive(Clone, Copy, Debug)]
pub struct Answer {
    /// The head.
    pub head: Head,
    /// The body.
    pub body: Body,
    /// Whether the vendor says with it that the token is revoked.
    pub confirms: bool,
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {}", self.status)?;
        if let Some(RateLimit { limit, remaining, window }) = self.rate_limit {
            write!(f, ", {remaining} of {limit} left in {window} ms")?;
        }
        if let Some(retry_after) = self.retry_after {
            write!(f, ", Retry-After {retry_after} ms")?;
        }
        if self.redirected {
            f.write_str(", from another address")?;
        }
        Ok(())
    }
}
