//! Who is signed in.

use crate::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use subtle::ConstantTimeEq;
use tower_sessions::cookie::time::Duration;
use tower_sessions::session::Error;
use tower_sessions::{Expiry, MemoryStore, Session, SessionManagerLayer};

/// The session's member with the operator's name.
const OPERATOR: &str = "operator";

#[derive(Deserialize)]
pub struct Credentials {
    name: String,
    password: String,
}

/// Keeps sessions in memory: they end with the process. Their cookie is `Secure`: over plain http, Chromium and Firefox accept
/// it from a loopback address alone, and Safari not at all.
pub fn layer() -> SessionManagerLayer<MemoryStore> {
    SessionManagerLayer::new(MemoryStore::default())
        .with_expiry(Expiry::OnInactivity(Duration::hours(8)))
}

/// Returns the name of the operator who is signed in.
pub async fn operator(session: &Session) -> Result<Option<String>, Error> {
    session.get(OPERATOR).await
}

pub async fn show(session: Session) -> Result<Json<Value>, StatusCode> {
    let operator = operator(&session).await.map_err(failed)?;
    Ok(Json(json!({ "operator": operator })))
}

pub async fn sign_in(
    State(app): State<Arc<App>>,
    session: Session,
    Json(given): Json<Credentials>,
) -> Result<(StatusCode, Json<Value>), StatusCode> {
    let [name, password] = &app.settings.operator;
    // Both are compared, so that the time that this takes does not show which of them is wrong.
    let is_name = given.name.as_bytes().ct_eq(name.as_bytes());
    let is_password = given.password.as_bytes().ct_eq(password.as_bytes());
    if !bool::from(is_name & is_password) {
        let problem = json!({ "problem": "The name or the password is wrong." });
        return Ok((StatusCode::UNAUTHORIZED, Json(problem)));
    }
    // A new id, so that an id from before the sign-in is worth nothing.
    session.cycle_id().await.map_err(failed)?;
    session.insert(OPERATOR, name).await.map_err(failed)?;
    Ok((StatusCode::OK, Json(json!({ "operator": name }))))
}

pub async fn sign_out(session: Session) -> Result<StatusCode, StatusCode> {
    session.flush().await.map_err(failed)?;
    Ok(StatusCode::NO_CONTENT)
}

fn failed(error: Error) -> StatusCode {
    eprintln!("The session store failed: {error}");
    StatusCode::INTERNAL_SERVER_ERROR
}
