//! The message of an error.

use crate::ascii::decimal;
use crate::detail::Detail;
use crate::error_name::ErrorName;
use crate::relay::Source;
use crate::validation::ValidationIssue;

/// Returns what happened, what the server wrote, and what to look at. `text` is the server's code and description.
pub(crate) fn message(
    name: ErrorName,
    detail: Detail,
    status: Option<u16>,
    issues: &[ValidationIssue],
    [code, description]: [Option<&str>; 2],
) -> String {
    let hint = match detail {
        // Nothing was sent, and the description says what to do.
        Detail::Relay(Source::Gate(_)) => "",
        _ => name.hint(),
    };
    let hint = match description {
        // The full stop that a hint begins with is there already.
        Some(text) if text.ends_with('.') => hint.strip_prefix('.').unwrap_or(hint),
        _ => hint,
    };
    let mut detail = match detail {
        Detail::Relay(relay) => relay.text().concat(),
        _ => detail.text().to_owned(),
    };
    for issue in issues {
        let separator = if detail.is_empty() { "" } else { "; " };
        detail = [&detail, separator, &issue.message()].concat();
    }
    if let Some(status) = status
        && detail.is_empty()
    {
        detail = ["status ", &decimal(status.into())].concat();
    }
    let before = |text: Option<&str>, part| if text.is_some() { part } else { "" };
    [
        name.message(),
        if detail.is_empty() { "" } else { ": " },
        &detail,
        before(code, ", code "),
        code.unwrap_or_default(),
        before(description, ", "),
        description.unwrap_or_default(),
        hint,
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_of_a_gate_has_none_of_the_vendors_causes() {
        let code = [Some("503"), Some("Try again.")];
        let message_of =
            |source| message(ErrorName::ServerError, Detail::Relay(source), Some(503), &[], code);
        let refusal = message_of(Source::parse(Some("audit")));
        assert_eq!(refusal, "The server failed: relay gate audit, code 503, Try again.");
        assert!(message_of(Source::Doubt).ends_with("may or may not be revoked"));
    }

    #[test]
    fn one_full_stop_stands_between_a_description_and_a_hint() {
        for description in ["Try again.", "Try again"] {
            let text = [None, Some(description)];
            let message = message(ErrorName::ServerError, Detail::None, Some(503), &[], text);
            assert!(
                message.ends_with(", Try again. The token may or may not be revoked"),
                "{message}"
            );
        }
    }
}
