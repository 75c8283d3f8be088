//! How an attempt ended.

use crate::event::{Event, EventData, Head};
use crate::response::{BodyReading, ServerText};

/// How an attempt ended: what its driver passes to the call, and what the server wrote.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// The event for [`Call::handle`](crate::Call::handle).
    pub event: Event,
    /// The head of the answer; `None` if no answer arrived.
    pub head: Option<Head>,
    /// What the server wrote, redacted: a part of the call's result if this attempt is the last one.
    pub text: ServerText,
}

impl Attempt {
    /// Returns an attempt whose request failed: no answer arrived.
    pub fn failed() -> Attempt {
        Attempt { event: Event::FetchFailed, head: None, text: ServerText::default() }
    }

    /// Returns an attempt whose time was over before an answer arrived.
    pub fn timed_out() -> Attempt {
        Attempt { event: Event::Timer, ..Attempt::failed() }
    }

    /// Returns an attempt whose answer has arrived, but not with a body that is a JSON object with a string `code`.
    pub fn without_text(head: Head, body: BodyReading) -> Attempt {
        Attempt { event: Event::Answered(body), head: Some(head), ..Attempt::failed() }
    }

    /// Returns the data for [`Call::handle`](crate::Call::handle). `random` is drawn evenly from 0 to 1, for the jitter of
    /// the back-off. A call in a batch needs [`now`](EventData::now), too.
    pub fn data(&self, random: f64) -> EventData {
        EventData { head: self.head, random, ..EventData::default() }
    }
}

impl Default for Attempt {
    /// The attempt of a call that has made none: without an answer.
    fn default() -> Attempt {
        Attempt::failed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::millis::Millis;
    use crate::relay::Source;

    const HEAD: Head = Head {
        status: 503,
        rate_limit: None,
        retry_after: Some(Millis::ZERO),
        source: Source::Vendor,
    };

    #[test]
    fn an_attempt_without_an_answer_has_an_event_alone() {
        let ends = [
            (Attempt::default(), Event::FetchFailed),
            (Attempt::failed(), Event::FetchFailed),
            (Attempt::timed_out(), Event::Timer),
        ];
        for (attempt, event) in ends {
            assert_eq!(attempt, Attempt { event, head: None, text: ServerText::default() });
            assert_eq!(attempt.data(0.5).head, None);
        }
    }

    #[test]
    fn the_head_of_an_answer_is_a_part_of_the_events_data() {
        let attempt = Attempt::without_text(HEAD, BodyReading::Truncated);
        assert_eq!(attempt.event, Event::Answered(BodyReading::Truncated));
        assert_eq!(attempt.text, ServerText::default());
        let data = attempt.data(0.5);
        assert_eq!((data.head, data.random), (Some(HEAD), 0.5));
    }
}
