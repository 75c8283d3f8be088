//! The answers of a relay, `nomba-revoke/relay`, which revokes tokens for pages through one's own back end.

use crate::error_name::ErrorName;
use crate::outcome::Outcome;
use crate::response::{BodyReading, classify};

/// The header by which a relay says who has answered.
pub const HEADER: &str = "x-nomba-revoke-relay";

/// Who has answered: where a request went to a relay, the value of the header [`HEADER`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The vendor, directly or through a relay.
    Vendor,
    /// No relay, though the request went to one: the header is missing, or has another value.
    Unknown,
    /// The vendor, after an earlier request under the same key whose answer the relay does not know.
    Doubt,
    /// The relay, which had no answer from the vendor.
    Network,
    /// The relay, which had no whole answer from the vendor in time.
    Timeout,
    /// The relay, which had an answer from the vendor that is none of the documented ones.
    Unexpected,
    /// The relay, which refused before anything was sent.
    Gate(Gate),
}

/// A relay's check that refused a request before anything was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gate {
    /// Its place in [`GATES`]. A name would take what a page loads over its bound.
    index: u8,
}

/// The names of the gates, in their order.
const GATES: [&str; 15] = [
    "path",
    "preflight",
    "method",
    "origin",
    "media-type",
    "authorize",
    "size",
    "body",
    "client",
    "request",
    "approve",
    "busy",
    "audit",
    "load",
    "internal",
];

impl Gate {
    /// The gate's name, which is the value of the header [`HEADER`].
    pub fn as_str(self) -> &'static str {
        GATES.get(usize::from(self.index)).copied().unwrap_or("")
    }
}

impl Source {
    /// The value of the header [`HEADER`]; `None` for [`Source::Unknown`].
    pub fn as_str(self) -> Option<&'static str> {
        match self {
            Source::Vendor => Some("vendor"),
            Source::Unknown => None,
            Source::Doubt => Some("doubt"),
            Source::Network => Some("network"),
            Source::Timeout => Some("timeout"),
            Source::Unexpected => Some("unexpected"),
            Source::Gate(gate) => Some(gate.as_str()),
        }
    }

    /// Reads the value of the header.
    pub fn parse(value: Option<&str>) -> Source {
        match value.unwrap_or("") {
            "vendor" => Source::Vendor,
            "doubt" => Source::Doubt,
            "network" => Source::Network,
            "timeout" => Source::Timeout,
            "unexpected" => Source::Unexpected,
            value => match GATES.iter().position(|gate| *gate == value) {
                Some(index) => Source::Gate(Gate { index: index as u8 }),
                None => Source::Unknown,
            },
        }
    }

    /// Returns the answer as a part of an error's message; empty where the status says it.
    pub(crate) fn text(self) -> [&'static str; 2] {
        match (self, self.as_str()) {
            (Source::Vendor | Source::Doubt, _) => ["", ""],
            (_, None) => ["no relay answered", ""],
            (_, Some(gate)) => ["relay gate ", gate],
        }
    }

    /// Returns the error that an answer stands for, and what it says about the token; `Ok` where the vendor confirmed that
    /// the token is revoked.
    pub(crate) fn classify(
        self,
        status: u16,
        body: BodyReading,
    ) -> Result<(), (ErrorName, Outcome)> {
        let by_status = match classify(status, body) {
            Ok(()) if self == Source::Vendor => return Ok(()),
            // Nobody else's success counts.
            Ok(()) => return Err((ErrorName::UnexpectedResponseError, Outcome::Unknown)),
            Err(name) => name,
        };
        Err(match self {
            Source::Vendor => (by_status, by_status.outcome()),
            Source::Doubt | Source::Unknown => (by_status, Outcome::Unknown),
            Source::Network => (ErrorName::NetworkError, Outcome::Unknown),
            Source::Timeout => (ErrorName::TimeoutError, Outcome::Unknown),
            Source::Unexpected => (ErrorName::UnexpectedResponseError, Outcome::Unknown),
            Source::Gate(_) => match by_status {
                // A 404 is the vendor's for a token that it does not know, and a gate's for a wrong path.
                ErrorName::RecordNotFoundError => {
                    (ErrorName::UnexpectedResponseError, Outcome::NotRevoked)
                }
                name => (name, Outcome::NotRevoked),
            },
        })
    }

    /// Returns whether the answer is the relay's own, in the place of one of the vendor's.
    pub(crate) const fn replaces_answer(self) -> bool {
        matches!(self, Source::Network | Source::Timeout | Source::Unexpected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_names_who_has_answered() {
        assert_eq!(Source::parse(Some("vendor")), Source::Vendor);
        assert_eq!(Source::parse(Some("origin")), Source::Gate(Gate { index: 3 }));
        for value in
            ["vendor", "doubt", "network", "timeout", "unexpected"].into_iter().chain(GATES)
        {
            assert_eq!(Source::parse(Some(value)).as_str(), Some(value));
        }
        assert_eq!(Source::Unknown.as_str(), None);
        for other in [None, Some(""), Some("Vendor"), Some("vendor, doubt"), Some("revoked")] {
            assert_eq!(Source::parse(other), Source::Unknown, "{other:?}");
        }
    }

    #[test]
    fn a_gate_is_named() {
        for gate in ["network", "timeout", "unexpected"].into_iter().chain(GATES) {
            let text = Source::parse(Some(gate)).text().concat();
            assert_eq!(text, format!("relay gate {gate}"));
        }
        assert!(Source::Unknown.text().concat().contains("no relay"));
        for value in ["vendor", "doubt"] {
            assert_eq!(Source::parse(Some(value)).text().concat(), "");
        }
    }

    #[test]
    fn only_the_vendors_word_revokes() {
        let answers = ["vendor", "doubt", "network", "timeout", "unexpected", "busy", "other"];
        for answer in answers.map(|value| Source::parse(Some(value))) {
            let verdict = answer.classify(200, BodyReading::Revoked);
            let expected = Err((ErrorName::UnexpectedResponseError, Outcome::Unknown));
            let expected = if answer == Source::Vendor { Ok(()) } else { expected };
            assert_eq!(verdict, expected, "{answer:?}");
        }
    }

    #[test]
    fn each_answer_has_its_meaning() {
        use ErrorName::*;
        use Outcome::{NotRevoked, Unknown};
        for (value, status, name, outcome) in [
            ("vendor", 404, RecordNotFoundError, NotRevoked),
            ("vendor", 200, NotRevokedError, NotRevoked),
            ("vendor", 503, ServerError, Unknown),
            ("doubt", 404, RecordNotFoundError, Unknown),
            ("doubt", 200, NotRevokedError, Unknown),
            ("network", 502, NetworkError, Unknown),
            ("timeout", 504, TimeoutError, Unknown),
            ("unexpected", 502, UnexpectedResponseError, Unknown),
            ("request", 400, RequestError, NotRevoked),
            ("authorize", 401, AuthenticationError, NotRevoked),
            ("origin", 403, AuthorizationError, NotRevoked),
            ("busy", 429, RateLimitError, NotRevoked),
            ("audit", 503, ServerError, NotRevoked),
            ("path", 404, UnexpectedResponseError, NotRevoked),
            ("media-type", 415, UnexpectedResponseError, NotRevoked),
            ("authorize", 418, UnexpectedResponseError, NotRevoked),
            ("other", 404, RecordNotFoundError, Unknown),
            ("other", 403, AuthorizationError, Unknown),
            ("other", 200, NotRevokedError, Unknown),
        ] {
            let verdict = Source::parse(Some(value)).classify(status, BodyReading::OtherCode);
            assert_eq!(verdict, Err((name, outcome)), "{value} {status}");
        }
    }
}
