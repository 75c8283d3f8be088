//! The error of a call that did not resolve.

use crate::detail::Detail;
use crate::error_name::ErrorName;
use crate::failure::Failure;
use crate::message::message;
use crate::millis::Millis;
use crate::outcome::Outcome;
use crate::rate_limit::RateLimit;
use crate::response::ServerText;
use crate::validation::ValidationIssue;
use core::fmt;

/// Why a token was not revoked, or may not have been: [`outcome`](RevokeTokenError::outcome) says which.
///
/// `Display` shows the [message](RevokeTokenError::message), the same as the package for JavaScript. No member holds the
/// token: a driver [redacts](crate::redact) the server's texts before it stores them here.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RevokeTokenError {
    /// The kind of failure.
    pub name: ErrorName,
    /// The answer's status; `None` where there is no answer, or a browser hides its status.
    pub status: Option<u16>,
    /// The `code` of the answer's body, where that is a JSON object with a string `code`.
    pub code: Option<Box<str>>,
    /// The `description` of the answer's body, likewise.
    pub description: Option<Box<str>>,
    /// The problems of the request; empty but for a [`ErrorName::ValidationError`].
    pub issues: Vec<ValidationIssue>,
    /// The rate limit, where the answer states one.
    pub rate_limit: Option<RateLimit>,
    /// What the answer's `Retry-After` asks for.
    pub retry_after: Option<Millis>,
    /// Requests sent.
    pub attempts: u32,
    /// Whether the server may have revoked the token in this call.
    pub outcome: Outcome,
    detail: Detail,
}

impl RevokeTokenError {
    fn new(failure: Failure, text: ServerText, issues: Vec<ValidationIssue>) -> Self {
        let Failure { name, detail, status, rate_limit, retry_after, attempts, outcome } = failure;
        let ServerText { code, description } = text;
        RevokeTokenError {
            name,
            status,
            code: code.map(String::into_boxed_str),
            description: description.map(String::into_boxed_str),
            issues,
            rate_limit,
            retry_after,
            attempts,
            outcome,
            detail,
        }
    }

    /// Returns the message: what happened, what the server wrote, and what to look at.
    pub fn message(&self) -> String {
        let RevokeTokenError { name, detail, status, .. } = *self;
        let text = [self.code.as_deref(), self.description.as_deref()];
        message(name, detail, status, &self.issues, text)
    }
}

impl Failure {
    /// Adds the server's texts, redacted. An answer whose status is not shown has none.
    pub fn with_text(self, text: ServerText) -> RevokeTokenError {
        let text = if self.status.is_some() { text } else { ServerText::default() };
        RevokeTokenError::new(self, text, Vec::new())
    }

    /// Adds the problems of the request.
    pub fn with_issues(self, issues: Vec<ValidationIssue>) -> RevokeTokenError {
        RevokeTokenError::new(self, ServerText::default(), issues)
    }
}

impl fmt::Display for RevokeTokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl core::error::Error for RevokeTokenError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validation::{self, Field, Input};

    fn text(code: Option<&str>, description: Option<&str>) -> ServerText {
        ServerText { code: code.map(str::to_owned), description: description.map(str::to_owned) }
    }

    #[test]
    fn a_refusal_gives_the_status_and_what_the_server_wrote() {
        let refusal = Failure {
            status: Some(404),
            ..Failure::new(ErrorName::RecordNotFoundError, Detail::None)
        };
        let error = refusal.with_text(text(Some("404"), Some("no such token")));
        assert_eq!(
            error.to_string(),
            "There is no such record: status 404, code 404, no such token"
        );
        assert_eq!(error.code.as_deref(), Some("404"));
        let error = refusal.with_text(ServerText::default());
        assert_eq!(error.to_string(), "There is no such record: status 404");
    }

    #[test]
    fn an_answer_whose_status_is_not_shown_has_no_texts() {
        let lost = Failure::new(ErrorName::NetworkError, Detail::NoWholeAnswer);
        let error = lost.with_text(text(Some("404"), Some("of an earlier attempt")));
        assert_eq!((error.code, error.description), (None, None));
    }

    #[test]
    fn a_detail_stands_in_the_place_of_the_status() {
        let error = Failure {
            status: Some(307),
            ..Failure::new(ErrorName::UnexpectedResponseError, Detail::Redirect)
        };
        assert_eq!(
            error.with_text(ServerText::default()).to_string(),
            "The answer is not one of the documented ones: it is a redirect, and redirects are not followed. The token may or may not be revoked"
        );
    }

    #[test]
    fn every_issue_of_a_request_is_in_the_message() {
        let issues =
            Field::ALL.map(|field| validation::check(field, Input::WrongType, true).unwrap());
        let error = Failure::invalid().with_issues(issues.to_vec());
        assert_eq!(
            error.to_string(),
            "The request is not valid, nothing was sent: clientId must be a string; access_token must be a string"
        );
        assert_eq!(error.issues, issues);
    }

    #[test]
    fn a_message_names_an_unknown_outcome() {
        let error = Failure::new(ErrorName::NetworkError, Detail::NoWholeAnswer);
        let message = error.with_text(ServerText::default()).to_string();
        assert_eq!(message, "No whole answer arrived. The token may or may not be revoked");
    }
}
