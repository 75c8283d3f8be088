//! Whole numbers in decimal digits, read without the standard library's machinery,
//! which is larger than all that is left of this crate.

/// The value of a text that is decimal digits and nothing else; beyond 2⁵³ the nearest number.
pub fn digits(text: &[u8]) -> Option<f64> {
    let mut value = 0.0;
    for byte in text {
        if !byte.is_ascii_digit() {
            return None;
        }
        value = value * 10.0 + f64::from(byte & 0x0f);
    }
    (!text.is_empty()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn digits_and_nothing_else() {
        assert_eq!(digits(b"0"), Some(0.0));
        assert_eq!(digits(b"0042"), Some(42.0));
        for odd in ["", "-1", "+1", "1.0", "1e3", " 1", "1 ", "\u{663}", "0x10"] {
            assert_eq!(digits(odd.as_bytes()), None, "{odd:?}");
        }
    }

    proptest! {
        #[test]
        fn every_exact_integer_reads_back(value in 0u64..1 << 53) {
            prop_assert_eq!(digits(value.to_string().as_bytes()), Some(value as f64));
        }
    }
}
