//! What the specification asks of the two fields of a request, and what to say where a request falls short of it.

use crate::ascii::decimal;
use core::fmt;
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

    /// Returns the name on the wire. The specification mixes its spellings; both are as it has them.
    pub const fn name(self) -> &'static str {
        match self {
            Field::ClientId => "clientId",
            Field::AccessToken => "access_token",
        }
    }

    /// Returns the lengths that the schema allows, in Unicode code points (`minLength`, `maxLength`).
    pub const fn lengths(self) -> RangeInclusive<u32> {
        match self {
            Field::ClientId => 36..=36,
            Field::AccessToken => 300..=600,
        }
    }

    /// Returns what to say of another length, after that.
    const fn wrong_length(self, length: u32) -> &'static str {
        match (self, length) {
            (Field::ClientId, _) => " characters where 36 are allowed",
            // Lengths of the vendor's refresh tokens, which this endpoint does not revoke.
            (Field::AccessToken, 30..=60) => {
                " characters where 300 to 600 are allowed; that is the length of a refresh token, and this call revokes access tokens"
            }
            (Field::AccessToken, _) => {
                " characters where 300 to 600 are allowed; real tokens may differ: { validate: false } sends it anyway"
            }
        }
    }

    /// Returns the names that people write by mistake in the place of this one.
    pub const fn misspellings(self) -> &'static [&'static str] {
        match self {
            Field::ClientId => &["client_id", "clientID"],
            Field::AccessToken => &["accessToken", "token"],
        }
    }
}

/// What a caller gave as a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// Nothing. A field of that misspelled name was there instead, if there is one.
    Missing(Option<&'static str>),
    /// Something that is not a string.
    WrongType,
    /// Something that threw when it was read.
    Unreadable,
    /// A string of so many Unicode code points.
    Text(u32),
}

/// The kind of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssueCode {
    /// The field is missing.
    Required,
    /// The field is not a string, or the request is not an object.
    Type,
    /// Fewer code points than the schema's `minLength`.
    TooShort,
    /// More code points than the schema's `maxLength`.
    TooLong,
}

impl IssueCode {
    /// Every code.
    pub const ALL: [IssueCode; 4] =
        [IssueCode::Required, IssueCode::Type, IssueCode::TooShort, IssueCode::TooLong];

    /// Returns the code as JavaScript and the reports have it.
    pub const fn as_str(self) -> &'static str {
        match self {
            IssueCode::Required => "required",
            IssueCode::Type => "type",
            IssueCode::TooShort => "too_short",
            IssueCode::TooLong => "too_long",
        }
    }
}

/// One problem of a request. Neither its message, which `Display` shows, nor anything else of it holds what the field held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValidationIssue {
    /// The field that has the problem, and what the caller gave; `None` for the request as a whole.
    problem: Option<(Field, Input)>,
}

impl ValidationIssue {
    /// Returns the one issue of a request that is not an object.
    pub const fn not_an_object() -> ValidationIssue {
        ValidationIssue { problem: None }
    }

    /// Returns the field; `None` for the request as a whole.
    pub fn field(self) -> Option<Field> {
        self.problem.map(|(field, _)| field)
    }

    /// Returns the kind of the problem.
    pub fn code(self) -> IssueCode {
        match self.problem {
            Some((_, Input::Missing(_))) => IssueCode::Required,
            Some((field, Input::Text(length))) if length < *field.lengths().start() => {
                IssueCode::TooShort
            }
            Some((_, Input::Text(_))) => IssueCode::TooLong,
            _ => IssueCode::Type,
        }
    }

    /// Returns the least length allowed, in code points, where the field is too short.
    pub fn minimum(self) -> Option<u32> {
        let field = self.field().filter(|_| self.code() == IssueCode::TooShort)?;
        Some(*field.lengths().start())
    }

    /// Returns the greatest length allowed, in code points, where the field is too long.
    pub fn maximum(self) -> Option<u32> {
        let field = self.field().filter(|_| self.code() == IssueCode::TooLong)?;
        Some(*field.lengths().end())
    }

    /// Returns the length found, in code points, where that is the problem.
    pub fn actual(self) -> Option<u32> {
        match self.problem {
            Some((_, Input::Text(length))) => Some(length),
            _ => None,
        }
    }

    /// Returns the message: what is wrong, and what to do.
    pub fn message(self) -> String {
        let Some((field, input)) = self.problem else {
            return "the request must be an object { clientId, access_token }".to_owned();
        };
        let name = field.name();
        match input {
            Input::Missing(None) => [name, " is missing"].concat(),
            Input::Missing(Some(given)) => {
                let end = " was given, but the API calls this field ";
                [name, " is missing: ", given, end, name].concat()
            }
            Input::WrongType => [name, " must be a string"].concat(),
            Input::Unreadable => [name, " could not be read: its getter threw"].concat(),
            Input::Text(length) => {
                [name, " has ", &decimal(length), field.wrong_length(length)].concat()
            }
        }
    }
}

/// Returns the problem of a field, if it has one. `check_length` is the option `validate`.
pub fn check(field: Field, input: Input, check_length: bool) -> Option<ValidationIssue> {
    let is_valid = match input {
        Input::Text(length) => !check_length || field.lengths().contains(&length),
        _ => false,
    };
    (!is_valid).then_some(ValidationIssue { problem: Some((field, input)) })
}

impl fmt::Display for ValidationIssue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn issue(field: Field, input: Input) -> ValidationIssue {
        check(field, input, true).expect("an issue")
    }

    #[test]
    fn the_lengths_at_and_around_the_bounds_are_those_of_the_specification() {
        let verdict =
            |field, length| check(field, Input::Text(length), true).map(|issue| issue.code());
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
        let short = issue(Field::AccessToken, Input::Text(299));
        assert_eq!(
            (short.minimum(), short.maximum(), short.actual()),
            (Some(300), None, Some(299))
        );
        let long = issue(Field::ClientId, Input::Text(40));
        assert_eq!((long.minimum(), long.maximum(), long.actual()), (None, Some(36), Some(40)));
        let missing = issue(Field::ClientId, Input::Missing(None));
        assert_eq!((missing.minimum(), missing.maximum(), missing.actual()), (None, None, None));
        assert_eq!(missing.field(), Some(Field::ClientId));
    }

    #[test]
    fn a_misspelled_name_is_named() {
        for field in Field::ALL {
            for misspelling in field.misspellings() {
                let issue = issue(field, Input::Missing(Some(misspelling)));
                assert_eq!(issue.code(), IssueCode::Required);
                let expected = format!("is missing: {misspelling} was given");
                assert!(issue.to_string().contains(&expected), "{issue}");
            }
        }
    }

    #[test]
    fn something_as_long_as_a_refresh_token_is_pointed_out() {
        for (length, hinted) in [(29, false), (30, true), (60, true), (61, false), (601, false)] {
            let message = issue(Field::AccessToken, Input::Text(length)).to_string();
            assert_eq!(message.contains("refresh token"), hinted, "{length}: {message}");
            assert_eq!(message.contains("validate: false"), !hinted, "{length}: {message}");
        }
        assert!(!issue(Field::ClientId, Input::Text(40)).to_string().contains("refresh token"));
    }

    #[test]
    fn a_message_has_the_lengths_that_are_allowed_and_the_one_found() {
        for field in Field::ALL {
            let (least, most) = field.lengths().into_inner();
            let allowed =
                if least == most { least.to_string() } else { format!("{least} to {most}") };
            for length in [0, 45, 1_000] {
                let issue = issue(field, Input::Text(length));
                let expected =
                    format!("{} has {length} characters where {allowed} are allowed", field.name());
                assert!(issue.to_string().starts_with(&expected), "{issue}");
                assert_eq!(issue.actual(), Some(length));
            }
        }
    }

    #[test]
    fn each_problem_has_a_message_of_its_own() {
        for field in Field::ALL {
            let inputs =
                [Input::Missing(None), Input::WrongType, Input::Unreadable, Input::Text(1)];
            let issues = inputs.map(|input| issue(field, input));
            let messages = issues.map(|issue| issue.to_string());
            for message in &messages {
                assert!(message.starts_with(field.name()), "{message}");
                assert_eq!(messages.iter().filter(|other| *other == message).count(), 1);
            }
            let codes = issues.map(|issue| issue.code());
            let expected =
                [IssueCode::Required, IssueCode::Type, IssueCode::Type, IssueCode::TooShort];
            assert_eq!(codes, expected);
        }
        let whole = ValidationIssue::not_an_object();
        assert_eq!((whole.code(), whole.field()), (IssueCode::Type, None));
        assert!(whole.to_string().contains("{ clientId, access_token }"));
    }

    #[test]
    fn without_length_checks_the_types_still_count() {
        assert_eq!(check(Field::AccessToken, Input::Text(1), false), None);
        assert!(check(Field::AccessToken, Input::WrongType, false).is_some());
        assert!(check(Field::AccessToken, Input::Unreadable, false).is_some());
        assert!(check(Field::ClientId, Input::Missing(None), false).is_some());
    }

    proptest! {
        #[test]
        fn any_length_is_either_allowed_or_reported_as_found(length: u32) {
            for field in Field::ALL {
                match check(field, Input::Text(length), true) {
                    None => prop_assert!(field.lengths().contains(&length)),
                    Some(issue) => prop_assert_eq!(issue.actual(), Some(length)),
                }
            }
        }
    }
}
