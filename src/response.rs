//! The answer: the specification's schema `RevokeTokenResponse`, and what an answer means.

use crate::error_name::ErrorName;
use crate::rate_limit::RateLimit;
use crate::redact;

/// The answer of a server that has revoked the token.
#[derive(Clone, Debug, PartialEq)]
pub struct RevokeTokenResponse {
    /// [`REVOKED_CODE`].
    pub code: String,
    /// What the server wrote beside it, redacted.
    pub description: Option<String>,
    /// The status, 200.
    pub status: u16,
    /// The rate limit, where the answer states one.
    pub rate_limit: Option<RateLimit>,
    /// Requests sent.
    pub attempts: u32,
}

/// The only `code` that says that the token is revoked.
pub const REVOKED_CODE: &str = "00";

/// What the server wrote into the body of an answer, redacted: the strings of a JSON object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerText {
    /// Its `code`.
    pub code: Option<String>,
    /// Its `description`.
    pub description: Option<String>,
}

/// The longest body that is read, in bytes.
pub const BODY_LIMIT: u32 = 64 * 1024;

impl ServerText {
    /// Takes the texts without control characters and the caller's secrets, and shortened.
    pub fn new(code: Option<&str>, description: Option<&str>, secrets: &[&str]) -> ServerText {
        let shown = |text| redact::server_text(text, secrets);
        ServerText { code: code.map(shown), description: description.map(shown) }
    }
}

/// How the reading of an answer's body ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyReading {
    /// A JSON object whose `code` is the string `"00"`.
    Revoked,
    /// A JSON object whose `code` is another string.
    OtherCode,
    /// Whole, but not a JSON object with a string `code`.
    Malformed,
    /// Over [`BODY_LIMIT`], or not readable as bytes at all.
    Unreadable,
    /// The connection broke before the body was whole.
    Truncated,
    /// The time for the attempt was over before the body was whole.
    TimedOut,
}

impl BodyReading {
    /// Returns the reading of a whole body by its `code`: `None` where the body is not a JSON object with a string `code`.
    pub fn of_code(code: Option<&str>) -> BodyReading {
        match code {
            Some(REVOKED_CODE) => BodyReading::Revoked,
            Some(_) => BodyReading::OtherCode,
            None => BodyReading::Malformed,
        }
    }
}

/// Returns what an answer means: `Ok` where the server confirmed that the token is revoked.
///
/// A refusal keeps the name of its status whatever its body is; only a 200 is judged by its body.
pub const fn classify(status: u16, body: BodyReading) -> Result<(), ErrorName> {
    Err(match status {
        200 => match body {
            BodyReading::Revoked => return Ok(()),
            BodyReading::OtherCode => ErrorName::NotRevokedError,
            BodyReading::Malformed | BodyReading::Unreadable => ErrorName::UnexpectedResponseError,
            BodyReading::Truncated => ErrorName::NetworkError,
            BodyReading::TimedOut => ErrorName::TimeoutError,
        },
        // The vendor's guide names 422 too, with the meaning of 400.
        400 | 422 => ErrorName::RequestError,
        401 => ErrorName::AuthenticationError,
        403 => ErrorName::AuthorizationError,
        404 => ErrorName::RecordNotFoundError,
        429 => ErrorName::RateLimitError,
        500..=599 => ErrorName::ServerError,
        _ => ErrorName::UnexpectedResponseError,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BODIES: [BodyReading; 6] = [
        BodyReading::Revoked,
        BodyReading::OtherCode,
        BodyReading::Malformed,
        BodyReading::Unreadable,
        BodyReading::Truncated,
        BodyReading::TimedOut,
    ];

    #[test]
    fn a_servers_text_holds_no_secret() {
        let text = ServerText::new(Some("4\n00"), Some("no token-of-mine"), &["token-of-mine"]);
        assert_eq!(text.code.as_deref(), Some("400"));
        assert_eq!(text.description.as_deref(), Some("no [redacted]"));
    }

    #[test]
    fn only_one_code_says_revoked() {
        assert_eq!(BodyReading::of_code(Some("00")), BodyReading::Revoked);
        for code in ["0", "000", "", " 00", "200"] {
            assert_eq!(BodyReading::of_code(Some(code)), BodyReading::OtherCode, "{code:?}");
        }
        assert_eq!(BodyReading::of_code(None), BodyReading::Malformed);
    }

    #[test]
    fn a_200_is_judged_by_its_body() {
        assert_eq!(
            BODIES.map(|body| classify(200, body)),
            [
                Ok(()),
                Err(ErrorName::NotRevokedError),
                Err(ErrorName::UnexpectedResponseError),
                Err(ErrorName::UnexpectedResponseError),
                Err(ErrorName::NetworkError),
                Err(ErrorName::TimeoutError),
            ]
        );
    }

    #[test]
    fn every_other_status_keeps_its_name_whatever_the_body() {
        let table = [
            (400, ErrorName::RequestError),
            (401, ErrorName::AuthenticationError),
            (403, ErrorName::AuthorizationError),
            (404, ErrorName::RecordNotFoundError),
            (422, ErrorName::RequestError),
            (429, ErrorName::RateLimitError),
            (500, ErrorName::ServerError),
            (503, ErrorName::ServerError),
            (599, ErrorName::ServerError),
            (0, ErrorName::UnexpectedResponseError),
            (199, ErrorName::UnexpectedResponseError),
            (201, ErrorName::UnexpectedResponseError),
            (204, ErrorName::UnexpectedResponseError),
            (307, ErrorName::UnexpectedResponseError),
            (402, ErrorName::UnexpectedResponseError),
            (418, ErrorName::UnexpectedResponseError),
            (499, ErrorName::UnexpectedResponseError),
            (600, ErrorName::UnexpectedResponseError),
        ];
        for (status, name) in table {
            for body in BODIES {
                assert_eq!(classify(status, body), Err(name), "{status} {body:?}");
            }
        }
    }

    #[test]
    fn a_body_is_read_up_to_64_kib() {
        assert_eq!(BODY_LIMIT, 65_536);
    }

    proptest! {
        #[test]
        fn nothing_but_a_200_with_code_00_says_revoked(status: u16, body in 0..BODIES.len()) {
            let body = BODIES[body];
            let revoked = classify(status, body).is_ok();
            prop_assert_eq!(revoked, status == 200 && body == BodyReading::Revoked);
        }
    }
}
