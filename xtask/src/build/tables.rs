//! `generated.js`: the tables of the core that the package's JavaScript needs as well.

use nomba_revoke::base_url::PATH;
use nomba_revoke::redact::{CONTROL_CHARACTERS, LONGEST_TEXT, SHORTEST_RUN, SHORTEST_SECRET};
use nomba_revoke::{
    BODY_LIMIT, BodyReading, ErrorName, OptionName, REVOKED_CODE, classify, token_info,
};
use serde_json::json;

/// Returns the text of the file.
pub(super) fn javascript() -> String {
    let constants = [
        ("OPTION_NAMES", json!(OptionName::ALL.map(OptionName::as_str))),
        ("PATH", json!(PATH)),
        ("REVOKED_CODE", json!(REVOKED_CODE)),
        ("BODY_LIMIT", json!(BODY_LIMIT)),
        ("LONGEST_TEXT", json!(LONGEST_TEXT)),
        ("SHORTEST_RUN", json!(SHORTEST_RUN)),
        ("SHORTEST_SECRET", json!(SHORTEST_SECRET)),
        ("LONGEST_TOKEN", json!(token_info::LONGEST)),
    ];
    let constants = constants.map(|(name, value)| format!("export const {name} = {value};\n"));
    format!(
        "{}export const CONTROL_CHARACTERS = {};\nexport const ERROR_DEFAULTS = {};\n",
        constants.concat(),
        control_characters(),
        error_defaults()
    )
}

/// A regular expression for the characters that are taken out of the server's texts.
fn control_characters() -> String {
    let code = |character| format!("\\u{:04x}", u32::from(character));
    let ranges = CONTROL_CHARACTERS.map(|(first, last)| format!("{}-{}", code(first), code(last)));
    format!("/[{}]/g", ranges.concat())
}

/// For each name of an error, the status and the outcome that an error of it has where none is given.
fn error_defaults() -> String {
    let entries = ErrorName::ALL.map(|name| {
        let status =
            (200..600).find(|status| classify(*status, BodyReading::OtherCode) == Err(name));
        // It has no status of its own: it is for those that have no meaning.
        let status = status.filter(|_| name != ErrorName::UnexpectedResponseError);
        format!("{}: {}", name.as_str(), json!([status, name.outcome().as_str()]))
    });
    // Without a prototype: what every object inherits is no name of an error.
    format!("{{ __proto__: null, {} }}", entries.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_has_the_status_that_its_name_stands_for() {
        let defaults = error_defaults();
        for entry in [
            "RequestError: [400,\"not_revoked\"]",
            "RateLimitError: [429,\"not_revoked\"]",
            "ServerError: [500,\"unknown\"]",
            "NotRevokedError: [200,\"not_revoked\"]",
            "UnexpectedResponseError: [null,\"unknown\"]",
            "NetworkError: [null,\"unknown\"]",
        ] {
            assert!(defaults.contains(entry), "{entry} is not in {defaults}");
        }
    }
}
