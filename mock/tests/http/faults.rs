//! Every fault of `Prefer: fault=NAME`.

use std::time::{Duration, Instant};

use mock::Config;

use crate::client::{Client, TOKEN, read_for};

const A_WHILE: Duration = Duration::from_millis(600);
const LONG: Duration = Duration::from_secs(5);

#[test]
fn no_answer() {
    let client = Client::new();
    let mut stream = client.open("fault=no-answer", TOKEN);
    assert_eq!(read_for(&mut stream, A_WHILE), (String::new(), false));
    assert_eq!(client.status()["revoked"], 0);
    assert_eq!(client.status()["requests"], 1);
}

#[test]
fn lost_answer() {
    let client = Client::of(Config { window: Duration::from_secs(60), ..Config::default() });
    let mut stream = client.open("fault=lost-answer", TOKEN);
    assert_eq!(read_for(&mut stream, LONG), (String::new(), true));
    assert_eq!(client.status()["revoked"], 1);
    // The second attempt asks for the same fault.
    let answer = client.prefer("fault=lost-answer", TOKEN);
    answer.is(404, "404", "Record not found");
    assert_eq!(answer.header("preference-applied"), None);
    // Both counted as ordinary requests, and so does one that is not valid.
    assert_eq!(answer.rate_limit(), ["15", "13", "1m"]);
    assert_eq!(client.prefer("fault=lost-answer", "short").status, 400);
}

#[test]
fn slow_body() {
    let client = Client::new();
    let start = Instant::now();
    let mut stream = client.open("fault=slow-body", TOKEN);
    let (answer, ended) = read_for(&mut stream, Duration::from_millis(1500));
    let most = start.elapsed().as_millis() / 200;
    assert!(!ended);
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    assert!(head.contains("x-rate-limit-remaining: 15\r\n"), "{head}");
    assert!(head.contains("preference-applied: fault=slow-body\r\n"));
    // Each byte is a chunk of its own: the size, then the byte.
    let sizes: Vec<_> = body.split("\r\n").step_by(2).filter(|size| !size.is_empty()).collect();
    assert!(sizes.iter().all(|size| *size == "1"), "{body:?}");
    assert!((1..=most).contains(&(sizes.len() as u128)), "{body:?}");
    assert_eq!(client.status()["revoked"], 0);
}

#[test]
fn cut_body() {
    let client = Client::new();
    let mut stream = client.open("fault=cut-body", TOKEN);
    let (answer, ended) = read_for(&mut stream, LONG);
    assert!(ended);
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    let whole = r#"{"code":"00","description":"Token revoked successfully"}"#;
    assert!(head.contains(&format!("content-length: {}", whole.len())));
    assert!(whole.starts_with(body));
    assert_eq!(body.len(), whole.len() / 2);
    assert_eq!(client.status()["revoked"], 0);
}

#[test]
fn html_502() {
    let client = Client::new();
    let answer = client.prefer("fault=html-502", TOKEN);
    assert_eq!(answer.status, 502);
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
    assert!(answer.body.starts_with("<!doctype html>"));
    assert_eq!(answer.header("preference-applied"), Some("fault=html-502"));
    assert_eq!(answer.rate_limit(), ["15", "15", "1s"]);
}

#[test]
fn other_code() {
    let client = Client::new();
    let answer = client.prefer("fault=other-code", TOKEN);
    answer.is(200, "01", "Request failed.");
    assert_eq!(client.status()["revoked"], 0);
}

#[test]
fn redirect() {
    let client = Client::new();
    let port = client.mock_server.address().port();
    let answer = client.prefer("fault=redirect", TOKEN);
    assert_eq!(answer.status, 307);
    let target = format!("http://localhost:{port}/_mock/redirected");
    assert_eq!(answer.header("location"), Some(&*target));
    assert_eq!(client.status()["redirects_followed"], 0);
    // A client that follows gets a success, and is counted.
    client.send("POST", "/_mock/redirected", &[], "").is(200, "00", "Token revoked successfully");
    assert_eq!(client.status()["redirects_followed"], 1);
    assert_eq!(client.status()["revoked"], 0);
}

#[test]
fn redirect_leads_to_the_other_origin_from_either() {
    let client = Client::new();
    let port = client.mock_server.address().port();
    let host = format!("host: localhost:{port}");
    let headers = [&*host, "prefer: fault=redirect"];
    let answer = client.send("POST", mock::REVOKE_PATH, &headers, "");
    let target = format!("http://127.0.0.1:{port}/_mock/redirected");
    assert_eq!(answer.header("location"), Some(&*target));
}

#[test]
fn echo() {
    let client = Client::new();
    client.prefer("fault=echo", TOKEN).is(
        400,
        &TOKEN[..64],
        &format!("The token {TOKEN} was refused."),
    );
    // A token of any length, with its own escapes.
    let answer = client.prefer("fault=echo", r#"\ud800\"\\😀"#);
    assert_eq!(
        answer.body,
        r#"{"code":"\ud800\"\\😀","description":"The token \ud800\"\\😀 was refused."}"#
    );
    // Without a token, the ordinary answer.
    let headers = ["content-type: application/json", "prefer: fault=echo"];
    let answer = client.send("POST", mock::REVOKE_PATH, &headers, "{}");
    answer.is(400, "400", "clientId is required. access_token is required.");
    assert_eq!(answer.header("preference-applied"), None);
}
