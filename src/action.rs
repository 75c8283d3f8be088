//! What a call asks its driver to do.

use crate::failure::{Failure, Revoked};
use crate::millis::Millis;

/// What the driver of a call does next. Any action but [`Action::Continue`] and [`Action::NotBefore`] ends first what is
/// under way: a request, a timer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Action {
    /// Go on with what is under way.
    Continue,
    /// Send the request, start the timer of the attempt, and read the answer.
    Send,
    /// Put the call into the batch's queue, and pass [`Event::Dispatched`] to it when it is next.
    ///
    /// [`Event::Dispatched`]: crate::Event::Dispatched
    Queue,
    /// Keep the call in the queue, and pass [`Event::Dispatched`] to it again after this time or after an answer.
    /// [`Millis::FOREVER`] means after an answer only.
    ///
    /// [`Event::Dispatched`]: crate::Event::Dispatched
    NotBefore(Millis),
    /// Start a timer.
    Wait(Millis),
    /// The call is over: the token is revoked.
    Resolve(Revoked),
    /// The call is over, and failed.
    Fail(Failure),
    /// The call is over: its caller has aborted it, and gets the reason of that.
    RejectWithReason,
    /// The call is over, nothing was sent, and nobody waits for its end.
    Abandon,
}

impl Action {
    /// Returns whether the call is over.
    pub const fn is_final(self) -> bool {
        matches!(
            self,
            Action::Resolve(_) | Action::Fail(_) | Action::RejectWithReason | Action::Abandon
        )
    }
}
