//! The names that tell one failure from another: `RevokeTokenError.name`.

use crate::outcome::Outcome;

/// Why a call failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::enum_variant_names, reason = "the names are the contract's")]
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
    /// Every name, in the order of the contract's table.
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

    /// The name itself.
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

    /// Whether a further attempt may turn out better.
    pub const fn retried(self) -> bool {
        matches!(
            self,
            ErrorName::RateLimitError
                | ErrorName::ServerError
                | ErrorName::NetworkError
                | ErrorName::TimeoutError
        )
    }

    /// What an attempt that failed so says about the token by itself.
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

    /// What happened, for a person: the first half of the error's message.
    pub const fn message(self) -> &'static str {
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

    /// What to look at, for a person, where the name alone does not say it: the message's end.
    pub const fn hint(self) -> &'static str {
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
    use crate::response::{Body, classify};

    #[test]
    fn the_four_that_may_turn_out_better_are_retried_and_no_other() {
        let retried: Vec<_> = ErrorName::ALL.into_iter().filter(|name| name.retried()).collect();
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
    fn only_a_lost_or_odd_answer_leaves_the_token_in_doubt() {
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
    fn each_name_has_words_of_its_own_and_a_doubt_about_the_token_is_put_into_words() {
        for name in ErrorName::ALL {
            let mut names = ErrorName::ALL.into_iter();
            let first = names.find(|other| other.message() == name.message());
            assert_eq!(first, Some(name), "{}", name.message());
            let doubt = name.hint().contains("may or may not be revoked");
            assert_eq!(doubt, name.outcome() == Outcome::Unknown, "{name:?}");
        }
    }

    #[test]
    fn a_client_that_is_refused_is_told_the_known_causes() {
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

    /// What error.js says of each name, in its order: the status and the outcome.
    fn defaults() -> Vec<(String, Option<u16>, String)> {
        let file = include_str!("../pkg-template/error.js");
        let table = file.split("__proto__: null,").nth(1).unwrap().split("};").next().unwrap();
        let entry = |line: &str| {
            let (name, rest) = line.trim().split_once(": [")?;
            let (status, outcome) = rest.trim_end_matches("],").split_once(", ")?;
            Some((name.to_owned(), status.parse().ok(), outcome.trim_matches('\'').to_owned()))
        };
        table.lines().filter_map(entry).collect()
    }

    #[test]
    fn the_class_in_javascript_has_the_same_names_outcomes_and_statuses() {
        let expected = ErrorName::ALL.map(|name| {
            let mut statuses = 200..600;
            let status = statuses.find(|status| classify(*status, Body::OtherCode) == Err(name));
            (
                name.as_str().to_owned(),
                // It has no status of its own: it is for those that have no meaning.
                status.filter(|_| name != ErrorName::UnexpectedResponseError),
                name.outcome().as_str().to_owned(),
            )
        });
        assert_eq!(defaults(), expected);
    }

    #[test]
    fn the_declarations_have_the_same_names() {
        let file = include_str!("../pkg-template/index.d.ts");
        let union = file.split("export type RevokeTokenErrorName =").nth(1).unwrap();
        let union = union.split("\n\n").next().unwrap();
        let names = union.lines().filter_map(|line| line.trim().strip_prefix("| '"));
        let names: Vec<_> = names.map(|name| name.trim_end_matches(['\'', ';'])).collect();
        assert_eq!(names, ErrorName::ALL.map(ErrorName::as_str));
    }
}
