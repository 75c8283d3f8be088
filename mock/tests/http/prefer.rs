//! `Prefer: code=NNN`, and values that are not valid.

use mock::{Fault, documented_codes};
use serde_json::json;

use crate::client::{Client, TOKEN};

#[test]
fn every_documented_answer_can_be_asked_for() {
    let client = Client::new();
    for (status, code, description) in [
        (200, "00", "Token revoked successfully"),
        (400, "400", "Request failed."),
        (401, "401", "Unauthorized"),
        (403, "403", "Forbidden"),
        (404, "404", "Record not found"),
        (429, "429", "Too many requests"),
        (500, "500", "Server error"),
    ] {
        let preference = format!("code={status}");
        let answer = client.prefer(&preference, TOKEN);
        answer.is(status, code, description);
        assert_eq!(answer.header("preference-applied"), Some(&*preference));
    }
    assert_eq!(client.status()["revoked"], 0);
    assert!(client.revoke_token(TOKEN).is_ok());
}

#[test]
fn a_documented_answer_needs_no_valid_request() {
    let client = Client::new();
    assert_eq!(client.prefer("code=200", "short").status, 200);
}

#[test]
fn other_preferences_are_ignored() {
    let client = Client::new();
    let answer = client.prefer("respond-async, wait=5", TOKEN);
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("preference-applied"), None);
}

#[test]
fn an_unknown_value_is_answered_with_the_valid_values() {
    let client = Client::new();
    let answer = client.prefer("code=418", TOKEN);
    answer.is(400, "400", "Prefer: code must be one of 200, 400, 401, 403, 404, 429, 500.");
    assert_eq!(answer.header("preference-applied"), None);
    client.prefer("fault=nonsense", TOKEN).is(
        400,
        "400",
        "Prefer: fault must be one of no-answer, lost-answer, slow-body, cut-body, html-502, \
         other-code, redirect, echo.",
    );
    assert_eq!(client.status()["revoked"], 0);
}

#[test]
fn the_status_lists_codes_and_faults() {
    let client = Client::new();
    let faults = Fault::ALL.map(|fault| {
        assert!(!fault.description().is_empty());
        json!({ "name": fault.name(), "description": fault.description() })
    });
    assert_eq!(
        client.status(),
        json!({
            "limit": 15,
            "window": 1000,
            "codes": documented_codes(),
            "faults": faults,
            "requests": 0,
            "revoked": 0,
            "redirects_followed": 0,
        })
    );
}
