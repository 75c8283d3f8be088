//! The network: links, each between a client and a server.

use crate::choices::Choices;
use crate::counts::Counts;
use crate::fault::Fault;
use std::fmt;

/// The milliseconds after which a connection without traffic breaks.
const IDLE_LIMIT: f64 = 600_000.0;

/// The most milliseconds that something late takes.
const LATEST: &[f64] = &[500.0, 50.0, 2_000.0, 10_000.0, 40_000.0, 200_000.0];

/// The faults of a link.
const FAULTS: &[Fault] = &[
    Fault::AnswerLost,
    Fault::RequestLost,
    Fault::AnswerLate,
    Fault::BodyLate,
    Fault::BodyTruncated,
    Fault::RequestLate,
    Fault::RequestRepeated,
];

/// A link between a client and a server.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    /// The fewest milliseconds that a request or an answer takes.
    pub latency: f64,
    /// The most milliseconds more that it takes without a fault.
    pub jitter: f64,
    /// Of a hundred requests, how many meet a fault.
    pub faults: u32,
    /// Whether a request may be late.
    pub delays_requests: bool,
    /// Whether the link may repeat a request without being asked, as a browser does when a connection breaks.
    pub repeats: bool,
}

/// The course of one request and its answer.
#[derive(Clone, Copy, Debug)]
pub struct Passage {
    /// The milliseconds until the request arrives; if it is lost, those until the connection breaks.
    pub request: Result<f64, f64>,
    /// The milliseconds until a copy arrives, if the link repeats the request. The answer to the copy is lost.
    pub copy: Option<f64>,
    /// The course of the answer.
    pub answer: AnswerPassage,
}

/// The course of an answer. Times are milliseconds.
#[derive(Clone, Copy, Debug)]
pub enum AnswerPassage {
    /// The head arrives, then the body.
    Whole {
        /// From the server until the head arrives.
        head: f64,
        /// From the head until the body has arrived.
        body: f64,
    },
    /// The head arrives, then the connection breaks.
    Truncated {
        /// From the server until the head arrives.
        head: f64,
        /// From the head until the connection breaks.
        breaks: f64,
    },
    /// The connection breaks before the head arrives.
    Lost {
        /// From the server until the connection breaks.
        breaks: f64,
    },
}

impl Link {
    /// Chooses the course of a request that is sent now.
    pub fn send(&self, choices: &mut Choices, counts: &mut Counts) -> Passage {
        let mut passage = Passage {
            request: Ok(self.delay(choices)),
            copy: None,
            answer: AnswerPassage::Whole { head: self.delay(choices), body: choices.part() },
        };
        if !choices.percent(self.faults) {
            return passage;
        }
        let fault = match choices.pick(FAULTS) {
            Fault::RequestLate if !self.delays_requests => return passage,
            Fault::RequestRepeated if !self.repeats => return passage,
            fault => fault,
        };
        counts.fault(fault);
        let head = self.delay(choices);
        let late = choices.pick(LATEST) * choices.part();
        let breaks = if choices.percent(25) { IDLE_LIMIT } else { late };
        match fault {
            Fault::RequestLost => passage.request = Err(breaks),
            Fault::RequestLate => passage.request = Ok(late),
            Fault::RequestRepeated => passage.copy = Some(choices.pick(&[head, late])),
            Fault::AnswerLate => passage.answer = AnswerPassage::Whole { head: late, body: 0.0 },
            Fault::BodyLate => passage.answer = AnswerPassage::Whole { head, body: late },
            Fault::BodyTruncated => passage.answer = AnswerPassage::Truncated { head, breaks },
            _ => passage.answer = AnswerPassage::Lost { breaks },
        }
        passage
    }

    fn delay(&self, choices: &mut Choices) -> f64 {
        self.latency + self.jitter * choices.part()
    }
}

impl fmt::Display for AnswerPassage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AnswerPassage::Whole { head, body } => {
                write!(f, "the head of the answer takes {head:.2} ms, the body {body:.2} ms")
            }
            AnswerPassage::Truncated { head, breaks } => {
                write!(
                    f,
                    "the head of the answer takes {head:.2} ms, the connection breaks after {breaks:.2} ms"
                )
            }
            AnswerPassage::Lost { breaks } => {
                write!(f, "the answer is lost, the connection breaks after {breaks:.2} ms")
            }
        }
    }
}
