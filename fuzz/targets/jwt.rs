//! A text that may be a JWT.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nomba_revoke::token_info;

fuzz_target!(|token: &str| {
    if let Some((header, payload)) = token_info::decode(token) {
        let parts: Vec<_> = token.split('.').map(str::as_bytes).collect();
        assert_eq!(parts.len(), 3);
        for (part, decoded) in parts.iter().zip([&header, &payload]) {
            assert_eq!(decoded.len(), part.len() * 3 / 4);
            // The unused bits of the last character are anyone's.
            let whole = part.len() / 4 * 4;
            assert_eq!(&encode(decoded)[..whole], &part[..whole]);
        }
        let again = [encode(&header), encode(&payload), parts[2].to_vec()].join(&b'.');
        let again = String::from_utf8(again).expect("ASCII");
        assert_eq!(token_info::decode(&again), Some((header, payload)));
    }
    if let Some(bytes) = token.as_bytes().first_chunk() {
        let seconds = f64::from_le_bytes(*bytes);
        if let Some(ms) = token_info::milliseconds(seconds) {
            assert!(ms.abs() <= 8.64e15 && ms.fract() == 0.0);
            assert!(token_info::is_expired(ms, ms) && !token_info::is_expired(ms, ms - 1.0));
        }
    }
});

/// Base64url without padding.
fn encode(bytes: &[u8]) -> Vec<u8> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = Vec::new();
    for group in bytes.chunks(3) {
        let bits = (0..3).fold(0, |bits, at| bits << 8 | u32::from(*group.get(at).unwrap_or(&0)));
        text.extend((0..=group.len()).map(|at| ALPHABET[(bits >> (18 - 6 * at) & 63) as usize]));
    }
    text
}
