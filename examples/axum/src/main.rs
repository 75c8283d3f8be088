//! A dashboard's back end: operators sign in and revoke Nomba access tokens.

mod answer;
mod nomba;
mod relay;
mod session;
mod settings;

use crate::settings::Settings;
use anyhow::{Context, Result, ensure};
use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::routing::get;
use reqwest::redirect::Policy;
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;
use tokio::net::TcpListener;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// Without 'wasm-unsafe-eval', the page could not start the package's WebAssembly.
const POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'self'; script-src 'self' 'wasm-unsafe-eval'");

struct App {
    settings: Settings,
    http: reqwest::Client,
}

#[tokio::main]
async fn main() -> Result<()> {
    let settings = Settings::read()?;
    let (port, package) = (settings.port, settings.package.display());
    ensure!(
        Path::new("public").is_dir(),
        "There is no folder public here: start the program in the folder of its Cargo.toml."
    );
    ensure!(
        settings.package.join("index.js").is_file(),
        "There is no package in {package}: run npm install nomba-revoke, or set NOMBA_REVOKE_PACKAGE to its folder."
    );
    let http = reqwest::Client::builder()
        // An answer counts only if it comes from the endpoint itself.
        .redirect(Policy::none())
        .timeout(settings.options.attempt_timeout().into())
        .build()?;

    let app = Router::new()
        .nest("/api/nomba", relay::routes())
        .route(
            "/api/session",
            get(session::show)
                .post(session::sign_in)
                .delete(session::sign_out),
        )
        .layer(session::layer())
        .nest_service("/nomba-revoke", ServeDir::new(&settings.package))
        .fallback_service(ServeDir::new("public"))
        .layer(SetResponseHeaderLayer::overriding(
            CONTENT_SECURITY_POLICY,
            POLICY,
        ))
        .with_state(Arc::new(App { settings, http }));

    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .with_context(|| format!("Port {port} can't be used: set PORT to a free one"))?;
    println!("The dashboard is ready: http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, app).await?)
}
