//! The three `X-Rate-Limit-*` headers.

use crate::cut::cut;
use crate::digits::digits;

/// How many requests are allowed, how many are left, and in what time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateLimit {
    /// Requests allowed in a window.
    pub limit: f64,
    /// Requests left in the current window.
    pub remaining: f64,
    /// The window's length in milliseconds.
    pub window: f64,
}

impl RateLimit {
    /// From the values of the three headers, a line each; `None` where one does not parse.
    pub fn from_lines(lines: &[u8]) -> Option<RateLimit> {
        let mut rest = Some(lines);
        let mut line = || cut(&mut rest, b'\n');
        let limit = count(line()?)?;
        let remaining = count(line()?)?;
        let window = parse_window(line()?)?;
        rest.is_none().then_some(RateLimit { limit, remaining, window })
    }
}

/// A window in milliseconds: `1s`, `500ms`, `1m`, `1h`; a bare number is seconds below 1000 and
/// milliseconds from there on, as the vendor writes both. Zero and fractions do not parse.
fn parse_window(text: &[u8]) -> Option<f64> {
    let text = text.trim_ascii();
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (value, unit) = text.split_at_checked(digits)?;
    let value = count(value)?;
    let unit = match unit.trim_ascii_start() {
        b"ms" => 1.0,
        b"s" => 1_000.0,
        b"m" => 60_000.0,
        b"h" => 3_600_000.0,
        b"" if value < 1_000.0 => 1_000.0,
        b"" => 1.0,
        _ => return None,
    };
    let window = value * unit;
    (window > 0.0 && window <= MAX_SAFE_INTEGER).then_some(window)
}

/// A whole number written in decimal digits, and small enough to be exact.
fn count(text: &[u8]) -> Option<f64> {
    digits(text.trim_ascii()).filter(|value| *value <= MAX_SAFE_INTEGER)
}

/// JavaScript's `Number.MAX_SAFE_INTEGER`: beyond it a number is no longer the one that was sent.
const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn windows_in_every_notation_of_the_vendor() {
        let table = [
            ("1s", Some(1_000.0)),
            ("500ms", Some(500.0)),
            ("1m", Some(60_000.0)),
            ("1h", Some(3_600_000.0)),
            (" 2s ", Some(2_000.0)),
            ("1", Some(1_000.0)),
            ("999", Some(999_000.0)),
            ("1000", Some(1_000.0)),
            ("60000", Some(60_000.0)),
            ("0", None),
            ("0s", None),
            ("0ms", None),
            ("1.5s", None),
            ("1 s", Some(1_000.0)),
            ("-1s", None),
            ("1S", None),
            ("1d", None),
            ("s", None),
            ("", None),
            ("1s1s", None),
            ("٣s", None),
            ("9007199254740991ms", Some(9_007_199_254_740_991.0)),
            ("9007199254740991h", None),
            ("99999999999999999999999999ms", None),
        ];
        for (text, expected) in table {
            assert_eq!(parse_window(text.as_bytes()), expected, "{text:?}");
        }
    }

    #[test]
    fn one_odd_header_makes_the_whole_unknown() {
        let whole = RateLimit { limit: 40.0, remaining: 39.0, window: 1_000.0 };
        let parse = |lines: &str| RateLimit::from_lines(lines.as_bytes());
        assert_eq!(parse("40\n39\n1s"), Some(whole));
        assert_eq!(parse("40\n0\n1s").map(|r| r.remaining), Some(0.0));
        for odd in [
            "forty\n39\n1s",
            "40\n-1\n1s",
            "40\n\n1s",
            "1e3\n1\n1s",
            "40\n39\n",
            "40\n39",
            "40",
            "",
        ] {
            assert_eq!(parse(odd), None, "{odd:?}");
        }
        // A value that holds the end of a line is none of HTTP's.
        assert_eq!(parse("40\n39\n1s\n"), None);
    }

    proptest! {
        #[test]
        fn whatever_a_header_holds_a_window_is_a_positive_whole_number(text: String) {
            if let Some(window) = parse_window(text.as_bytes()) {
                prop_assert!(window > 0.0 && window.fract() == 0.0 && window <= MAX_SAFE_INTEGER);
            }
        }

        #[test]
        fn every_whole_number_of_milliseconds_reads_back(ms in 1u64..1 << 50) {
            prop_assert_eq!(parse_window(format!("{ms}ms").as_bytes()), Some(ms as f64));
        }
    }
}
