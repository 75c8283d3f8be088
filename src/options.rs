//! The options of a call: where it goes, what it carries, how long it tries.

use crate::base_url::{self, BESIDE, NOT_AN_ADDRESS, ParsedUrl};
use crate::header;
use crate::millis::Millis;
use crate::option::{OptionError, OptionName};
use crate::retry::Retries;

/// One of the specification's servers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Environment {
    /// The server that real tokens belong to.
    #[default]
    Production,
    /// The server for trials.
    Sandbox,
}

impl Environment {
    /// Both servers.
    pub const ALL: [Environment; 2] = [Environment::Production, Environment::Sandbox];

    /// Returns the name as the option `environment` has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Environment::Production => "production",
            Environment::Sandbox => "sandbox",
        }
    }

    /// Returns the server of that name.
    pub fn from_name(name: &str) -> Option<Environment> {
        Environment::ALL.into_iter().find(|environment| environment.as_str() == name)
    }

    /// Returns the server's address, without a slash at its end.
    pub const fn server(self) -> &'static str {
        match self {
            Environment::Production => "https://api.nomba.com",
            Environment::Sandbox => "https://sandbox.nomba.com",
        }
    }
}

/// The time for one attempt where none is given.
pub const DEFAULT_TIMEOUT: Millis = Millis::from_secs(30);

/// The options of a call.
///
/// ```
/// use nomba_revoke::{Environment, Options};
/// use std::time::Duration;
///
/// let options = Options::default()
///     .environment(Environment::Sandbox)
///     .timeout(Duration::from_secs(10))?
///     .retries(4)?;
/// assert_eq!(options.endpoint(), "https://sandbox.nomba.com/v1/auth/token/revoke");
/// # Ok::<(), nomba_revoke::OptionError>(())
/// ```
#[derive(Clone)]
pub struct Options {
    destination: Destination,
    headers: Vec<(String, String)>,
    timeout: Millis,
    retries: Retries,
    validate: bool,
}

/// Where a request goes. An address has no slash at its end.
#[derive(Clone)]
enum Destination {
    Environment(Environment),
    BaseUrl(String),
    Relay(String),
}

impl Default for Options {
    /// Production, 30 seconds for an attempt, two retries, lengths checked.
    fn default() -> Options {
        Options {
            destination: Destination::Environment(Environment::default()),
            headers: Vec::new(),
            timeout: DEFAULT_TIMEOUT,
            retries: Retries::default(),
            validate: true,
        }
    }
}

impl Options {
    /// Sends to one of the specification's servers, and not to a base URL or a relay that was set before.
    #[must_use]
    pub fn environment(self, environment: Environment) -> Options {
        Options { destination: Destination::Environment(environment), ..self }
    }

    /// Sends to a server of one's own: a proxy, or a mock server. A path prefix is kept.
    ///
    /// # Errors
    ///
    /// Where the URL is not absolute and canonical, is not `http:` or `https:`, has credentials, a query or a fragment,
    /// is plain `http:` to anything but a loopback host, or is the vendor's with a path of the endpoint's in it; where a
    /// relay was set before.
    pub fn base_url(self, url: &str) -> Result<Options, OptionError> {
        let base = address(OptionName::BaseUrl, url)?;
        if self.has_relay() {
            return Err(OptionName::BaseUrl.has(BESIDE));
        }
        Ok(Options { destination: Destination::BaseUrl(base), ..self })
    }

    /// Sends to a relay in one's own back end, made with `createRevokeRelay` of `nomba-revoke/relay`. A path prefix is kept.
    ///
    /// The relay says whether the vendor has answered, and may know the client id, which the request
    /// [can do without](crate::RevokeTokenRequest::without_client_id) then.
    ///
    /// # Errors
    ///
    /// Where the URL breaks a rule of [`base_url`](Options::base_url), is the vendor's, or has a path of the endpoint's in
    /// it; where a base URL, an account id, or a header `idempotency-key` was set before.
    pub fn relay(self, url: &str) -> Result<Options, OptionError> {
        let relay = address(OptionName::Relay, url)?;
        if let Destination::BaseUrl(_) = self.destination {
            return Err(OptionName::Relay.has(BESIDE));
        }
        for (name, value) in &self.headers {
            match name.as_str() {
                header::ACCOUNT_ID => header::check_account_id(value, true)?,
                name => header::check(name, value, true)?,
            }
        }
        Ok(Options { destination: Destination::Relay(relay), ..self })
    }

    /// Sends an `accountId` header, as the vendor's guide shows it.
    ///
    /// # Errors
    ///
    /// Where the id is empty after trimming, or has a character that HTTP does not allow; where the request goes to a relay.
    pub fn account_id(mut self, id: &str) -> Result<Options, OptionError> {
        let id = id.trim();
        header::check_account_id(id, self.has_relay())?;
        self.headers.push((header::ACCOUNT_ID.to_owned(), id.to_owned()));
        Ok(self)
    }

    /// Sends a further header. Its value counts as a secret.
    ///
    /// # Errors
    ///
    /// Where HTTP does not allow the name or the value, or the call sets a header of that name itself.
    pub fn header(mut self, name: &str, value: &str) -> Result<Options, OptionError> {
        let name = name.to_ascii_lowercase();
        header::check(&name, value, self.has_relay())?;
        self.headers.push((name, value.to_owned()));
        Ok(self)
    }

    /// Bounds one attempt, its body included; [`Millis::FOREVER`] and `Duration::MAX` stand for no bound.
    ///
    /// # Errors
    ///
    /// Where the time is zero.
    pub fn timeout(self, timeout: impl Into<Millis>) -> Result<Options, OptionError> {
        let timeout = timeout.into();
        if timeout == Millis::ZERO {
            return Err(OptionName::Timeout.is_wrong());
        }
        Ok(Options { timeout, ..self })
    }

    /// Makes so many further attempts after the first.
    ///
    /// # Errors
    ///
    /// Where they are more than 10.
    pub fn retries(self, retries: u32) -> Result<Options, OptionError> {
        Ok(Options { retries: Retries::new(retries)?, ..self })
    }

    /// Checks the lengths of the request's fields, or does not.
    #[must_use]
    pub fn validate(self, validate: bool) -> Options {
        Options { validate, ..self }
    }

    /// Returns where a request goes.
    pub fn endpoint(&self) -> String {
        let base = match &self.destination {
            Destination::Environment(environment) => environment.server(),
            Destination::BaseUrl(base) | Destination::Relay(base) => base,
        };
        [base, base_url::PATH].concat()
    }

    /// Returns whether a request goes to a relay.
    pub(crate) const fn has_relay(&self) -> bool {
        matches!(self.destination, Destination::Relay(_))
    }

    /// Returns the headers of a request: names in lower case, and values.
    pub(crate) fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let given = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        header::OF_A_CALL.into_iter().chain(given)
    }

    /// Returns the values of the caller's headers, which no text of the server may repeat.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &str> {
        let secret = |(name, _): &&(String, String)| name != header::ACCOUNT_ID;
        self.headers.iter().filter(secret).map(|(_, value)| value.as_str())
    }

    /// Returns the time for one attempt; [`Millis::FOREVER`] for no bound.
    pub const fn attempt_timeout(&self) -> Millis {
        self.timeout
    }

    /// Returns the number of attempts after the first.
    pub const fn most_retries(&self) -> Retries {
        self.retries
    }

    /// Returns whether the lengths of the request's fields are checked.
    pub(crate) const fn validates(&self) -> bool {
        self.validate
    }
}

/// Returns an absolute URL without slashes at its end.
fn address(option: OptionName, url: &str) -> Result<String, OptionError> {
    let parsed = ParsedUrl::parse(url).ok_or(option.has(NOT_AN_ADDRESS))?;
    let is_relay = option == OptionName::Relay;
    base_url::kept_path(parsed, is_relay).map_err(|problem| option.has(problem))?;
    Ok(url.trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::time::Duration;

    #[test]
    fn the_specification_has_the_same_servers_and_path() {
        let specification = include_str!("../tests/fixtures/nomba-revoke-access-token.openapi.md");
        let servers = Environment::ALL.map(Environment::server);
        for text in servers.into_iter().chain([base_url::PATH]) {
            assert!(specification.contains(text), "{text}");
        }
    }

    #[test]
    fn a_request_goes_to_production_unless_the_caller_says_otherwise() {
        let endpoint = |options: Options| options.endpoint();
        let default = endpoint(Options::default());
        assert_eq!(default, "https://api.nomba.com/v1/auth/token/revoke");
        let proxy = Options::default().base_url("https://proxy.example/api/").unwrap();
        assert_eq!(endpoint(proxy), "https://proxy.example/api/v1/auth/token/revoke");
        let error = Options::default().base_url("http://proxy.example").err().unwrap();
        assert_eq!(error.option, OptionName::BaseUrl);
        assert!(error.to_string().contains("must be https:"), "{error}");
        let error = Options::default().base_url("/api").err().unwrap();
        assert_eq!(error, OptionName::BaseUrl.has(NOT_AN_ADDRESS));
    }

    const RELAY: &str = "https://admin.example/api/nomba";

    #[test]
    fn a_relay_is_an_address_of_ones_own() {
        let options = Options::default().environment(Environment::Sandbox);
        let relay = options.relay("https://admin.example/api/nomba//").unwrap();
        assert_eq!(relay.endpoint(), "https://admin.example/api/nomba/v1/auth/token/revoke");
        assert!(relay.has_relay());
        assert!(!relay.environment(Environment::Sandbox).has_relay());
        for (url, word) in [
            ("", "is not an address"),
            ("/api/nomba", "is not an address"),
            ("https://api.nomba.com", "not Nomba's"),
            ("https://nomba.com/relay", "not Nomba's"),
            ("https://admin.example/v1", "/v1/auth/token/revoke"),
            ("https://admin.example/v1/auth/token/revoke/", "/v1/auth/token/revoke"),
            ("http://admin.example", "https:"),
            ("https://admin.example?a=b", "query"),
        ] {
            let error = Options::default().relay(url).err().unwrap();
            assert_eq!(error.option, OptionName::Relay, "{url}");
            assert!(error.problem.contains(word), "{url}: {error}");
        }
    }

    /// In whichever order the two are set.
    #[test]
    fn what_belongs_to_the_relay_cant_stand_beside_one() {
        type Set = fn(Options) -> Result<Options, OptionError>;
        let relay: Set = |options| options.relay(RELAY);
        let others: [(OptionName, Set); 3] = [
            (OptionName::BaseUrl, |options| options.base_url(RELAY)),
            (OptionName::AccountId, |options| options.account_id("account")),
            (OptionName::Headers, |options| options.header("Idempotency-Key", "mine")),
        ];
        for (name, other) in others {
            let first = other(Options::default()).and_then(relay).err().unwrap();
            let last = relay(Options::default()).and_then(other).err().unwrap();
            assert_eq!(first.problem, last.problem, "{name:?}");
            assert_eq!(last.option, name);
        }
        let options = Options::default().header("x-csrf-token", "secret");
        assert!(options.and_then(relay).and_then(relay).is_ok());
    }

    #[test]
    fn a_timeout_is_above_zero_and_may_be_none() {
        assert_eq!(Options::default().attempt_timeout(), Millis::from_secs(30));
        let timeout = |timeout| Options::default().timeout(timeout).map(|it| it.attempt_timeout());
        assert_eq!(timeout(Duration::from_micros(1)), Ok(Millis::new(0.001)));
        assert_eq!(timeout(Duration::MAX), Ok(Millis::FOREVER));
        assert_eq!(timeout(Duration::ZERO), Err(OptionName::Timeout.is_wrong()));
    }

    #[test]
    fn there_are_at_most_ten_retries() {
        let retries =
            |retries| Options::default().retries(retries).map(|it| it.most_retries().get());
        assert_eq!(Options::default().most_retries().get(), 2);
        for good in 0..=10 {
            assert_eq!(retries(good), Ok(good));
        }
        assert_eq!(retries(11), Err(OptionName::Retries.is_wrong()));
    }

    #[test]
    fn a_request_has_the_calls_headers_and_the_callers() {
        let options = Options::default().account_id(" id ").unwrap();
        let options = options.header("X-CSRF-Token", "secret").unwrap();
        let headers: Vec<_> = options.headers().collect();
        assert_eq!(
            headers,
            [
                ("content-type", "application/json"),
                ("accept", "application/json"),
                ("accountid", "id"),
                ("x-csrf-token", "secret")
            ]
        );
        assert_eq!(options.secrets().collect::<Vec<_>>(), ["secret"]);
        assert!(options.header("Accept", "text/html").is_err());
    }

    #[test]
    fn lengths_are_checked_unless_the_caller_says_otherwise() {
        assert!(Options::default().validates());
        assert!(!Options::default().validate(false).validates());
    }
}
