//! The paths of the mock server.

/// The endpoint that revokes a token.
pub const REVOKE_PATH: &str = "/v1/auth/token/revoke";

/// What the mock server can do and what it has counted, as JSON.
pub const STATUS_PATH: &str = "/_mock";

/// Which tokens are revoked: a JSON list of their SHA-256 in lower-case hex.
pub const REVOKED_PATH: &str = "/_mock/revoked";

/// The target of [`Fault::Redirect`](crate::Fault::Redirect).
pub(crate) const REDIRECT_TARGET: &str = "/_mock/redirected";
