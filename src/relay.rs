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
    /// The relay, before anything was sent.
    Gate(Gate),
}

/// Why a relay answered a request itself, before anything was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Gate {
    /// The path does not end in `/v1/auth/token/revoke`.
    Path,
    /// The answer to a preflight from an allowed origin, status 204.
    Preflight,
    /// The method is not `POST`.
    Method,
    /// The page's origin is not allowed.
    Origin,
    /// The body is not `application/json`.
    MediaType,
    /// The hook `authorize` refused, failed, or was late.
    Authorize,
    /// The body is over 8 KiB.
    Size,
    /// The body is not a JSON object, or did not come whole and in time.
    Body,
    /// The client id is not the relay's, or the relay could not get its own.
    Client,
    /// The request is not valid; the description lists every problem.
    Request,
    /// The hook `approve` refused, failed, or was late.
    Approve,
    /// Too many requests to the vendor are under way.
    Busy,
    /// The audit trail did not take the entry before sending.
    Audit,
    /// The WebAssembly could not be loaded.
    Load,
    /// The relay itself failed before sending.
    Internal,
}

impl Gate {
    /// The gate's name, which is the value of the header [`HEADER`].
    pub fn as_str(self) -> &'static str {
        Source::Gate(self).as_str().unwrap_or("")
    }
}

/// The values of the header [`HEADER`].
const VALUES: [(&str, Source); 20] = [
    ("vendor", Source::Vendor),
    ("doubt", Source::Doubt),
    ("network", Source::Network),
    ("timeout", Source::Timeout),
    ("unexpected", Source::Unexpected),
    ("path", Source::Gate(Gate::Path)),
    ("preflight", Source::Gate(Gate::Preflight)),
    ("method", Source::Gate(Gate::Method)),
    ("origin", Source::Gate(Gate::Origin)),
    ("media-type", Source::Gate(Gate::MediaType)),
    ("authorize", Source::Gate(Gate::Authorize)),
    ("size", Source::Gate(Gate::Size)),
    ("body", Source::Gate(Gate::Body)),
    ("client", Source::Gate(Gate::Client)),
    ("request", Source::Gate(Gate::Request)),
    ("approve", Source::Gate(Gate::Approve)),
    ("busy", Source::Gate(Gate::Busy)),
    ("audit", Source::Gate(Gate::Audit)),
    ("load", Source::Gate(Gate::Load)),
    ("internal", Source::Gate(Gate::Internal)),
];

impl Source {
    /// The value of the header [`HEADER`]; `None` for [`Source::Unknown`].
    pub fn as_str(self) -> Option<&'static str> {
        VALUES.iter().find(|(_, source)| *source == self).map(|(value, _)| *value)
    }

    /// Reads the value of the header.
    pub fn parse(value: Option<&str>) -> Source {
        let known = VALUES.iter().find(|(known, _)| Some(*known) == value);
        known.map_or(Source::Unknown, |(_, source)| *source)
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
        assert_eq!(Source::parse(Some("origin")), Source::Gate(Gate::Origin));
        for (value, source) in VALUES {
            assert_eq!(Source::parse(Some(value)), source);
            assert_eq!(source.as_str(), Some(value));
        }
        let gates = VALUES.iter().filter_map(|(_, source)| match source {
            Source::Gate(gate) => Some(*gate as usize),
            _ => None,
        });
        // Each gate has a value.
        assert!(gates.eq(0..=Gate::Internal as usize));
        assert_eq!(Source::Unknown.as_str(), None);
        for other in [None, Some(""), Some("Vendor"), Some("vendor, doubt"), Some("revoked")] {
            assert_eq!(Source::parse(other), Source::Unknown, "{other:?}");
        }
    }

    #[test]
    fn a_gate_is_named() {
        for (value, source) in VALUES {
            if matches!(source, Source::Vendor | Source::Doubt) {
                assert_eq!(source.text().concat(), "");
            } else {
                assert_eq!(source.text().concat(), format!("relay gate {value}"));
            }
        }
        assert_eq!(Gate::MediaType.as_str(), "media-type");
        assert!(Source::Unknown.text().concat().contains("no relay"));
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
