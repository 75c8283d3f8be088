//! Checks a caller's options, which `host.js` has read.

use super::host;
use crate::base_url::{self, ParsedUrl};
use crate::option_name::{self, Kind, OptionName, RULES};
use crate::pacer::{self, Quota};
use crate::response;
use crate::retry;
use crate::words::Line;

/// What of a call's options the core needs, checked.
#[derive(Clone, Copy)]
pub(super) struct Options {
    /// Whether lengths are checked.
    pub(super) validate: bool,
    pub(super) retries: u32,
    /// Whether there is a signal.
    pub(super) signal: bool,
}

/// The options that only many calls have, checked.
pub(super) struct BulkOptions {
    /// The most tokens under way at once.
    pub(super) concurrency: u32,
    /// What to assume of the server; `None` for no pace.
    pub(super) quota: Option<Quota>,
}

/// The first of the words for an environment.
const PRODUCTION: u32 = 0;

/// `None` where an option is wrong: it has been refused. `kinds` are those of all options, or below
/// zero where `host.js` has refused them; `many` tells whether they are for `revokeTokens`.
pub(super) fn read(
    given: &host::Options,
    kinds: f64,
    many: bool,
) -> Option<(Options, BulkOptions)> {
    if kinds < 0.0 {
        return None;
    }
    let mut options = Options { validate: true, retries: retry::DEFAULT_RETRIES, signal: false };
    let mut bulk =
        BulkOptions { concurrency: pacer::DEFAULT_CONCURRENCY, quota: Some(Quota::DEFAULT) };
    let mut timeout = retry::DEFAULT_TIMEOUT;
    let mut environment = None;
    let mut has_base = false;
    let mut kept_path = None;
    let mut kinds = kinds as u64;
    for rule in &RULES {
        let kind = Kind::first(kinds);
        kinds >>= 3;
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
                    kept_path = match given.base(index) {
                        0 => return Err(option_name::NO_ADDRESS),
                        1 => Some(keep(&given.lines(index))?),
                        _ => None,
                    };
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
                OptionName::Signal => {
                    options.signal = true;
                    given.is_signal(index)
                }
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
    let environment = environment.unwrap_or(PRODUCTION);
    let body_limit = f64::from(response::BODY_LIMIT);
    given.accept(environment, kept_path, timeout, body_limit, bulk.concurrency);
    Some((options, bulk))
}

/// How much of a base URL's path stands before that of the endpoint.
// By itself, it is compiled by an engine only where there is a base URL.
#[inline(never)]
fn keep(lines: &str) -> Result<u32, &'static str> {
    let (url, page_origin) =
        ParsedUrl::from_lines(lines.as_bytes()).ok_or(option_name::NO_ADDRESS)?;
    Ok(base_url::endpoint(url, page_origin)? as u32)
}
