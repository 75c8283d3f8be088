//! The kinds of failures: `RevokeTokenError.name`.

use crate::outcome::Outcome;

/// Why a call failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::enum_variant_names, reason = "the names are public")]
pub enum ErrorName {
    /// The request fails validation; nothing was sent.
    ValidationError,
    /// The WebAssembly could not be loaded, or the platform lacks something; nothing was sent.
    LoadError,
    /// 400 or 422.
    RequestError,
    /// 401.
    AuthenticationError,
    /// 403.
    AuthorizationError,
    /// 404.
    RecordNotFoundError,
    /// 429.
    RateLimitError,
    /// 5xx.
    ServerError,
    /// 200 and a `code` other than `"00"`.
    NotRevokedError,
    /// An answer that is none of the documented ones.
    UnexpectedResponseError,
    /// No response, or one that broke off.
    NetworkError,
    /// An attempt ran past `timeout`.
    TimeoutError,
}

impl ErrorName {
    /// Every name, in the order of the documentation's table.
    pub const ALL: [ErrorName; 12] = [
        ErrorName::ValidationError,
        ErrorName::LoadError,
        ErrorName::RequestError,
        ErrorName::AuthenticationError,
        ErrorName::AuthorizationError,
        ErrorName::RecordNotFoundError,
        ErrorName::RateLimitError,
        ErrorName::ServerError,
        ErrorName::NotRevokedError,
        ErrorName::UnexpectedResponseError,
        ErrorName::NetworkError,
        ErrorName::TimeoutError,
    ];

    /// Returns the name as JavaScript and the reports have it.
    pub const fn as_str(self) -> &'static str {
        match self {
            ErrorName::ValidationError => "ValidationError",
            ErrorName::LoadError => "LoadError",
            ErrorName::RequestError => "RequestError",
            ErrorName::AuthenticationError => "AuthenticationError",
            ErrorName::AuthorizationError => "AuthorizationError",
            ErrorName::RecordNotFoundError => "RecordNotFoundError",
            ErrorName::RateLimitError => "RateLimitError",
            ErrorName::ServerError => "ServerError",
            ErrorName::NotRevokedError => "NotRevokedError",
            ErrorName::UnexpectedResponseError => "UnexpectedResponseError",
            ErrorName::NetworkError => "NetworkError",
            ErrorName::TimeoutError => "TimeoutError",
        }
    }

    /// Returns whether a further attempt may turn out better.
    pub const fn is_retried(self) -> bool {
        matches!(
            self,
            ErrorName::RateLimitError
                | ErrorName::ServerError
                | ErrorName::NetworkError
                | ErrorName::TimeoutError
        )
    }

    /// Returns what one attempt that failed so says about the token.
    pub const fn outcome(self) -> Outcome {
        match self {
            ErrorName::ServerError
            | ErrorName::UnexpectedResponseError
            | ErrorName::NetworkError
            | ErrorName::TimeoutError => Outcome::Unknown,
            ErrorName::ValidationError
            | ErrorName::LoadError
            | ErrorName::RequestError
            | ErrorName::AuthenticationError
            | ErrorName::AuthorizationError
            | ErrorName::RecordNotFoundError
            | ErrorName::RateLimitError
            | ErrorName::NotRevokedError => Outcome::NotRevoked,
        }
    }

    /// Returns what happened, for a person: the beginning of the error's message.
    pub(crate) const fn message(self) -> &'static str {
        match self {
            ErrorName::ValidationError => "The request is not valid, nothing was sent",
            ErrorName::LoadError => "nomba-revoke could not start, nothing was sent",
            ErrorName::RequestError => "The server refused the request as invalid",
            ErrorName::AuthenticationError => "The client or the token was not accepted",
            ErrorName::AuthorizationError => "Access was denied",
            ErrorName::RecordNotFoundError => "There is no such record",
            ErrorName::RateLimitError => "The rate limit is used up",
            ErrorName::ServerError => "The server failed",
            ErrorName::NotRevokedError => "The server answered, but did not revoke the token",
            ErrorName::UnexpectedResponseError => "The answer is not one of the documented ones",
            ErrorName::NetworkError => "No whole answer arrived",
            ErrorName::TimeoutError => "No answer in time",
        }
    }

    /// Returns what to look at, for a person: the end of the error's message; empty where there is nothing to add.
    pub(crate) const fn hint(self) -> &'static str {
        match self {
            ErrorName::AuthenticationError => {
                ". Known causes: a wrong clientId, a token of the other environment, a missing accountId"
            }
            ErrorName::AuthorizationError => {
                ". Known causes: a token of the other environment, a network address that is not admitted"
            }
            ErrorName::ServerError
            | ErrorName::UnexpectedResponseError
            | ErrorName::NetworkError
            | ErrorName::TimeoutError => ". The token may or may not be revoked",
            _ => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_that_may_turn_out_better_are_retried_and_no_other() {
        let retried: Vec<_> = ErrorName::ALL.into_iter().filter(|name| name.is_retried()).collect();
        assert_eq!(
            retried,
            [
                ErrorName::RateLimitError,
                ErrorName::ServerError,
                ErrorName::NetworkError,
                ErrorName::TimeoutError
            ]
        );
    }

    #[test]
    fn only_a_missing_or_malformed_answer_leaves_the_outcome_unknown() {
        let unknown: Vec<_> =
            ErrorName::ALL.into_iter().filter(|name| name.outcome() == Outcome::Unknown).collect();
        assert_eq!(
            unknown,
            [
                ErrorName::ServerError,
                ErrorName::UnexpectedResponseError,
                ErrorName::NetworkError,
                ErrorName::TimeoutError
            ]
        );
    }

    #[test]
    fn each_name_has_a_text_of_its_own_which_names_an_unknown_outcome() {
        for name in ErrorName::ALL {
            let mut names = ErrorName::ALL.into_iter();
            let first = names.find(|other| other.message() == name.message());
            assert_eq!(first, Some(name), "{}", name.message());
            let doubt = name.hint().contains("may or may not be revoked");
            assert_eq!(doubt, name.outcome() == Outcome::Unknown, "{name:?}");
        }
    }

    #[test]
    fn a_refusal_of_the_client_names_the_known_causes() {
        for (name, cause) in [
            (ErrorName::AuthenticationError, "a wrong clientId"),
            (ErrorName::AuthenticationError, "a token of the other environment"),
            (ErrorName::AuthenticationError, "a missing accountId"),
            (ErrorName::AuthorizationError, "a token of the other environment"),
            (ErrorName::AuthorizationError, "a network address that is not admitted"),
        ] {
            assert!(name.hint().contains(cause), "{name:?}: {cause}");
        }
    }
}
