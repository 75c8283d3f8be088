//! Occurrences: what is scheduled on the clock of a run.

use crate::answer::{Answer, Body};
use crate::scenario::InterruptionKind;

/// Something that is scheduled.
#[derive(Clone, Copy, Debug)]
pub enum Occurrence {
    /// A request arrives at the vendor.
    Arrival {
        /// The index of the exchange.
        exchange: usize,
        /// Whether the request is a copy that the network made.
        is_copy: bool,
    },
    /// Something happens to a call.
    Call {
        /// The index of the call.
        call: usize,
        /// The step of the call to which the occurrence belongs. Each step has a request or a timer of its own.
        step: u32,
        /// The occurrence.
        what: CallOccurrence,
    },
    /// The timer of the queue with this number fires.
    QueueTimer(u32),
    /// The caller interferes.
    Interruption(InterruptionKind),
}

/// Something that happens to a call.
#[derive(Clone, Copy, Debug)]
pub enum CallOccurrence {
    /// The head of an answer arrives.
    Head(Answer),
    /// The reading of the body ends.
    Body(Body),
    /// `fetch` rejects.
    FetchFailed,
    /// `fetch` answers with something that is no `Response`.
    NotAResponse,
    /// The timer of an attempt or of a pause fires.
    Timer,
}
