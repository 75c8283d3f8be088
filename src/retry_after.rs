//! The `Retry-After` header: seconds, or a date (RFC 9110, sections 10.2.3 and 5.6.7).

use crate::ascii::whole_number;
use crate::millis::Millis;

/// The header's name.
pub const HEADER: &str = "retry-after";

/// The name of the header that holds the answer's own time.
pub const DATE_HEADER: &str = "date";

/// Returns how long the server asks to wait; `None` where the text is neither form. A date in the past asks for no wait.
///
/// `date` is the answer's `Date`: a date is read against the server's own clock where that is known, and otherwise
/// against `now`, the time since 1970 by the caller's clock.
pub fn parse(text: &str, date: Option<&str>, now: Millis) -> Option<Millis> {
    let text = text.as_bytes().trim_ascii();
    let wait = match whole_number(text) {
        Some(seconds) => Millis::new(seconds as f64 * 1_000.0),
        None => {
            let until = parse_date(text)?;
            let server_now = date.and_then(|date| parse_date(date.as_bytes().trim_ascii()));
            Millis::new(until - server_now.unwrap_or(now.get()))
        }
    };
    Some(wait.min(LONGEST))
}

/// The longest wait that JavaScript can hold as a whole number of milliseconds.
const LONGEST: Millis = Millis::new(9_007_199_254_740_991.0);

/// Returns the milliseconds since 1970 of a date in any of HTTP's three notations:
/// `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT`, `Sun Nov  6 08:49:37 1994`.
fn parse_date(text: &[u8]) -> Option<f64> {
    let is_separator = |byte: &u8| matches!(byte, b' ' | b',' | b'-' | b':');
    let mut parts = text.split(is_separator).filter(|part| !part.is_empty());
    let mut next = || parts.next();
    let _weekday = next()?;
    let (first, second, third, fourth, fifth, sixth) =
        (next()?, next()?, next()?, next()?, next()?, next()?);
    let (day, month, year, hour, minute, second) = match month(first) {
        // The notation of C's asctime has the month first and the year last.
        Some(month) => (second, month, sixth, third, fourth, fifth),
        None if next()? == b"GMT" => (first, month(second)?, third, fourth, fifth, sixth),
        None => return None,
    };
    if next().is_some() {
        return None;
    }
    let full_year = match (year.len(), number(year)?) {
        // Two digits are from before this header was invented; its senders mean 1970 to 2069.
        (2, short) if short < 70.0 => short + 2_000.0,
        (2, short) => short + 1_900.0,
        (_, year) => year,
    };
    let (day, hour, minute, second) =
        (number(day)?, number(hour)?, number(minute)?, number(second)?);
    let in_range = (1.0..=31.0).contains(&day)
        && (1601.0..=9999.0).contains(&full_year)
        && hour < 24.0
        && minute < 60.0
        && second <= 60.0;
    in_range.then(|| {
        ((days_since_1970(full_year, month, day) * 24.0 + hour) * 60.0 + minute) * 60_000.0
            + second * 1_000.0
    })
}

/// Parses a number of one to four decimal digits.
fn number(text: &[u8]) -> Option<f64> {
    let short = Some(text).filter(|text| text.len() <= 4)?;
    whole_number(short).map(|value| value as f64)
}

/// Returns 1 for `Jan` to 12 for `Dec`.
fn month(text: &[u8]) -> Option<f64> {
    let months = b"JanFebMarAprMayJunJulAugSepOctNovDec";
    let at = months.chunks_exact(3).position(|month| month == text)?;
    Some(at as f64 + 1.0)
}

/// Returns the days between 1970-01-01 and a day of the Gregorian calendar, years counted from March so that
/// the leap day comes last.
fn days_since_1970(year: f64, month: f64, day: f64) -> f64 {
    let (year, month) = if month > 2.0 { (year, month - 3.0) } else { (year - 1.0, month + 9.0) };
    let leap_days = (year / 4.0).floor() - (year / 100.0).floor() + (year / 400.0).floor();
    let days_before_month = ((153.0 * month + 2.0) / 5.0).floor();
    year * 365.0 + leap_days + days_before_month + day - 719_469.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// 1994-11-06T08:49:37Z, the example of RFC 9110.
    const EXAMPLE: f64 = 784_111_777_000.0;

    #[test]
    fn the_three_notations_of_a_date_mean_the_same_moment() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            assert_eq!(parse_date(text.as_bytes()), Some(EXAMPLE), "{text}");
        }
        let wait = |now| parse("Sun, 06 Nov 1994 08:49:37 GMT", None, Millis::new(now));
        assert_eq!(wait(EXAMPLE - 5_000.0), Some(Millis::from_secs(5)));
        assert_eq!(wait(EXAMPLE + 5_000.0), Some(Millis::ZERO));
    }

    #[test]
    fn a_date_is_read_against_the_answers_own() {
        let now = Millis::new(EXAMPLE + 3_600_000.0);
        let wait = |date| parse("Sun, 06 Nov 1994 08:49:37 GMT", date, now);
        assert_eq!(wait(Some("Sun, 06 Nov 1994 08:49:07 GMT")), Some(Millis::from_secs(30)));
        assert_eq!(wait(Some(" Sun Nov  6 08:49:36 1994 ")), Some(Millis::from_secs(1)));
        assert_eq!(wait(Some("Sun, 06 Nov 1994 08:50:00 GMT")), Some(Millis::ZERO));
        for unreadable in [None, Some(""), Some("yesterday")] {
            assert_eq!(wait(unreadable), Some(Millis::ZERO), "{unreadable:?}");
        }
        // Seconds need no clock.
        let seconds = parse("7", Some("Sun, 06 Nov 1994 08:49:07 GMT"), now);
        assert_eq!(seconds, Some(Millis::from_secs(7)));
    }

    #[test]
    fn days_across_leap_years_and_centuries() {
        for (text, expected) in [
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
            ("Tue, 29 Feb 2000 00:00:00 GMT", 951_782_400_000.0),
            ("Wed, 01 Mar 2000 00:00:00 GMT", 951_868_800_000.0),
            ("Sun, 31 Dec 2023 23:59:59 GMT", 1_704_067_199_000.0),
            ("Mon, 01 Mar 2100 00:00:00 GMT", 4_107_542_400_000.0),
            ("Friday, 01-Jan-70 00:00:00 GMT", 0.0),
            ("Tuesday, 31-Dec-69 23:59:60 GMT", 3_155_760_000_000.0),
        ] {
            assert_eq!(parse_date(text.as_bytes()), Some(expected), "{text}");
        }
    }

    #[test]
    fn seconds_are_digits_and_nothing_else() {
        let table = [
            ("0", Some(0)),
            ("1", Some(1)),
            (" 120\t", Some(120)),
            ("-1", None),
            ("+1", None),
            ("1.5", None),
            ("1s", None),
            ("", None),
            ("soon", None),
            ("٣", None),
        ];
        for (text, expected) in table {
            let wait = parse(text, None, Millis::ZERO).map(|wait| wait.get() as u64 / 1_000);
            assert_eq!(wait, expected, "{text:?}");
        }
        let huge = "9".repeat(400);
        assert_eq!(parse(&huge, None, Millis::ZERO), Some(LONGEST));
    }

    #[test]
    fn what_only_looks_like_a_date_is_not_one() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37",
            "Sun, 06 Nov 1994 08:49:37 PST",
            "Sun, 06 Nov 1994 08:49:37 GMT extra",
            "Sun, 00 Nov 1994 08:49:37 GMT",
            "Sun, 32 Nov 1994 08:49:37 GMT",
            "Sun, 06 Foo 1994 08:49:37 GMT",
            "Sun, 06 anF 1994 08:49:37 GMT",
            "Sun, 06 JanFeb 1994 08:49:37 GMT",
            "Sun, 06 Nov 94x 08:49:37 GMT",
            "Sun, 06 Nov 1600 08:49:37 GMT",
            "Sun, 06 Nov 19940 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:49:37 GMT",
            "Sun, 06 Nov 1994 08:60:37 GMT",
            "Sun, 06 Nov 1994 08:49:61 GMT",
            "Sun, 06 Nov 1994 08:49 GMT",
            "Sun, 06 Nov 1994 08:49:37:00 GMT",
            "Sun Nov  6 08:49:37 1994 GMT",
            "1994-11-06T08:49:37Z",
        ] {
            assert_eq!(parse_date(text.as_bytes()), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_a_header_holds_a_wait_is_one_that_javascript_can_hold(
            text: String, date: Option<String>, now in 0.0..1e15,
        ) {
            if let Some(wait) = parse(&text, date.as_deref(), Millis::new(now)) {
                prop_assert!(wait <= LONGEST);
            }
        }

        #[test]
        fn every_number_of_seconds_reads_back(seconds: u32) {
            let wait = parse(&seconds.to_string(), None, Millis::ZERO);
            prop_assert_eq!(wait, Some(Millis::new(f64::from(seconds) * 1_000.0)));
        }

        #[test]
        fn every_day_is_one_after_the_day_before(day in 1u32..=28, month in 1u32..=12, year in 1601u32..=9998) {
            let days = |y: u32, m: u32, d: u32| days_since_1970(f64::from(y), f64::from(m), f64::from(d));
            let next = if day < 28 {
                (year, month, day + 1)
            } else {
                let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
                let length = match month { 2 if leap => 29, 2 => 28, 4 | 6 | 9 | 11 => 30, _ => 31 };
                let (y, m) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
                prop_assert_eq!(days(y, m, 1) - days(year, month, 1), f64::from(length));
                (year, month, 28)
            };
            let expected = if day < 28 { 1.0 } else { 0.0 };
            prop_assert_eq!(days(next.0, next.1, next.2) - days(year, month, day), expected);
        }
    }
}
