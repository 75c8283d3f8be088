//! What the mock server can do and what it has counted, for pages and tests.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use serde::Serialize;

use crate::answer::documented_codes;
use crate::context::Context;
use crate::fault::Fault;

#[derive(Serialize)]
struct Status {
    limit: u32,
    /// In milliseconds.
    window: u128,
    /// The values of `Prefer: code=NNN`.
    codes: Vec<u16>,
    /// The values of `Prefer: fault=NAME`.
    faults: [FaultEntry; Fault::ALL.len()],
    /// The revocation requests so far, without preflights.
    requests: u64,
    /// The tokens revoked so far.
    revoked: usize,
    /// The requests so far that followed a redirect.
    redirects_followed: u64,
}

#[derive(Serialize)]
struct FaultEntry {
    name: &'static str,
    description: &'static str,
}

pub(crate) async fn status(State(context): State<Arc<Context>>) -> impl IntoResponse {
    let status = Status {
        limit: context.limit,
        window: context.window.as_millis(),
        codes: documented_codes(),
        faults: Fault::ALL
            .map(|fault| FaultEntry { name: fault.name(), description: fault.description() }),
        requests: context.vendor.requests.get(),
        revoked: context.vendor.revoked(),
        redirects_followed: context.vendor.redirects_followed.get(),
    };
    ([(CACHE_CONTROL, "no-store")], Json(status))
}

pub(crate) async fn revoked(State(context): State<Arc<Context>>) -> impl IntoResponse {
    let hashes = context.vendor.revoked_hashes();
    let hashes: Vec<String> = hashes.iter().map(|hash| hex(hash)).collect();
    ([(CACHE_CONTROL, "no-store")], Json(hashes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
