//! A web site beside the API, on the same port.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use axum::Router;
use axum::handler::HandlerWithoutStateExt;
use axum::http::StatusCode;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::response::Response;
use axum::routing::any;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::forward::forward;

/// The files of a web site.
#[derive(Debug, Clone)]
pub struct Site {
    /// Served at `/`.
    pub www: PathBuf,
    /// The built package, served at `/pkg/`.
    pub pkg: PathBuf,
    /// Where a relay listens that gets the requests below `/relay/`.
    pub relay: Option<SocketAddr>,
}

/// Files come from this server only, nothing is inline, and no text becomes markup or code; WebAssembly and requests to
/// any server are allowed. `www/index.html` has the same policy for other servers.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self'; connect-src 'self' https:; base-uri 'none'; form-action 'none'; \
    require-trusted-types-for 'script'; trusted-types worker; frame-ancestors 'none'";

/// The headers of every file. Nothing is cached, because the package may be built again at any time.
const HEADERS: [(HeaderName, &str); 4] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (CACHE_CONTROL, "no-store"),
];

impl Site {
    /// Checks that both folders exist.
    pub(crate) fn check(&self) -> io::Result<()> {
        for folder in [&self.www, &self.pkg] {
            if !folder.is_dir() {
                let message = format!("there is no folder {}", folder.display());
                return Err(io::Error::new(io::ErrorKind::NotFound, message));
            }
        }
        Ok(())
    }

    pub(crate) fn router(&self) -> Router {
        let folder = |path: &Path| {
            ServeDir::new(path).precompressed_gzip().not_found_service(missing.into_service())
        };
        let router = Router::new()
            .nest_service("/pkg", folder(&self.pkg))
            .fallback_service(folder(&self.www))
            .layer(SetResponseHeaderLayer::overriding(CONTENT_TYPE, current_javascript_type));
        let router = HEADERS.into_iter().fold(router, |router, (name, value)| {
            let value = HeaderValue::from_static(value);
            router.layer(SetResponseHeaderLayer::overriding(name, value))
        });
        match self.relay {
            None => router,
            Some(relay) => router.route("/relay/{*path}", any(forward).with_state(relay)),
        }
    }
}

/// Replaces the obsolete type that the library has for JavaScript.
fn current_javascript_type(response: &Response) -> Option<HeaderValue> {
    let given = response.headers().get(CONTENT_TYPE)?;
    (given == "application/javascript").then(|| HeaderValue::from_static("text/javascript"))
}

async fn missing() -> (StatusCode, &'static str) {
    (StatusCode::NOT_FOUND, "There is no such page.\n")
}
