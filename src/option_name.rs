//! The options of a call by name, and what to say of a wrong one.

use crate::cut::cut;
use crate::pacer::Quota;
use crate::retry::MOST_RETRIES;

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

/// What an option's value is, as far as it can be told without a look into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It is not there.
    Missing,
    /// `false`.
    False,
    /// A number.
    Number,
    /// A string.
    String,
    /// A function.
    Function,
    /// An object, arrays included.
    Object,
    /// `true`.
    True,
    /// Anything else: null, a symbol, a bigint.
    Other,
}

/// What is asked of an option.
#[derive(Debug)]
pub struct Rule {
    /// Which option it is.
    pub option: OptionName,
    /// What its value may be.
    pub kinds: &'static [Kind],
    /// What is wrong with any other.
    pub problem: &'static str,
}

const fn rule(option: OptionName, kinds: &'static [Kind], problem: &'static str) -> Rule {
    Rule { option, kinds, problem }
}

/// Every option, in the order of [`OptionName`].
pub static RULES: [Rule; 13] = [
    rule(OptionName::Environment, &[Kind::String], "must be \"production\" or \"sandbox\""),
    rule(OptionName::BaseUrl, &[Kind::String, Kind::Object], "must be a string or a URL"),
    rule(OptionName::AccountId, &[Kind::String], "must be a string"),
    rule(
        OptionName::Headers,
        &[Kind::Object],
        "must be headers as fetch takes them, with names and values that are allowed in HTTP",
    ),
    rule(
        OptionName::Credentials,
        &[Kind::String],
        "must be \"omit\", \"same-origin\" or \"include\"",
    ),
    rule(OptionName::Keepalive, &[Kind::True, Kind::False], "must be true or false"),
    rule(OptionName::Validate, &[Kind::True, Kind::False], "must be true or false"),
    rule(OptionName::Signal, &[Kind::Object], "must be an AbortSignal"),
    rule(
        OptionName::Timeout,
        &[Kind::Number],
        "must be a number of milliseconds above 0, or Infinity",
    ),
    rule(OptionName::Retries, &[Kind::Number], "must be a whole number from 0 to 10"),
    rule(OptionName::Fetch, &[Kind::Function], "must be a function"),
    rule(OptionName::Concurrency, &[Kind::Number], "must be a whole number of 1 or more"),
    rule(
        OptionName::RateLimit,
        &[Kind::False, Kind::Object],
        "must be false or { limit, window }, two whole numbers above 0, the window in milliseconds",
    ),
];

/// What is wrong with a `baseUrl` that the platform's `URL` does not take.
pub const NO_ADDRESS: &str = "is not an address; a relative one needs a page to be relative to";

impl Rule {
    /// Whether it means something for many tokens only.
    pub fn is_for_many(&self) -> bool {
        matches!(self.option, OptionName::Concurrency | OptionName::RateLimit)
    }

    /// Why a value of that kind can't be the option's; `many` tells whether it is for `revokeTokens`.
    pub fn check(&self, kind: Kind, many: bool) -> Result<(), &'static str> {
        if self.is_for_many() && !many {
            Err("belongs to revokeTokens, for many tokens")
        } else if self.kinds.iter().all(|allowed| *allowed != kind) {
            Err(self.problem)
        } else {
            Ok(())
        }
    }
}

impl Kind {
    const ALL: [Kind; 8] = [
        Kind::Missing,
        Kind::False,
        Kind::Number,
        Kind::String,
        Kind::Function,
        Kind::Object,
        Kind::True,
        Kind::Other,
    ];

    /// The first kind of several, an octal digit each, the first last; in the order of the variants,
    /// as `src/edge/host.js` numbers them.
    pub fn first(kinds: u64) -> Kind {
        Kind::ALL.get((kinds & 7) as usize).copied().unwrap_or(Kind::Other)
    }
}

/// Whether a number may be a `timeout`, in milliseconds. `Infinity` may, it means none.
pub fn is_timeout(timeout: f64) -> bool {
    timeout > 0.0
}

/// Whether a number may be that of `retries`.
pub fn is_retries(retries: f64) -> bool {
    retries >= 0.0 && retries.fract() == 0.0 && retries <= f64::from(MOST_RETRIES)
}

/// Whether a number may be a `concurrency`.
pub fn is_concurrency(concurrency: f64) -> bool {
    counts(concurrency) && concurrency <= f64::from(u32::MAX)
}

/// Whether two numbers may be a `rateLimit`.
pub fn is_rate_limit(quota: Quota) -> bool {
    counts(quota.limit) && counts(quota.window)
}

/// Whether a number is whole and at least 1.
fn counts(value: f64) -> bool {
    // Infinity has no fraction that equals zero.
    value >= 1.0 && value.fract() == 0.0
}

/// Why an `accountId` may not be the value of a header. `is_empty` after trimming; `is_allowed` is
/// what RFC 9110, section 5.5, says.
pub fn check_account_id(is_empty: bool, is_allowed: bool) -> Result<(), &'static str> {
    if is_empty {
        return Err("is empty; leave it out where there is none");
    }
    if !is_allowed {
        return Err("has a character that is not allowed in an HTTP header");
    }
    Ok(())
}

/// Why a header may not be given; the names are in lower case, a line each, with its end.
// By itself, it is compiled by an engine only where there are headers.
#[inline(never)]
pub fn check_header_names(names: &str) -> Result<(), &'static str> {
    let Some(names) = names.strip_suffix('\n') else { return Ok(()) };
    let mut rest = Some(names.as_bytes());
    while let Some(name) = cut(&mut rest, b'\n') {
        check_header_name(name)?;
    }
    Ok(())
}

fn check_header_name(name: &[u8]) -> Result<(), &'static str> {
    match name {
        b"content-type" | b"accept" => {
            Err("must not set content-type or accept; the call sets them")
        }
        b"accountid" => Err("must not set accountId; there is an option \"accountId\""),
        // Not every platform's own Headers refuse such a name.
        _ if !is_token(name) => Err("must have names that are allowed in HTTP"),
        _ => Ok(()),
    }
}

/// RFC 9110, section 5.6.2.
fn is_token(name: &[u8]) -> bool {
    let allowed =
        |b: &u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".iter().any(|mark| mark == b);
    !name.is_empty() && name.iter().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hands;
    use crate::words::{Line, words};

    #[test]
    fn every_option_has_a_rule_in_the_place_of_its_name() {
        let names = words(Line::Options);
        assert_eq!(names.len(), RULES.len());
        for (at, rule) in RULES.iter().enumerate() {
            assert_eq!(rule.option as usize, at);
            let name = names[at];
            let variant = format!("{:?}", rule.option);
            assert_eq!(variant.to_lowercase(), name.to_lowercase());
        }
    }

    #[test]
    fn the_declarations_have_the_same_names() {
        let file = include_str!("../pkg-template/index.d.ts");
        let declared = |start| -> Vec<_> {
            let options = file.split(start).nth(1).unwrap().split("\n}").next().unwrap();
            let names = options.lines().filter_map(|line| line.trim().split_once("?:"));
            names.map(|(name, _)| name).collect()
        };
        let (many, one): (Vec<_>, Vec<_>) =
            RULES.iter().zip(words(Line::Options)).partition(|(rule, _)| rule.is_for_many());
        let names = |of: Vec<(&Rule, &'static str)>| -> Vec<_> {
            of.into_iter().map(|(_, name)| name).collect()
        };
        assert_eq!(declared("export interface RevokeTokenOptions {"), names(one));
        assert_eq!(declared("export interface RevokeTokensOptions "), names(many));
    }

    #[test]
    fn kinds_are_numbered_as_the_hands_number_them() {
        let file = hands::FILE;
        let types = file.split("const TYPES = [").nth(1).unwrap().split(']').next().unwrap();
        let types: Vec<_> = types.split(", ").map(|name| name.trim_matches('\'')).collect();
        let kind = |number: usize| Kind::first(0o1230 | number as u64);
        let of_type = |name| kind(types.iter().position(|it| *it == name).unwrap() + 1);
        assert_eq!(
            ["boolean", "number", "string", "function", "object"].map(of_type),
            [Kind::False, Kind::Number, Kind::String, Kind::Function, Kind::Object]
        );
        assert!(file.contains("if (value === undefined) return 0;"));
        assert_eq!(kind(0), Kind::Missing);
        let after = types.len() + 1;
        assert!(file.contains(&format!("if (value === true) return {after};")));
        assert!(file.contains(&format!("TYPES.indexOf(typeof value) + 1) || {};", after + 1)));
        assert_eq!(kind(after), Kind::True);
        assert_eq!(kind(after + 1), Kind::Other);
    }

    #[test]
    fn a_value_of_another_kind_is_none() {
        for rule in &RULES {
            for kind in Kind::ALL {
                let expected = if rule.kinds.contains(&kind) { Ok(()) } else { Err(rule.problem) };
                assert_eq!(rule.check(kind, true), expected, "{rule:?} {kind:?}");
            }
        }
        let kinds = |at: usize| RULES[at].kinds;
        assert_eq!(kinds(OptionName::BaseUrl as usize), [Kind::String, Kind::Object]);
        assert_eq!(kinds(OptionName::Keepalive as usize), [Kind::True, Kind::False]);
        assert_eq!(kinds(OptionName::RateLimit as usize), [Kind::False, Kind::Object]);
    }

    #[test]
    fn what_belongs_to_many_tokens_is_no_option_for_one() {
        for rule in &RULES {
            let refused = rule.check(rule.kinds[0], false).is_err();
            let for_many = matches!(rule.option, OptionName::Concurrency | OptionName::RateLimit);
            assert_eq!(refused, for_many, "{rule:?}");
        }
    }

    #[test]
    fn an_account_id_is_a_header_that_holds_something() {
        assert_eq!(check_account_id(false, true), Ok(()));
        assert!(check_account_id(true, true).unwrap_err().contains("empty"));
        assert!(check_account_id(false, false).unwrap_err().contains("character"));
    }

    #[test]
    fn a_timeout_is_above_zero() {
        for good in [0.5, 1.0, 30_000.0, 2_147_483_648.0, f64::INFINITY] {
            assert!(is_timeout(good), "{good}");
        }
        for bad in [0.0, -0.0, -1.0, f64::NAN, f64::NEG_INFINITY] {
            assert!(!is_timeout(bad), "{bad}");
        }
    }

    #[test]
    fn retries_are_whole_and_at_most_ten() {
        for good in 0..=10u32 {
            assert!(is_retries(f64::from(good)), "{good}");
        }
        for bad in [-1.0, 0.5, 11.0, f64::NAN, f64::INFINITY] {
            assert!(!is_retries(bad), "{bad}");
        }
    }

    #[test]
    fn concurrency_is_a_whole_number_of_at_least_one() {
        for good in [1.0, 32.0, 4_294_967_295.0] {
            assert!(is_concurrency(good), "{good}");
        }
        for bad in [0.0, -1.0, 0.5, 1.5, 4_294_967_296.0, f64::NAN, f64::INFINITY] {
            assert!(!is_concurrency(bad), "{bad}");
        }
    }

    #[test]
    fn a_rate_limit_is_two_whole_numbers_above_zero() {
        assert!(is_rate_limit(Quota { limit: 40.0, window: 1_000.0 }));
        for bad in [0.0, -1.0, 1.5, f64::NAN, f64::INFINITY] {
            assert!(!is_rate_limit(Quota { limit: bad, window: 1_000.0 }), "{bad}");
            assert!(!is_rate_limit(Quota { limit: 40.0, window: bad }), "{bad}");
        }
    }

    #[test]
    fn the_calls_own_headers_are_not_for_the_caller_to_set() {
        for own in ["content-type", "accept", "accountid"] {
            assert!(check_header_names(&format!("{own}\n")).is_err(), "{own}");
        }
        for other in ["authorization", "x-csrf-token", "accept-language", "!#$%&'*+-.^_`|~09az"] {
            assert!(check_header_names(&format!("{other}\n")).is_ok(), "{other}");
        }
    }

    #[test]
    fn a_header_has_a_name_that_http_allows() {
        for odd in ["", " ", "a b", "a:", "a\n", "\0", "é", "a/b", "\"a\""] {
            assert!(check_header_names(&format!("{odd}\n")).is_err(), "{odd:?}");
        }
        assert_eq!(check_header_names(""), Ok(()));
        assert_eq!(check_header_names("x-a\nx-b\n"), Ok(()));
        assert!(check_header_names("x-a\nx b\n").is_err());
    }
}
