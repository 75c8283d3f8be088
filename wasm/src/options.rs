//! Checks a caller's options, which `host/options.js` has read.

use crate::host;
use crate::protocol::{self, Kind, Protocol};
use nomba_revoke::base_url::{self, BESIDE, NOT_AN_ADDRESS, ParsedUrl, Scheme};
use nomba_revoke::pacer::{DEFAULT_CONCURRENCY, Quota};
use nomba_revoke::{DEFAULT_TIMEOUT, Environment, OptionError, OptionName, Retries, header};

/// The longest delay that `setTimeout` can hold. It takes a longer one for none.
const LONGEST_TIMER: f64 = 2_147_483_647.0;

/// The values of the option `credentials`.
const CREDENTIALS: [&str; 3] = ["omit", "same-origin", "include"];

/// The options of a call.
#[derive(Clone, Copy)]
pub(crate) struct CallOptions {
    /// Whether lengths are checked.
    pub(crate) validate: bool,
    pub(crate) retries: Retries,
    pub(crate) has_signal: bool,
    /// Whether the call goes to a relay.
    pub(crate) has_relay: bool,
}

/// The options that only a batch has.
pub(crate) struct BatchOptions {
    /// The most tokens under way at once.
    pub(crate) concurrency: u32,
    /// The quota to assume of the server; `None` for no pace.
    pub(crate) quota: Option<Quota>,
}

/// What the value of an option may be.
struct Rule {
    option: OptionName,
    name: protocol::OptionName,
    kinds: &'static [Kind],
}

macro_rules! rules {
    ($($name:ident: $($kind:ident)|+,)+) => {
        [$(Rule {
            option: OptionName::$name,
            name: protocol::OptionName::$name,
            kinds: &[$(Kind::$kind),+],
        }),+]
    };
}

static RULES: [Rule; OptionName::ALL.len()] = rules! {
    Environment: String,
    BaseUrl: String | Object,
    Relay: String | Object,
    AccountId: String,
    Headers: Object,
    Credentials: String,
    Keepalive: Boolean,
    Validate: Boolean,
    Signal: Object,
    Timeout: Number,
    Retries: Number,
    Fetch: Function,
    Concurrency: Number,
    RateLimit: Boolean | Object,
};

/// Reads all options; `None` where one is wrong, which has been refused then. `for_batch` says whether they are those of
/// `revokeTokens`.
pub(crate) fn read(host: &host::Options, for_batch: bool) -> Option<(CallOptions, BatchOptions)> {
    match check(host, for_batch) {
        Ok(options) => Some(options),
        Err(error) => {
            host.refuse(&error.message());
            None
        }
    }
}

fn check(
    host: &host::Options,
    for_batch: bool,
) -> Result<(CallOptions, BatchOptions), OptionError> {
    let mut call = CallOptions {
        validate: true,
        retries: Retries::default(),
        has_signal: false,
        has_relay: false,
    };
    let mut timeout = DEFAULT_TIMEOUT.get();
    let mut batch = BatchOptions { concurrency: DEFAULT_CONCURRENCY, quota: Some(Quota::DEFAULT) };
    let mut environment = None;
    let mut has_base_url = false;
    for Rule { option, name, kinds } in &RULES {
        let (option, name) = (*option, *name);
        let kind = host.kind(name);
        if kind == Kind::Undefined {
            continue;
        }
        if option.is_for_batches() && !for_batch {
            return Err(option.has("belongs to revokeTokens, for many tokens"));
        }
        if !kinds.contains(&kind) {
            return Err(option.is_wrong());
        }
        let holds = match option {
            OptionName::Environment => {
                environment = Environment::from_name(&host.text(name));
                environment.is_some()
            }
            OptionName::BaseUrl | OptionName::Relay => {
                if has_base_url {
                    return Err(option.has(BESIDE));
                }
                has_base_url = true;
                call.has_relay = option == OptionName::Relay;
                check_base_url(host, name).map_err(|problem| option.has(problem))?;
                true
            }
            OptionName::AccountId => {
                header::check_account_id(&host.text(name), call.has_relay)?;
                true
            }
            OptionName::Headers => host.read_headers() && check_headers(host, call.has_relay)?,
            OptionName::Credentials => CREDENTIALS.contains(&&*host.text(name)),
            OptionName::Keepalive | OptionName::Fetch => true,
            OptionName::Validate => {
                call.validate = host.boolean(name);
                true
            }
            OptionName::Signal => {
                call.has_signal = true;
                host.is_signal()
            }
            OptionName::Timeout => {
                timeout = host.number(name);
                timeout > 0.0
            }
            OptionName::Retries => {
                let retries = Retries::new(host.number(name) as u32)?;
                call.retries = retries;
                f64::from(retries.get()) == host.number(name)
            }
            OptionName::Concurrency => {
                batch.concurrency = host.number(name) as u32;
                batch.concurrency > 0 && f64::from(batch.concurrency) == host.number(name)
            }
            OptionName::RateLimit if kind == Kind::Boolean => {
                batch.quota = None;
                !host.boolean(name)
            }
            OptionName::RateLimit => {
                let [limit, window] = ["limit", "window"].map(|name| host.rate_limit_member(name));
                batch.quota = Some(Quota { limit, window });
                // Infinity has no fraction that equals zero.
                limit >= 1.0 && window >= 1.0 && limit.fract() + window.fract() == 0.0
            }
        };
        if !holds {
            return Err(option.is_wrong());
        }
    }
    if environment.is_some() && has_base_url {
        return Err(OptionName::Environment.has(BESIDE));
    }
    let timeout = Some(timeout).filter(|timeout| *timeout <= LONGEST_TIMER);
    host.accept(environment.unwrap_or_default().server(), timeout, batch.concurrency);
    Ok((call, batch))
}

/// Checks the headers that the caller gives.
// By itself, it is compiled by an engine only where there are headers.
#[inline(never)]
fn check_headers(host: &host::Options, has_relay: bool) -> Result<bool, OptionError> {
    let mut index: u32 = 0;
    while let Some(name) = host.header_name(index) {
        header::check(&name, &host.header_value(index), has_relay)?;
        index = index.saturating_add(1);
    }
    Ok(true)
}

/// Checks the base URL that the caller gives.
// By itself, it is compiled by an engine only where there is a base URL.
#[inline(never)]
fn check_base_url(host: &host::Options, option: protocol::OptionName) -> Result<(), &'static str> {
    let url = host.read_base_url(option).ok_or(NOT_AN_ADDRESS)?;
    if url.is_accepted() {
        return Ok(());
    }
    let scheme = match url.protocol() {
        Protocol::Https => Scheme::Https,
        Protocol::Http => Scheme::Http,
        _ => Scheme::Other,
    };
    let (hostname, pathname) = (url.hostname(), url.pathname());
    let parsed = ParsedUrl {
        scheme,
        hostname: &hostname,
        pathname: &pathname,
        has_credentials: url.has_credentials(),
        has_query: url.has_query(),
        has_fragment: url.has_fragment(),
        is_page_origin: url.is_page_origin(),
    };
    let is_relay = option == protocol::OptionName::Relay;
    url.accept(base_url::kept_path(parsed, is_relay)? as u32);
    Ok(())
}
