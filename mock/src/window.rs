//! The length of a rate-limit window, in the notation of the `X-Rate-Limit-Window` header.

use std::fmt;
use std::time::Duration;

/// The units, longest first, and the milliseconds in each.
const UNITS: [(&str, u64); 4] = [("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

/// The error for a text that is not a window length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WindowError;

impl fmt::Display for WindowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a window is a whole number above zero and a unit: 500ms, 1s, 1m or 1h")
    }
}

impl std::error::Error for WindowError {}

/// Reads a window length such as `500ms`, `1s`, `1m` or `1h`.
pub fn parse_window(text: &str) -> Result<Duration, WindowError> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().map_err(|_| WindowError)?;
    let (_, scale) = UNITS.into_iter().find(|(name, _)| *name == unit).ok_or(WindowError)?;
    match number.checked_mul(scale) {
        None | Some(0) => Err(WindowError),
        Some(millis) => Ok(Duration::from_millis(millis)),
    }
}

/// Writes a window length in the longest unit that holds it exactly. Parts of a millisecond are dropped.
pub fn format_window(window: Duration) -> String {
    let millis = window.as_millis();
    let (unit, scale) = UNITS
        .into_iter()
        .find(|(_, scale)| {
            millis >= u128::from(*scale) && millis.is_multiple_of(u128::from(*scale))
        })
        .unwrap_or(("ms", 1));
    format!("{}{unit}", millis / u128::from(scale))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_four_units() {
        for (text, millis) in [
            ("1ms", 1),
            ("500ms", 500),
            ("1s", 1_000),
            ("90s", 90_000),
            ("1m", 60_000),
            ("2h", 7_200_000),
        ] {
            assert_eq!(parse_window(text), Ok(Duration::from_millis(millis)));
        }
    }

    #[test]
    fn refuses_everything_else() {
        for text in [
            "",
            "1",
            "s",
            "0s",
            "1.5s",
            "-1s",
            "+1s",
            "1 s",
            " 1s",
            "1S",
            "1d",
            "1sm",
            "١s",
            "99999999999999999999s",
            "9999999999999999999h",
        ] {
            assert_eq!(parse_window(text), Err(WindowError), "{text:?}");
        }
    }

    #[test]
    fn writes_what_it_reads() {
        for text in ["1ms", "500ms", "1500ms", "1s", "90s", "1m", "90m", "1h"] {
            assert_eq!(parse_window(text).map(format_window).as_deref(), Ok(text));
        }
        assert_eq!(format_window(Duration::from_secs(60)), "1m");
        assert_eq!(format_window(Duration::ZERO), "0ms");
    }
}
