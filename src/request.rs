//! The request: the specification's schema `RevokeTokenRequest`.

use crate::validation::{self, Field, Input, ValidationIssue};
use core::fmt;
use core::hint::black_box;
use core::mem;

/// The access token to be revoked, and the id of the client that it belongs to.
///
/// `Debug` shows the lengths, not the texts, and the texts are overwritten when the request is dropped. What was passed
/// to [`new`](RevokeTokenRequest::new) by reference, and what [`to_json`](RevokeTokenRequest::to_json) returned, is the
/// caller's to wipe.
#[derive(Clone, PartialEq, Eq)]
pub struct RevokeTokenRequest {
    client_id: Option<String>,
    access_token: String,
}

impl RevokeTokenRequest {
    /// Makes a request of the two fields as they are; nothing is trimmed.
    pub fn new(client_id: impl Into<String>, access_token: impl Into<String>) -> Self {
        RevokeTokenRequest { client_id: Some(client_id.into()), access_token: access_token.into() }
    }

    /// Makes a request for a [relay](crate::Options::relay) that knows the client id. It is not valid elsewhere.
    pub fn without_client_id(access_token: impl Into<String>) -> Self {
        RevokeTokenRequest { client_id: None, access_token: access_token.into() }
    }

    /// The client's id; `None` where a relay knows it.
    pub fn client_id(&self) -> Option<&str> {
        self.client_id.as_deref()
    }

    /// The access token. It is a secret.
    pub fn access_token(&self) -> &str {
        &self.access_token
    }

    /// Checks that both fields are there, with the lengths that the specification asks for.
    ///
    /// # Errors
    ///
    /// Every problem, in the order of the fields.
    pub fn validate(&self) -> Result<(), Vec<ValidationIssue>> {
        self.check(true, false)
    }

    /// Checks the fields. `check_lengths` is the option `validate`, `has_relay` says whether the request goes to a relay.
    pub(crate) fn check(
        &self,
        check_lengths: bool,
        has_relay: bool,
    ) -> Result<(), Vec<ValidationIssue>> {
        let check = |(field, text): (Field, Option<&str>)| {
            let input = match text {
                Some(text) => Input::Text(u32::try_from(text.chars().count()).unwrap_or(u32::MAX)),
                // A relay may know the client id.
                None if has_relay => return None,
                None => Input::Missing(None),
            };
            validation::check(field, input, check_lengths)
        };
        let issues: Vec<_> = self.fields().into_iter().filter_map(check).collect();
        if issues.is_empty() { Ok(()) } else { Err(issues) }
    }

    /// Returns the fields, in the specification's order.
    fn fields(&self) -> [(Field, Option<&str>); 2] {
        [(Field::ClientId, self.client_id()), (Field::AccessToken, Some(self.access_token()))]
    }

    /// Returns the body of the HTTP request: a JSON object with the fields. It holds the token.
    pub fn to_json(&self) -> String {
        let mut json = String::from("{");
        for (name, text) in self.fields() {
            let Some(text) = text else { continue };
            if json.len() > 1 {
                json.push(',');
            }
            push_json_string(&mut json, name.name());
            json.push(':');
            push_json_string(&mut json, text);
        }
        json.push('}');
        json
    }
}

impl fmt::Debug for RevokeTokenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("RevokeTokenRequest");
        for (name, text) in self.fields() {
            shown.field(name.name(), &text.map(|text| format!("{} bytes", text.len())));
        }
        shown.finish()
    }
}

impl Drop for RevokeTokenRequest {
    fn drop(&mut self) {
        self.client_id.iter_mut().for_each(wipe);
        wipe(&mut self.access_token);
    }
}

/// Overwrites a text, and what its buffer may still hold of an earlier one, with zeros.
pub(crate) fn wipe(text: &mut String) {
    let mut bytes = mem::take(text).into_bytes();
    bytes.clear();
    bytes.resize(bytes.capacity(), 0);
    // Without this the compiler may find that nobody reads the zeros.
    black_box(&bytes);
}

/// Appends a text as a JSON string, as `JSON.stringify` writes it.
fn push_json_string(json: &mut String, text: &str) {
    json.push('"');
    for character in text.chars() {
        match character {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\u{8}' => json.push_str("\\b"),
            '\u{c}' => json.push_str("\\f"),
            '\n' => json.push_str("\\n"),
            '\r' => json.push_str("\\r"),
            '\t' => json.push_str("\\t"),
            '\0'..='\u{1f}' => json.push_str(&format!("\\u{:04x}", u32::from(character))),
            _ => json.push(character),
        }
    }
    json.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validation::IssueCode;
    use proptest::prelude::*;

    fn valid() -> RevokeTokenRequest {
        RevokeTokenRequest::new("c".repeat(36), "t".repeat(300))
    }

    #[test]
    fn every_problem_is_reported_in_the_order_of_the_fields() {
        assert_eq!(valid().validate(), Ok(()));
        let issues = RevokeTokenRequest::new("c", "t".repeat(601)).validate().unwrap_err();
        let found: Vec<_> = issues.iter().map(|issue| (issue.field(), issue.code())).collect();
        assert_eq!(
            found,
            [
                (Some(Field::ClientId), IssueCode::TooShort),
                (Some(Field::AccessToken), IssueCode::TooLong)
            ]
        );
    }

    #[test]
    fn lengths_are_counted_in_code_points() {
        assert_eq!(
            RevokeTokenRequest::new("\u{1f600}".repeat(36), "é".repeat(600)).validate(),
            Ok(())
        );
    }

    #[test]
    fn debug_shows_neither_text() {
        let shown = format!("{:?}", RevokeTokenRequest::new("client", "token-of-mine"));
        assert!(!shown.contains("token-of-mine") && !shown.contains("\"client\""), "{shown}");
        assert!(shown.contains("13 bytes"), "{shown}");
    }

    #[test]
    fn a_wiped_text_is_zeros_and_empty() {
        let mut text = String::with_capacity(64);
        text.push_str("a secret that was longer");
        text.truncate(3);
        wipe(&mut text);
        assert_eq!((text.len(), text.capacity()), (0, 0));
    }

    #[test]
    fn the_client_id_may_be_missing_where_a_relay_knows_it() {
        let request = RevokeTokenRequest::without_client_id("t".repeat(300));
        assert_eq!(request.check(true, true), Ok(()));
        for check_lengths in [true, false] {
            let issues = request.check(check_lengths, false).unwrap_err();
            let found: Vec<_> = issues.iter().map(|issue| (issue.field(), issue.code())).collect();
            assert_eq!(found, [(Some(Field::ClientId), IssueCode::Required)]);
        }
        // One that is given is checked.
        assert!(RevokeTokenRequest::new("c", "t".repeat(300)).check(true, true).is_err());
        assert_eq!(request.to_json(), format!(r#"{{"access_token":"{}"}}"#, "t".repeat(300)));
    }

    proptest! {
        #[test]
        fn the_body_is_the_json_of_the_two_fields(client_id: String, access_token: String) {
            let json = RevokeTokenRequest::new(client_id.clone(), access_token.clone()).to_json();
            let expected = serde_json::json!({ "clientId": client_id, "access_token": access_token });
            prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&json).unwrap(), expected);
        }

        #[test]
        fn a_text_is_escaped_as_json_stringify_does(text: String) {
            let mut json = String::new();
            push_json_string(&mut json, &text);
            prop_assert_eq!(json, serde_json::to_string(&text).unwrap());
        }
    }
}
