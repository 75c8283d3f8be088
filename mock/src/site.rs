//! A web site beside the API, on the same port.

use std::io;
use std::path::{Path, PathBuf};

use axum::Router;
use axum::handler::HandlerWithoutStateExt;
use axum::http::StatusCode;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::response::Response;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// The files of a web site.
#[derive(Debug, Clone)]
pub struct Site {
    /// Served at `/`.
    pub www: PathBuf,
    /// The built package, served at `/pkg/`.
    pub pkg: PathBuf,
}

/// Everything from here, nothing inline; WebAssembly may be compiled, and any server be spoken to.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self'; connect-src 'self' https:; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

/// On every file. Nothing is stored, because the package may be built anew at any time.
const HEADERS: [(HeaderName, &str); 4] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (CACHE_CONTROL, "no-store"),
];

impl Site {
    /// Makes sure that there is something to serve.
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
        let folder = |path: &Path| ServeDir::new(path).not_found_service(missing.into_service());
        let router = Router::new()
            .nest_service("/pkg", folder(&self.pkg))
            .fallback_service(folder(&self.www))
            .layer(SetResponseHeaderLayer::overriding(CONTENT_TYPE, current_javascript_type));
        HEADERS.into_iter().fold(router, |router, (name, value)| {
            let value = HeaderValue::from_static(value);
            router.layer(SetResponseHeaderLayer::overriding(name, value))
        })
    }
}

/// The type that the library gives modules is obsolete.
fn current_javascript_type(response: &Response) -> Option<HeaderValue> {
    let given = response.headers().get(CONTENT_TYPE)?;
    (given == "application/javascript").then(|| HeaderValue::from_static("text/javascript"))
}

async fn missing() -> (StatusCode, &'static str) {
    (StatusCode::NOT_FOUND, "There is no such page.\n")
}
