//! Checks a caller's options, which `host.js` has read.

use super::host;
use crate::base_url::{self, ParsedUrl};
use crate::option_name::{self, Kind, OptionName, RULES};
use crate::pacer::{self, Quota};
use crate::retry;

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

/// `None` where an option is wrong: it has been refused. `many` tells whether they are for
/// `revokeTokens`.
pub(super) fn read(given: &host::Options, many: bool) -> Option<(Options, BulkOptions)> {
    let mut options = Options { validate: true, retries: retry::DEFAULT_RETRIES };
    let mut bulk =
        BulkOptions { concurrency: pacer::DEFAULT_CONCURRENCY, quota: Some(Quota::DEFAULT) };
    let mut timeout = retry::DEFAULT_TIMEOUT;
    let [(_, mut server), _] = base_url::ENVIRONMENTS;
    let mut has_environment = false;
    let mut base = None;
    if !given.knows_names() {
        given.learn_names(option_name::NAMES);
    }
    let mut found = given.read()?;
    while let Some(rule) = RULES.get(found.trailing_zeros() as usize) {
        let index = found.trailing_zeros();
        found &= found.wrapping_sub(1);
        let kind = Kind::from_number(given.kind(index));
        let number = |member| given.number(index, member);
        let mut check = || {
            rule.check(kind, many)?;
            let fits = match rule.option {
                OptionName::Environment => {
                    has_environment = true;
                    let mut all = base_url::ENVIRONMENTS.iter();
                    let found = all.find(|(name, _)| given.is(index, name));
                    server = found.map_or(server, |(_, server)| server);
                    found.is_some()
                }
                OptionName::BaseUrl => {
                    base = Some(kept_path(given.url(index))?);
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
                OptionName::Credentials => {
                    option_name::CREDENTIALS.iter().any(|known| given.is(index, known))
                }
                OptionName::Keepalive | OptionName::Fetch => true,
                OptionName::Validate => {
                    options.validate = kind == Kind::True;
                    true
                }
                OptionName::Signal => given.is_signal(index),
                OptionName::Timeout => {
                    timeout = number("");
                    option_name::is_timeout(timeout)
                }
                OptionName::Retries => {
                    let retries = number("");
                    options.retries = retries as u32;
                    option_name::is_retries(retries)
                }
                OptionName::Concurrency => {
                    let concurrency = number("");
                    bulk.concurrency = concurrency as u32;
                    option_name::is_concurrency(concurrency)
                }
                OptionName::RateLimit if kind == Kind::False => {
                    bulk.quota = None;
                    true
                }
                OptionName::RateLimit => {
                    let quota = Quota { limit: number("limit"), window: number("window") };
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
    if has_environment && base.is_some() {
        let problem = "can't stand beside \"baseUrl\": leave one of them out";
        given.refuse(OptionName::Environment as u32, problem);
        return None;
    }
    let timeout = if timeout > retry::LONGEST_TIMER { 0.0 } else { timeout };
    given.accept(base, server, base_url::PATH, timeout, bulk.concurrency);
    Some((options, bulk))
}

/// How much of a base URL's path stands before that of the endpoint.
fn kept_path(lines: Option<String>) -> Result<u32, &'static str> {
    let lines = lines.unwrap_or_default();
    let (url, page_origin) =
        ParsedUrl::from_lines(lines.as_bytes()).ok_or(option_name::NO_ADDRESS)?;
    Ok(base_url::endpoint(url, page_origin)? as u32)
}
