//! What the core and its hands tell each other by its place; the words themselves are in `src/edge/host.js`.

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
    /// What kinds of problems a request may have.
    IssueCodes,
}

/// The words in a line.
#[cfg(test)]
pub fn words(line: Line) -> Vec<&'static str> {
    let rest = crate::hands::FILE.split("const WORDS = [").nth(1).unwrap();
    let lines = rest.split("\n];").next().unwrap().split('[').skip(1);
    let line = lines.map(|line| line.split(']').next().unwrap()).nth(line as usize).unwrap();
    line.split('\'').skip(1).step_by(2).collect()
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
            ("ISSUE_CODES", Line::IssueCodes),
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
