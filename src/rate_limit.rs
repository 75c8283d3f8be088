//! The rate limit that an answer states: its three `X-Rate-Limit-*` headers.

use crate::ascii::whole_number;
use crate::millis::Millis;

/// How many requests the server allows, how many are left, and in what time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateLimit {
    /// Requests allowed in a window.
    pub limit: u64,
    /// Requests left in the current window.
    pub remaining: u64,
    /// The window's length, at least a millisecond.
    pub window: Millis,
}

impl RateLimit {
    /// The names of the three headers, in the order of the arguments of [`RateLimit::parse`].
    pub const HEADERS: [&str; 3] =
        ["x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-window"];

    /// Parses the values of the three headers; `None` where one does not parse.
    pub fn parse(limit: &str, remaining: &str, window: &str) -> Option<RateLimit> {
        Some(RateLimit {
            limit: count(limit.as_bytes())?,
            remaining: count(remaining.as_bytes())?,
            window: parse_window(window)?,
        })
    }
}

/// Parses a window: `1s`, `500ms`, `1m`, `1h`. A bare number is seconds below 1000 and milliseconds from there on, as the
/// vendor writes both. Zero and fractions do not parse.
fn parse_window(text: &str) -> Option<Millis> {
    let text = text.as_bytes().trim_ascii();
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (value, unit) = text.split_at_checked(digits)?;
    let value = count(value)?;
    let unit = match unit.trim_ascii_start() {
        b"ms" => 1.0,
        b"s" => 1_000.0,
        b"m" => 60_000.0,
        b"h" => 3_600_000.0,
        b"" if value < 1_000 => 1_000.0,
        b"" => 1.0,
        _ => return None,
    };
    let window = value as f64 * unit;
    (window > 0.0 && window <= MAX_SAFE_INTEGER as f64).then(|| Millis::new(window))
}

/// Parses a whole number that JavaScript can hold.
fn count(text: &[u8]) -> Option<u64> {
    whole_number(text.trim_ascii()).filter(|value| *value <= MAX_SAFE_INTEGER)
}

/// JavaScript's `Number.MAX_SAFE_INTEGER`: a larger number is not the one that was sent.
const MAX_SAFE_INTEGER: u64 = 9_007_199_254_740_991;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn windows_in_every_notation_of_the_vendor() {
        let table = [
            ("1s", Some(1_000)),
            ("500ms", Some(500)),
            ("1m", Some(60_000)),
            ("1h", Some(3_600_000)),
            (" 2s ", Some(2_000)),
            ("1", Some(1_000)),
            ("999", Some(999_000)),
            ("1000", Some(1_000)),
            ("60000", Some(60_000)),
            ("0", None),
            ("0s", None),
            ("0ms", None),
            ("1.5s", None),
            ("1 s", Some(1_000)),
            ("-1s", None),
            ("1S", None),
            ("1d", None),
            ("s", None),
            ("", None),
            ("1s1s", None),
            ("٣s", None),
            ("9007199254740991ms", Some(9_007_199_254_740_991)),
            ("9007199254740991h", None),
            ("99999999999999999999999999ms", None),
        ];
        for (text, expected) in table {
            let window = parse_window(text).map(|window| window.get() as u64);
            assert_eq!(window, expected, "{text:?}");
        }
    }

    #[test]
    fn one_malformed_header_makes_the_whole_unknown() {
        let whole = RateLimit { limit: 40, remaining: 39, window: Millis::from_secs(1) };
        assert_eq!(RateLimit::parse("40", "39", "1s"), Some(whole));
        assert_eq!(RateLimit::parse("40", "0", "1s").map(|it| it.remaining), Some(0));
        for [limit, remaining, window] in [
            ["forty", "39", "1s"],
            ["40", "-1", "1s"],
            ["40", "", "1s"],
            ["1e3", "1", "1s"],
            ["40", "39", ""],
            ["40", "39", "1s\n1s"],
        ] {
            assert_eq!(
                RateLimit::parse(limit, remaining, window),
                None,
                "{limit} {remaining} {window}"
            );
        }
    }

    proptest! {
        #[test]
        fn whatever_a_header_holds_a_window_is_at_least_a_millisecond(text: String) {
            if let Some(window) = parse_window(&text) {
                prop_assert!(window.get() >= 1.0 && window.get() <= MAX_SAFE_INTEGER as f64);
            }
        }

        #[test]
        fn every_whole_number_of_milliseconds_reads_back(ms in 1u64..1 << 50) {
            prop_assert_eq!(parse_window(&format!("{ms}ms")), Some(Millis::new(ms as f64)));
        }
    }
}
