//! The headers of a request: what HTTP allows, and which of them the call sets itself.

use crate::option::{OptionError, OptionName};

/// The headers that every request has.
pub const OF_A_CALL: [(&str, &str); 2] =
    [("content-type", "application/json"), ("accept", "application/json")];

/// The name of the header for an account, in lower case.
pub const ACCOUNT_ID: &str = "accountid";

/// The name of the header that a call to a relay sets itself.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// Checks a header that the caller gives, its name in lower case. `has_relay` says whether the request goes to a relay.
///
/// # Errors
///
/// Where the call sets a header of that name itself, or HTTP does not allow the name or the value (RFC 9110, sections
/// 5.5 and 5.6.2). The error repeats neither.
pub fn check(name: &str, value: &str, has_relay: bool) -> Result<(), OptionError> {
    let option = OptionName::Headers;
    if name == ACCOUNT_ID {
        return Err(option.has("must not set accountId; there is an option \"accountId\""));
    }
    if OF_A_CALL.iter().any(|(own, _)| *own == name) || (has_relay && name == IDEMPOTENCY_KEY) {
        return Err(option.has("must not set content-type, accept or idempotency-key"));
    }
    // Not every platform's own Headers refuse such a name.
    if !is_name(name) {
        return Err(option.has("must have names that are allowed in HTTP"));
    }
    if !is_value(value) {
        return Err(option.is_wrong());
    }
    Ok(())
}

/// Checks an account id, which has been trimmed. `has_relay` says whether the request goes to a relay.
///
/// # Errors
///
/// Where the request goes to a relay, the id is empty, or it can't be the value of a header.
pub fn check_account_id(id: &str, has_relay: bool) -> Result<(), OptionError> {
    let option = OptionName::AccountId;
    if has_relay {
        return Err(option.has("belongs to the relay, on the server"));
    }
    if id.is_empty() {
        return Err(option.has("is empty; leave it out where there is none"));
    }
    if !is_value(id) {
        return Err(option.has("has a character that is not allowed in an HTTP header"));
    }
    Ok(())
}

/// Returns whether a text may be the name of a header (RFC 9110, section 5.6.2).
fn is_name(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_allowed)
}

/// Returns whether a text may be the value of a header (RFC 9110, section 5.5): a byte for each character.
fn is_value(text: &str) -> bool {
    text.chars().all(|it| matches!(it, '\t' | ' '..='~' | '\u{80}'..='\u{ff}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_calls_own_headers_are_not_for_the_caller_to_set() {
        for own in ["content-type", "accept", "accountid"] {
            assert!(check(own, "x", false).is_err(), "{own}");
        }
        for other in ["authorization", "x-csrf-token", "accept-language", "!#$%&'*+-.^_`|~09az"] {
            assert_eq!(check(other, "x", false), Ok(()), "{other}");
        }
    }

    #[test]
    fn a_call_to_a_relay_has_a_key_of_its_own() {
        assert_eq!(check("idempotency-key", "x", false), Ok(()));
        assert!(check("idempotency-key", "x", true).is_err());
    }

    #[test]
    fn a_header_has_a_name_that_http_allows() {
        for invalid in ["", " ", "a b", "a:", "a\n", "\0", "é", "a/b", "\"a\""] {
            let error = check(invalid, "x", false).unwrap_err();
            assert!(error.problem.contains("must have names"), "{invalid:?}");
        }
    }

    #[test]
    fn a_header_has_a_value_that_http_allows() {
        for value in ["", "x", "a\tb", "Bearer é", "\u{80}\u{ff}"] {
            assert_eq!(check("x-a", value, false), Ok(()), "{value:?}");
        }
        for value in ["a\nb", "a\0", "\u{7f}", "\u{100}", "\u{1f600}"] {
            assert_eq!(
                check("x-a", value, false),
                Err(OptionName::Headers.is_wrong()),
                "{value:?}"
            );
        }
    }

    #[test]
    fn an_account_id_is_a_value_that_holds_something() {
        assert_eq!(check_account_id("5e26cfb0", false), Ok(()));
        assert!(check_account_id("", false).unwrap_err().problem.contains("empty"));
        assert!(check_account_id("a\nb", false).unwrap_err().problem.contains("character"));
        assert!(check_account_id("5e26cfb0", true).unwrap_err().problem.contains("the relay"));
    }
}
