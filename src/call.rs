//! What a call and its hands, `src/edge/host.js`, say to each other: each a number.

/// What has happened to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// `fetch` has answered; the status comes along, or -1 where it is no `Response`.
    Answered,
    /// `fetch` has rejected.
    Lost,
    /// There is no `fetch` to call.
    NoFetch,
    /// The body is whole; its length in UTF-16 units comes along.
    Whole,
    /// The body has broken off.
    BrokenOff,
    /// The body can't be read, is not made of bytes, or is longer than was asked for.
    Unreadable,
    /// The time for the attempt, or for a pause, is over.
    Timer,
    /// The caller has aborted.
    Abort,
    /// The bulk lets it send; the time comes along.
    Granted,
    /// The bulk starts nothing any more.
    Closed,
}

impl Event {
    const ALL: [Event; 10] = [
        Event::Answered,
        Event::Lost,
        Event::NoFetch,
        Event::Whole,
        Event::BrokenOff,
        Event::Unreadable,
        Event::Timer,
        Event::Abort,
        Event::Granted,
        Event::Closed,
    ];

    /// The event of that number, in the order of the variants.
    pub fn from_number(number: u32) -> Option<Event> {
        Event::ALL.get(number as usize).copied()
    }
}

/// What a call wants done next. Whatever it is, but for [`Action::Keep`] and [`Action::Read`], what
/// was under way ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Action {
    /// Nothing else than what is under way.
    Keep,
    /// Call `fetch`.
    Send,
    /// Wait for the bulk to let it send.
    Queue,
    /// It is over; its promise has been settled.
    Done,
    /// Read the body, of so many bytes at the most.
    Read(u32),
    /// Come back after so many milliseconds.
    Wait(f64),
}

impl Action {
    /// The action's number; below zero for all but a wait, and that of a read is its limit's.
    pub fn number(self) -> f64 {
        match self {
            Action::Keep => -1.0,
            Action::Send => -2.0,
            Action::Queue => -3.0,
            Action::Done => -4.0,
            Action::Read(limit) => -f64::from(limit),
            Action::Wait(time) => time,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hands::constant;
    use crate::response::BODY_LIMIT;

    #[test]
    fn the_hands_number_events_alike() {
        for (name, event) in [
            ("ANSWERED", Event::Answered),
            ("LOST", Event::Lost),
            ("NO_FETCH", Event::NoFetch),
            ("WHOLE", Event::Whole),
            ("BROKEN_OFF", Event::BrokenOff),
            ("UNREADABLE", Event::Unreadable),
            ("TIMER", Event::Timer),
            ("ABORT", Event::Abort),
            ("GRANTED", Event::Granted),
            ("CLOSED", Event::Closed),
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
        ] {
            assert_eq!(constant(name), action.number(), "{name}");
            assert!(action.number() < 0.0, "{name} is no wait");
        }
        assert_eq!(Action::Wait(250.5).number(), 250.5);
        // Anything lower is a limit.
        assert_eq!(constant("DONE"), -4.0);
        assert_eq!(Action::Read(BODY_LIMIT).number(), -65_536.0);
    }
}
