//! How a call ends that does not resolve, on its way to JavaScript.

use super::host;
use crate::error_name::ErrorName;
use crate::outcome::Outcome;
use crate::rate_limit::RateLimit;

/// What the core knows of a `RevokeTokenError`. What the server said stays outside.
#[derive(Clone, Copy)]
pub(super) struct Failure {
    pub(super) name: ErrorName,
    /// What is known beyond the name, for a person; empty where that is nothing.
    detail: &'static str,
    /// Zero where there was no answer, or a browser hides its status.
    pub(super) status: u16,
    pub(super) rate_limit: Option<RateLimit>,
    /// In milliseconds.
    pub(super) retry_after: Option<f64>,
}

impl Failure {
    fn new(name: ErrorName, detail: &'static str) -> Failure {
        Failure { name, detail, status: 0, rate_limit: None, retry_after: None }
    }

    /// A request with issues, which have been handed over.
    pub(super) fn invalid() -> Failure {
        Failure::new(ErrorName::ValidationError, "")
    }

    /// A platform without something that the call needs.
    pub(super) fn unable(lacks: &'static str) -> Failure {
        Failure::new(ErrorName::LoadError, lacks)
    }

    /// An attempt that ran past `timeout`.
    pub(super) fn timed_out() -> Failure {
        Failure::new(ErrorName::TimeoutError, "")
    }

    /// An attempt whose answer was lost.
    pub(super) fn lost(hands: &host::Call) -> Failure {
        const NOT_TOLD_APART: &str = "a browser does not tell apart being offline, CORS (the server does not admit this page), the page's Content-Security-Policy (connect-src), and an address that the server does not admit";
        let detail = if hands.in_browser() { NOT_TOLD_APART } else { "" };
        Failure::new(ErrorName::NetworkError, detail)
    }

    /// What `fetch` answered with is no `Response`.
    pub(super) fn no_response() -> Failure {
        Failure::new(ErrorName::UnexpectedResponseError, "fetch did not answer with a Response")
    }

    /// `fetch` followed a redirect. Whatever the answer says, the endpoint didn't say it.
    pub(super) fn redirected(status: u16) -> Failure {
        const FOLLOWED: &str = "fetch followed a redirect to another address than the endpoint's, whose answer does not count";
        Failure { status, ..Failure::new(ErrorName::UnexpectedResponseError, FOLLOWED) }
    }

    /// An answer that was not "revoked". A browser hides the status of a redirect.
    pub(super) fn refused(name: ErrorName, status: u16) -> Failure {
        let redirect = matches!(status, 0 | 300..=399);
        let detail = if redirect { "it is a redirect, and redirects are not followed" } else { "" };
        Failure { status, ..Failure::new(name, detail) }
    }

    /// Ends the call with it.
    pub(super) fn hand_over(&self, hands: &host::Call, attempts: u32, outcome: Outcome) {
        let name = self.name;
        for text in [name.as_str(), name.message(), self.detail, name.hint(), outcome.as_str()] {
            hands.say(text);
        }
        let [limit, remaining, window] = numbers(self.rate_limit);
        let retry_after = self.retry_after.unwrap_or(f64::NAN);
        hands.fail(self.status, limit, remaining, window, retry_after, attempts);
    }
}

/// The three numbers of a rate limit; `NaN` where there is none.
pub(super) fn numbers(rate_limit: Option<RateLimit>) -> [f64; 3] {
    rate_limit.map_or([f64::NAN; 3], |it| [it.limit, it.remaining, it.window])
}
