//! The one loop: attempt, judge, wait, try again.

use super::answer::{self, Answer, Envelope, Piece, Pieces};
use super::bulk::{Bulk, Leave, Stopped};
use super::failure::{Failure, to_js};
use super::host::{self, Controller};
use super::options::Options;
use super::redaction::Secrets;
use super::request::Request;
use super::task::{Event, Inbox, Listener, Ticket, Timer};
use crate::error_name::ErrorName;
use crate::option_name::OptionName;
use crate::outcome::Outcome;
use crate::pacer::Refusal;
use crate::rate_limit::RateLimit;
use crate::response::{Body, REVOKED, classify};
use crate::retry::{self, Failed};
use js_sys::{Date, Function, JsString, Math, Promise, Reflect, TypeError};
use serde::Serialize;
use serde_wasm_bindgen::preserve;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};

/// What a call resolves with: `RevokeTokenResponse` of the declarations.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RevokeTokenResponse {
    code: &'static str,
    #[serde(with = "preserve")]
    description: JsValue,
    status: u16,
    rate_limit: Option<RateLimit>,
    attempts: u32,
}

/// How a call ends that does not resolve.
pub(super) enum Rejection {
    /// As a `RevokeTokenError`.
    Failure(Box<Failure>),
    /// With the caller's own reason, or a `TypeError`, as it is.
    Raw(JsValue),
}

impl Rejection {
    /// For an option that turned out wrong when it was used.
    pub(super) fn option(option: OptionName, problem: &str) -> Rejection {
        Rejection::Raw(TypeError::new(&option.wrong(problem)).into())
    }

    /// With the reason of a signal that was aborted.
    pub(super) fn aborted(signal: &JsValue) -> Rejection {
        Rejection::Raw(host::abort_reason(signal).unwrap_or_else(|thrown| thrown))
    }
}

impl From<Failure> for Rejection {
    fn from(failure: Failure) -> Rejection {
        Rejection::Failure(Box::new(failure))
    }
}

/// Why a wait ended without what was waited for.
enum Stop {
    Aborted,
    TimedOut,
}

/// A request under way; it is stopped when this is dropped before the answer is whole.
struct Running(Option<Controller>);

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

/// What one attempt came to.
type Attempt = Result<RevokeTokenResponse, Failure>;

struct Client {
    inbox: Inbox,
    options: Rc<Options>,
    fetch: Function,
    body: JsString,
    secrets: Secrets,
    abort: Option<Listener>,
    /// Where it is one of many.
    bulk: Option<Rc<Bulk>>,
}

/// Sends a request until it is answered for good. Outside a bulk, the first `fetch` is called at
/// once.
pub(super) async fn send(
    inbox: Inbox,
    request: Request,
    options: Rc<Options>,
    bulk: Option<Rc<Bulk>>,
) -> Result<JsValue, Rejection> {
    if let Some(signal) = &options.signal {
        let unread = |_| Rejection::option(OptionName::Signal, "threw when it was read");
        let aborted = Reflect::get(signal, &"aborted".into()).map_err(unread)?;
        if aborted.is_truthy() {
            return Err(Rejection::aborted(signal));
        }
    }
    let fetch = match &options.fetch {
        Some(fetch) => fetch.clone(),
        None => host::platform_fetch().dyn_into().map_err(|_| {
            Failure::unable("there is no fetch here; pass one in the option \"fetch\"")
        })?,
    };
    let abort = match &options.signal {
        Some(signal) => {
            let unheard =
                |_| Rejection::option(OptionName::Signal, "threw when it was listened to");
            Some(Listener::start(&inbox, signal).map_err(unheard)?)
        }
        None => None,
    };
    let body = host::body(&request.client_id, &request.access_token);
    let mut secrets = Vec::from([request.access_token]);
    secrets.extend(options.header_values.iter().cloned());
    let secrets = Secrets(secrets);
    Client { inbox, options, fetch, body, secrets, abort, bulk }.run().await
}

impl Client {
    async fn run(self) -> Result<JsValue, Rejection> {
        let mut outcome = Outcome::NotRevoked;
        let mut attempts = 0_u32;
        // Refusals for the rate, in a bulk: each is tried again without being a retry.
        let mut refusals = 0_u32;
        loop {
            let leave = self.leave(attempts > 0).await?;
            attempts = attempts.saturating_add(1);
            let mut failure = match self.attempt(attempts).await? {
                Ok(response) => {
                    if let Some(leave) = leave {
                        leave.answered(response.rate_limit);
                    }
                    return Ok(to_js(&response));
                }
                Err(failure) => failure,
            };
            outcome = outcome.and(failure.outcome);
            failure.outcome = outcome;
            failure.attempts = attempts;
            if let Some(leave) = leave {
                if failure.name == ErrorName::RateLimitError {
                    match leave.refused(failure.rate_limit, failure.retry_after) {
                        Refusal::Requeue => refusals = refusals.saturating_add(1),
                        Refusal::HandOver => return Err(failure.into()),
                    }
                    continue;
                }
                if failure.status.is_some() {
                    leave.answered(failure.rate_limit);
                }
            }
            let failed = Failed {
                name: failure.name,
                attempt: attempts.saturating_sub(refusals),
                retry_after: failure.retry_after,
                window: failure.rate_limit.map(|rate_limit| rate_limit.window),
            };
            let Some(delay) = retry::delay(failed, self.options.retries, Math::random()) else {
                return Err(failure.into());
            };
            match self.pause(delay).await {
                Ok(()) => {}
                Err(Stopped::Aborted) => return Err(self.aborted()),
                Err(Stopped::Closed) => return Err(failure.into()),
            }
        }
    }

    /// Waits until the bulk lets it send; `None` where it is none of many.
    async fn leave(&self, again: bool) -> Result<Option<Leave>, Rejection> {
        let Some(bulk) = &self.bulk else { return Ok(None) };
        match bulk.leave(&self.inbox, self.abort_ticket(), again).await {
            Ok(leave) => Ok(Some(leave)),
            Err(Stopped::Aborted) => Err(self.aborted()),
            // Nobody waits for it any more.
            Err(Stopped::Closed) => Err(Rejection::Raw(JsValue::UNDEFINED)),
        }
    }

    async fn pause(&self, time: f64) -> Result<(), Stopped> {
        match &self.bulk {
            Some(bulk) => bulk.sleep(&self.inbox, self.abort_ticket(), time).await,
            None => {
                let timer = Timer::start(&self.inbox, time);
                match self.inbox.next([Some(timer.ticket), self.abort_ticket(), None]).await {
                    Event::Abort => Err(Stopped::Aborted),
                    _ => Ok(()),
                }
            }
        }
    }

    /// One attempt, its body included. The outer `Err` is the caller's abort.
    async fn attempt(&self, attempts: u32) -> Result<Attempt, Rejection> {
        let mut running = Running(host::new_controller());
        let promise = self.call(running.0.as_ref());
        let timer = self.options.timeout.map(|timeout| Timer::start(&self.inbox, timeout));
        let timer = timer.as_ref();
        let answer = match self.settle(&promise, timer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(reason)) => {
                running.0 = None;
                return Ok(Err(Failure::lost(reason)));
            }
            Err(Stop::TimedOut) => return Ok(Err(Failure::timed_out())),
            Err(Stop::Aborted) => return Err(self.aborted()),
        };
        let Some(answer) = Answer::admit(answer) else {
            return Ok(Err(Failure::no_response()));
        };
        let mut envelope = Envelope::none();
        let mut cause = JsValue::UNDEFINED;
        let body = match self.read(&answer, timer).await {
            Ok(Read::Whole(text)) => {
                running.0 = None;
                answer::judge(&text, &self.secrets, &mut envelope)
            }
            Ok(Read::BrokenOff(reason)) => {
                cause = reason;
                Body::BrokenOff
            }
            Ok(Read::Unreadable) => Body::Unreadable,
            Err(Stop::TimedOut) => Body::TimedOut,
            Err(Stop::Aborted) => return Err(self.aborted()),
        };
        let rate_limit = answer.rate_limit();
        Ok(match classify(answer.status, body) {
            Ok(()) => Ok(RevokeTokenResponse {
                code: REVOKED,
                description: envelope.description,
                status: answer.status,
                rate_limit,
                attempts,
            }),
            Err(ErrorName::TimeoutError) => Err(Failure::timed_out()),
            Err(ErrorName::NetworkError) => Err(Failure::lost(cause)),
            Err(name) => {
                let mut failure = Failure::refused(name, answer.status, envelope);
                failure.rate_limit = rate_limit;
                failure.retry_after = answer.retry_after(Date::now());
                Err(failure)
            }
        })
    }

    /// Calls `fetch`.
    fn call(&self, controller: Option<&Controller>) -> JsValue {
        let options = &self.options;
        let init = host::request_init(
            &self.body,
            &options.account_id,
            &options.headers,
            &options.credentials,
            options.keepalive,
            &controller.map_or(JsValue::UNDEFINED, Controller::signal),
        );
        let called = host::send(&self.fetch, &options.url, &init);
        // Led through the one place that waits: a fetch may abort the caller's signal and throw.
        called.unwrap_or_else(|thrown| Promise::reject(&thrown).into())
    }

    async fn read(&self, answer: &Answer, timer: Option<&Timer>) -> Result<Read, Stop> {
        let reader = match answer.reader() {
            Ok(Some(reader)) => reader,
            Ok(None) => {
                return Ok(match self.settle(&answer.text(), timer).await? {
                    Ok(text) => Read::Whole(text),
                    Err(reason) => Read::BrokenOff(reason),
                });
            }
            // Someone else has read the body already.
            Err(_) => return Ok(Read::Unreadable),
        };
        let read = self.read_pieces(&reader, timer).await;
        if !matches!(read, Ok(Read::Whole(_))) {
            // A reader that can't even be cancelled is left to the end of the request.
            let _ = host::cancel(&reader);
        }
        read
    }

    async fn read_pieces(&self, reader: &JsValue, timer: Option<&Timer>) -> Result<Read, Stop> {
        let mut pieces = Pieces::new();
        loop {
            match self.settle(&host::read(reader), timer).await? {
                Ok(piece) => match pieces.add(&piece) {
                    Piece::Added => {}
                    Piece::End(text) => return Ok(Read::Whole(text.into())),
                    Piece::Unreadable => return Ok(Read::Unreadable),
                },
                Err(reason) => return Ok(Read::BrokenOff(reason)),
            }
        }
    }

    /// Waits until a promise settles, the timer runs out, or the caller aborts.
    async fn settle(
        &self,
        promise: &JsValue,
        timer: Option<&Timer>,
    ) -> Result<Result<JsValue, JsValue>, Stop> {
        let ticket = self.inbox.follow(promise);
        let timer = timer.map(|timer| timer.ticket);
        match self.inbox.next([Some(ticket), timer, self.abort_ticket()]).await {
            Event::Settled(result) => Ok(result),
            Event::Timer => Err(Stop::TimedOut),
            _ => Err(Stop::Aborted),
        }
    }

    fn abort_ticket(&self) -> Option<Ticket> {
        self.abort.as_ref().map(|listener| listener.ticket)
    }

    fn aborted(&self) -> Rejection {
        Rejection::aborted(self.options.signal.as_ref().unwrap_or(&JsValue::UNDEFINED))
    }
}

/// What reading a body came to.
enum Read {
    Whole(JsValue),
    BrokenOff(JsValue),
    Unreadable,
}
