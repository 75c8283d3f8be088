//! What a driver passes to a call.

use crate::millis::Millis;
use crate::rate_limit::RateLimit;
use crate::relay::Source;
use crate::response::BodyReading;

/// What has happened to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// There is no `fetch` to call.
    FetchMissing,
    /// The request failed: no answer arrived.
    FetchFailed,
    /// What `fetch` has answered with is no `Response`.
    NotAResponse,
    /// The client has followed a redirect: the answer came from another address than the endpoint's. The event's data
    /// has the answer's head.
    Redirected,
    /// There is an answer, and the reading of its body has ended. The event's data has the answer's head.
    Answered(BodyReading),
    /// The timer of an attempt or of a pause has fired. The event's data has the answer's head, if it has arrived.
    Timer,
    /// The caller has aborted the call.
    Aborted,
    /// The call is next in its batch's queue.
    Dispatched,
    /// The batch sends nothing any more.
    BatchClosed,
}

impl Event {
    /// Returns what the event says about the body of an answer.
    pub(crate) const fn body(self) -> Option<BodyReading> {
        match self {
            Event::Answered(body) => Some(body),
            Event::Timer => Some(BodyReading::TimedOut),
            _ => None,
        }
    }
}

/// The data that a driver passes to a call with an event.
#[derive(Clone, Copy, Debug, Default)]
pub struct EventData {
    /// The time since any fixed moment, the same for all calls of a batch. Unused in a single call.
    pub now: Millis,
    /// The head of the answer; `None` before it has arrived.
    pub head: Option<Head>,
    /// A number drawn evenly from 0 to 1, for the jitter of the back-off.
    pub random: f64,
}

/// The head of an answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Head {
    /// The status; 0 where a browser hides it, as it does that of a redirect.
    pub status: u16,
    /// The rate limit, where its headers are there and parse.
    pub rate_limit: Option<RateLimit>,
    /// What `Retry-After` asks for, where it is there and parses.
    pub retry_after: Option<Millis>,
    /// Who has answered: [`Source::Vendor`], unless the request went to a relay.
    pub source: Source,
}
