//! The options of a call by name, and what to say of a wrong one.

use core::fmt;

/// An option of `revokeToken` or `revokeTokens`. Some are JavaScript's alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionName {
    /// One of the specification's servers.
    Environment,
    /// A server of one's own in their place.
    BaseUrl,
    /// A relay in one's own back end in their place.
    Relay,
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
    /// The time for one attempt.
    Timeout,
    /// Attempts after the first.
    Retries,
    /// The function that sends a request.
    Fetch,
    /// How many tokens of a batch may be under way at once.
    Concurrency,
    /// The pace of a batch until the server states its own.
    RateLimit,
}

impl OptionName {
    /// Every option, in the order in which they are checked.
    pub const ALL: [OptionName; 14] = [
        OptionName::Environment,
        OptionName::BaseUrl,
        OptionName::Relay,
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

    /// Returns the name as JavaScript has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            OptionName::Environment => "environment",
            OptionName::BaseUrl => "baseUrl",
            OptionName::Relay => "relay",
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

    /// Returns whether the option means something for a batch only.
    pub const fn is_for_batches(self) -> bool {
        matches!(self, OptionName::Concurrency | OptionName::RateLimit)
    }

    /// Returns what the option must be.
    pub const fn rule(self) -> &'static str {
        match self {
            OptionName::Environment => "must be \"production\" or \"sandbox\"",
            OptionName::BaseUrl | OptionName::Relay => "must be a string or a URL",
            OptionName::AccountId => "must be a string",
            OptionName::Headers => {
                "must be headers as fetch takes them, with names and values that are allowed in HTTP"
            }
            OptionName::Credentials => "must be \"omit\", \"same-origin\" or \"include\"",
            OptionName::Keepalive | OptionName::Validate => "must be true or false",
            OptionName::Signal => "must be an AbortSignal",
            OptionName::Timeout => "must be a number of milliseconds above 0, or Infinity",
            OptionName::Retries => "must be a whole number from 0 to 10",
            OptionName::Fetch => "must be a function",
            OptionName::Concurrency => "must be a whole number of 1 or more",
            OptionName::RateLimit => {
                "must be false or { limit, window }, two whole numbers above 0, the window in milliseconds"
            }
        }
    }

    /// Returns the error of an option that breaks its [`rule`](OptionName::rule).
    pub const fn is_wrong(self) -> OptionError {
        self.has(self.rule())
    }

    /// Returns the error of an option with another problem.
    pub const fn has(self, problem: &'static str) -> OptionError {
        OptionError { option: self, problem }
    }
}

/// An option that can't be. `Display` names the option and says what is wrong, and repeats nothing of the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OptionError {
    /// The option.
    pub option: OptionName,
    /// The problem, as the end of a sentence that begins with the option.
    pub problem: &'static str,
}

impl OptionError {
    /// Returns the message: which option is wrong, and how.
    pub fn message(&self) -> String {
        ["The option \"", self.option.as_str(), "\" ", self.problem].concat()
    }
}

impl fmt::Display for OptionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl core::error::Error for OptionError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_listed_once_under_a_name_of_its_own() {
        for (index, option) in OptionName::ALL.into_iter().enumerate() {
            assert_eq!(option as usize, index);
            let same = OptionName::ALL.into_iter().filter(|it| it.as_str() == option.as_str());
            assert_eq!(same.count(), 1, "{option:?}");
            assert_eq!(option.as_str().to_lowercase(), format!("{option:?}").to_lowercase());
        }
    }

    #[test]
    fn an_error_names_the_option_and_its_rule() {
        assert_eq!(
            OptionName::Retries.is_wrong().to_string(),
            "The option \"retries\" must be a whole number from 0 to 10"
        );
    }
}
