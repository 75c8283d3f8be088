//! Events and actions of a call. These types mirror those of the core, so that only `driver.rs` depends on the core.

use crate::answer::{Body, RateLimit};
use std::fmt;

/// An event of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// There is no `fetch` to call.
    FetchMissing,
    /// `fetch` has rejected.
    FetchFailed,
    /// `fetch` has answered with something that is no `Response`.
    NotAResponse,
    /// `fetch` has followed a redirect.
    Redirected,
    /// The reading of the body has ended.
    Answered(Body),
    /// The timer of an attempt or of a pause has fired.
    Timer,
    /// The caller has aborted.
    Aborted,
    /// The call is the next one in the queue of its batch.
    Dispatched,
    /// The batch sends nothing any more.
    BatchClosed,
}

impl Event {
    /// Every event.
    pub const ALL: [Event; 13] = [
        Event::FetchMissing,
        Event::FetchFailed,
        Event::NotAResponse,
        Event::Redirected,
        Event::Answered(Body::Revoked),
        Event::Answered(Body::OtherCode),
        Event::Answered(Body::Malformed),
        Event::Answered(Body::Unreadable),
        Event::Answered(Body::Truncated),
        Event::Timer,
        Event::Aborted,
        Event::Dispatched,
        Event::BatchClosed,
    ];
}

/// An action of a call: what its driver does next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Action {
    /// Go on with what is under way.
    Continue,
    /// Send a request.
    Send,
    /// Join the queue of the batch.
    Queue,
    /// Stay in the queue, and get [`Event::Dispatched`] again after this time in milliseconds or after an answer.
    NotBefore(f64),
    /// Pause for this time in milliseconds.
    Wait(f64),
    /// The call is over: the token is revoked.
    Resolve(Revoked),
    /// The call is over: it failed.
    Fail(Failure),
    /// The call is over: it was aborted.
    Aborted,
    /// The call is over: its batch was closed before it had sent anything.
    Abandoned,
}

/// The result of a call that resolves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Revoked {
    /// The status.
    pub status: u16,
    /// The rate limit.
    pub rate_limit: Option<RateLimit>,
    /// Requests sent.
    pub attempts: u32,
}

/// The result of a call that fails.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Failure {
    /// The name of the error.
    pub name: &'static str,
    /// Why, beyond the name.
    pub reason: Reason,
    /// The status, where there is one.
    pub status: Option<u16>,
    /// The rate limit.
    pub rate_limit: Option<RateLimit>,
    /// What `Retry-After` asks for, in milliseconds.
    pub retry_after: Option<f64>,
    /// Requests sent.
    pub attempts: u32,
    /// `not_revoked` or `unknown`.
    pub outcome: &'static str,
}

/// Why a call failed, beyond the name of its error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The name says it.
    AsNamed,
    /// There is no `fetch`.
    FetchMissing,
    /// No whole answer arrived.
    NoWholeAnswer,
    /// `fetch` answered with something that is no `Response`.
    NotAResponse,
    /// `fetch` followed a redirect.
    FollowedRedirect,
    /// The answer is a redirect.
    Redirect,
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Action::NotBefore(time) => write!(f, "not before {time:.2} ms"),
            Action::Wait(time) => write!(f, "wait {time:.2} ms"),
            Action::Resolve(revoked) => write!(f, "resolve, {} attempts", revoked.attempts),
            Action::Fail(Failure {
                name, reason, status, retry_after, attempts, outcome, ..
            }) => {
                let [status, retry_after] =
                    [status.map(f64::from), *retry_after].map(|value| match value {
                        Some(value) => value.to_string(),
                        None => "none".to_owned(),
                    });
                write!(f, "fail, {name} ({reason:?}), {outcome}, {attempts} attempts, ")?;
                write!(f, "status {status}, Retry-After {retry_after}")
            }
            Action::Continue => f.write_str("continue"),
            Action::Send => f.write_str("send"),
            Action::Queue => f.write_str("queue"),
            Action::Aborted => f.write_str("reject with the reason of the abort"),
            Action::Abandoned => f.write_str("abandon"),
        }
    }
}
