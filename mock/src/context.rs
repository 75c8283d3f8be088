//! What the handlers of all routes share.

use std::io;
use std::time::Duration;

use crate::answer::RateLimitHeaders;
use crate::vendor::Vendor;

/// The settings and the state of a running mock server.
#[derive(Debug)]
pub(crate) struct Context {
    /// The port that the mock server listens on.
    pub(crate) port: u16,
    /// The requests that each client has in a window.
    pub(crate) limit: u32,
    /// The length of a window.
    pub(crate) window: Duration,
    pub(crate) rate_limit: RateLimitHeaders,
    pub(crate) vendor: Vendor,
}

impl Context {
    /// Makes the context of a mock server that has answered nothing yet. The error is that of a window that no header
    /// can hold.
    pub(crate) fn new(port: u16, limit: u32, window: Duration) -> io::Result<Context> {
        let rate_limit = RateLimitHeaders::new(limit, window).map_err(io::Error::other)?;
        Ok(Context { port, limit, window, rate_limit, vendor: Vendor::new(limit, window) })
    }
}
