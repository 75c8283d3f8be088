//! What the specification asks of a `RevokeTokenRequest`, and what to tell a caller whose request
//! falls short of it.
//!
//! Works on what is known *about* the two fields, never on their text: the token itself stays
//! outside.

use crate::digits::decimal;
use crate::issue::{IssueCode, ValidationIssue};
use core::ops::RangeInclusive;

/// A field of the specification's schema `RevokeTokenRequest`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The client's id, as shown in the Nomba dashboard.
    ClientId,
    /// The JWT to be revoked.
    AccessToken,
}

impl Field {
    /// Both fields, in the order in which their problems are reported.
    pub const ALL: [Field; 2] = [Field::ClientId, Field::AccessToken];

    /// The name on the wire. The specification mixes its spellings; both are as it has them.
    pub const fn name(self) -> &'static str {
        match self {
            Field::ClientId => "clientId",
            Field::AccessToken => "access_token",
        }
    }

    /// The lengths that the schema allows, in Unicode code points (`minLength`, `maxLength`).
    pub const fn lengths(self) -> RangeInclusive<u32> {
        match self {
            Field::ClientId => 36..=36,
            Field::AccessToken => 300..=600,
        }
    }

    /// Names that people write by mistake where this field belongs.
    pub const fn slips(self) -> &'static [&'static str] {
        match self {
            Field::ClientId => &["client_id", "clientID"],
            Field::AccessToken => &["accessToken", "token"],
        }
    }
}

/// Lengths of the vendor's refresh tokens, in code points: one of those is not revoked here.
const REFRESH_TOKEN: RangeInclusive<u32> = 30..=60;

/// What was found where a field was looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// Nothing, or `undefined`; with the name of the slip that was there in its place.
    Missing(Option<&'static str>),
    /// Something that is not a string.
    WrongType,
    /// Reading it threw.
    Unreadable,
    /// A string of so many Unicode code points.
    Text(u32),
}

/// The problem with one field, if there is one. `check_length` is the option `validate`.
pub fn check(field: Field, given: Given, check_length: bool) -> Option<ValidationIssue> {
    let name = field.name();
    let lengths = field.lengths();
    let (code, actual, message) = match given {
        Given::Missing(None) => (IssueCode::Required, None, [name, " is missing"].concat()),
        Given::Missing(Some(slip)) => (
            IssueCode::Required,
            None,
            [name, " is missing: ", slip, " was given, but the API calls this field ", name]
                .concat(),
        ),
        Given::WrongType => (IssueCode::Type, None, [name, " must be a string"].concat()),
        Given::Unreadable => {
            (IssueCode::Type, None, [name, " could not be read: its getter threw"].concat())
        }
        Given::Text(actual) if !check_length || lengths.contains(&actual) => return None,
        Given::Text(actual) => (
            if actual < *lengths.start() { IssueCode::TooShort } else { IssueCode::TooLong },
            Some(actual),
            wrong_length(field, actual),
        ),
    };
    Some(ValidationIssue {
        path: Vec::from([name]),
        code,
        message,
        minimum: (code == IssueCode::TooShort).then_some(*lengths.start()),
        maximum: (code == IssueCode::TooLong).then_some(*lengths.end()),
        actual,
    })
}

/// The one issue of a request that is not an object at all.
pub fn not_an_object() -> ValidationIssue {
    ValidationIssue {
        path: Vec::new(),
        code: IssueCode::Type,
        message: String::from("the request must be an object { clientId, access_token }"),
        minimum: None,
        maximum: None,
        actual: None,
    }
}

fn wrong_length(field: Field, actual: u32) -> String {
    let (lengths, actual_text) = (field.lengths(), decimal(actual));
    let (least, most) = (decimal(*lengths.start()), decimal(*lengths.end()));
    let allowed = if least == most { least } else { [&least, " to ", &most].concat() };
    let mut message =
        [field.name(), " has ", &actual_text, " characters where ", &allowed, " are allowed"]
            .concat();
    if field == Field::AccessToken {
        message.push_str(if REFRESH_TOKEN.contains(&actual) {
            "; that is the length of a refresh token, and this call revokes access tokens"
        } else {
            "; real tokens may differ: { validate: false } sends it all the same"
        });
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn issue(field: Field, given: Given) -> ValidationIssue {
        check(field, given, true).expect("an issue")
    }

    #[test]
    fn the_lengths_at_and_around_the_bounds_are_those_of_the_specification() {
        let verdict =
            |field, length| check(field, Given::Text(length), true).map(|issue| issue.code);
        assert_eq!(verdict(Field::ClientId, 35), Some(IssueCode::TooShort));
        assert_eq!(verdict(Field::ClientId, 36), None);
        assert_eq!(verdict(Field::ClientId, 37), Some(IssueCode::TooLong));
        assert_eq!(verdict(Field::AccessToken, 299), Some(IssueCode::TooShort));
        assert_eq!(verdict(Field::AccessToken, 300), None);
        assert_eq!(verdict(Field::AccessToken, 600), None);
        assert_eq!(verdict(Field::AccessToken, 601), Some(IssueCode::TooLong));
    }

    #[test]
    fn the_lengths_and_names_are_read_off_the_vendors_specification() {
        let specification = include_str!("../tests/fixtures/nomba-revoke-access-token.openapi.md");
        let schema = specification.split("    RevokeTokenRequest:").nth(1).unwrap();
        let schema = schema.split("    RevokeTokenResponse:").next().unwrap();
        for field in Field::ALL {
            let part = schema.split(&format!("        {}:", field.name())).nth(1).unwrap();
            let number = |key: &str| -> u32 {
                let rest = part.split(key).nth(1).unwrap();
                rest.split_whitespace().next().unwrap().parse().unwrap()
            };
            assert_eq!(field.lengths(), number("minLength:")..=number("maxLength:"));
        }
    }

    #[test]
    fn an_issue_carries_the_bound_that_was_broken_and_the_length_found() {
        let short = issue(Field::AccessToken, Given::Text(299));
        assert_eq!((short.minimum, short.maximum, short.actual), (Some(300), None, Some(299)));
        let long = issue(Field::ClientId, Given::Text(40));
        assert_eq!((long.minimum, long.maximum, long.actual), (None, Some(36), Some(40)));
        let missing = issue(Field::ClientId, Given::Missing(None));
        assert_eq!((missing.minimum, missing.maximum, missing.actual), (None, None, None));
        assert_eq!(missing.path, ["clientId"]);
    }

    #[test]
    fn a_slip_of_the_name_is_named() {
        for field in Field::ALL {
            for slip in field.slips() {
                let message = issue(field, Given::Missing(Some(slip))).message;
                assert!(message.contains(slip) && message.contains(field.name()), "{message}");
            }
        }
    }

    #[test]
    fn something_as_long_as_a_refresh_token_is_pointed_out() {
        for (length, hinted) in [(29, false), (30, true), (60, true), (61, false), (601, false)] {
            let message = issue(Field::AccessToken, Given::Text(length)).message;
            assert_eq!(message.contains("refresh token"), hinted, "{length}: {message}");
            assert_eq!(message.contains("validate: false"), !hinted, "{length}: {message}");
        }
        assert!(!issue(Field::ClientId, Given::Text(40)).message.contains("refresh token"));
    }

    #[test]
    fn a_single_allowed_length_reads_as_one_number() {
        let message = issue(Field::ClientId, Given::Text(35)).message;
        assert_eq!(message, "clientId has 35 characters where 36 are allowed");
        let message = issue(Field::AccessToken, Given::Text(45)).message;
        assert!(message.contains("45 characters where 300 to 600 are allowed"), "{message}");
    }

    #[test]
    fn without_length_checks_the_types_still_count() {
        assert_eq!(check(Field::AccessToken, Given::Text(1), false), None);
        assert!(check(Field::AccessToken, Given::WrongType, false).is_some());
        assert!(check(Field::AccessToken, Given::Unreadable, false).is_some());
        assert!(check(Field::ClientId, Given::Missing(None), false).is_some());
    }

    proptest! {
        #[test]
        fn any_length_is_either_allowed_or_reported_as_found(length: u32) {
            for field in Field::ALL {
                match check(field, Given::Text(length), true) {
                    None => prop_assert!(field.lengths().contains(&length)),
                    Some(issue) => prop_assert_eq!(issue.actual, Some(length)),
                }
            }
        }
    }
}
