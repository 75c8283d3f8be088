//! Numbers in ASCII digits.

/// Returns the value of a text that consists of decimal digits and nothing else; beyond 2⁵³ the nearest number that an
/// `f64` can hold, and `u64::MAX` for one too large.
pub(crate) fn whole_number(text: &[u8]) -> Option<u64> {
    let is_digits = !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    // The standard library's `parse` brings along 128-bit multiplication, to see an overflow: 500 bytes.
    let digit = |byte: &u8| f64::from(byte & 0x0f);
    is_digits.then(|| text.iter().fold(0.0, |value, byte| value * 10.0 + digit(byte)) as u64)
}

/// Returns a number in decimal digits. `to_string` brings along 2,000 bytes of the standard library's formatting.
pub(crate) fn decimal(number: u32) -> String {
    let mut text = if number < 10 { String::new() } else { decimal(number / 10) };
    text.push(char::from(b'0' | (number % 10) as u8));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn digits_and_nothing_else() {
        assert_eq!(whole_number(b"0"), Some(0));
        assert_eq!(whole_number(b"0042"), Some(42));
        for text in ["", "-1", "+1", "1.0", "1e3", " 1", "1 ", "\u{663}", "0x10"] {
            assert_eq!(whole_number(text.as_bytes()), None, "{text:?}");
        }
    }

    #[test]
    fn a_number_too_large_is_the_largest() {
        assert_eq!(whole_number(b"18446744073709551615"), Some(u64::MAX));
        assert_eq!(whole_number(&[b'9'; 400]), Some(u64::MAX));
    }

    proptest! {
        #[test]
        fn a_number_is_written_as_the_standard_library_writes_it(number: u32) {
            prop_assert_eq!(decimal(number), number.to_string());
        }

        #[test]
        fn every_exact_number_reads_back(value in 0u64..1 << 53) {
            prop_assert_eq!(whole_number(value.to_string().as_bytes()), Some(value));
        }
    }
}
