//! Revokes a Nomba access token, and knows for certain whether it is revoked.
//!
//! The rules live in modules that know nothing of JavaScript and are tested natively; [`edge`]
//! alone speaks to it. `README.md` has the package's use, `CONTRIBUTING.md` the house's layout.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::arithmetic_side_effects,
        reason = "a test that panics has done its work"
    )
)]

pub mod base_url;
pub mod call;
pub mod cut;
pub mod digits;
pub mod error_name;
pub mod failure;
#[cfg(test)]
mod hands;
pub mod issue;
pub mod option_name;
pub mod outcome;
pub mod pacer;
pub mod rate_limit;
pub mod redact;
pub mod request;
pub mod response;
pub mod retry;
pub mod retry_after;
pub mod token_hash;
pub mod token_info;
pub mod wipe;
pub mod words;

#[cfg(target_arch = "wasm32")]
pub mod edge;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: wipe::Wiping = wipe::Wiping::empty();
