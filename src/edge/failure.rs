//! Hands how a call ended to the host, `host.js`, which adds what the server wrote and settles the promise.

use super::host;
use crate::failure::{Failure, Revoked, Why};
use crate::rate_limit::RateLimit;

/// Has the host resolve the promise of a call.
pub(super) fn resolve(host: &host::Call, revoked: &Revoked) {
    let [limit, remaining, window] = numbers(revoked.rate_limit);
    host.resolve(revoked.status, limit, remaining, window, revoked.attempts);
}

/// Has the host reject the promise of a call.
pub(super) fn fail(host: &host::Call, failure: &Failure) {
    let Failure { name, why, outcome, .. } = *failure;
    let detail = why.text(why == Why::NoWholeAnswer && host.in_browser());
    for text in [name.as_str(), name.message(), detail, name.hint(), outcome.as_str()] {
        host.say(text);
    }
    let [limit, remaining, window] = numbers(failure.rate_limit);
    let retry_after = failure.retry_after.unwrap_or(f64::NAN);
    let status = failure.status.unwrap_or(0);
    host.fail(status, limit, remaining, window, retry_after, failure.attempts);
}

/// The three numbers of a rate limit; `NaN` where there is none.
fn numbers(rate_limit: Option<RateLimit>) -> [f64; 3] {
    rate_limit.map_or([f64::NAN; 3], |it| [it.limit, it.remaining, it.window])
}
