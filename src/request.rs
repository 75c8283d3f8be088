//! What the specification asks of a `RevokeTokenRequest`, and what to tell a caller whose request
//! falls short of it.
//!
//! Works on what is known *about* the two fields, never on their text: the token itself stays
//! outside.

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

/// What to say of a field, by what is wrong with it.
struct Messages {
    missing: &'static str,
    slipped: &'static str,
    wrong_type: &'static str,
    unreadable: &'static str,
    wrong_length: &'static str,
}

macro_rules! messages {
    ($name:literal, $lengths:literal, $hint:literal) => {
        Messages {
            missing: concat!($name, " is missing"),
            slipped: concat!(
                $name,
                " is missing: {slip} was given, but the API calls this field ",
                $name
            ),
            wrong_type: concat!($name, " must be a string"),
            unreadable: concat!($name, " could not be read: its getter threw"),
            wrong_length: concat!(
                $name,
                " has {actual} characters where ",
                $lengths,
                " are allowed",
                $hint
            ),
        }
    };
}

static CLIENT_ID: Messages = messages!("clientId", "36", "");

static ACCESS_TOKEN: Messages = messages!(
    "access_token",
    "300 to 600",
    "; real tokens may differ: { validate: false } sends it all the same"
);

/// What to say of something as long as a refresh token.
const REFRESH_TOKEN_GIVEN: &str = "access_token has {actual} characters where 300 to 600 are allowed; that is the length of a refresh token, and this call revokes access tokens";

/// The problem with one field, if there is one. `check_length` is the option `validate`.
pub fn check(field: Field, given: Given, check_length: bool) -> Option<ValidationIssue> {
    let lengths = field.lengths();
    let messages = match field {
        Field::ClientId => &CLIENT_ID,
        Field::AccessToken => &ACCESS_TOKEN,
    };
    let mut issue = ValidationIssue { field: Some(field), ..not_an_object() };
    match given {
        Given::Missing(slip) => {
            issue.code = IssueCode::Required;
            issue.slip = slip.unwrap_or_default();
            issue.message = if slip.is_none() { messages.missing } else { messages.slipped };
        }
        Given::WrongType => issue.message = messages.wrong_type,
        Given::Unreadable => issue.message = messages.unreadable,
        Given::Text(actual) => {
            if !check_length || lengths.contains(&actual) {
                return None;
            }
            issue.actual = Some(actual);
            if actual < *lengths.start() {
                issue.code = IssueCode::TooShort;
                issue.minimum = Some(*lengths.start());
            } else {
                issue.code = IssueCode::TooLong;
                issue.maximum = Some(*lengths.end());
            }
            let refresh_token = field == Field::AccessToken && REFRESH_TOKEN.contains(&actual);
            issue.message = if refresh_token { REFRESH_TOKEN_GIVEN } else { messages.wrong_length };
        }
    }
    Some(issue)
}

/// The one issue of a request that is not an object at all.
pub const fn not_an_object() -> ValidationIssue {
    ValidationIssue {
        field: None,
        code: IssueCode::Type,
        message: "the request must be an object { clientId, access_token }",
        slip: "",
        minimum: None,
        maximum: None,
        actual: None,
    }
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
        assert_eq!(missing.field, Some(Field::ClientId));
    }

    #[test]
    fn a_slip_of_the_name_is_named() {
        for field in Field::ALL {
            for slip in field.slips() {
                let issue = issue(field, Given::Missing(Some(slip)));
                assert_eq!(issue.slip, *slip);
                assert!(issue.message.contains("{slip}"), "{}", issue.message);
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
    fn a_message_has_the_lengths_that_are_allowed_and_room_for_the_one_found() {
        for field in Field::ALL {
            let (least, most) = field.lengths().into_inner();
            let allowed =
                if least == most { least.to_string() } else { format!("{least} to {most}") };
            for length in [0, 45, 1_000] {
                let issue = issue(field, Given::Text(length));
                let expected = format!(
                    "{} has {{actual}} characters where {allowed} are allowed",
                    field.name()
                );
                assert!(issue.message.starts_with(&expected), "{}", issue.message);
                assert_eq!(issue.actual, Some(length));
            }
        }
    }

    #[test]
    fn each_problem_is_told_from_the_others() {
        for field in Field::ALL {
            let all = [Given::Missing(None), Given::WrongType, Given::Unreadable, Given::Text(1)];
            let told = all.map(|given| issue(field, given));
            for one in &told {
                assert!(one.message.starts_with(field.name()), "{}", one.message);
                let same = told.iter().filter(|other| other.message == one.message);
                assert_eq!(same.count(), 1, "{}", one.message);
            }
            let codes = told.map(|issue| issue.code);
            let expected =
                [IssueCode::Required, IssueCode::Type, IssueCode::Type, IssueCode::TooShort];
            assert_eq!(codes, expected);
        }
        assert_eq!(not_an_object().code, IssueCode::Type);
        assert_eq!(not_an_object().field, None);
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
