//! Reading a JWT (RFC 7519) without checking its signature: where its parts are, and its dates.
//!
//! The parts hold JSON, which the JavaScript host parses.

/// The longest text that is looked at, in bytes. No header field could carry a longer token.
pub const LONGEST: usize = 1024 * 1024;

/// Returns the header and the payload of a JWT, decoded; `None` where the text is not three parts in base64url, or is
/// longer than [`LONGEST`].
pub fn decode(token: &str) -> Option<(Vec<u8>, Vec<u8>)> {
    if token.len() > LONGEST {
        return None;
    }
    let mut parts = token.as_bytes().split(|byte| *byte == b'.');
    let (header, payload, signature) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || !signature.iter().all(|byte| sextet(*byte).is_some()) {
        return None;
    }
    Some((decode_base64url(header)?, decode_base64url(payload)?))
}

/// Decodes base64url without padding (RFC 4648, section 5).
fn decode_base64url(text: &[u8]) -> Option<Vec<u8>> {
    // Room for all of it at once: growing would leave a copy of the beginning behind.
    let mut bytes = Vec::with_capacity(text.len());
    let (mut bits, mut count) = (0_u32, 0_u32);
    for byte in text {
        bits = (bits << 6) | sextet(*byte)?;
        count = count.wrapping_add(6);
        if count >= 8 {
            count = count.wrapping_sub(8);
            bytes.push((bits >> count) as u8);
        }
    }
    // A whole sextet cannot be left over.
    (count < 6).then_some(bytes)
}

fn sextet(byte: u8) -> Option<u32> {
    Some(u32::from(match byte {
        b'A'..=b'Z' => byte.wrapping_sub(b'A'),
        b'a'..=b'z' => byte.wrapping_sub(b'a').wrapping_add(26),
        b'0'..=b'9' => byte.wrapping_sub(b'0').wrapping_add(52),
        b'-' => 62,
        b'_' => 63,
        _ => return None,
    }))
}

/// Returns a `NumericDate` (seconds since 1970, fractions allowed) in milliseconds; `None` where a
/// JavaScript `Date` can't hold it.
pub fn milliseconds(numeric_date: f64) -> Option<f64> {
    const FURTHEST: f64 = 8.64e15;
    let ms = (numeric_date * 1_000.0 + 0.5).floor();
    (ms.abs() <= FURTHEST).then_some(ms)
}

/// Returns whether a token with that `exp` has expired; both in milliseconds since 1970. "On or after" it, says
/// RFC 7519, section 4.1.4.
pub fn is_expired(expires_at: f64, now: f64) -> bool {
    now >= expires_at
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn encode(bytes: &[u8]) -> String {
        const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let mut text = String::new();
        for group in bytes.chunks(3) {
            let mut bits = 0u32;
            for at in 0..3 {
                bits = (bits << 8) | u32::from(*group.get(at).unwrap_or(&0));
            }
            for at in 0..=group.len() {
                text.push(ALPHABET[(bits >> (18 - 6 * at) & 63) as usize] as char);
            }
        }
        text
    }

    #[test]
    fn the_specifications_example_is_read() {
        let specification = include_str!("../tests/fixtures/nomba-revoke-access-token.openapi.md");
        let token = specification.split_whitespace().find(|word| word.starts_with("eyJ")).unwrap();
        assert_eq!(token.len(), 407);
        let (header, payload) = decode(token).unwrap();
        assert_eq!(header, br#"{"alg":"HS256"}"#);
        let payload = String::from_utf8(payload).unwrap();
        assert!(payload.contains(r#""sub":"5e26cfb0-529f-417b-b8d2-abc471f4c9db""#), "{payload}");
        assert!(payload.ends_with(r#""exp":1681922179}"#), "{payload}");
    }

    #[test]
    fn only_three_parts_in_base64url_make_a_jwt() {
        assert!(decode("e30.e30.").is_some());
        assert!(decode("e30.e30.c2ln").is_some());
        for text in
            ["", "e30", "e30.e30", "e30.e30.c.x", "e30=.e30.c2ln", "e3 .e30.c2ln", "e.e30.c2ln"]
        {
            assert!(decode(text).is_none(), "{text}");
        }
        assert!(decode("e30.e30.c+n").is_none());
        assert!(decode("e30.e3/.cn").is_none());
    }

    #[test]
    fn a_text_is_looked_at_up_to_a_mebibyte() {
        assert_eq!(LONGEST, 1_048_576);
        let token = |length: usize| format!("e30.e30.{}", "a".repeat(length - 8));
        assert!(decode(&token(LONGEST)).is_some());
        assert!(decode(&token(LONGEST + 1)).is_none());
    }

    #[test]
    fn dates_that_javascript_can_not_hold_are_none() {
        assert_eq!(milliseconds(1_681_922_179.0), Some(1_681_922_179_000.0));
        assert_eq!(milliseconds(0.0015), Some(2.0));
        assert_eq!(milliseconds(-1.0), Some(-1_000.0));
        assert_eq!(milliseconds(8.64e12), Some(8.64e15));
        for bad in [8.65e12, -8.65e12, f64::NAN, f64::INFINITY] {
            assert_eq!(milliseconds(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_token_is_over_on_the_dot() {
        assert!(!is_expired(1_000.0, 999.0));
        assert!(is_expired(1_000.0, 1_000.0));
    }

    proptest! {
        #[test]
        fn what_was_encoded_is_decoded(header: Vec<u8>, payload: Vec<u8>, signature: Vec<u8>) {
            let token = [encode(&header), encode(&payload), encode(&signature)].join(".");
            prop_assert_eq!(decode(&token), Some((header, payload)));
        }

        #[test]
        fn any_text_at_all_is_only_looked_at(text: String) {
            let _ = decode(&text);
        }
    }
}
