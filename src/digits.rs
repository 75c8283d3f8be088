//! Whole numbers in decimal digits, read and written without the standard library's machinery,
//! which is larger than all that is left of this crate.

/// The value of a text that is decimal digits and nothing else; beyond 2⁵³ the nearest number.
pub fn digits(text: &str) -> Option<f64> {
    let all = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all.then(|| text.bytes().fold(0.0, |value, digit| value * 10.0 + f64::from(digit & 0x0f)))
}

/// The decimal digits of a number.
pub fn decimal(value: u32) -> String {
    let mut text = if value < 10 { String::new() } else { decimal(value / 10) };
    text.push(char::from_digit(value % 10, 10).unwrap_or_default());
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn digits_and_nothing_else() {
        assert_eq!(digits("0"), Some(0.0));
        assert_eq!(digits("0042"), Some(42.0));
        for odd in ["", "-1", "+1", "1.0", "1e3", " 1", "1 ", "\u{663}", "0x10"] {
            assert_eq!(digits(odd), None, "{odd:?}");
        }
    }

    proptest! {
        #[test]
        fn digits_are_written_as_the_standard_library_writes_them(value: u32) {
            prop_assert_eq!(decimal(value), value.to_string());
        }

        #[test]
        fn every_exact_integer_reads_back(value in 0u64..1 << 53) {
            prop_assert_eq!(digits(&value.to_string()), Some(value as f64));
        }
    }
}
