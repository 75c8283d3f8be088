//! From an answer to what it means: the documented table, and nothing else.

use crate::error_name::ErrorName;

/// The longest body that is read, in bytes.
pub const BODY_LIMIT: u32 = 64 * 1024;

/// What reading the body of an answer came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// A JSON object whose `code` is the string `"00"`.
    Revoked,
    /// A JSON object whose `code` is another string.
    OtherCode,
    /// Whole, but not a JSON object with a string `code`.
    Odd,
    /// Over [`BODY_LIMIT`], or not readable as bytes at all.
    Unreadable,
    /// The connection broke before the body was whole.
    BrokenOff,
    /// The time for the attempt was over before the body was whole.
    TimedOut,
}

/// What an answer means: `Ok` where the server said that the token is revoked.
///
/// A refusal keeps the name of its status whatever its body is; only a 200 is judged by its body.
pub const fn classify(status: u16, body: Body) -> Result<(), ErrorName> {
    Err(match status {
        200 => match body {
            Body::Revoked => return Ok(()),
            Body::OtherCode => ErrorName::NotRevokedError,
            Body::Odd | Body::Unreadable => ErrorName::UnexpectedResponseError,
            Body::BrokenOff => ErrorName::NetworkError,
            Body::TimedOut => ErrorName::TimeoutError,
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

    const BODIES: [Body; 6] = [
        Body::Revoked,
        Body::OtherCode,
        Body::Odd,
        Body::Unreadable,
        Body::BrokenOff,
        Body::TimedOut,
    ];

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
            prop_assert_eq!(revoked, status == 200 && body == Body::Revoked);
        }
    }
}
