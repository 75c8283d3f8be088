//! The endpoint without faults.

use std::io::Write;
use std::net::TcpStream;
use std::time::Duration;

use mock::{REVOKE_PATH, REVOKED_PATH};
use serde_json::json;

use crate::client::{Client, TOKEN, body, body_of, read_for};

#[test]
fn the_specifications_example_is_revoked() {
    assert_eq!(TOKEN.len(), 407);
    let client = Client::new();
    let response = client.revoke_token(TOKEN).unwrap();
    assert_eq!((response.status, response.code.as_str()), (200, "00"));
    assert_eq!(response.description.as_deref(), Some("Token revoked successfully"));
    assert_eq!(client.status()["revoked"], 1);
}

#[test]
fn a_second_revocation_is_answered_with_404() {
    let client = Client::new();
    client.revoke_token(TOKEN).unwrap();
    let error = client.revoke_token(TOKEN).unwrap_err();
    assert_eq!((error.status, error.code.as_deref()), (Some(404), Some("404")));
    assert_eq!(error.description.as_deref(), Some("Record not found"));
    // The same characters with other escapes are the same token.
    let spelt = TOKEN.replacen('e', r"\u0065", 1);
    client.revoke(&spelt).is(404, "404", "Record not found");
    let other = TOKEN.replacen('e', "f", 1);
    assert!(client.revoke_token(&other).is_ok());
}

#[test]
fn further_properties_and_parameters_are_accepted() {
    let client = Client::new();
    let body = json!({ "clientId": "c".repeat(36), "access_token": TOKEN, "more": [1] });
    let headers = ["content-type: Application/JSON; charset=utf-8"];
    let answer = client.send("POST", REVOKE_PATH, &headers, &body.to_string());
    assert_eq!(answer.status, 200);
}

#[test]
fn every_field_that_the_schema_refuses_is_described() {
    let client = Client::new();
    let secret = "s3cret".repeat(10);
    let answer = client.post(&body_of("short-id", &secret));
    answer.is(
        400,
        "400",
        "clientId must have 36 characters and has 8. \
         access_token must have 300 to 600 characters and has 60.",
    );
    client.post("{}").is(400, "400", "clientId is required. access_token is required.");
    client.post("[]").is(400, "400", "The body is not a JSON object.");
    client.post(&body(TOKEN)[1..]).is(400, "400", "The body is not JSON.");
    client.post("").is(400, "400", "The body is not JSON.");
    assert_eq!(client.status()["revoked"], 0);
}

#[test]
fn another_content_type_is_refused() {
    let client = Client::new();
    for headers in [&["content-type: text/plain"][..], &["content-type: application/jsonp"], &[]] {
        client.send("POST", REVOKE_PATH, headers, &body(TOKEN)).is(
            400,
            "400",
            "The content type must be application/json.",
        );
    }
}

#[test]
fn lone_surrogates_count_one_each_and_are_distinct() {
    let client = Client::new();
    let high = r"\ud800".repeat(300);
    let low = r"\udc00".repeat(300);
    assert_eq!(client.revoke(&high).status, 200);
    assert_eq!(client.revoke(&low).status, 200);
    assert_eq!(client.revoke(&high).status, 404);
    client.revoke(&r"\ud800".repeat(299)).is(
        400,
        "400",
        "access_token must have 300 to 600 characters and has 299.",
    );
    // Astral characters, as pairs of escapes and without escapes.
    let pairs = r"\ud83d\ude00".repeat(600);
    assert_eq!(client.revoke(&pairs).status, 200);
    assert_eq!(client.revoke(&"😀".repeat(600)).status, 404);
    assert_eq!(client.revoke(&"😀".repeat(601)).status, 400);
}

#[test]
fn the_largest_body_is_64_kib() {
    let client = Client::new();
    let padded = |length: usize| {
        let body = body(TOKEN);
        body.clone() + &" ".repeat(length - body.len())
    };
    assert_eq!(client.post(&padded(65_536)).status, 200);
    client.post(&padded(65_537)).is(413, "413", "Request body too large");
    // The whole request is read, so that the client gets the answer.
    client.post(&padded(8_000_000)).is(413, "413", "Request body too large");
}

#[test]
fn a_body_without_a_length_is_limited_as_well() {
    let client = Client::new();
    let mut stream = TcpStream::connect(client.mock_server.address()).unwrap();
    let chunk = format!("2710\r\n{}\r\n", " ".repeat(10_000));
    let request = format!(
        "POST {REVOKE_PATH} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
         connection: close\r\ntransfer-encoding: chunked\r\n\r\n{}0\r\n\r\n",
        chunk.repeat(7)
    );
    stream.write_all(request.as_bytes()).unwrap();
    let (answer, ended) = read_for(&mut stream, Duration::from_secs(5));
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(ended);
}

#[test]
fn other_methods_and_paths() {
    let client = Client::new();
    for method in ["GET", "PUT", "DELETE"] {
        let answer = client.send(method, REVOKE_PATH, &[], "");
        answer.is(405, "405", "Method not allowed");
        assert_eq!(answer.header("allow"), Some("POST, OPTIONS"));
        assert_eq!(answer.rate_limit(), ["15", "15", "1s"]);
    }
    for path in ["/v1", "/v1/", "/v1/auth/token", "/v1/auth/token/revoke/", "/"] {
        for method in ["GET", "POST"] {
            let answer = client.send(method, path, &[], "");
            answer.is(404, "404", "Record not found");
            assert_eq!(answer.rate_limit(), ["15", "15", "1s"]);
        }
    }
    assert_eq!(client.status()["requests"], 0);
}

#[test]
fn every_revocation_request_is_counted() {
    let client = Client::new();
    client.revoke(TOKEN);
    client.post("nonsense");
    client.prefer("code=500", TOKEN);
    client.prefer("fault=nonsense", TOKEN);
    assert_eq!(client.status()["requests"], 4);
}

#[test]
fn revoked_tokens_are_listed_by_their_hashes() {
    let client = Client::new();
    let listed = || client.get(REVOKED_PATH).json();
    assert_eq!(listed(), json!([]));
    client.revoke("short");
    client.prefer("code=200", &TOKEN.replacen('e', "f", 1));
    assert_eq!(listed(), json!([]));
    client.revoke(TOKEN);
    client.revoke(TOKEN);
    // printf %s TOKEN | sha256sum
    let hash = "c902e0cfc8c0b438f63997ddc478a716e8ce8bab8a5d59365d90aa6673870d8b";
    assert_eq!(listed(), json!([hash]));
    assert_eq!(client.get(REVOKED_PATH).header("cache-control"), Some("no-store"));
    client.revoke(&TOKEN.replacen('e', "g", 1));
    assert_eq!(listed().as_array().unwrap().len(), 2);
}
