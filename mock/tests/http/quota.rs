//! The quota of each client, and its headers.

use std::thread::sleep;
use std::time::Duration;

use mock::{Config, REVOKE_PATH};

use crate::client::{CLIENT, Client, TOKEN, body_of};

fn client(limit: u32, window: Duration) -> Client {
    Client::of(Config { limit, window, ..Config::default() })
}

/// A token that no other request of the test has.
fn token(n: u32) -> String {
    format!("{n:0>400}")
}

#[test]
fn over_the_limit_is_429_until_the_window_is_over() {
    let window = Duration::from_millis(1500);
    let client = client(3, window);
    for remaining in ["2", "1", "0"] {
        let answer = client.revoke(&token(remaining.parse().unwrap()));
        assert_eq!(answer.status, 200);
        assert_eq!(answer.rate_limit(), ["3", remaining, "1500ms"]);
    }
    let answer = client.revoke(TOKEN);
    answer.is(429, "429", "Too many requests");
    assert_eq!(answer.rate_limit(), ["3", "0", "1500ms"]);
    // It was refused, not revoked.
    sleep(window);
    let answer = client.revoke(TOKEN);
    assert_eq!(answer.status, 200);
    assert_eq!(answer.rate_limit(), ["3", "2", "1500ms"]);
}

#[test]
fn each_client_has_its_own() {
    let client = client(1, Duration::from_secs(3600));
    assert_eq!(client.revoke(&token(1)).status, 200);
    assert_eq!(client.revoke(&token(2)).status, 429);
    let other = CLIENT.replace('2', "3");
    let answer = client.post(&body_of(&other, &token(3)));
    assert_eq!(answer.status, 200);
    assert_eq!(answer.rate_limit(), ["1", "0", "1h"]);
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
    assert_eq!(client.revoke("short").status, 429);
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
fn what_prefer_asks_for_does_not_count() {
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
    assert_eq!(client.revoke(TOKEN).status, 200);
}
