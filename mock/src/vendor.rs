//! The state of the mock server: quotas, revoked tokens and counters.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use crate::answer::Answer;
use crate::rate_limit::{Quota, RateLimit};
use crate::request::RevokeRequest;

/// The vendor's side of the endpoint.
#[derive(Debug)]
pub(crate) struct Vendor {
    quotas: Mutex<RateLimit>,
    /// The SHA-256 of each revoked token. A token that is not kept can't leak.
    revoked: Mutex<HashSet<[u8; 32]>>,
    /// The revocation requests so far.
    pub(crate) requests: Counter,
    /// The requests so far that followed the redirect of [`Fault::Redirect`](crate::Fault::Redirect).
    pub(crate) redirects_followed: Counter,
}

/// Counts events.
#[derive(Debug, Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    pub(crate) fn count(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Vendor {
    pub(crate) fn new(limit: u32, window: Duration) -> Vendor {
        Vendor {
            quotas: Mutex::new(RateLimit::new(limit, window)),
            revoked: Mutex::default(),
            requests: Counter::default(),
            redirects_followed: Counter::default(),
        }
    }

    /// Returns the ordinary answer to a request and the requests that its client has left. An error in place of the
    /// request is the answer to a body that can't be read.
    pub(crate) fn answer(&self, request: &Result<RevokeRequest, Answer>) -> (Answer, Option<u32>) {
        let request = match request {
            Ok(request) => request,
            Err(answer) => return (answer.clone(), None),
        };
        let quota =
            request.client_id().map(|client| lock(&self.quotas).count(client, Instant::now()));
        let remaining = match quota {
            Some(Quota::UsedUp) => return (Answer::TOO_MANY_REQUESTS, Some(0)),
            Some(Quota::Within { remaining }) => Some(remaining),
            None => None,
        };
        let answer = match request.valid_token() {
            Err(problems) => Answer::bad_request(problems),
            Ok(token) if self.revoke(&token.wtf8) => Answer::REVOKED,
            Ok(_) => Answer::NOT_FOUND,
        };
        (answer, remaining)
    }

    /// Returns the requests that the client of a request has left, without counting the request.
    pub(crate) fn remaining(&self, request: &Result<RevokeRequest, Answer>) -> Option<u32> {
        let client = request.as_ref().ok()?.client_id()?;
        Some(lock(&self.quotas).remaining(client, Instant::now()))
    }

    /// Returns the number of revoked tokens.
    pub(crate) fn revoked(&self) -> usize {
        lock(&self.revoked).len()
    }

    /// Returns the SHA-256 of each revoked token, in the order of their bytes.
    pub(crate) fn revoked_hashes(&self) -> Vec<[u8; 32]> {
        let mut hashes: Vec<_> = lock(&self.revoked).iter().copied().collect();
        hashes.sort_unstable();
        hashes
    }

    /// Revokes a token, and returns whether it was not revoked before.
    fn revoke(&self, token: &[u8]) -> bool {
        lock(&self.revoked).insert(Sha256::digest(token).into())
    }
}

/// Locks a mutex, even after a panic: no change under these locks is ever incomplete.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
