#![doc = include_str!("README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]
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

mod action;
mod ascii;
mod attempt;
pub mod base_url;
mod call;
mod detail;
mod error;
mod error_name;
mod event;
mod failure;
#[cfg(all(feature = "gloo", target_arch = "wasm32", target_os = "unknown"))]
pub mod gloo;
pub mod header;
#[cfg(feature = "http")]
mod http;
mod message;
mod millis;
mod option;
mod options;
mod outcome;
pub mod pacer;
mod prepared;
mod rate_limit;
pub mod redact;
pub mod relay;
mod request;
mod response;
mod retry;
pub mod retry_after;
#[cfg(feature = "serde")]
mod serialize;
mod token_hash;
pub mod token_info;
mod validation;

pub use action::Action;
pub use attempt::Attempt;
pub use call::Call;
pub use detail::Detail;
pub use error::RevokeTokenError;
pub use error_name::ErrorName;
pub use event::{Event, EventData, Head};
pub use failure::{Failure, Revoked};
pub use millis::Millis;
pub use option::{OptionError, OptionName};
pub use options::{DEFAULT_TIMEOUT, Environment, Options};
pub use outcome::Outcome;
pub use prepared::PreparedRequest;
pub use rate_limit::RateLimit;
pub use relay::Source;
pub use request::RevokeTokenRequest;
pub use response::{
    BODY_LIMIT, BodyReading, REVOKED_CODE, RevokeTokenResponse, ServerText, classify,
};
pub use retry::{Failed, LONGEST_WAIT, Retries, delay};
pub use token_hash::token_hash;
pub use validation::{Field, Input, IssueCode, ValidationIssue, check};
