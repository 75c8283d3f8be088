//! `demo` and `mock`: the mock server, with the page and without it.

use crate::build;
use crate::relay::Relay;
use crate::shell::say;
use anyhow::{Result, anyhow};
use mock::{Config, MockServer, STATUS_PATH, Site};
use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, TcpListener};
use std::time::Duration;

/// Where the mock server listens and how much it lets through.
#[derive(clap::Args)]
struct Quota {
    /// Requests that a client may send in a window
    #[arg(long, default_value_t = Config::default().limit)]
    limit: u32,
    /// Length of the window: 500ms, 1s, 1m, 1h
    #[arg(long, default_value = "1s", value_parser = mock::parse_window)]
    window: Duration,
}

/// Arguments of `demo`.
#[derive(clap::Args)]
pub struct Demo {
    /// Port on 127.0.0.1; 0 picks a free one
    #[arg(long, default_value_t = 8080)]
    port: u16,
    #[command(flatten)]
    quota: Quota,
}

/// Arguments of `mock`.
#[derive(clap::Args)]
pub struct Mock {
    /// Port on 127.0.0.1; 0 picks a free one
    #[arg(long, default_value_t = 0)]
    port: u16,
    #[command(flatten)]
    quota: Quota,
}

impl Demo {
    /// Builds the package and serves the page with it until it is ended.
    pub fn run(self) -> Result<()> {
        // Before the build, which may take minutes.
        if let Err(error) = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port)) {
            return Err(no_listener(error, self.port));
        }
        let package = build::package()?;
        let www = build::site(&package)?;
        let mut relay = Relay::start(&package)?;
        let site = Site { pkg: www.join("pkg"), www, relay: Some(relay.address()) };
        let mock_server = start(self.port, &self.quota, Some(site))?;
        relay.send_to(&mock_server.url())?;
        say(
            "The page is ready, and beside it a mock server for Nomba's API and a relay: all are on this machine \
             only. Open this address in a browser; Ctrl-C ends it.",
        );
        println!("{}", mock_server.url());
        mock_server.wait();
        Ok(())
    }
}

impl Mock {
    /// Serves the mock server until it is ended. Its address, on standard output, says that it is ready.
    pub fn run(self) -> Result<()> {
        let mock_server = start(self.port, &self.quota, None)?;
        say(format!(
            "The mock server for Nomba's API is ready: give this address as baseUrl. {STATUS_PATH} there \
             shows what it can do; Ctrl-C ends it."
        ));
        println!("{}", mock_server.url());
        mock_server.wait();
        Ok(())
    }
}

fn start(port: u16, quota: &Quota, site: Option<Site>) -> Result<MockServer> {
    let config = Config { port, limit: quota.limit, window: quota.window, site };
    MockServer::start(config).map_err(|error| no_listener(error, port))
}

fn no_listener(error: io::Error, port: u16) -> anyhow::Error {
    match error.kind() {
        ErrorKind::AddrInUse => anyhow!(
            "Port {port} is in use by another program; choose one with --port, or --port 0 for any that is free."
        ),
        ErrorKind::PermissionDenied => {
            anyhow!("Port {port} may not be opened here; choose one above 1023 with --port.")
        }
        _ => anyhow::Error::new(error).context("The mock server could not be started"),
    }
}
