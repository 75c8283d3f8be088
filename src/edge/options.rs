//! Checks a caller's options, which `host.js` has read.

use super::host;
use crate::base_url::{self, ParsedUrl};
use crate::option_name::{self, Kind, OptionName, RULES};
use crate::pacer::{self, Quota};
use crate::retry;
use crate::words::{Line, WORDS};

/// What of a call's options the core needs, checked.
#[derive(Clone, Copy)]
pub(super) struct Options {
    /// Whether lengths are checked.
    pub(super) validate: bool,
    pub(super) retries: u32,
}

/// The options that only many calls have, checked.
pub(super) struct BulkOptions {
    /// The most tokens under way at once.
    pub(super) concurrency: u32,
    /// What to assume of the server; `None` for no pace.
    pub(super) quota: Option<Quota>,
}

/// What [`host::Options::read`] says instead of the kinds of all options.
const UNKNOWN_WORDS: f64 = -2.0;

/// The first of the words for an environment.
const PRODUCTION: u32 = 0;

/// `None` where an option is wrong: it has been refused. `many` tells whether they are for
/// `revokeTokens`.
pub(super) fn read(given: &host::Options, many: bool) -> Option<(Options, BulkOptions)> {
    let mut options = Options { validate: true, retries: retry::DEFAULT_RETRIES };
    let mut bulk =
        BulkOptions { concurrency: pacer::DEFAULT_CONCURRENCY, quota: Some(Quota::DEFAULT) };
    let mut timeout = retry::DEFAULT_TIMEOUT;
    let mut environment = None;
    let mut has_base = false;
    let mut kept_path = None;
    let mut kinds = given.read();
    if kinds == UNKNOWN_WORDS {
        given.learn(WORDS);
        kinds = given.read();
    }
    if kinds < 0.0 {
        return None;
    }
    for rule in &RULES {
        let kind = Kind::of(rule.option, kinds as u64);
        if kind == Kind::Missing {
            continue;
        }
        let index = rule.option as u32;
        let number = |member| given.number(index, member);
        let choice = |line| u32::try_from(given.choice(index, line as u32)).ok();
        let mut check = || {
            rule.check(kind, many)?;
            let fits = match rule.option {
                OptionName::Environment => {
                    environment = choice(Line::Environments);
                    environment.is_some()
                }
                OptionName::BaseUrl => {
                    has_base = true;
                    kept_path = keep(given.url(index))?;
                    true
                }
                OptionName::AccountId => {
                    let found = given.trim(index);
                    option_name::check_account_id(found == 1, found == 0)?;
                    true
                }
                OptionName::Headers => {
                    let names = given.headers(index).ok_or(rule.problem)?;
                    option_name::check_header_names(&names)?;
                    true
                }
                OptionName::Credentials => choice(Line::Credentials).is_some(),
                OptionName::Keepalive | OptionName::Fetch => true,
                OptionName::Validate => {
                    options.validate = kind == Kind::True;
                    true
                }
                OptionName::Signal => given.is_signal(index),
                OptionName::Timeout => {
                    timeout = number(None);
                    option_name::is_timeout(timeout)
                }
                OptionName::Retries => {
                    let retries = number(None);
                    options.retries = retries as u32;
                    option_name::is_retries(retries)
                }
                OptionName::Concurrency => {
                    let concurrency = number(None);
                    bulk.concurrency = concurrency as u32;
                    option_name::is_concurrency(concurrency)
                }
                OptionName::RateLimit if kind == Kind::False => {
                    bulk.quota = None;
                    true
                }
                OptionName::RateLimit => {
                    let quota =
                        Quota { limit: number(Some("limit")), window: number(Some("window")) };
                    bulk.quota = Some(quota);
                    option_name::is_rate_limit(quota)
                }
            };
            if fits { Ok(()) } else { Err(rule.problem) }
        };
        if let Err(problem) = check() {
            given.refuse(rule.option as u32, problem);
            return None;
        }
    }
    if environment.is_some() && has_base {
        let problem = "can't stand beside \"baseUrl\": leave one of them out";
        given.refuse(OptionName::Environment as u32, problem);
        return None;
    }
    let timeout = if timeout > retry::LONGEST_TIMER { 0.0 } else { timeout };
    given.accept(kept_path, environment.unwrap_or(PRODUCTION), timeout, bulk.concurrency);
    Some((options, bulk))
}

/// How much of a base URL's path stands before that of the endpoint; `None` where that is known.
fn keep(lines: Option<String>) -> Result<Option<u32>, &'static str> {
    let lines = lines.ok_or(option_name::NO_ADDRESS)?;
    let Some((url, page_origin)) = ParsedUrl::from_lines(lines.as_bytes()) else { return Ok(None) };
    Ok(Some(base_url::endpoint(url, page_origin)? as u32))
}
