//! Texts that the core and its hands, `src/edge/host.js`, both know. A text is slow to hand over, so
//! these go once, and from then on by their place.

/// All of them: a line of each kind, with spaces between its words.
pub const WORDS: &str = concat!(
    // The names of all options in JavaScript, in the order of the contract's table.
    "environment baseUrl accountId headers credentials keepalive validate signal timeout retries fetch concurrency rateLimit\n",
    // The values of `environment`.
    "production sandbox\n",
    // The specification's servers, in the order of those.
    "https://api.nomba.com https://sandbox.nomba.com\n",
    // The path of the endpoint.
    "/v1/auth/token/revoke\n",
    // The values of `credentials`.
    "omit same-origin include\n",
    // The only `code` that says "revoked".
    "00\n",
    // The headers of a rate limit. A browser hides them from a page unless the server exposes them.
    "x-rate-limit-limit x-rate-limit-remaining x-rate-limit-window\n",
    // The header that says when to come back.
    "retry-after",
);

/// A kind of words: the line it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// The names of all options.
    Options,
    /// The values of the option `environment`.
    Environments,
    /// Where each of those is.
    Servers,
    /// The path of the endpoint.
    Path,
    /// The values of the option `credentials`.
    Credentials,
    /// What the server says of a token that is revoked.
    Revoked,
    /// The names of the headers of a rate limit.
    RateLimit,
    /// The name of the header that says when to come back.
    RetryAfter,
}

/// The words in a line.
#[cfg(test)]
pub fn words(line: Line) -> Vec<&'static str> {
    WORDS.lines().nth(line as usize).unwrap().split(' ').collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base_url;
    use crate::hands::constant;
    use crate::retry_after;

    #[test]
    fn the_hands_find_each_line_in_its_place() {
        for (name, line) in [
            ("NAMES", Line::Options),
            ("SERVERS", Line::Servers),
            ("PATH", Line::Path),
            ("REVOKED_CODE", Line::Revoked),
            ("RATE_LIMIT", Line::RateLimit),
        ] {
            assert_eq!(constant(name), f64::from(line as u32), "{name}");
        }
        assert_eq!(words(Line::Environments).len(), words(Line::Servers).len());
    }

    #[test]
    fn what_is_added_to_a_base_url_is_what_it_may_not_end_in() {
        assert_eq!(words(Line::Path), [base_url::PATH]);
    }

    #[test]
    fn both_sides_look_for_the_same_retry_after() {
        assert_eq!(words(Line::RetryAfter), [retry_after::HEADER]);
    }

    #[test]
    fn the_specification_has_the_same_servers_and_path() {
        let file = include_str!("../tests/fixtures/nomba-revoke-access-token.openapi.md");
        for text in [words(Line::Servers), words(Line::Path)].concat() {
            assert!(file.contains(text), "{text}");
        }
    }
}
