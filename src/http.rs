//! Feature `http`: requests and answers in the types of the crate `http`.

use crate::attempt::Attempt;
use crate::prepared::PreparedRequest;
use crate::response::{BODY_LIMIT, BodyReading};
use http::header::{HeaderName, HeaderValue};
use http::{HeaderMap, Method, Request, StatusCode};
use serde_json::Value;
use std::time::{Duration, SystemTime};

impl PreparedRequest<'_> {
    /// Returns the HTTP request of one attempt. Its body holds the token: the request must not be logged.
    ///
    /// # Errors
    ///
    /// If the address or a header is one that the crate `http` does not take, such as one of over 65,534 bytes. Nothing was
    /// sent then; a driver handles it as an [attempt that failed](Attempt::failed).
    pub fn to_http(&self) -> Result<Request<String>, http::Error> {
        let mut request =
            Request::builder().method(Method::POST).uri(self.endpoint()).body(self.body())?;
        for (name, value) in self.headers() {
            // Each character stands for a byte: the options let no other pass.
            let bytes: Vec<u8> = value.chars().map(|it| u32::from(it) as u8).collect();
            let mut value = HeaderValue::from_bytes(&bytes)?;
            value.set_sensitive(true);
            request.headers_mut().try_append(HeaderName::from_bytes(name.as_bytes())?, value)?;
        }
        Ok(request)
    }

    /// Judges an answer: its status and headers, and its body or how the reading of the body failed.
    ///
    /// The client must not follow redirects and reads at most [`BODY_LIMIT`] bytes of the body, plus one to see that the
    /// body is longer. A longer one is [`BodyReading::Unreadable`], one that breaks off is [`BodyReading::Truncated`], and
    /// one that is not whole when the time for the attempt is over is [`BodyReading::TimedOut`]. `now` is the time by which a
    /// date in `Retry-After` is read if the answer has no `Date`.
    pub fn judge(
        &self,
        status: StatusCode,
        headers: &HeaderMap,
        body: Result<impl AsRef<[u8]>, BodyReading>,
        now: SystemTime,
    ) -> Attempt {
        let now = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
        let head = self.head(status.as_u16(), |name| value(headers, name), now.into());
        match body {
            Ok(body) if body.as_ref().len() > BODY_LIMIT as usize => {
                Attempt::without_text(head, BodyReading::Unreadable)
            }
            Ok(body) => {
                let body = json(body.as_ref());
                let [code, description] =
                    ["code", "description"].map(|name| body.get(name)?.as_str());
                self.answered(head, code, description)
            }
            Err(reading) => Attempt::without_text(head, reading),
        }
    }
}

/// Returns the value of a header, of several of that name with commas between; `None` if there is none.
fn value(headers: &HeaderMap, name: &str) -> Option<String> {
    let mut values = headers.get_all(name).iter().map(|it| String::from_utf8_lossy(it.as_bytes()));
    let first = values.next()?.into_owned();
    Some(values.fold(first, |all, value| [&all, ", ", &value].concat()))
}

/// Parses a body as `fetch` does, as UTF-8 without a byte order mark; `null` if it is no JSON.
fn json(body: &[u8]) -> Value {
    let text = String::from_utf8_lossy(body);
    serde_json::from_str(text.strip_prefix('\u{feff}').unwrap_or(&text)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Event, Head};
    use crate::millis::Millis;
    use crate::options::Options;
    use crate::relay::Source;
    use crate::request::RevokeTokenRequest;
    use crate::response::ServerText;

    const SECRET: &str = "a secret of the proxy";

    fn request() -> RevokeTokenRequest {
        RevokeTokenRequest::new("c".repeat(36), "t".repeat(300))
    }

    fn options() -> Options {
        let options = Options::default().base_url("https://proxy.example/api").unwrap();
        options.header("authorization", SECRET).unwrap()
    }

    /// Judges an answer with that status, these headers and that body.
    fn judge(
        status: u16,
        headers: &[(&str, &str)],
        body: Result<&[u8], BodyReading>,
        now: SystemTime,
    ) -> Attempt {
        let response =
            headers.iter().fold(http::Response::builder().status(status), |it, header| {
                it.header(header.0, header.1)
            });
        let (head, ()) = response.body(()).unwrap().into_parts();
        let (request, options) = (request(), options());
        options.prepare(&request, None).unwrap().judge(head.status, &head.headers, body, now)
    }

    fn judge_body(body: &[u8]) -> Attempt {
        judge(200, &[], Ok(body), SystemTime::UNIX_EPOCH)
    }

    fn head(headers: &[(&str, &str)], now: Duration) -> Head {
        judge(200, headers, Ok(b""), SystemTime::UNIX_EPOCH + now).head.unwrap()
    }

    #[test]
    fn a_request_has_method_address_headers_and_body() {
        let (request, options) = (request(), options().header("x-name", "Zoë").unwrap());
        let sent = options.prepare(&request, None).unwrap().to_http().unwrap();
        assert_eq!((sent.method(), sent.uri().to_string()), (&Method::POST, options.endpoint()));
        let header = |name| sent.headers().get(name).map(HeaderValue::as_bytes);
        assert_eq!(header("content-type"), Some(&b"application/json"[..]));
        assert_eq!(header("authorization"), Some(SECRET.as_bytes()));
        assert_eq!(header("x-name"), Some(&b"Zo\xeb"[..]));
        assert_eq!(sent.headers().len(), 4);
        assert_eq!(*sent.body(), request.to_json());
        assert!(!format!("{:?}", sent.headers()).contains(SECRET));
    }

    #[test]
    fn a_header_that_is_given_twice_is_sent_twice() {
        let options = options().header("x-twice", "1").unwrap().header("x-twice", "2").unwrap();
        let request = request();
        let sent = options.prepare(&request, None).unwrap().to_http().unwrap();
        assert_eq!(sent.headers().get_all("x-twice").iter().count(), 2);
    }

    #[test]
    fn an_address_that_http_does_not_take_is_an_error() {
        let (request, options) = (request(), Options::default().base_url("https://[::1").unwrap());
        assert!(options.prepare(&request, None).unwrap().to_http().is_err());
    }

    #[test]
    fn a_whole_body_is_judged_by_its_code() {
        for (body, reading) in [
            (r#"{"code":"00"}"#, BodyReading::Revoked),
            (r#"{"code":"01","code":"00"}"#, BodyReading::Revoked),
            ("\u{feff}{\"code\":\"00\"}", BodyReading::Revoked),
            (r#"{"code":"01"}"#, BodyReading::OtherCode),
            (r#"{"code":0}"#, BodyReading::Malformed),
            (r#"["code","00"]"#, BodyReading::Malformed),
            (r#""00""#, BodyReading::Malformed),
            (r#"{"code":"00"} "#, BodyReading::Revoked),
            (r#"{"code":"00"}}"#, BodyReading::Malformed),
            (r#"{"data":{"code":"00"}}"#, BodyReading::Malformed),
            ("", BodyReading::Malformed),
        ] {
            assert_eq!(judge_body(body.as_bytes()).event, Event::Answered(reading), "{body}");
        }
        let invalid = b"{\"code\":\"00\",\"description\":\"\xff\"}";
        assert_eq!(judge_body(invalid).text.description.as_deref(), Some("\u{fffd}"));
    }

    #[test]
    fn a_body_over_the_limit_is_not_read() {
        let mut body = br#"{"code":"00"}"#.to_vec();
        body.resize(65_536, b' ');
        assert_eq!(judge_body(&body).event, Event::Answered(BodyReading::Revoked));
        body.push(b' ');
        assert_eq!(judge_body(&body).event, Event::Answered(BodyReading::Unreadable));
    }

    #[test]
    fn a_body_that_could_not_be_read_says_why() {
        let attempt = judge(503, &[], Err(BodyReading::Truncated), SystemTime::UNIX_EPOCH);
        assert_eq!(attempt.event, Event::Answered(BodyReading::Truncated));
        assert_eq!(attempt.head.unwrap().status, 503);
        assert_eq!(attempt.text, ServerText::default());
    }

    #[test]
    fn the_servers_texts_hold_no_secret() {
        let token = "t".repeat(300);
        let body = format!(r#"{{"code":"{token}","description":"no {SECRET}, no {token}!"}}"#);
        let text = judge_body(body.as_bytes()).text;
        assert_eq!(text.code.as_deref(), Some("[redacted]"));
        assert_eq!(text.description.as_deref(), Some("no [redacted], no [redacted]!"));
    }

    #[test]
    fn the_head_has_the_rate_limit_and_the_wait() {
        let headers = [
            ("x-rate-limit-limit", "15"),
            ("x-rate-limit-remaining", "14"),
            ("X-Rate-Limit-Window", "1s"),
            ("retry-after", "2"),
        ];
        let head = head(&headers, Duration::ZERO);
        assert_eq!((head.status, head.source), (200, Source::Vendor));
        let rate_limit = head.rate_limit.unwrap();
        assert_eq!((rate_limit.limit, rate_limit.remaining), (15, 14));
        assert_eq!(rate_limit.window, Millis::from_secs(1));
        assert_eq!(head.retry_after, Some(Millis::from_secs(2)));
    }

    #[test]
    fn several_headers_of_a_name_are_one_that_means_nothing() {
        let headers = [("retry-after", "2"), ("retry-after", "3")];
        assert_eq!(head(&headers, Duration::ZERO).retry_after, None);
    }

    #[test]
    fn a_date_is_read_by_the_answers_clock_or_else_by_the_callers() {
        let asked = ("retry-after", "Thu, 01 Jan 1970 00:01:00 GMT");
        let own = head(&[asked], Duration::from_secs(50)).retry_after;
        assert_eq!(own, Some(Millis::from_secs(10)));
        let date = ("date", "Thu, 01 Jan 1970 00:00:57 GMT");
        let servers = head(&[asked, date], Duration::from_secs(50)).retry_after;
        assert_eq!(servers, Some(Millis::from_secs(3)));
    }
}
