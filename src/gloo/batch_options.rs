//! The options of a batch.

use crate::option::{OptionError, OptionName};
use crate::pacer::{DEFAULT_CONCURRENCY, Pacer, Quota};

/// The options of a batch, beside those of its calls.
///
/// The default keeps the pace of the vendor's regular tier, 15 requests a second, until the server's headers state
/// another one, and has at most 32 tokens under way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BatchOptions {
    concurrency: u32,
    quota: Option<Quota>,
}

impl Default for BatchOptions {
    fn default() -> BatchOptions {
        BatchOptions { concurrency: DEFAULT_CONCURRENCY, quota: Some(Quota::DEFAULT) }
    }
}

impl BatchOptions {
    /// Has at most so many tokens under way.
    ///
    /// # Errors
    ///
    /// If the number is 0.
    pub fn concurrency(self, concurrency: u32) -> Result<BatchOptions, OptionError> {
        if concurrency == 0 {
            return Err(OptionName::Concurrency.is_wrong());
        }
        Ok(BatchOptions { concurrency, ..self })
    }

    /// Keeps this pace until the server's headers state another one.
    ///
    /// # Errors
    ///
    /// If one of the two numbers is not a whole number above 0.
    pub fn rate_limit(self, quota: Quota) -> Result<BatchOptions, OptionError> {
        let is_whole = |number: f64| number >= 1.0 && number.fract() == 0.0;
        if !is_whole(quota.limit) || !is_whole(quota.window) {
            return Err(OptionName::RateLimit.is_wrong());
        }
        Ok(BatchOptions { quota: Some(quota), ..self })
    }

    /// Keeps no pace: only the concurrency and the pause after a 429 limit the requests.
    #[must_use]
    pub fn without_rate_limit(self) -> BatchOptions {
        BatchOptions { quota: None, ..self }
    }

    pub(super) fn most_under_way(&self) -> usize {
        usize::try_from(self.concurrency).unwrap_or(usize::MAX)
    }

    pub(super) fn pacer(&self) -> Pacer {
        Pacer::new(self.quota, self.concurrency)
    }
}
