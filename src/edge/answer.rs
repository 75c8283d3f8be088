//! Reads from what `fetch` answered with what an outcome needs.

use super::host;
use crate::rate_limit::{self, RateLimit};
use crate::redact;
use crate::response::{self, Body};
use crate::retry_after;

/// No header that means something here is longer, in UTF-16 code units.
const LONGEST_HEADER: u32 = 256;

/// What the server said: its `code` and its `description`, as `host.js` numbers them.
const SAID: [u32; 2] = [0, 1];

/// The headers of an answer.
pub(super) struct Headers<'a> {
    hands: &'a host::Call,
    /// Of the platform's own `Response`; what only looks like one is read with more care.
    native: Option<gloo_net::http::Headers>,
}

impl Headers<'_> {
    pub(super) fn of(hands: &host::Call) -> Headers<'_> {
        let native = hands.native().map(|it| gloo_net::http::Response::from(it).headers());
        Headers { hands, native }
    }

    fn get(&self, name: &str) -> Option<String> {
        match &self.native {
            Some(headers) => headers.get(name),
            None => self.hands.header(name, LONGEST_HEADER),
        }
    }

    pub(super) fn rate_limit(&self) -> Option<RateLimit> {
        let [limit, remaining, window] = rate_limit::HEADERS;
        // The others are not looked for where the first is missing, as it is in most pages.
        let limit = self.get(limit)?;
        RateLimit::parse(&limit, &self.get(remaining)?, &self.get(window)?)
    }

    /// In milliseconds; `now` likewise, since 1970.
    pub(super) fn retry_after(&self, now: f64) -> Option<f64> {
        retry_after::parse(&self.get(retry_after::HEADER)?, now)
    }
}

/// What a whole body says.
pub(super) fn parse(hands: &host::Call) -> Body {
    match hands.parse(response::REVOKED) {
        2 => Body::Revoked,
        1 => Body::OtherCode,
        _ => Body::Odd,
    }
}

/// Takes the caller's secrets, the token and the values of its headers, out of what the server said.
pub(super) fn redact(hands: &host::Call) {
    for said in SAID {
        for secret in 0.. {
            let length = hands.secret_length(secret);
            if length == 0 {
                break;
            }
            let found = redact::echoes(hands.said_length(said), length, |range| {
                hands.repeats(secret, said, range.start, range.end)
            });
            // From the last to the first, so that what is put in moves none of the others.
            for range in found.into_iter().rev() {
                hands.replace(said, range.start, range.end, "[redacted]");
            }
        }
        if hands.said_length(said) > redact::LONGEST_TEXT {
            hands.cut(said, redact::LONGEST_TEXT);
        }
    }
}
