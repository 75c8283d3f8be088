//! What the records of calls and batches observe.

use crate::answer::Head;
use crate::event::Event;
use crate::vendor::Token;

/// Times that differ by fewer milliseconds are the same, since they may have been rounded.
pub const TOLERANCE: f64 = 0.01;

/// What a call waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// A permit, in the queue of its batch.
    Queued,
    /// An answer and its body.
    Sending,
    /// The end of a pause.
    Pausing,
    /// Nothing: the call is over.
    Ended,
}

/// An event that a call handles, and everything that its action may depend on.
#[derive(Clone, Copy, Debug)]
pub struct Observation {
    /// The event.
    pub event: Event,
    /// The head of the answer, if it has arrived.
    pub head: Option<Head>,
    /// The random number that the call gets.
    pub random: f64,
    /// The time in milliseconds.
    pub now: f64,
    /// What the vendor knows about the token.
    pub token: Token,
}

/// How a request ended, as far as it matters to the pace of a batch.
#[derive(Clone, Copy, Debug)]
pub enum RequestEnd {
    /// With a 429.
    Refused {
        /// What `Retry-After` asks for, in milliseconds.
        retry_after: Option<f64>,
        /// Whether the call has failed; else it queues again.
        fails: bool,
    },
    /// With another answer.
    Answered,
    /// Without an answer.
    Failed,
}
