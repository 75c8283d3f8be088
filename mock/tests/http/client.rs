//! A client with a mock server of its own, for each test.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use mock::{Config, MockServer, REVOKE_PATH, STATUS_PATH};
use nomba_revoke::{Options, RevokeTokenError, RevokeTokenRequest, RevokeTokenResponse};
use serde_json::{Value, json};
use ureq::Agent;
use ureq::http::{HeaderMap, Request};

use crate::driver::revoke_token;

/// The specification's own example.
pub const CLIENT: &str = "2242b79d-f2cf-4ccc-ada1-e890bd1a9f0d";
/// The specification's own example.
pub const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJHOjhmYWM4M2FjLTc2YjAtNDM1Zi1hYTM1LThkOTU3ZGQ5MjdkZCI6Ikc6OGZhYzgzYWMtNzZiMC00MzVmLWFhMzUtOGQ5NTdkZDkyN2RkIiwiUjpURUFNU19PV05FUiI6IlI6VEVBTVNfT1dORVIiLCJFbWFpbDp2aWN0b3JzaG9hZ2FAZ21haWwuY29tIjoiRW1haWw6dmljdG9yc2hvYWdhQGdtYWlsLmNvbSIsImlhdCI6MTY4MTkxODU3OSwic3ViIjoiNWUyNmNmYjAtNTI5Zi00MTdiLWI4ZDItYWJjNDcxZjRjOWRiIiwiZXhwIjoxNjgxOTIyMTc5fQ.lQOsyhR1gajKdzE9IHQEtxhQyUrArctEDZiP9pWVTFY";

pub struct Client {
    pub mock_server: MockServer,
    agent: Agent,
}

pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Client {
    pub fn new() -> Client {
        Client::of(Config::default())
    }

    pub fn of(config: Config) -> Client {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(Duration::from_secs(10)))
            .build()
            .new_agent();
        Client { mock_server: MockServer::start(config).unwrap(), agent }
    }

    /// Sends any request. The headers are `name: value` lines.
    pub fn send(&self, method: &str, path: &str, headers: &[&str], body: &str) -> Answer {
        let mut request = Request::builder().method(method).uri(self.mock_server.url() + path);
        for header in headers {
            let (name, value) = header.split_once(": ").unwrap();
            request = request.header(name, value);
        }
        let request = request.body(body.to_owned()).unwrap();
        let mut response = self.agent.run(request).unwrap();
        Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.body_mut().read_to_string().unwrap(),
        }
    }

    pub fn get(&self, path: &str) -> Answer {
        let request = self.agent.get(self.mock_server.url() + path);
        let mut response = request.call().unwrap();
        Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.body_mut().read_to_string().unwrap(),
        }
    }

    /// Revokes a token of the client as a program does, in one attempt. The lengths are for the mock server to check.
    pub fn revoke_token(&self, token: &str) -> Result<RevokeTokenResponse, RevokeTokenError> {
        self.revoke_token_of(CLIENT, token)
    }

    pub fn revoke_token_of(
        &self,
        client: &str,
        token: &str,
    ) -> Result<RevokeTokenResponse, RevokeTokenError> {
        let options = Options::default().base_url(&self.mock_server.url()).unwrap();
        let options = options.validate(false).retries(0).unwrap();
        revoke_token(&RevokeTokenRequest::new(client, token), &options)
    }

    /// Sends a JSON body to the endpoint.
    pub fn post(&self, body: &str) -> Answer {
        self.send("POST", REVOKE_PATH, &["content-type: application/json"], body)
    }

    pub fn revoke(&self, token: &str) -> Answer {
        self.post(&body(token))
    }

    pub fn prefer(&self, preference: &str, token: &str) -> Answer {
        let preference = format!("prefer: {preference}");
        let headers = ["content-type: application/json", &preference];
        self.send("POST", REVOKE_PATH, &headers, &body(token))
    }

    pub fn status(&self) -> Value {
        serde_json::from_str(&self.get(STATUS_PATH).body).unwrap()
    }

    /// Sends a revocation on a connection of its own, without reading the answer.
    pub fn open(&self, preference: &str, token: &str) -> TcpStream {
        let body = body(token);
        let request = format!(
            "POST {REVOKE_PATH} HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\n\
             prefer: {preference}\r\ncontent-length: {}\r\n\r\n{body}",
            self.mock_server.address(),
            body.len()
        );
        let mut stream = TcpStream::connect(self.mock_server.address()).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        stream
    }
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub fn json(&self) -> Value {
        assert_eq!(self.header("content-type"), Some("application/json"));
        serde_json::from_str(&self.body).unwrap()
    }

    /// Checks status, code and description of an answer.
    #[track_caller]
    pub fn is(&self, status: u16, code: &str, description: &str) {
        assert_eq!(self.status, status, "{}", self.body);
        assert_eq!(self.json(), json!({ "code": code, "description": description }));
    }

    /// Returns the three headers: limit, remaining, window.
    #[track_caller]
    pub fn rate_limit(&self) -> [&str; 3] {
        ["limit", "remaining", "window"].map(|name| {
            let name = format!("x-rate-limit-{name}");
            self.header(&name).expect(&name)
        })
    }
}

/// Returns the body of a request with this token, which is in JSON's notation.
pub fn body(token: &str) -> String {
    body_of(CLIENT, token)
}

pub fn body_of(client: &str, token: &str) -> String {
    format!(r#"{{"clientId":"{client}","access_token":"{token}"}}"#)
}

/// Reads for a while. Returns what was read, and whether the connection has ended.
pub fn read_for(stream: &mut TcpStream, time: Duration) -> (String, bool) {
    let end = std::time::Instant::now() + time;
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let left = end.saturating_duration_since(std::time::Instant::now());
        if left.is_zero() {
            return (String::from_utf8(bytes).unwrap(), false);
        }
        stream.set_read_timeout(Some(left)).unwrap();
        match stream.read(&mut buffer) {
            Ok(0) => return (String::from_utf8(bytes).unwrap(), true),
            Ok(length) => bytes.extend_from_slice(&buffer[..length]),
            Err(_) => {}
        }
    }
}
