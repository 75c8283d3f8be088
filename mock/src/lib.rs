//! A stand-in for the vendor's API, over real HTTP on the loopback interface.
//!
//! `POST /v1/auth/token/revoke` behaves as the vendor's OpenAPI specification says: it validates as
//! the schema does, answers with the schema's bodies, sends the three `X-Rate-Limit-*` headers and
//! limits each `clientId` to a number of requests in a window. `Prefer: code=NNN` asks for one of the
//! documented answers, `Prefer: fault=NAME` for one of the ways in which a server lets its callers
//! down ([`Fault`]). `GET /_stand-in` tells what it can do and what it has seen, as JSON, and
//! `GET /_stand-in/revoked` the SHA-256 of each token that is revoked.
//!
//! Where the specification is silent, the stand-in had to choose:
//!
//! - A second revocation of the same token answers 404.
//! - A body that is not `application/json` answers 400, one over 64 KiB answers 413.
//! - Every request whose `clientId` has the right form counts against that client's quota, whatever
//!   else is wrong with it. What `Prefer` asks for does not count, but for [`Fault::LostAnswer`],
//!   which is an ordinary revocation until its answer goes missing.
//! - An answer that no client can be told for shows the whole quota as remaining.
//!
//! It prints and logs nothing, and keeps of a token only its SHA-256.
//!
//! ```
//! let stand_in = mock::StandIn::start(mock::Config::default())?;
//! assert!(stand_in.url().starts_with("http://127.0.0.1:"));
//! # Ok::<(), std::io::Error>(())
//! ```

mod answer;
mod cors;
mod fault;
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
pub use revoke::REVOKE_PATH;
pub use server::{Config, StandIn};
pub use site::Site;
pub use status::{REVOKED_PATH, STATUS_PATH};
pub use window::{WindowError, format_window, parse_window};
