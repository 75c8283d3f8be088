//! The demo's relay: a Node process in front of the mock server.

use crate::places;
use crate::shell::program;
use anyhow::{Context, Result};
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::{Child, ChildStdin, Stdio};

/// A running relay. It ends when this value is dropped, or with this process.
pub struct Relay {
    process: Child,
    /// The relay ends when this is closed.
    input: ChildStdin,
    address: SocketAddr,
}

impl Relay {
    /// Starts the relay of a built package.
    pub fn start(package: &Path) -> Result<Relay> {
        let mut process = program("node")
            .arg(places::root().join("xtask/demo/relay.mjs"))
            .arg(package)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("the relay could not be started")?;
        let input = process.stdin.take().context("the relay has no input")?;
        let output = process.stdout.take().context("the relay has no output")?;
        let mut port = String::new();
        BufReader::new(output).read_line(&mut port)?;
        let port = port.trim().parse().context("the relay named no port")?;
        Ok(Relay { process, input, address: (Ipv4Addr::LOCALHOST, port).into() })
    }

    /// Returns the address that the relay listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Names the mock server that the relay sends to.
    pub fn send_to(&mut self, url: &str) -> Result<()> {
        writeln!(self.input, "{url}").context("the relay has ended")
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
