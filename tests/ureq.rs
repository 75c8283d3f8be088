//! The driver of `examples/ureq.rs` against the mock server, and against one that loses the first answer.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "a test that panics has done its work"
)]

#[path = "../examples/ureq.rs"]
#[allow(dead_code, reason = "its main function is for the command line")]
mod driver;

use driver::revoke_token;
use mock::{Config, MockServer};
use nomba_revoke::{ErrorName, Options, Outcome, RevokeTokenRequest};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::{self, JoinHandle};
use std::time::Duration;

const CLIENT_ID: &str = "2242b79d-f2cf-4ccc-ada1-e890bd1a9f0d";

/// A request with a token that no other has.
fn request() -> RevokeTokenRequest {
    let token: String = std::iter::repeat_with(fastrand::alphanumeric).take(400).collect();
    RevokeTokenRequest::new(CLIENT_ID, token)
}

fn options(base_url: &str) -> Options {
    Options::default().base_url(base_url).unwrap()
}

#[test]
fn a_token_is_revoked_once() {
    let server = MockServer::start(Config::default()).unwrap();
    let (request, options) = (request(), options(&server.url()));
    let response = revoke_token(&request, &options).unwrap();
    assert_eq!((response.code.as_str(), response.status, response.attempts), ("00", 200, 1));
    assert_eq!(response.description.as_deref(), Some("Token revoked successfully"));
    let rate_limit = response.rate_limit.expect("the mock server states its limit");
    assert_eq!(rate_limit.window.get(), 1_000.0);

    let error = revoke_token(&request, &options).unwrap_err();
    assert_eq!((error.name, error.status), (ErrorName::RecordNotFoundError, Some(404)));
    assert_eq!((error.outcome, error.attempts), (Outcome::NotRevoked, 1));
    assert_eq!(error.code.as_deref(), Some("404"));
    assert!(error.to_string().starts_with("There is no such record: status 404, code 404, "));
}

#[test]
fn a_request_that_is_not_valid_is_not_sent() {
    // Nobody listens there.
    let options = options("http://127.0.0.1:9");
    let error = revoke_token(&RevokeTokenRequest::new(CLIENT_ID, "short"), &options).unwrap_err();
    assert_eq!((error.name, error.attempts), (ErrorName::ValidationError, 0));
    assert_eq!(error.issues.len(), 1);
}

#[test]
fn a_lost_answer_leaves_the_token_in_doubt() {
    let server = MockServer::start(Config::default()).unwrap();
    let options = options(&server.url()).retries(0).unwrap();
    let request = request();
    let losing = options.clone().header("prefer", "fault=lost-answer").unwrap();
    let error = revoke_token(&request, &losing).unwrap_err();
    assert_eq!((error.name, error.outcome), (ErrorName::NetworkError, Outcome::Unknown));
    // The mock server had revoked it.
    let error = revoke_token(&request, &options).unwrap_err();
    assert_eq!(error.name, ErrorName::RecordNotFoundError);
}

/// Starts a server that reads two requests, loses the answer to the first, and answers the second as a relay. Returns its
/// address, and what it has read.
fn lose_one_answer() -> (String, JoinHandle<[String; 2]>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let read = |stream: &mut TcpStream| {
        let mut request: Vec<u8> = Vec::new();
        // Head and body may arrive one after the other. The body is a JSON object.
        while !request.ends_with(b"}") {
            let mut bytes = [0; 4_096];
            let length = stream.read(&mut bytes).unwrap();
            assert_ne!(length, 0, "the request breaks off");
            request.extend_from_slice(&bytes[..length]);
        }
        String::from_utf8_lossy(&request).into_owned()
    };
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let lost = read(&mut stream);
        drop(stream);
        let (mut stream, _) = listener.accept().unwrap();
        let answered = read(&mut stream);
        let body = r#"{"code":"00","description":"Token revoked successfully"}"#;
        let head = "HTTP/1.1 200 OK\r\nx-nomba-revoke-relay: vendor\r\nconnection: close";
        write!(stream, "{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len()).unwrap();
        [lost, answered]
    });
    (base_url, server)
}

#[test]
fn an_attempt_that_is_lost_is_made_again() {
    let (base_url, server) = lose_one_answer();
    let response = revoke_token(&request(), &options(&base_url)).unwrap();
    assert_eq!(response.attempts, 2);
    for sent in server.join().unwrap() {
        assert!(sent.starts_with("POST /v1/auth/token/revoke HTTP/1.1\r\n"), "{sent}");
        assert!(!sent.contains("idempotency-key"), "{sent}");
    }
}

#[test]
fn a_relay_gets_one_key_in_all_attempts_and_no_client_id() {
    let (url, server) = lose_one_answer();
    let request = RevokeTokenRequest::without_client_id(request().access_token());
    let response = revoke_token(&request, &Options::default().relay(&url).unwrap()).unwrap();
    assert_eq!(response.attempts, 2);
    let sent = server.join().unwrap();
    let keys = sent.each_ref().map(|sent| {
        let key = sent.lines().find_map(|line| line.strip_prefix("idempotency-key: "));
        key.expect("a request with a key").to_owned()
    });
    assert_eq!((keys[0].len(), &keys[0]), (32, &keys[1]));
    assert!(!sent.concat().contains("clientId"));
}

#[test]
fn a_server_that_is_no_relay_confirms_nothing() {
    let server = MockServer::start(Config::default()).unwrap();
    let relay = Options::default().relay(&server.url()).unwrap();
    let error = revoke_token(&request(), &relay).unwrap_err();
    assert_eq!((error.name, error.outcome), (ErrorName::UnexpectedResponseError, Outcome::Unknown));
    assert!(error.to_string().contains("no relay answered"), "{error}");
}

#[test]
fn no_error_holds_what_the_server_repeats() {
    let server = MockServer::start(Config::default()).unwrap();
    let options = options(&server.url()).header("prefer", "fault=echo").unwrap();
    let request = request();
    let error = revoke_token(&request, &options).unwrap_err();
    assert_eq!(error.name, ErrorName::RequestError);
    let shown = format!("{error} {error:?}");
    assert!(
        shown.contains("[redacted]") && !shown.contains(request.access_token().get(..16).unwrap())
    );
}

#[test]
fn a_server_that_never_answers_is_a_time_out() {
    let server = MockServer::start(Config::default()).unwrap();
    let options = options(&server.url()).retries(0).unwrap();
    let options = options.timeout(Duration::from_millis(300)).unwrap();
    let options = options.header("prefer", "fault=no-answer").unwrap();
    let error = revoke_token(&request(), &options).unwrap_err();
    assert_eq!((error.name, error.outcome), (ErrorName::TimeoutError, Outcome::Unknown));
}
