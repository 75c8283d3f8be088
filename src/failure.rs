//! How a call ends: what is known of it without the server's texts, which its driver adds.

use crate::detail::Detail;
use crate::error_name::ErrorName;
use crate::message::message;
use crate::millis::Millis;
use crate::outcome::Outcome;
use crate::rate_limit::RateLimit;
use crate::response::{REVOKED_CODE, RevokeTokenResponse};
use crate::validation::ValidationIssue;

/// The result of a call that resolves, without the server's description.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Revoked {
    /// The answer's status.
    pub status: u16,
    /// The rate limit, where the answer states one.
    pub rate_limit: Option<RateLimit>,
    /// Requests sent.
    pub attempts: u32,
}

impl Revoked {
    /// Adds the server's description, redacted.
    pub fn with_description(self, description: Option<String>) -> RevokeTokenResponse {
        let Revoked { status, rate_limit, attempts } = self;
        RevokeTokenResponse {
            code: REVOKED_CODE.to_owned(),
            description,
            status,
            rate_limit,
            attempts,
        }
    }
}

/// The result of a call that failed, without the server's texts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Failure {
    /// The name of the error.
    pub name: ErrorName,
    /// What the message adds to the name.
    pub detail: Detail,
    /// The answer's status; `None` where there is no answer, or a browser hides its status.
    pub status: Option<u16>,
    /// The rate limit, where the answer states one.
    pub rate_limit: Option<RateLimit>,
    /// What the answer's `Retry-After` asks for.
    pub retry_after: Option<Millis>,
    /// Requests sent.
    pub attempts: u32,
    /// What the whole call says about the token.
    pub outcome: Outcome,
}

impl Failure {
    /// Returns the failure of a call whose request is not valid: nothing was sent.
    pub const fn invalid() -> Failure {
        Failure::new(ErrorName::ValidationError, Detail::None)
    }

    /// Returns the failure of a call whose driver got an action that it can't do: whether the token is revoked is unknown.
    pub const fn given_up() -> Failure {
        Failure::new(ErrorName::NetworkError, Detail::NoWholeAnswer)
    }

    /// Returns the failure of an attempt without an answer; the call adds its attempts, and the outcome of earlier ones.
    pub(crate) const fn new(name: ErrorName, detail: Detail) -> Failure {
        Failure {
            name,
            detail,
            status: None,
            rate_limit: None,
            retry_after: None,
            attempts: 0,
            outcome: name.outcome(),
        }
    }

    /// Returns the same failure as it is in a browser, which hides why no whole answer arrived.
    #[must_use]
    pub const fn in_browser(self) -> Failure {
        match self.detail {
            Detail::NoWholeAnswer => Failure { detail: Detail::HiddenByBrowser, ..self },
            _ => self,
        }
    }

    /// Returns the error's message. `issues` are the problems of the request, `text` is the server's code and description.
    pub fn message(&self, issues: &[ValidationIssue], text: [Option<&str>; 2]) -> String {
        message(self.name, self.detail, self.status, issues, text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invalid_request_was_not_sent() {
        let failure = Failure::invalid();
        assert_eq!(failure.name, ErrorName::ValidationError);
        assert_eq!((failure.attempts, failure.outcome), (0, Outcome::NotRevoked));
    }

    #[test]
    fn a_call_that_is_given_up_leaves_the_token_in_doubt() {
        assert_eq!(Failure::given_up().outcome, Outcome::Unknown);
    }

    #[test]
    fn only_a_browser_hides_why_no_answer_arrived() {
        let failure = |detail| Failure::new(ErrorName::NetworkError, detail);
        let hidden = failure(Detail::NoWholeAnswer).in_browser();
        assert_eq!(hidden, failure(Detail::HiddenByBrowser));
        for detail in [Detail::None, Detail::FetchMissing, Detail::NotAResponse, Detail::Redirect] {
            assert_eq!(failure(detail).in_browser(), failure(detail));
        }
    }
}
