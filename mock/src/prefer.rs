//! The `Prefer` header (RFC 7240), as OpenAPI mock servers use it.

use axum::http::header::HeaderName;

use crate::answer::{Answer, documented_codes};
use crate::fault::Fault;

pub(crate) const PREFER: HeaderName = HeaderName::from_static("prefer");
pub(crate) const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");

/// The answer that a caller asks for instead of the ordinary one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Preference {
    /// `code=NNN`: a documented answer.
    Code(Answer),
    /// `fault=NAME`.
    Fault(Fault),
}

impl Preference {
    /// Reads the values of all `Prefer` headers of a request.
    ///
    /// As in the RFC, preferences of other names are ignored, and the first of a name counts.
    /// A fault has precedence over a code. The error is a sentence that lists the valid values.
    pub(crate) fn read<'a>(
        values: impl IntoIterator<Item = &'a str>,
    ) -> Result<Option<Preference>, String> {
        let mut code = None;
        let mut fault = None;
        for preference in values.into_iter().flat_map(|v| split_unquoted(v, ',')) {
            let (name, value) = name_and_value(preference);
            if name.eq_ignore_ascii_case("code") {
                code.get_or_insert(value);
            } else if name.eq_ignore_ascii_case("fault") {
                fault.get_or_insert(value);
            }
        }
        if let Some(name) = fault {
            let fault = Fault::ALL.into_iter().find(|fault| fault.name() == name);
            fault.map(Preference::Fault).map(Some).ok_or_else(|| {
                let names = Fault::ALL.map(Fault::name);
                format!("Prefer: fault must be one of {}.", names.join(", "))
            })
        } else if let Some(code) = code {
            let answer =
                Answer::DOCUMENTED.into_iter().find(|answer| answer.status.as_str() == code);
            answer.map(Preference::Code).map(Some).ok_or_else(|| {
                let codes: Vec<_> = documented_codes().iter().map(u16::to_string).collect();
                format!("Prefer: code must be one of {}.", codes.join(", "))
            })
        } else {
            Ok(None)
        }
    }

    /// Returns the value of `Preference-Applied`.
    pub(crate) fn applied(&self) -> String {
        match self {
            Preference::Code(answer) => format!("code={}", answer.status.as_u16()),
            Preference::Fault(fault) => format!("fault={}", fault.name()),
        }
    }
}

/// Splits a preference at its `=`, and drops its parameters.
fn name_and_value(preference: &str) -> (&str, String) {
    let preference = split_unquoted(preference, ';').into_iter().next().unwrap_or_default();
    let (name, value) = preference.split_once('=').unwrap_or((preference, ""));
    (name.trim(), unquote(value.trim()))
}

/// Splits at a separator, except inside a quoted string.
fn split_unquoted(text: &str, separator: char) -> Vec<&str> {
    let mut quoted = false;
    let mut escaped = false;
    text.split(|character| {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ => return character == separator && !quoted,
        }
        false
    })
    .collect()
}

/// Returns the text of a quoted string, and any other text unchanged.
fn unquote(value: &str) -> String {
    let inner = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let Some(inner) = inner else {
        return value.to_owned();
    };
    let mut escaped = false;
    inner
        .chars()
        .filter(|character| {
            escaped = *character == '\\' && !escaped;
            !escaped
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(value: &str) -> Result<Option<String>, String> {
        Preference::read([value]).map(|found| found.map(|preference| preference.applied()))
    }

    fn asks_for(value: &str, expected: &str) {
        assert_eq!(applied(value), Ok(Some(expected.to_owned())), "{value}");
    }

    #[test]
    fn reads_every_code_and_every_fault() {
        for code in [200, 400, 401, 403, 404, 429, 500] {
            asks_for(&format!("code={code}"), &format!("code={code}"));
        }
        for fault in Fault::ALL {
            let text = format!("fault={}", fault.name());
            asks_for(&text, &text);
        }
    }

    #[test]
    fn reads_the_syntax_of_the_rfc() {
        asks_for("respond-async, wait=10, code=404", "code=404");
        asks_for("code=404; example=\"a, code=500\", code=500", "code=404");
        asks_for("CODE = \"404\"", "code=404");
        asks_for("other=\"a\\\", code=500\", code=404", "code=404");
        asks_for("code=\"4\\04\"", "code=404");
        asks_for(",, code=404", "code=404");
    }

    #[test]
    fn the_first_of_a_name_counts_in_all_headers() {
        let found = Preference::read(["wait=1", "code=401", "code=403"]);
        assert_eq!(found.unwrap().unwrap().applied(), "code=401");
    }

    #[test]
    fn a_fault_has_precedence_over_a_code() {
        asks_for("code=404, fault=echo", "fault=echo");
    }

    #[test]
    fn ignores_other_preferences() {
        for value in ["", "respond-async", "encode=404", "x=\"code=404\"", "x=\"open, code=404"] {
            assert_eq!(applied(value), Ok(None), "{value}");
        }
    }

    #[test]
    fn an_error_lists_the_valid_values() {
        for value in ["code=418", "code", "code=", "code=0200", "code=\"404", "code=404 x"] {
            let problem = applied(value).unwrap_err();
            assert_eq!(problem, "Prefer: code must be one of 200, 400, 401, 403, 404, 429, 500.");
        }
        let problem = applied("fault=nonsense").unwrap_err();
        for fault in Fault::ALL {
            assert!(problem.contains(fault.name()), "{problem}");
        }
        assert!(!problem.contains("nonsense"));
    }
}
