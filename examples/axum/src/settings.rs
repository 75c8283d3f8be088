//! The settings, which come from the environment.

use anyhow::{Context, Result, bail, ensure};
use nomba_revoke::{Field, Input, Options, check};
use std::env;
use std::path::PathBuf;
use std::time::Duration;

/// The time for Nomba's answer: shorter than the 30 seconds that the page waits.
const TIMEOUT: Duration = Duration::from_secs(20);

const REQUIRED: [&str; 4] = [
    "NOMBA_BASE_URL",
    "NOMBA_CLIENT_ID",
    "OPERATOR_NAME",
    "OPERATOR_PASSWORD",
];

pub struct Settings {
    pub port: u16,
    /// The folder of the npm package `nomba-revoke`, which the page imports.
    pub package: PathBuf,
    /// Name and password of the one who may sign in.
    pub operator: [String; 2],
    pub client_id: String,
    /// Where a request to Nomba goes.
    pub options: Options,
}

impl Settings {
    pub fn read() -> Result<Settings> {
        let values = REQUIRED.map(|name| env::var(name).unwrap_or_default());
        let missing = REQUIRED
            .iter()
            .zip(&values)
            .filter(|(_, value)| value.is_empty());
        let missing: Vec<_> = missing.map(|(name, _)| *name).collect();
        ensure!(
            missing.is_empty(),
            "Set {} in the environment: README.md says what each is.",
            missing.join(", ")
        );
        let [base_url, client_id, name, password] = values;

        let length = client_id.chars().count().try_into()?;
        if let Some(issue) = check(Field::ClientId, Input::Text(length), true) {
            bail!("NOMBA_CLIENT_ID can't be used: {issue}.");
        }
        // One attempt: the page repeats a request that may be repeated.
        let options = Options::default().timeout(TIMEOUT)?.retries(0)?;
        let options = options
            .base_url(&base_url)
            .context("NOMBA_BASE_URL can't be used")?;

        let port = env::var("PORT").unwrap_or_else(|_| "3000".to_owned());
        let port = port
            .parse()
            .context("PORT must be a number from 0 to 65535")?;
        let package = env::var_os("NOMBA_REVOKE_PACKAGE")
            .map_or_else(|| PathBuf::from("node_modules/nomba-revoke"), PathBuf::from);
        Ok(Settings {
            port,
            package,
            operator: [name, password],
            client_id,
            options,
        })
    }
}
