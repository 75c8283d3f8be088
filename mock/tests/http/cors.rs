//! Cross-origin access.

use mock::REVOKE_PATH;

use crate::client::{Answer, Client, TOKEN, body};

const ORIGIN: &str = "https://shop.example";

#[track_caller]
fn is_shared(answer: &Answer) {
    assert_eq!(answer.header("access-control-allow-origin"), Some(ORIGIN));
    assert_eq!(answer.header("access-control-allow-credentials"), Some("true"));
}

#[test]
fn a_preflight_is_answered() {
    let client = Client::new();
    let answer = client.send(
        "OPTIONS",
        REVOKE_PATH,
        &[
            "origin: https://shop.example",
            "access-control-request-method: POST",
            "access-control-request-headers: accountid,content-type,prefer,x-any",
        ],
        "",
    );
    assert_eq!(answer.status, 200);
    is_shared(&answer);
    assert_eq!(
        answer.header("access-control-allow-headers"),
        Some("accountid,content-type,prefer,x-any")
    );
    let methods = answer.header("access-control-allow-methods").unwrap();
    assert!(methods.split(',').any(|method| method == "POST"));
    assert_eq!(answer.rate_limit(), ["15", "15", "1s"]);
    assert_eq!(client.status()["requests"], 0);
}

#[test]
fn every_answer_is_shared_with_its_headers() {
    let client = Client::new();
    let origin = format!("origin: {ORIGIN}");
    let json = "content-type: application/json";
    for (path, headers) in [
        (REVOKE_PATH, vec![json]),
        (REVOKE_PATH, vec![]),
        (REVOKE_PATH, vec![json, "prefer: code=500"]),
        (REVOKE_PATH, vec![json, "prefer: fault=html-502"]),
        (REVOKE_PATH, vec![json, "prefer: fault=redirect"]),
        ("/_mock/redirected", vec![]),
        ("/v1/other", vec![]),
    ] {
        let headers = [&headers[..], &[&*origin]].concat();
        let answer = client.send("POST", path, &headers, &body(TOKEN));
        is_shared(&answer);
        let exposed = answer.header("access-control-expose-headers").unwrap();
        for name in [
            "x-rate-limit-limit",
            "x-rate-limit-remaining",
            "x-rate-limit-window",
            "retry-after",
            "preference-applied",
        ] {
            assert!(exposed.split(',').any(|e| e == name), "{name}: {exposed}");
        }
    }
}

#[test]
fn without_an_origin_there_is_none() {
    let answer = Client::new().revoke(TOKEN);
    assert_eq!(answer.header("access-control-allow-origin"), None);
}
