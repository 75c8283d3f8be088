//! Drives a call: sends, waits, and asks the call what to do next.

use super::attempt::attempt;
use super::queue::Queue;
use super::timer::Timer;
use crate::action::Action;
use crate::attempt::Attempt;
use crate::call::Call;
use crate::error::RevokeTokenError;
use crate::event::Event;
use crate::failure::Failure;
use crate::options::Options;
use crate::request::RevokeTokenRequest;
use crate::response::RevokeTokenResponse;
use js_sys::{Math, Reflect};
use wasm_bindgen::JsCast;
use web_sys::Crypto;

/// Revokes a token, with the platform's `fetch`. Resolves only if the server confirmed that the token is revoked.
///
/// Nothing is sent before the future is polled. Dropping it aborts the request under way and clears its timers; the
/// server may have revoked the token then. The future is not `Send`.
///
/// With the default options, a call ends within 150 seconds.
///
/// # Errors
///
/// Any [`ErrorName`](crate::ErrorName): the request is not valid, the server refused it, the answer is none of the
/// documented ones, or no answer arrived. [`outcome`](RevokeTokenError::outcome) says whether the token may have been
/// revoked. No error holds the token or the value of a header.
pub async fn revoke_token(
    request: &RevokeTokenRequest,
    options: &Options,
) -> Result<RevokeTokenResponse, RevokeTokenError> {
    drive(request, options, None).await
}

/// Revokes a token. `place` is the call's queue and its index there, if it belongs to a batch.
pub(super) async fn drive(
    request: &RevokeTokenRequest,
    options: &Options,
    place: Option<(&Queue, u64)>,
) -> Result<RevokeTokenResponse, RevokeTokenError> {
    let request = options.prepare(request, random_bits())?;
    let retries = options.most_retries();
    let (mut call, mut action) =
        if place.is_some() { Call::begin_in_batch(retries) } else { Call::begin(retries) };
    let mut last = Attempt::default();
    let mut was_sent = false;
    loop {
        let event = match (action, place) {
            (Action::Send, _) => {
                was_sent = true;
                last = attempt(&request, options.attempt_timeout()).await;
                last.event
            }
            (Action::Wait(time), _) => {
                Timer::start(time).await;
                Event::Timer
            }
            (Action::Queue, Some((queue, index))) => {
                action = queue.dispatch(&mut call, index, was_sent).await;
                continue;
            }
            (Action::Resolve(revoked), _) => {
                return Ok(revoked.with_description(last.text.description));
            }
            (Action::Fail(failure), _) if is_in_browser() => {
                return Err(failure.in_browser().with_text(last.text));
            }
            (Action::Fail(failure), _) => return Err(failure.with_text(last.text)),
            // The other actions answer to events that this driver does not hand in.
            _ => return Err(Failure::given_up().with_text(last.text)),
        };
        let data = last.data(Math::random());
        action = match place {
            Some((queue, _)) => queue.handle(&mut call, event, data),
            None => call.handle(event, &data, None),
        };
    }
}

/// Returns 128 random bits; `None` on a platform without the Web Cryptography API.
fn random_bits() -> Option<u128> {
    let crypto: Crypto = Reflect::get(&js_sys::global(), &"crypto".into()).ok()?.dyn_into().ok()?;
    let mut bytes = [0; 16];
    crypto.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(u128::from_ne_bytes(bytes))
}

/// Returns whether the platform is a browser, which hides why a request failed. Another one may run this in a test.
fn is_in_browser() -> bool {
    let user_agent = Reflect::get(&js_sys::global(), &"navigator".into())
        .and_then(|navigator| Reflect::get(&navigator, &"userAgent".into()));
    user_agent.is_ok_and(|it| it.as_string().is_some_and(|it| it.starts_with("Mozilla/")))
}
