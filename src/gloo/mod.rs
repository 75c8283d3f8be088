//! Revokes tokens from a front end that is written in Rust and runs in a browser. Feature `gloo`, on
//! `wasm32-unknown-unknown`.
//!
//! ```ignore
//! use nomba_revoke::{Options, Outcome, RevokeTokenRequest, gloo::revoke_token};
//!
//! let options = Options::default().base_url("https://proxy.example/nomba")?;
//! match revoke_token(&RevokeTokenRequest::new(client_id, access_token), &options).await {
//!     Ok(_) => show("Revoked."),
//!     Err(error) if error.outcome == Outcome::Unknown => show("Perhaps revoked."),
//!     Err(error) => show(&error.to_string()),
//! }
//! ```
//!
//! The requests and answers are gloo-net's. Its `send` is not used: it never returns, or panics, if `fetch` throws,
//! rejects with something that is no `Error`, or answers with something that is no `Response`.

mod attempt;
mod batch;
mod batch_options;
mod body;
mod driver;
mod fetch;
mod queue;
mod timer;

pub use batch::{RevokeTokenOutcome, RevokeTokens, revoke_tokens};
pub use batch_options::BatchOptions;
pub use driver::revoke_token;
