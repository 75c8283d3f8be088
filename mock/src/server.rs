//! A running mock server: its settings, its routes and its thread.

use std::convert::Infallible;
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::pin::pin;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{any, get, post};
use futures_util::future;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::runtime::{self, Runtime};
use tokio::sync::oneshot;
use tower::ServiceExt;

use crate::answer::Answer;
use crate::context::Context;
use crate::cors;
use crate::fault::HangUp;
use crate::paths::{REDIRECT_TARGET, REVOKE_PATH, REVOKED_PATH, STATUS_PATH};
use crate::revoke;
use crate::site::Site;
use crate::status;

/// The settings of a mock server.
#[derive(Debug, Clone)]
pub struct Config {
    /// The port to listen on, or 0 for any that is free.
    pub port: u16,
    /// The requests that each client has in a window.
    pub limit: u32,
    /// The length of a window.
    pub window: Duration,
    /// A web site that is served beside the API.
    pub site: Option<Site>,
}

impl Default for Config {
    /// Any free port, no site, and the quota of the vendor's regular tier: 15 requests a second.
    fn default() -> Self {
        Config { port: 0, limit: 15, window: Duration::from_secs(1), site: None }
    }
}

/// A running mock server. It has a thread of its own, and runs until this value is dropped.
#[derive(Debug)]
pub struct MockServer {
    address: SocketAddr,
    /// The thread ends when this sender is dropped.
    stop: Option<oneshot::Sender<Infallible>>,
    thread: Option<JoinHandle<()>>,
}

impl MockServer {
    /// Starts a mock server and returns when it listens.
    ///
    /// The error is that of the listener, of kind [`io::ErrorKind::AddrInUse`] where the port is
    /// taken, or [`io::ErrorKind::NotFound`] where the site has no files.
    pub fn start(config: Config) -> io::Result<MockServer> {
        if let Some(site) = &config.site {
            site.check()?;
        }
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, config.port))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let app = app(&config, address.port())?;
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new()
            .name("mock-server".to_owned())
            .spawn(move || run(runtime, listener, app, stopped))?;
        Ok(MockServer { address, stop: Some(stop), thread: Some(thread) })
    }

    /// Returns the start of the mock server's URLs: `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the address that the mock server listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until the mock server ends, which is when the process ends as a rule.
    pub fn wait(mut self) {
        self.join();
    }

    fn join(&mut self) {
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has ended too.
            let _ = thread.join();
        }
    }
}

impl Drop for MockServer {
    /// Stops the mock server: every connection is closed, and the port is free again.
    fn drop(&mut self) {
        self.stop = None;
        self.join();
    }
}

fn app(config: &Config, port: u16) -> io::Result<Router> {
    let context = Arc::new(Context::new(port, config.limit, config.window)?);
    let api = Router::new()
        .route(REVOKE_PATH, post(revoke::revoke).fallback(revoke::method_not_allowed))
        .route("/v1", any(not_found))
        .route("/v1/", any(not_found))
        .route("/v1/{*path}", any(not_found))
        .route(STATUS_PATH, get(status::status))
        .route(REVOKED_PATH, get(status::revoked))
        .route(REDIRECT_TARGET, any(redirected));
    let api = match &config.site {
        None => api.fallback(not_found),
        Some(_) => api,
    };
    let api = api
        .layer(cors::layer())
        .layer(from_fn_with_state(context.clone(), rate_limit_headers))
        .with_state(context);
    Ok(match &config.site {
        None => api,
        Some(site) => api.merge(site.router()),
    })
}

async fn not_found() -> Answer {
    Answer::NOT_FOUND
}

async fn redirected(State(context): State<Arc<Context>>) -> Answer {
    context.vendor.redirects_followed.count();
    Answer::REVOKED
}

async fn rate_limit_headers(
    State(context): State<Arc<Context>>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    context.rate_limit.write_if_missing(response.headers_mut());
    response
}

fn run(
    runtime: Runtime,
    listener: TcpListener,
    app: Router,
    stopped: oneshot::Receiver<Infallible>,
) {
    runtime.block_on(async {
        let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
            return;
        };
        future::select(pin!(accept(listener, app)), stopped).await;
    });
    // The connections end with the runtime, even while a file is read.
    runtime.shutdown_background();
}

async fn accept(listener: tokio::net::TcpListener, app: Router) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => drop(tokio::spawn(connection(stream, app.clone()))),
            // The connection was closed, or too many are open. A later one may succeed.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

async fn connection(stream: TcpStream, app: Router) {
    // With Nagle's algorithm, the parts of an answer would wait for each other.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        respond(app.clone(), request.map(Body::new))
    });
    // Errors are ignored: the caller closed the connection, or a fault drops it.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

/// Returns an error in place of an answer with the mark of a fault. Then hyper drops the connection.
async fn respond(app: Router, request: Request) -> Result<Response, HungUp> {
    let Ok(response) = app.oneshot(request).await;
    match response.extensions().get::<HangUp>() {
        Some(HangUp) => Err(HungUp),
        None => Ok(response),
    }
}

/// The connection was dropped on purpose.
#[derive(Debug)]
struct HungUp;

impl fmt::Display for HungUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection is dropped on purpose")
    }
}

impl std::error::Error for HungUp {}
