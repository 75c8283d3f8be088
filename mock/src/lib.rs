//! A mock server for the vendor's API, over real HTTP on the loopback interface.
//!
//! `POST /v1/auth/token/revoke` behaves as the vendor's OpenAPI specification says: it validates as
//! the schema does, answers with the schema's bodies, sends the three `X-Rate-Limit-*` headers and
//! limits each `clientId` to a number of requests in a window. `Prefer: code=NNN` asks for one of the
//! documented answers, `Prefer: fault=NAME` for one of the ways in which a server fails its callers
//! ([`Fault`]). `GET /_mock` returns what the mock server can do and what it has counted, as JSON, and
//! `GET /_mock/revoked` the SHA-256 of each token that is revoked.
//!
//! Where the specification leaves the behaviour open, the mock server does this:
//!
//! - A second revocation of the same token answers 404.
//! - A body that is not `application/json` answers 400, one over 64 KiB answers 413.
//! - Every request whose `clientId` has the right form counts against that client's quota, whatever
//!   else is wrong with it. A request with `Prefer` does not count, except for [`Fault::LostAnswer`],
//!   which is an ordinary revocation whose answer is not sent.
//! - An answer to a request without a valid `clientId` shows the whole quota as remaining.
//!
//! The mock server prints and logs nothing, and keeps only the SHA-256 of a token.
//!
//! ```
//! let mock_server = mock::MockServer::start(mock::Config::default())?;
//! assert!(mock_server.url().starts_with("http://127.0.0.1:"));
//! # Ok::<(), std::io::Error>(())
//! ```

mod answer;
mod context;
mod cors;
mod fault;
mod forward;
mod paths;
mod prefer;
mod rate_limit;
mod request;
mod revoke;
mod server;
mod site;
mod status;
mod vendor;
mod window;

pub use answer::documented_codes;
pub use fault::Fault;
pub use paths::{REVOKE_PATH, REVOKED_PATH, STATUS_PATH};
pub use server::{Config, MockServer};
pub use site::Site;
pub use window::{WindowError, format_window, parse_window};
