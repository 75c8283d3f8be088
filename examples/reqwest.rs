//! Drives a batch of calls over reqwest, an asynchronous HTTP client, at the server's pace, and prints how each ends.
//!
//! ```sh
//! cargo run --features http --example reqwest -- http://127.0.0.1:8787 CLIENT_ID < tokens.txt
//! ```

#![allow(clippy::print_stdout, reason = "it is a command-line program")]

use futures_util::{Stream, StreamExt, stream};
use nomba_revoke::pacer::{DEFAULT_CONCURRENCY, Pacer, Quota};
use nomba_revoke::{
    Action, Attempt, BODY_LIMIT, BodyReading, Call, Event, EventData, Failure, Millis, Options,
    PreparedRequest, RevokeTokenError, RevokeTokenRequest, RevokeTokenResponse, token_hash,
};
use reqwest::redirect::Policy;
use reqwest::{Client, Request, Response};
use std::mem::take;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Instant, SystemTime};
use tokio::sync::{Mutex as Turn, Notify};
use tokio::time::{sleep, timeout};

/// How the revocation of a token ended: the token's hash, and what the call returned.
pub type Outcome = (String, Result<RevokeTokenResponse, RevokeTokenError>);

/// Revokes many tokens at the server's pace. Returns a stream of the outcomes, in the order in which the calls end.
pub fn revoke_tokens(
    requests: Vec<RevokeTokenRequest>,
    options: &Options,
) -> reqwest::Result<impl Stream<Item = Outcome>> {
    let client = Client::builder().redirect(Policy::none()).no_proxy().build()?;
    let batch = Batch {
        client,
        options,
        started: Instant::now(),
        pacer: Mutex::new(Pacer::new(Some(Quota::DEFAULT), DEFAULT_CONCURRENCY)),
        turn: Turn::default(),
        answered: Notify::new(),
    };
    let calls = stream::iter(requests).zip(stream::repeat(Arc::new(batch)));
    Ok(calls
        .map(async |(request, batch)| {
            (token_hash(request.access_token()), batch.revoke(&request).await)
        })
        .buffer_unordered(DEFAULT_CONCURRENCY as usize))
}

/// What the calls of a batch share.
struct Batch<'a> {
    client: Client,
    options: &'a Options,
    started: Instant,
    pacer: Mutex<Pacer>,
    /// Held by the call that is next; the others wait for it in a queue.
    turn: Turn<()>,
    /// Wakes the call that is next after an answer.
    answered: Notify,
}

impl Batch<'_> {
    async fn revoke(
        &self,
        request: &RevokeTokenRequest,
    ) -> Result<RevokeTokenResponse, RevokeTokenError> {
        let request = self.options.prepare(request, Some(fastrand::u128(..)))?;
        let mut attempt = Attempt::default();
        let (mut call, mut action) = Call::begin_in_batch(self.options.most_retries());
        loop {
            let event = match action {
                Action::Queue => {
                    action = self.dispatch(&mut call).await;
                    continue;
                }
                Action::Send => {
                    attempt = self.send(&request).await;
                    attempt.event
                }
                Action::Wait(time) => {
                    sleep(time.into()).await;
                    Event::Timer
                }
                Action::Resolve(revoked) => {
                    return Ok(revoked.with_description(attempt.text.description));
                }
                Action::Fail(failure) => return Err(failure.with_text(attempt.text)),
                // The other actions belong to callers that abort.
                _ => return Err(Failure::given_up().with_text(attempt.text)),
            };
            action = self.handle(&mut call, event, attempt.data(fastrand::f64()));
            self.answered.notify_one();
        }
    }

    /// Waits until the pacer permits the call's next attempt.
    async fn dispatch(&self, call: &mut Call) -> Action {
        let _turn = self.turn.lock().await;
        loop {
            match self.handle(call, Event::Dispatched, EventData::default()) {
                Action::NotBefore(time) => {
                    let _ = timeout(time.into(), self.answered.notified()).await;
                }
                action => return action,
            }
        }
    }

    fn handle(&self, call: &mut Call, event: Event, data: EventData) -> Action {
        let mut pacer = self.pacer.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Millis::from(self.started.elapsed());
        call.handle(event, &EventData { now, ..data }, Some(&mut pacer))
    }

    async fn send(&self, request: &PreparedRequest<'_>) -> Attempt {
        let post = request.to_http().ok().and_then(|post| Request::try_from(post).ok());
        let Some(mut post) = post else { return Attempt::failed() };
        *post.timeout_mut() = Some(self.options.attempt_timeout().into());
        match self.client.execute(post).await {
            Ok(mut response) => {
                let (now, headers) = (SystemTime::now(), take(response.headers_mut()));
                request.judge(response.status(), &headers, read(response).await, now)
            }
            Err(error) if error.is_timeout() => Attempt::timed_out(),
            Err(_) => Attempt::failed(),
        }
    }
}

/// Reads a body, up to a little more than the limit.
async fn read(mut response: Response) -> Result<Vec<u8>, BodyReading> {
    let mut body = Vec::new();
    while body.len() <= BODY_LIMIT as usize {
        match response.chunk().await {
            Ok(Some(chunk)) => body.extend(chunk),
            Ok(None) => break,
            Err(error) if error.is_timeout() => return Err(BodyReading::TimedOut),
            Err(_) => return Err(BodyReading::Truncated),
        }
    }
    Ok(body)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(base_url), Some(client_id)) = (arguments.next(), arguments.next()) else {
        return Err("usage: reqwest BASE_URL CLIENT_ID < tokens.txt".into());
    };
    let input = std::io::read_to_string(std::io::stdin())?;
    let requests = input.lines().map(|token| RevokeTokenRequest::new(client_id.clone(), token));
    let options = Options::default().base_url(&base_url)?;
    let mut outcomes = pin!(revoke_tokens(requests.collect(), &options)?);
    while let Some((token_hash, result)) = outcomes.next().await {
        match result {
            Ok(_) => println!("{token_hash} revoked"),
            Err(error) => println!("{token_hash} {}: {error}", error.outcome.as_str()),
        }
    }
    Ok(())
}
