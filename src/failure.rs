//! How a call ends: what is known of it, but for what the server wrote, which its driver adds.

use crate::error_name::ErrorName;
use crate::outcome::Outcome;
use crate::rate_limit::RateLimit;

/// What is known of a call that resolves, but for what the server wrote.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Revoked {
    /// The answer's status.
    pub status: u16,
    /// The rate limit, where the answer has one.
    pub rate_limit: Option<RateLimit>,
    /// Requests sent.
    pub attempts: u32,
}

/// What is known of a call that failed, but for what the server wrote.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Failure {
    /// The name of the error.
    pub name: ErrorName,
    /// What the message adds to the name.
    pub why: Why,
    /// The answer's status; `None` where there is no answer, or a browser hides its status.
    pub status: Option<u16>,
    /// The rate limit, where the answer has one.
    pub rate_limit: Option<RateLimit>,
    /// What the answer's `Retry-After` asks for, in milliseconds.
    pub retry_after: Option<f64>,
    /// Requests sent.
    pub attempts: u32,
    /// What the whole call says about the token.
    pub outcome: Outcome,
}

impl Failure {
    /// Returns the failure of a call whose request is not valid: nothing was sent.
    pub const fn invalid() -> Failure {
        Failure::new(ErrorName::ValidationError, Why::AsNamed)
    }

    /// Returns the failure of an attempt without an answer; the call adds its attempts and its outcome.
    pub(crate) const fn new(name: ErrorName, why: Why) -> Failure {
        Failure {
            name,
            why,
            status: None,
            rate_limit: None,
            retry_after: None,
            attempts: 0,
            outcome: Outcome::NotRevoked,
        }
    }
}

/// Why a call failed, beyond the name of its error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The name, the issues or the status say it.
    AsNamed,
    /// There is no `fetch` to call.
    NoFetch,
    /// `fetch` rejected, or the connection broke before the body was whole.
    NoWholeAnswer,
    /// `fetch` answered with something that is no `Response`.
    NoResponse,
    /// `fetch` followed a redirect.
    FollowedRedirect,
    /// The answer is a redirect.
    Redirect,
}

impl Why {
    /// Returns the reason as the middle of an error's message; empty where there is nothing to add. A browser
    /// hides why no answer arrived, so the message lists what it may be.
    pub const fn text(self, in_browser: bool) -> &'static str {
        match self {
            Why::NoFetch => "there is no fetch here; pass one in the option \"fetch\"",
            Why::NoWholeAnswer if in_browser => {
                "a browser does not tell apart being offline, CORS (the server does not admit this page), the page's Content-Security-Policy (connect-src), and an address that the server does not admit"
            }
            Why::NoResponse => "fetch did not answer with a Response",
            Why::FollowedRedirect => {
                "fetch followed a redirect to another address than the endpoint's, whose answer does not count"
            }
            Why::Redirect => "it is a redirect, and redirects are not followed",
            Why::AsNamed | Why::NoWholeAnswer => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invalid_request_was_not_sent() {
        assert_eq!(
            Failure::invalid(),
            Failure {
                name: ErrorName::ValidationError,
                why: Why::AsNamed,
                status: None,
                rate_limit: None,
                retry_after: None,
                attempts: 0,
                outcome: Outcome::NotRevoked,
            }
        );
    }

    #[test]
    fn each_reason_has_a_text_of_its_own() {
        for (why, contains) in [
            (Why::NoFetch, "the option \"fetch\""),
            (Why::NoWholeAnswer, "connect-src"),
            (Why::NoResponse, "did not answer with a Response"),
            (Why::FollowedRedirect, "another address than the endpoint's"),
            (Why::Redirect, "redirects are not followed"),
        ] {
            assert!(why.text(true).contains(contains), "{why:?}");
        }
        assert_eq!(Why::AsNamed.text(true), "");
    }

    #[test]
    fn only_a_browser_hides_why_no_answer_arrived() {
        assert_eq!(Why::NoWholeAnswer.text(false), "");
        for why in
            [Why::AsNamed, Why::NoFetch, Why::NoResponse, Why::FollowedRedirect, Why::Redirect]
        {
            assert_eq!(why.text(false), why.text(true), "{why:?}");
        }
    }
}
