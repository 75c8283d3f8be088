//! A request that has been checked, and what its attempts send and receive.

use crate::attempt::Attempt;
use crate::error::RevokeTokenError;
use crate::event::{Event, Head};
use crate::failure::Failure;
use crate::header;
use crate::millis::Millis;
use crate::options::Options;
use crate::rate_limit::RateLimit;
use crate::relay::{self, Source};
use crate::request::RevokeTokenRequest;
use crate::response::{BodyReading, ServerText};
use crate::retry_after;
use core::fmt;

/// A request that has been checked: what each attempt of its call sends, and how its driver reads the answers.
///
/// [`Options::prepare`] makes one. With the feature `http`, `to_http` and `judge` do the rest for any HTTP client. Without
/// it, a driver sends [`body`](PreparedRequest::body) with [`headers`](PreparedRequest::headers) to
/// [`endpoint`](PreparedRequest::endpoint) by POST, follows no redirect, reads the head of the answer with
/// [`head`](PreparedRequest::head) and at most [`BODY_LIMIT`](crate::BODY_LIMIT) bytes of its body, and passes the strings
/// of that JSON object to [`answered`](PreparedRequest::answered).
#[derive(Clone)]
pub struct PreparedRequest<'a> {
    request: &'a RevokeTokenRequest,
    options: &'a Options,
    idempotency_key: Option<String>,
}

impl Options {
    /// Checks a request, and prepares what the attempts of its call send.
    ///
    /// `key` is 128 random bits, drawn for this call alone. All attempts send them to a [relay](Options::relay) as their
    /// `idempotency-key`: a relay that has revoked the token, but whose answer was lost, recognises the next attempt by it.
    /// `None` sends no key. Without a relay the bits are not used.
    ///
    /// # Errors
    ///
    /// A [`ValidationError`](crate::ErrorName::ValidationError) with every problem of the request.
    pub fn prepare<'a>(
        &'a self,
        request: &'a RevokeTokenRequest,
        key: Option<u128>,
    ) -> Result<PreparedRequest<'a>, RevokeTokenError> {
        request
            .check(self.validates(), self.has_relay())
            .map_err(|issues| Failure::invalid().with_issues(issues))?;
        let key = key.filter(|_| self.has_relay());
        let idempotency_key = key.map(|bits| format!("{bits:032x}"));
        Ok(PreparedRequest { request, options: self, idempotency_key })
    }
}

impl PreparedRequest<'_> {
    /// Returns the address that the request goes to.
    pub fn endpoint(&self) -> String {
        self.options.endpoint()
    }

    /// Returns the headers: names in lower case, and values, each of whose characters stands for a byte.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let key = self.idempotency_key.as_deref().map(|key| (header::IDEMPOTENCY_KEY, key));
        self.options.headers().chain(key)
    }

    /// Returns the body, a JSON object. It holds the token, and is the caller's to wipe.
    pub fn body(&self) -> String {
        self.request.to_json()
    }

    /// Reads the head of an answer: its status, 0 where the platform hides it, and its headers.
    ///
    /// `header` returns the value of a header by its name in lower case. Several headers of one name are one value, with
    /// commas between. `now` is the time since the Unix epoch, by which a date in `Retry-After` is read if the answer has no
    /// `Date`.
    pub fn head<T: AsRef<str>>(
        &self,
        status: u16,
        header: impl Fn(&'static str) -> Option<T>,
        now: Millis,
    ) -> Head {
        let value = |name| header(name).map_or_else(String::new, |it| it.as_ref().to_owned());
        let [limit, remaining, window] = RateLimit::HEADERS.map(value);
        let date = header(retry_after::DATE_HEADER);
        let date = date.as_ref().map(AsRef::as_ref);
        let source = match self.options.has_relay() {
            true => Source::parse(header(relay::HEADER).as_ref().map(AsRef::as_ref)),
            false => Source::Vendor,
        };
        Head {
            status,
            rate_limit: RateLimit::parse(&limit, &remaining, &window),
            retry_after: header(retry_after::HEADER)
                .and_then(|text| retry_after::parse(text.as_ref(), date, now)),
            source,
        }
    }

    /// Returns an attempt whose answer has arrived whole. `code` and `description` are the strings under these names in the
    /// body, both `None` if the body is not a JSON object. The texts are kept without the token and the values of the
    /// caller's headers.
    pub fn answered(&self, head: Head, code: Option<&str>, description: Option<&str>) -> Attempt {
        let token = [self.request.access_token()];
        let secrets: Vec<_> = token.into_iter().chain(self.options.secrets()).collect();
        Attempt {
            event: Event::Answered(BodyReading::of_code(code)),
            head: Some(head),
            text: ServerText::new(code, description, &secrets),
        }
    }
}

impl fmt::Debug for PreparedRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreparedRequest").field("request", self.request).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error_name::ErrorName;

    #[test]
    fn a_request_that_is_not_valid_is_not_prepared() {
        let request = RevokeTokenRequest::new("c", "t");
        let error = Options::default().prepare(&request, None).unwrap_err();
        assert_eq!((error.name, error.issues.len()), (ErrorName::ValidationError, 2));
        assert!(Options::default().validate(false).prepare(&request, None).is_ok());
    }

    /// Returns the headers of a request with that key, and the source of an answer with these headers.
    fn prepared(
        options: &Options,
        key: Option<u128>,
        headers: &[(&str, &str)],
    ) -> (Vec<(String, String)>, Source) {
        let request = RevokeTokenRequest::new("c".repeat(36), "t".repeat(300));
        let request = options.prepare(&request, key).unwrap();
        let header = |name: &str| headers.iter().find(|it| it.0 == name).map(|it| it.1);
        let sent = request.headers().map(|(name, value)| (name.to_owned(), value.to_owned()));
        (sent.collect(), request.head(200, header, Millis::ZERO).source)
    }

    #[test]
    fn only_a_relay_gets_a_key_and_only_its_header_is_read() {
        let headers = [("x-nomba-revoke-relay", "doubt")];
        let relay = Options::default().relay("https://admin.example").unwrap();
        let (sent, source) = prepared(&relay, Some(0xab), &headers);
        let key = ("idempotency-key".to_owned(), "000000000000000000000000000000ab".to_owned());
        assert_eq!((sent.last(), sent.len()), (Some(&key), 3));
        assert_eq!(source, Source::Doubt);
        assert_eq!(prepared(&relay, None, &[]).0.len(), 2);
        assert_eq!(prepared(&relay, None, &[]).1, Source::Unknown);
        let (sent, source) = prepared(&Options::default(), Some(0xab), &headers);
        assert_eq!((sent.len(), source), (2, Source::Vendor));
    }

    #[test]
    fn only_a_relay_may_know_the_client_id() {
        let request = RevokeTokenRequest::without_client_id("t".repeat(300));
        let error = Options::default().validate(false).prepare(&request, None).unwrap_err();
        assert_eq!(error.name, ErrorName::ValidationError);
        let relay = Options::default().relay("https://admin.example").unwrap();
        assert!(relay.prepare(&request, None).is_ok());
    }

    #[test]
    fn debug_shows_no_secret() {
        let request = RevokeTokenRequest::new("c".repeat(36), "t".repeat(300));
        let options = Options::default().header("authorization", "secret").unwrap();
        let shown = format!("{:?}", options.prepare(&request, None).unwrap());
        assert!(shown.starts_with("PreparedRequest"), "{shown}");
        assert!(!shown.contains("ttt") && !shown.contains("secret"), "{shown}");
    }
}
