//! Drives a call over ureq, a blocking HTTP client, and prints how it ends.
//!
//! ```sh
//! cargo run --features http --example ureq -- http://127.0.0.1:8787 CLIENT_ID < token.txt
//! ```

#![allow(clippy::print_stdout, reason = "it is a command-line program")]

use nomba_revoke::{
    Action, Attempt, BODY_LIMIT, BodyReading, Call, Event, Failure, Options, PreparedRequest,
    RevokeTokenError, RevokeTokenRequest, RevokeTokenResponse,
};
use std::time::SystemTime;
use ureq::Agent;

/// Revokes a token. Blocks until the call is over.
pub fn revoke_token(
    request: &RevokeTokenRequest,
    options: &Options,
) -> Result<RevokeTokenResponse, RevokeTokenError> {
    let request = options.prepare(request, Some(fastrand::u128(..)))?;
    let agent: Agent = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_global(Some(options.attempt_timeout().into()))
        .build()
        .into();
    let mut attempt = Attempt::default();
    let (mut call, mut action) = Call::begin(options.most_retries());
    loop {
        let event = match action {
            Action::Send => {
                attempt = send(&agent, &request).unwrap_or_else(|error| match error {
                    ureq::Error::Timeout(_) => Attempt::timed_out(),
                    _ => Attempt::failed(),
                });
                attempt.event
            }
            Action::Wait(time) => {
                std::thread::sleep(time.into());
                Event::Timer
            }
            Action::Resolve(revoked) => {
                return Ok(revoked.with_description(attempt.text.description));
            }
            Action::Fail(failure) => return Err(failure.with_text(attempt.text)),
            // The other actions belong to batches and to callers that abort.
            _ => return Err(Failure::given_up().with_text(attempt.text)),
        };
        action = call.handle(event, &attempt.data(fastrand::f64()), None);
    }
}

fn send(agent: &Agent, request: &PreparedRequest<'_>) -> Result<Attempt, ureq::Error> {
    let (head, body) = agent.run(request.to_http()?)?.into_parts();
    let now = SystemTime::now();
    let body = body.into_with_config().limit(BODY_LIMIT.into()).read_to_vec();
    let body = body.map_err(|error| match error {
        ureq::Error::Timeout(_) => BodyReading::TimedOut,
        ureq::Error::BodyExceedsLimit(_) => BodyReading::Unreadable,
        _ => BodyReading::Truncated,
    });
    Ok(request.judge(head.status, &head.headers, body, now))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(base_url), Some(client_id)) = (arguments.next(), arguments.next()) else {
        return Err("usage: ureq BASE_URL CLIENT_ID < token.txt".into());
    };
    let token = std::io::read_to_string(std::io::stdin())?;
    let request = RevokeTokenRequest::new(client_id, token.trim());
    let response = revoke_token(&request, &Options::default().base_url(&base_url)?)?;
    println!("revoked after {} attempts: {response:?}", response.attempts);
    Ok(())
}
