//! Reads from what `fetch` answered with what an outcome needs.

use super::host;
use crate::redact;
use crate::retry_after;
use crate::words::Line;

/// What the server said: its `code` and its `description`, as `host.js` numbers them.
const SAID: [u32; 2] = [0, 1];

/// In milliseconds; `now` likewise, since 1970.
pub(super) fn retry_after(hands: &host::Call, now: f64) -> Option<f64> {
    let text = match hands.native() {
        Some(response) => {
            gloo_net::http::Response::from(response).headers().get(retry_after::HEADER)
        }
        // What only looks like the platform's own `Response` is read with more care.
        None => hands.header(Line::RetryAfter as u32),
    };
    retry_after::parse(&text?, now)
}

/// Takes the caller's secrets, the token and the values of its headers, out of what the server said, and
/// shortens it.
pub(super) fn redact(hands: &host::Call) {
    for said in SAID {
        let mut text = hands.said_length(said);
        if text < redact::SHORTEST_SECRET {
            continue;
        }
        for secret in 0.. {
            let Ok(length) = u32::try_from(hands.compare(said, secret)) else { break };
            let found = redact::echoes(text, length, |from, size| {
                u32::try_from(hands.next_repeat(from, size)).ok()
            });
            // From the last to the first, so that what is put in moves none of the others.
            for range in found.into_iter().rev() {
                text = hands.replace(range.start, range.end);
            }
        }
        if text > redact::LONGEST_TEXT {
            hands.cut(said, redact::LONGEST_TEXT);
        }
    }
}
