//! What a call and its hands, `src/edge/host.js`, say to each other: each a number.

use crate::response::Body;

/// What has happened to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// There is no `fetch` to call.
    NoFetch,
    /// `fetch` has rejected.
    Lost,
    /// What `fetch` has answered with is no `Response`.
    NoResponse,
    /// There is an answer, and this is what became of its body; the answer's status comes along.
    Answered(Body),
    /// The time for the attempt, or for a pause, is over; the answer's status comes along, or -1 where there
    /// is none yet.
    Timer,
    /// The caller has aborted.
    Abort,
    /// It is next in a bulk.
    Turn,
    /// The bulk starts nothing any more.
    Closed,
    /// `fetch` has followed a redirect: its answer came from another address than the endpoint's. The answer's
    /// status comes along.
    Redirected,
}

impl Event {
    const ALL: [Event; 13] = [
        Event::NoFetch,
        Event::Lost,
        Event::NoResponse,
        Event::Answered(Body::Revoked),
        Event::Answered(Body::OtherCode),
        Event::Answered(Body::Odd),
        Event::Answered(Body::BrokenOff),
        Event::Answered(Body::Unreadable),
        Event::Timer,
        Event::Abort,
        Event::Turn,
        Event::Closed,
        Event::Redirected,
    ];

    /// The event of that number, in the order of the variants.
    pub fn from_number(number: u32) -> Option<Event> {
        Event::ALL.get(number as usize).copied()
    }
}

/// What a call wants done next. Whatever it is, but for [`Action::Keep`] and [`Action::Hold`], what was under
/// way ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Action {
    /// Nothing else than what is under way.
    Keep,
    /// Call `fetch`, and read the answer.
    Send,
    /// Wait for the bulk to let it send.
    Queue,
    /// It is over; its promise has been settled.
    Done,
    /// It is over; reject with the reason of the caller's signal.
    Abort,
    /// It is over, and nobody waits for it any more.
    Abandon,
    /// It can't send before so many milliseconds; infinity where that depends on an answer.
    Hold(f64),
    /// Come back after so many milliseconds.
    Wait(f64),
}

impl Action {
    /// Whether the call is over.
    pub fn ends(self) -> bool {
        matches!(self, Action::Done | Action::Abort | Action::Abandon)
    }

    /// The action's number; below zero for all but a wait, and the lower the longer it is to hold.
    pub fn number(self) -> f64 {
        match self {
            Action::Keep => -1.0,
            Action::Send => -2.0,
            Action::Queue => -3.0,
            Action::Done => -4.0,
            Action::Abort => -5.0,
            Action::Abandon => -6.0,
            Action::Hold(time) => -7.0 - time,
            Action::Wait(time) => time,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hands::constant;

    #[test]
    fn the_hands_number_events_alike() {
        for (name, event) in [
            ("NO_FETCH", Event::NoFetch),
            ("LOST", Event::Lost),
            ("NO_RESPONSE", Event::NoResponse),
            ("REVOKED", Event::Answered(Body::Revoked)),
            ("OTHER_CODE", Event::Answered(Body::OtherCode)),
            ("ODD", Event::Answered(Body::Odd)),
            ("BROKEN_OFF", Event::Answered(Body::BrokenOff)),
            ("UNREADABLE", Event::Answered(Body::Unreadable)),
            ("TIMER", Event::Timer),
            ("ABORT", Event::Abort),
            ("TURN", Event::Turn),
            ("CLOSED", Event::Closed),
            ("REDIRECTED", Event::Redirected),
        ] {
            assert_eq!(Event::from_number(constant(name) as u32), Some(event), "{name}");
        }
        assert_eq!(Event::from_number(Event::ALL.len() as u32), None);
    }

    #[test]
    fn the_hands_number_actions_alike() {
        for (name, action) in [
            ("KEEP", Action::Keep),
            ("SEND", Action::Send),
            ("QUEUE", Action::Queue),
            ("DONE", Action::Done),
            ("ABORTED", Action::Abort),
            ("ABANDONED", Action::Abandon),
            ("HOLD", Action::Hold(0.0)),
        ] {
            assert_eq!(constant(name), action.number(), "{name}");
            assert!(action.number() < 0.0, "{name} is no wait");
            // By its number the hands tell whether that is the end.
            let ends = (constant("ABANDONED")..=constant("DONE")).contains(&action.number());
            assert_eq!(action.ends(), ends, "{name}");
        }
        assert!(!Action::Wait(0.0).ends());
        assert_eq!(Action::Wait(250.5).number(), 250.5);
        assert_eq!(Action::Hold(250.5).number(), constant("HOLD") - 250.5);
        assert_eq!(Action::Hold(f64::INFINITY).number(), f64::NEG_INFINITY);
    }
}
