//! Whole numbers as HTTP headers write them.

/// The value of a text that is decimal digits and nothing else; beyond 2⁵³ the nearest number.
///
/// The standard library's own parser of `f64` is larger than all that is left of this crate.
pub fn digits(text: &str) -> Option<f64> {
    let all = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all.then(|| text.bytes().fold(0.0, |value, digit| value * 10.0 + f64::from(digit & 0x0f)))
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
        fn every_exact_integer_reads_back(value in 0u64..1 << 53) {
            prop_assert_eq!(digits(&value.to_string()), Some(value as f64));
        }
    }
}
