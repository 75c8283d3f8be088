//! The vendor's server. It alone knows whether a token is revoked.

use crate::answer::{Answer, Body, Head, RateLimit};
use crate::choices::Choices;
use crate::counts::Counts;
use crate::fault::Fault;
use crate::quota::{Kind, Server as Quota, Verdict};

/// The behaviour of the vendor in a run.
#[derive(Clone, Copy, Debug)]
pub struct Behaviour {
    /// Of a hundred requests within the quota, how many the vendor does not simply answer with 200.
    pub deviations: u32,
    /// What the vendor does with those; `None` if that differs from request to request.
    pub always: Option<Deviation>,
    /// How the vendor counts requests.
    pub kind: Kind,
    /// The requests that the vendor accepts in a window.
    pub limit: f64,
    /// The window's length in milliseconds.
    pub window: f64,
    /// The number of a request with which the limit changes, and the new limit.
    pub change: Option<(u32, f64)>,
    /// The milliseconds between two requests of another client, if there is one.
    pub other_client: Option<f64>,
    /// Which rate-limit headers the client can read.
    pub headers: Headers,
    /// Of a hundred answers, how many have a `Retry-After`.
    pub retry_after: u32,
    /// How the client shows a redirect.
    pub redirects: Redirects,
}

/// Which rate-limit headers a client can read.
#[derive(Clone, Copy, Debug)]
pub enum Headers {
    /// Those of all answers.
    Visible,
    /// Those of all answers but 429s.
    NotOn429,
    /// None.
    Hidden,
}

/// How a client shows a redirect.
#[derive(Clone, Copy, Debug)]
pub enum Redirects {
    /// With its status.
    Shown,
    /// Without its status, as a browser does.
    Hidden,
    /// The client follows the redirect, and shows the answer of the other address.
    Followed,
}

/// What the vendor does with a request that it does not simply answer with 200.
#[derive(Clone, Copy, Debug)]
pub enum Deviation {
    /// Refuse the request with this documented status.
    Refuse(u16),
    /// Refuse the request with 429.
    TooMany,
    /// Answer with 5xx. The token may be revoked.
    Fail,
    /// Answer with 200 and another code.
    OtherCode,
    /// Answer with 200 and no JSON object. The token may be revoked.
    Malformed,
    /// Answer with 200 and too long a body. The token may be revoked.
    Oversized,
    /// Answer with a status that is not documented. The token may be revoked.
    Undocumented,
    /// Answer with a redirect. The token may be revoked.
    Redirect,
}

impl Deviation {
    /// Every kind. Those after which a call makes another attempt are there twice.
    pub const ALL: &[Deviation] = &[
        Deviation::Fail,
        Deviation::TooMany,
        Deviation::Refuse(404),
        Deviation::Fail,
        Deviation::TooMany,
        Deviation::Refuse(400),
        Deviation::Refuse(401),
        Deviation::Refuse(403),
        Deviation::Refuse(422),
        Deviation::OtherCode,
        Deviation::Malformed,
        Deviation::Oversized,
        Deviation::Undocumented,
        Deviation::Redirect,
    ];
}

/// What the vendor knows about a token.
#[derive(Clone, Copy, Debug, Default)]
pub struct Token {
    /// Whether it is revoked.
    pub is_revoked: bool,
    /// Whether a request of its call has revoked it.
    pub is_revoked_by_call: bool,
}

/// Statuses that are not documented.
const UNDOCUMENTED: &[u16] =
    &[201, 204, 100, 199, 202, 299, 402, 405, 409, 418, 451, 499, 600, 999];

/// Statuses of redirects, and the limits of their range.
const REDIRECTS: &[u16] = &[307, 308, 300, 301, 302, 303, 399];

/// Values of `Retry-After` in milliseconds: none, short ones, and those around the longest that is waited for.
const RETRY_AFTER: &[f64] =
    &[0.0, 1e3, 5e3, 20e3, 30e3, 30_001.0, 40e3, 60e3, 120e3, 120_001.0, 3_600e3];

/// The server.
pub struct Vendor {
    behaviour: Behaviour,
    quota: Quota,
    tokens: Vec<Token>,
    requests: u32,
    /// When the other client sends its next request.
    other_client: f64,
}

impl Vendor {
    /// Returns a server that has counted no request yet.
    pub fn new(behaviour: Behaviour, choices: &mut Choices) -> Vendor {
        let window_start = choices.part() * behaviour.window;
        let quota = Quota::new(behaviour.kind, behaviour.limit, behaviour.window, window_start);
        let other_client = behaviour.other_client.unwrap_or(f64::INFINITY);
        Vendor { behaviour, quota, tokens: Vec::new(), requests: 0, other_client }
    }

    /// Issues a token, and returns its index.
    pub fn issue(&mut self, is_revoked: bool) -> usize {
        self.tokens.push(Token { is_revoked, is_revoked_by_call: false });
        self.tokens.len() - 1
    }

    /// Returns what is known about a token.
    pub fn token(&self, token: usize) -> Token {
        self.tokens[token]
    }

    /// Handles a request to revoke a token.
    pub fn handle(
        &mut self,
        token: usize,
        now: f64,
        choices: &mut Choices,
        counts: &mut Counts,
    ) -> Answer {
        let verdict = self.count(now, counts);
        let deviation = if !verdict.accepted {
            Some(Deviation::TooMany)
        } else if choices.percent(self.behaviour.deviations) {
            let deviation = self.behaviour.always.unwrap_or_else(|| choices.pick(Deviation::ALL));
            self.count_deviation(deviation, counts);
            Some(deviation)
        } else {
            None
        };
        let revokes = match deviation {
            None => true,
            Some(Deviation::Refuse(_) | Deviation::TooMany | Deviation::OtherCode) => false,
            Some(_) => choices.percent(50),
        };
        let was_revoked = self.tokens[token].is_revoked;
        if revokes && !was_revoked {
            self.tokens[token] = Token { is_revoked: true, is_revoked_by_call: true };
        }
        let mut redirected = false;
        let (status, body) = match deviation {
            None if was_revoked && choices.percent(50) => {
                counts.fault(Fault::AlreadyRevoked);
                (404, any_body(choices))
            }
            None => (200, Body::Revoked),
            Some(Deviation::Refuse(status)) => (status, any_body(choices)),
            Some(Deviation::TooMany) => (429, any_body(choices)),
            Some(Deviation::Fail) => {
                let fault = if revokes { Fault::FailureRevokes } else { Fault::FailureOnly };
                counts.fault(fault);
                (choices.pick(&[503, 500, 502, 504, 501, 599]), any_body(choices))
            }
            Some(Deviation::OtherCode) => (200, Body::OtherCode),
            Some(Deviation::Malformed) => (200, Body::Malformed),
            Some(Deviation::Oversized) => (200, Body::Unreadable),
            Some(Deviation::Undocumented) => (choices.pick(UNDOCUMENTED), any_body(choices)),
            Some(Deviation::Redirect) => match self.behaviour.redirects {
                Redirects::Shown => (choices.pick(REDIRECTS), any_body(choices)),
                Redirects::Hidden => (0, any_body(choices)),
                Redirects::Followed => {
                    // The server at the other address knows nothing of the token.
                    redirected = true;
                    (choices.pick(&[200, 404, 429, 503]), any_body(choices))
                }
            },
        };
        let rate_limit = self.rate_limit(status, verdict, counts);
        let retry_after = self.retry_after(choices, counts);
        let confirms = deviation.is_none() && status == 200;
        Answer { head: Head { status, rate_limit, retry_after, redirected }, body, confirms }
    }

    /// Counts a request against the quota.
    fn count(&mut self, now: f64, counts: &mut Counts) -> Verdict {
        self.let_other_client_send(now);
        self.requests += 1;
        if let Some((from, limit)) = self.behaviour.change
            && from == self.requests
        {
            counts.fault(Fault::QuotaChanged);
            self.quota.set_limit(limit);
        }
        let verdict = self.quota.count(now);
        if !verdict.accepted {
            counts.fault(Fault::QuotaUsedUp);
        }
        verdict
    }

    /// Counts the requests that another client has sent until now.
    fn let_other_client_send(&mut self, now: f64) {
        let Some(pause) = self.behaviour.other_client else { return };
        while self.other_client <= now {
            let _ = self.quota.count(self.other_client);
            self.other_client += pause;
        }
    }

    fn rate_limit(&self, status: u16, verdict: Verdict, counts: &mut Counts) -> Option<RateLimit> {
        let is_visible = match self.behaviour.headers {
            Headers::Visible => true,
            Headers::NotOn429 => status != 429,
            Headers::Hidden => false,
        };
        if status == 429 {
            let fault = if is_visible { Fault::WithHeaders } else { Fault::WithoutHeaders };
            counts.fault(fault);
        }
        is_visible.then_some(RateLimit {
            limit: verdict.limit,
            remaining: verdict.remaining,
            window: self.behaviour.window,
        })
    }

    fn retry_after(&self, choices: &mut Choices, counts: &mut Counts) -> Option<f64> {
        if !choices.percent(self.behaviour.retry_after) {
            return None;
        }
        let asked = choices.pick(RETRY_AFTER);
        let is_long = asked > 30_000.0;
        counts.fault(if is_long { Fault::RetryAfterLong } else { Fault::RetryAfterShort });
        Some(asked)
    }

    /// Counts a deviation. Whether the vendor revokes the token in a failure is counted later.
    fn count_deviation(&self, deviation: Deviation, counts: &mut Counts) {
        counts.fault(match deviation {
            Deviation::Refuse(400) => Fault::Status400,
            Deviation::Refuse(401) => Fault::Status401,
            Deviation::Refuse(403) => Fault::Status403,
            Deviation::Refuse(422) => Fault::Status422,
            Deviation::Refuse(_) => Fault::Status404,
            Deviation::TooMany => Fault::TooManyRequests,
            Deviation::Fail => return,
            Deviation::OtherCode => Fault::OtherCode,
            Deviation::Malformed => Fault::MalformedBody,
            Deviation::Oversized => Fault::OversizedBody,
            Deviation::Undocumented => Fault::UndocumentedStatus,
            Deviation::Redirect => match self.behaviour.redirects {
                Redirects::Shown => Fault::RedirectShown,
                Redirects::Hidden => Fault::RedirectHidden,
                Redirects::Followed => Fault::RedirectFollowed,
            },
        });
    }
}

/// Chooses the body of an answer whose status counts alone.
fn any_body(choices: &mut Choices) -> Body {
    choices.pick(&[Body::OtherCode, Body::Malformed, Body::Revoked, Body::Unreadable])
}
