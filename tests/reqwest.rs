//! The driver of `examples/reqwest.rs` against the mock server.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "a test that panics has done its work"
)]

#[path = "../examples/reqwest.rs"]
#[allow(dead_code, reason = "its main function is for the command line")]
mod driver;

use driver::{Outcome, revoke_tokens};
use futures_util::StreamExt;
use mock::{Config, MockServer};
use nomba_revoke::{ErrorName, Options, RevokeTokenRequest, token_hash};
use std::collections::HashSet;
use std::time::{Duration, Instant};

const CLIENT_ID: &str = "2242b79d-f2cf-4ccc-ada1-e890bd1a9f0d";

/// Requests with tokens that no other has.
fn requests(count: usize) -> Vec<RevokeTokenRequest> {
    let token = || std::iter::repeat_with(fastrand::alphanumeric).take(400).collect::<String>();
    (0..count).map(|_| RevokeTokenRequest::new(CLIENT_ID, token())).collect()
}

fn options(server: &MockServer) -> Options {
    Options::default().base_url(&server.url()).unwrap()
}

/// The error and outcome of a batch's only call.
async fn failure(options: Options) -> (ErrorName, nomba_revoke::Outcome) {
    let outcomes = revoke(requests(1), &options).await;
    let error = outcomes.into_iter().next().unwrap().1.unwrap_err();
    (error.name, error.outcome)
}

async fn revoke(requests: Vec<RevokeTokenRequest>, options: &Options) -> Vec<Outcome> {
    let outcomes = revoke_tokens(requests, options).unwrap().collect();
    tokio::time::timeout(Duration::from_secs(60), outcomes).await.expect("a batch that ends")
}

#[tokio::test]
async fn a_batch_keeps_the_vendors_pace() {
    let server = MockServer::start(Config::default()).unwrap();
    let requests = requests(40);
    let hashes: HashSet<_> = requests.iter().map(|it| token_hash(it.access_token())).collect();
    let started = Instant::now();
    let outcomes = revoke(requests, &options(&server)).await;
    // 15 a second: the third window has begun.
    assert!(started.elapsed() >= Duration::from_millis(1_900), "{:?}", started.elapsed());
    assert_eq!(outcomes.iter().map(|it| it.0.clone()).collect::<HashSet<_>>(), hashes);
    let attempts: u32 = outcomes.into_iter().map(|it| it.1.unwrap().attempts).sum();
    // A request that comes too early is refused and sent again.
    assert!(attempts <= 55, "{attempts} attempts");
}

#[tokio::test]
async fn one_refusal_does_not_end_the_others() {
    let server = MockServer::start(Config::default()).unwrap();
    let mut requests = requests(3);
    requests.insert(1, RevokeTokenRequest::new(CLIENT_ID, "short"));
    requests.push(requests[0].clone());
    let outcomes = revoke(requests, &options(&server)).await;
    let mut names: Vec<_> = outcomes.into_iter().filter_map(|it| it.1.err()).collect();
    names.sort_by_key(|error| error.attempts);
    let names: Vec<_> = names.iter().map(|error| error.name).collect();
    assert_eq!(names, [ErrorName::ValidationError, ErrorName::RecordNotFoundError]);
}

#[tokio::test]
async fn each_fault_has_its_name() {
    let server = MockServer::start(Config::default()).unwrap();
    let options = options(&server).retries(0).unwrap();
    use nomba_revoke::Outcome::{NotRevoked, Unknown};
    for (fault, name, outcome) in [
        ("lost-answer", ErrorName::NetworkError, Unknown),
        ("cut-body", ErrorName::NetworkError, Unknown),
        ("html-502", ErrorName::ServerError, Unknown),
        ("redirect", ErrorName::UnexpectedResponseError, Unknown),
        ("other-code", ErrorName::NotRevokedError, NotRevoked),
        ("no-answer", ErrorName::TimeoutError, Unknown),
        ("slow-body", ErrorName::TimeoutError, Unknown),
    ] {
        let millis = if name == ErrorName::TimeoutError { 1_500 } else { 30_000 };
        let options = options.clone().timeout(Duration::from_millis(millis)).unwrap();
        let options = options.header("prefer", &format!("fault={fault}")).unwrap();
        assert_eq!(failure(options).await, (name, outcome), "{fault}");
    }
}

#[tokio::test]
async fn an_attempt_that_is_lost_is_made_again() {
    let server = MockServer::start(Config::default()).unwrap();
    let options = options(&server).retries(1).unwrap();
    let options = options.header("prefer", "fault=lost-answer").unwrap();
    // The mock server has revoked the token in the first attempt.
    let (name, outcome) = failure(options).await;
    assert_eq!(name, ErrorName::RecordNotFoundError);
    assert_eq!(outcome, nomba_revoke::Outcome::Unknown);
}
