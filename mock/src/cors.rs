//! Cross-origin access: any page may call, with credentials, and read the rate-limit headers.

use axum::http::Method;
use axum::http::header::{HeaderName, RETRY_AFTER};
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};

use crate::answer::RateLimitHeaders;
use crate::prefer::PREFERENCE_APPLIED;

/// The specification does not mention CORS, but pages must be able to call the mock server.
pub(crate) fn layer() -> CorsLayer {
    const EXPOSED: [HeaderName; 5] = [
        RateLimitHeaders::LIMIT,
        RateLimitHeaders::REMAINING,
        RateLimitHeaders::WINDOW,
        RETRY_AFTER,
        PREFERENCE_APPLIED,
    ];
    CorsLayer::new()
        .allow_origin(AllowOrigin::mirror_request())
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers(EXPOSED)
}
