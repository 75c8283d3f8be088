//! How the WebAssembly is written down inside a JavaScript file.
//!
//! Base64 takes three bytes apart into four characters, and what repeats in the bytes no longer
//! does in the text: compressed, as every server sends it, it is a fifth larger than the bytes. Here
//! each byte is one character, or two for the rarer ones, and hardly anything is lost.
//! `pkg-template/decode.wat` reads it.

/// So many bytes are one character, from `#` on; another character before it adds a multiple.
const ONE_CHARACTER: u8 = 84;

/// The text, of ASCII characters that mean nothing in a string between double quotes.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 5 / 4);
    for byte in bytes {
        let (multiple, rest) = (byte / ONE_CHARACTER, byte % ONE_CHARACTER);
        if multiple > 0 {
            text.push(char::from(b'z' + multiple));
        }
        text.push(match char::from(b'#' + rest) {
            '\\' => '!',
            character => character,
        });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::encode;

    #[test]
    fn every_byte_has_a_text_of_its_own_that_needs_no_escape() {
        let all: Vec<u8> = (0..=255).collect();
        let texts: std::collections::HashSet<_> = all.iter().map(|byte| encode(&[*byte])).collect();
        assert_eq!(texts.len(), 256);
        let text = encode(&all);
        assert!(text.chars().all(|c| c.is_ascii_graphic() && !['"', '\\'].contains(&c)), "{text}");
    }
}
