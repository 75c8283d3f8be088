//! The options of a call by name, and what to say of a wrong one.

use crate::pacer::Quota;

/// An option of `revokeToken` or `revokeTokens`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionName {
    /// One of the specification's servers.
    Environment,
    /// A server of one's own in place of those.
    BaseUrl,
    /// The value of the `accountId` header.
    AccountId,
    /// Further request headers.
    Headers,
    /// As in `fetch`.
    Credentials,
    /// As in `fetch`.
    Keepalive,
    /// Whether lengths are checked.
    Validate,
    /// An `AbortSignal`.
    Signal,
    /// Milliseconds for one attempt.
    Timeout,
    /// Attempts after the first.
    Retries,
    /// What is called to send.
    Fetch,
    /// How many tokens may be under way at once; `revokeTokens` alone.
    Concurrency,
    /// The pace until the server tells its own; `revokeTokens` alone.
    RateLimit,
}

impl OptionName {
    /// Every option, in the order of the contract's table.
    pub const ALL: [OptionName; 13] = [
        OptionName::Environment,
        OptionName::BaseUrl,
        OptionName::AccountId,
        OptionName::Headers,
        OptionName::Credentials,
        OptionName::Keepalive,
        OptionName::Validate,
        OptionName::Signal,
        OptionName::Timeout,
        OptionName::Retries,
        OptionName::Fetch,
        OptionName::Concurrency,
        OptionName::RateLimit,
    ];

    /// The option's name in JavaScript.
    pub const fn as_str(self) -> &'static str {
        match self {
            OptionName::Environment => "environment",
            OptionName::BaseUrl => "baseUrl",
            OptionName::AccountId => "accountId",
            OptionName::Headers => "headers",
            OptionName::Credentials => "credentials",
            OptionName::Keepalive => "keepalive",
            OptionName::Validate => "validate",
            OptionName::Signal => "signal",
            OptionName::Timeout => "timeout",
            OptionName::Retries => "retries",
            OptionName::Fetch => "fetch",
            OptionName::Concurrency => "concurrency",
            OptionName::RateLimit => "rateLimit",
        }
    }

    /// The option of that very name.
    pub fn from_name(name: &str) -> Option<OptionName> {
        OptionName::ALL.into_iter().find(|option| option.as_str() == name)
    }

    /// Whether it means something for many tokens only.
    pub const fn is_for_many(self) -> bool {
        matches!(self, OptionName::Concurrency | OptionName::RateLimit)
    }

    /// What is wrong with this option, as the message of a `TypeError`.
    pub fn wrong(self, problem: &str) -> String {
        ["The option \"", self.as_str(), "\" ", problem].concat()
    }
}

/// The message for an option that does not exist.
pub fn unknown(name: &str) -> String {
    // A longer or stranger name may be anything, a token put in the wrong place included.
    let plain = name.len() <= 32 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if !plain {
        return String::from("There is an unknown option");
    }
    let mut message = ["The option \"", name, "\" is unknown"].concat();
    let meant =
        OptionName::ALL.into_iter().find(|option| option.as_str().eq_ignore_ascii_case(name));
    if let Some(meant) = meant {
        message.push_str(&["; did you mean \"", meant.as_str(), "\"?"].concat());
    }
    message
}

/// Why a `timeout` is not one; in milliseconds. `Infinity` is fine, it means none.
pub fn check_timeout(timeout: f64) -> Result<(), &'static str> {
    if timeout > 0.0 {
        Ok(())
    } else {
        Err("must be a number of milliseconds above 0, or Infinity")
    }
}

/// The number of `retries`, or why it is not one.
pub fn check_retries(retries: f64) -> Result<u32, &'static str> {
    (0..=crate::retry::MOST_RETRIES)
        .find(|count| f64::from(*count) == retries)
        .ok_or("must be a whole number from 0 to 10")
}

/// The `concurrency`, or why it is not one.
pub fn check_concurrency(concurrency: f64) -> Result<u32, &'static str> {
    if concurrency >= 1.0 && concurrency.fract() == 0.0 && concurrency <= f64::from(u32::MAX) {
        return Ok(concurrency as u32);
    }
    Err("must be a whole number of 1 or more")
}

/// The `limit` and `window` (in milliseconds) of a `rateLimit`, or why they are not.
pub fn check_rate_limit(limit: f64, window: f64) -> Result<Quota, &'static str> {
    let counts = |value: f64| value >= 1.0 && value.fract() == 0.0 && value.is_finite();
    if counts(limit) && counts(window) {
        return Ok(Quota { limit, window });
    }
    Err("must be false or { limit, window }, two whole numbers above 0, the window in milliseconds")
}

/// Why a header may not be given; `name` is in lower case.
pub fn check_header_name(name: &str) -> Result<(), &'static str> {
    match name {
        "content-type" | "accept" => Err("must not set content-type or accept; the call sets them"),
        "accountid" => Err("must not set accountId; there is an option \"accountId\""),
        // Not every platform's own Headers refuse such a name.
        _ if !is_token(name) => Err("must have names that are allowed in HTTP"),
        _ => Ok(()),
    }
}

/// RFC 9110, section 5.6.2.
fn is_token(name: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    !name.is_empty() && name.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_as_they_are_spelt() {
        for option in OptionName::ALL {
            assert_eq!(OptionName::from_name(option.as_str()), Some(option));
        }
        assert_eq!(OptionName::from_name("baseURL"), None);
        assert_eq!(OptionName::from_name(""), None);
    }

    #[test]
    fn the_declarations_have_the_same_names() {
        let file = include_str!("../pkg-template/index.d.ts");
        let names = |start| -> Vec<_> {
            let options = file.split(start).nth(1).unwrap().split("\n}").next().unwrap();
            let names = options.lines().filter_map(|line| line.trim().split_once("?:"));
            names.map(|(name, _)| name).collect()
        };
        let (many, one): (Vec<_>, Vec<_>) =
            OptionName::ALL.into_iter().partition(|option| option.is_for_many());
        let as_str = |options: Vec<OptionName>| -> Vec<_> {
            options.into_iter().map(OptionName::as_str).collect()
        };
        assert_eq!(names("export interface RevokeTokenOptions {"), as_str(one));
        assert_eq!(names("export interface RevokeTokensOptions "), as_str(many));
    }

    #[test]
    fn a_slip_of_the_case_is_pointed_out_and_a_strange_name_not_repeated() {
        assert_eq!(
            unknown("baseURL"),
            "The option \"baseURL\" is unknown; did you mean \"baseUrl\"?"
        );
        assert_eq!(unknown("retry"), "The option \"retry\" is unknown");
        for strange in ["x".repeat(33), "a b".into(), "eyJhbGci.eyJ".into(), "é".into()] {
            assert_eq!(unknown(&strange), "There is an unknown option");
        }
    }

    #[test]
    fn a_wrong_option_is_named() {
        assert_eq!(OptionName::BaseUrl.wrong("must not."), "The option \"baseUrl\" must not.");
    }

    #[test]
    fn a_timeout_is_above_zero() {
        for good in [0.5, 1.0, 30_000.0, 2_147_483_648.0, f64::INFINITY] {
            assert!(check_timeout(good).is_ok(), "{good}");
        }
        for bad in [0.0, -0.0, -1.0, f64::NAN, f64::NEG_INFINITY] {
            assert!(check_timeout(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn retries_are_whole_and_at_most_ten() {
        for good in 0..=10u32 {
            assert_eq!(check_retries(f64::from(good)), Ok(good));
        }
        for bad in [-1.0, 0.5, 11.0, f64::NAN, f64::INFINITY] {
            assert!(check_retries(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn concurrency_is_a_whole_number_of_at_least_one() {
        for good in [1.0, 32.0, 4_294_967_295.0] {
            assert_eq!(check_concurrency(good).map(f64::from), Ok(good));
        }
        for bad in [0.0, -1.0, 0.5, 1.5, 4_294_967_296.0, f64::NAN, f64::INFINITY] {
            assert!(check_concurrency(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_rate_limit_is_two_whole_numbers_above_zero() {
        assert_eq!(check_rate_limit(40.0, 1_000.0), Ok(Quota { limit: 40.0, window: 1_000.0 }));
        for bad in [0.0, -1.0, 1.5, f64::NAN, f64::INFINITY] {
            assert!(check_rate_limit(bad, 1_000.0).is_err(), "{bad}");
            assert!(check_rate_limit(40.0, bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_calls_own_headers_are_not_for_the_caller_to_set() {
        for own in ["content-type", "accept", "accountid"] {
            assert!(check_header_name(own).is_err(), "{own}");
        }
        for other in ["authorization", "x-csrf-token", "accept-language", "!#$%&'*+-.^_`|~09az"] {
            assert!(check_header_name(other).is_ok(), "{other}");
        }
    }

    #[test]
    fn a_header_has_a_name_that_http_allows() {
        for odd in ["", " ", "a b", "a:", "a\n", "\0", "é", "a/b", "\"a\""] {
            assert!(check_header_name(odd).is_err(), "{odd:?}");
        }
    }
}
