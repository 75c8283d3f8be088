//! Passes requests on to a relay beside the mock server, so that a page has the relay at its own origin.

use std::error::Error;
use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// Sends a request to the relay as it came, and answers with the relay's answer.
pub(crate) async fn forward(State(relay): State<SocketAddr>, request: Request) -> Response {
    let answer = send(relay, request).await;
    answer.unwrap_or_else(|_| {
        (StatusCode::BAD_GATEWAY, "The relay does not answer.\n").into_response()
    })
}

async fn send(relay: SocketAddr, request: Request) -> Result<Response, Box<dyn Error>> {
    let stream = TcpStream::connect(relay).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    Ok(sender.send_request(request).await?.map(Body::new))
}
