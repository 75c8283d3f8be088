//! How an attempt ends, by the tables of the contract. The core has the same tables; these are independent of them.

use crate::answer::{Body, Head};
use crate::event::{Event, Reason};

/// How an attempt ends.
#[derive(Clone, Copy, Debug)]
pub enum AttemptEnd {
    /// With an answer that says that the token is revoked.
    Confirmed(Head),
    /// In any other way.
    Failed(FailedAttempt),
}

/// How an attempt fails.
#[derive(Clone, Copy, Debug)]
pub struct FailedAttempt {
    /// The name of the error.
    pub name: &'static str,
    /// Why, beyond the name.
    pub reason: Reason,
    /// The head of the answer that refuses the request, if there is such an answer.
    pub head: Option<Head>,
}

impl AttemptEnd {
    /// Returns how an event ends the attempt under way; `None` if the attempt goes on. `head` is the head of the answer,
    /// if it has arrived.
    pub fn by_event(event: Event, head: Option<Head>) -> Option<AttemptEnd> {
        let failed = match (event, head) {
            (Event::Answered(body), Some(head)) => return Some(AttemptEnd::by_answer(head, body)),
            // A refusal counts without its body, a 200 does not.
            (Event::Timer, Some(head)) if head.status != 200 => {
                return Some(AttemptEnd::by_answer(head, Body::Truncated));
            }
            (Event::Timer, _) => FailedAttempt::new("TimeoutError", Reason::AsNamed),
            (Event::FetchMissing, _) => FailedAttempt::new("LoadError", Reason::FetchMissing),
            (Event::FetchFailed, _) => FailedAttempt::new("NetworkError", Reason::NoWholeAnswer),
            (Event::NotAResponse, _) => {
                FailedAttempt::new("UnexpectedResponseError", Reason::NotAResponse)
            }
            (Event::Redirected, Some(head)) => FailedAttempt {
                // Only the status of an answer from another address is shown.
                head: Some(Head { rate_limit: None, retry_after: None, ..head }),
                ..FailedAttempt::new("UnexpectedResponseError", Reason::FollowedRedirect)
            },
            _ => return None,
        };
        Some(AttemptEnd::Failed(failed))
    }

    fn by_answer(head: Head, body: Body) -> AttemptEnd {
        let name = match (head.status, body) {
            (200, Body::Revoked) => return AttemptEnd::Confirmed(head),
            (200, Body::OtherCode) => "NotRevokedError",
            (200, Body::Malformed | Body::Unreadable) => "UnexpectedResponseError",
            (200, Body::Truncated) => {
                let failed = FailedAttempt::new("NetworkError", Reason::NoWholeAnswer);
                return AttemptEnd::Failed(failed);
            }
            (400 | 422, _) => "RequestError",
            (401, _) => "AuthenticationError",
            (403, _) => "AuthorizationError",
            (404, _) => "RecordNotFoundError",
            (429, _) => "RateLimitError",
            (500..600, _) => "ServerError",
            _ => "UnexpectedResponseError",
        };
        let is_redirect = head.status == 0 || (300..400).contains(&head.status);
        let reason = if is_redirect { Reason::Redirect } else { Reason::AsNamed };
        AttemptEnd::Failed(FailedAttempt { name, reason, head: Some(head) })
    }
}

impl FailedAttempt {
    fn new(name: &'static str, reason: Reason) -> FailedAttempt {
        FailedAttempt { name, reason, head: None }
    }

    /// Whether the vendor refuses the request for the rate.
    pub fn is_rate_limited(self) -> bool {
        self.name == "RateLimitError"
    }

    /// Whether the vendor may have revoked the token in the attempt.
    pub fn is_doubtful(self) -> bool {
        let doubtful = ["UnexpectedResponseError", "ServerError", "NetworkError", "TimeoutError"];
        doubtful.contains(&self.name)
    }

    /// Whether another attempt is made, if one is left.
    pub fn is_retried(self) -> bool {
        let retried = ["RateLimitError", "ServerError", "NetworkError", "TimeoutError"];
        retried.contains(&self.name)
    }

    /// Returns the status, unless a browser hides it.
    pub fn status(self) -> Option<u16> {
        self.head.map(|head| head.status).filter(|status| *status != 0)
    }

    /// Returns the pause that the answer asks for, in milliseconds.
    pub fn asked_pause(self) -> Option<f64> {
        let head = self.head?;
        let window = head.rate_limit.map(|rate_limit| rate_limit.window);
        head.retry_after.or(window.filter(|_| self.is_rate_limited()))
    }
}
