//! The quota of each client, and its headers.

use std::thread::sleep;
use std::time::Duration;

use mock::{Config, REVOKE_PATH};
use nomba_revoke::{Millis, RateLimit};

use crate::client::{CLIENT, Client, TOKEN, body_of};

fn client(limit: u32, window: Duration) -> Client {
    Client::of(Config { limit, window, ..Config::default() })
}

/// Returns a token that no other request of the test has.
fn token(n: u32) -> String {
    format!("{n:0>400}")
}

#[test]
fn over_the_limit_is_429_until_the_window_is_over() {
    let window = Duration::from_millis(1500);
    let client = client(3, window);
    let quota = |remaining| RateLimit { limit: 3, remaining, window: window.into() };
    for remaining in [2, 1, 0] {
        let response = client.revoke_token(&token(remaining)).unwrap();
        assert_eq!(response.rate_limit, Some(quota(remaining.into())));
    }
    let error = client.revoke_token(TOKEN).unwrap_err();
    assert_eq!((error.status, error.code.as_deref()), (Some(429), Some("429")));
    assert_eq!(error.description.as_deref(), Some("Too many requests"));
    assert_eq!(error.rate_limit, Some(quota(0)));
    // The token was refused, not revoked.
    sleep(window);
    assert_eq!(client.revoke_token(TOKEN).unwrap().rate_limit, Some(quota(2)));
}

#[test]
fn each_client_has_its_own_quota() {
    let client = client(1, Duration::from_secs(3600));
    assert!(client.revoke_token(&token(1)).is_ok());
    assert_eq!(client.revoke_token(&token(2)).unwrap_err().status, Some(429));
    let other = CLIENT.replace('2', "3");
    let response = client.revoke_token_of(&other, &token(3)).unwrap();
    let quota = RateLimit { limit: 1, remaining: 0, window: Millis::from_secs(3600) };
    assert_eq!(response.rate_limit, Some(quota));
}

#[test]
fn every_request_of_a_known_client_counts() {
    let client = client(3, Duration::from_secs(60));
    client.revoke(&token(1));
    let answer = client.revoke(&token(1));
    assert_eq!(answer.status, 404);
    assert_eq!(answer.rate_limit(), ["3", "1", "1m"]);
    let answer = client.revoke("short");
    assert_eq!(answer.status, 400);
    assert_eq!(answer.rate_limit(), ["3", "0", "1m"]);
    assert_eq!(client.revoke_token("short").unwrap_err().status, Some(429));
}

#[test]
fn without_a_known_client_the_whole_quota_remains() {
    let client = client(3, Duration::from_secs(60));
    client.revoke(&token(1));
    let large = " ".repeat(70_000);
    for body in ["nonsense", "{}", &body_of("short", &token(2)), &large] {
        let answer = client.post(body);
        assert!(matches!(answer.status, 400 | 413));
        assert_eq!(answer.rate_limit(), ["3", "3", "1m"]);
    }
}

#[test]
fn requests_with_prefer_do_not_count() {
    let client = client(3, Duration::from_secs(60));
    client.revoke(&token(1));
    for (preference, remaining) in [
        ("code=200", "2"),
        ("code=404", "2"),
        ("code=429", "0"),
        ("fault=other-code", "2"),
        ("fault=echo", "2"),
        ("code=418", "3"),
    ] {
        let answer = client.prefer(preference, &token(2));
        assert_eq!(answer.rate_limit(), ["3", remaining, "1m"], "{preference}");
    }
    let answer = client.revoke(&token(2));
    assert_eq!(answer.status, 200);
    assert_eq!(answer.rate_limit(), ["3", "1", "1m"]);
}

#[test]
fn preflights_do_not_count() {
    let client = client(1, Duration::from_secs(60));
    let answer = client.send("OPTIONS", REVOKE_PATH, &["origin: https://a.example"], "");
    assert_eq!(answer.rate_limit(), ["1", "1", "1m"]);
    assert!(client.revoke_token(TOKEN).is_ok());
}
