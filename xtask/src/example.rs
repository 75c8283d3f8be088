//! `example`: an application of `examples/`, started in front of the mock server.

use crate::build;
use crate::places;
use crate::setup;
use crate::shell::{program, run, say};
use anyhow::{Context, Result, bail, ensure};
use mock::{Config, MockServer};
use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Arguments of `example`.
#[derive(clap::Args)]
pub struct Example {
    /// The application, a folder of `examples/`; without it, the one in whose folder this runs
    name: Option<String>,
    /// Port on 127.0.0.1
    #[arg(long, default_value_t = 3000)]
    port: u16,
}

/// What the applications find in their environment, besides addresses. None of it opens anything outside of this machine.
const SETTINGS: [(&str, &str); 4] = [
    ("NOMBA_CLIENT_ID", "00000000-0000-4000-8000-000000000000"),
    ("OPERATOR_NAME", "ada"),
    ("OPERATOR_PASSWORD", "difference engine"),
    ("SESSION_SECRET", "a secret of the mock server's alone, not for any other use"),
];

/// Keeps the applications' tools from sending anything to their makers.
const SILENCE: [(&str, &str); 5] = [
    ("DO_NOT_TRACK", "1"),
    ("NEXT_TELEMETRY_DISABLED", "1"),
    ("WRANGLER_SEND_METRICS", "false"),
    ("WRANGLER_HIDE_BANNER", "true"),
    ("CLOUDFLARE_CF_FETCH_ENABLED", "false"),
];

impl Example {
    /// Installs the application with the package, and runs it until it is ended.
    pub fn run(self) -> Result<()> {
        let folder = self.folder()?;
        if let Err(error) = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port)) {
            bail!(
                "Port {} can't be opened ({error}); end the program that uses it, or choose another with --port.",
                self.port
            );
        }
        setup::node()?;
        let (mock_server, address) = vendor()?;
        install(&folder)?;
        let mut npm = npm(&folder);
        let manifest = fs::read_to_string(folder.join("package.json"))?;
        // What is built for production has a script of its own for development.
        npm.args(if manifest.contains("\"dev\": ") { &["run", "dev"][..] } else { &["start"] });
        npm.env("NOMBA_BASE_URL", &address).env("PORT", self.port.to_string());
        npm.envs(SETTINGS).envs(SILENCE);
        let redis = redis_for(&manifest, &mut npm)?;
        let [_, (_, name), (_, password), _] = SETTINGS;
        say(format!(
            "Starting the application on http://127.0.0.1:{}, in front of the mock server at {address}. \
             Sign in as {name:?} with the password {password:?}; Ctrl-C ends it.",
            self.port
        ));
        let ended = run(&mut npm);
        drop(mock_server);
        if let Some(mut redis) = redis {
            redis.kill()?;
        }
        ended
    }

    fn folder(&self) -> Result<PathBuf> {
        let examples = places::root().join("examples");
        let folder = match &self.name {
            Some(name) => examples.join(name),
            None => env::current_dir()?,
        };
        if folder.parent() == Some(&examples) && folder.join("package.json").is_file() {
            return Ok(folder);
        }
        let mut names = Vec::new();
        for entry in fs::read_dir(examples)? {
            let entry = entry?;
            if entry.path().join("package.json").is_file() {
                names.push(entry.file_name().to_string_lossy().into_owned());
            }
        }
        names.sort();
        bail!("Name one of the applications: {}", names.join(", "));
    }
}

/// Finds the mock server that the environment names, or starts one. Returns its address as well.
fn vendor() -> Result<(Option<MockServer>, String)> {
    let Ok(address) = env::var("MOCK_SERVER_URL") else {
        let mock_server = MockServer::start(Config::default())?;
        let address = mock_server.url();
        return Ok((Some(mock_server), address));
    };
    let host = address.trim_start_matches("http://").trim_end_matches('/');
    ensure!(
        TcpStream::connect(host).is_ok(),
        "No server answers at MOCK_SERVER_URL, {address}; unset the variable, and this command starts a mock server, or \
         start one with: cargo xtask mock --port 8081"
    );
    Ok((None, address))
}

/// Installs what the application asks for, and the package as it is packed.
fn install(folder: &Path) -> Result<()> {
    let package = build::package()?;
    let packed = places::target().join("packed");
    fs::create_dir_all(&packed)?;
    say("Installing the application, with the package as it is packed");
    let tarball = build::pack(&package, &packed)?;
    run(npm(folder)
        .args(["install", "--no-save", "--no-package-lock", "--engine-strict", "--prefer-offline"])
        .args(["--no-audit", "--no-fund", "--loglevel=error"])
        .arg(tarball))
    .context("The application could not be installed; npm says above what it lacks")
}

/// Starts a Redis for an application that uses one, unless the environment names one.
fn redis_for(manifest: &str, npm: &mut Command) -> Result<Option<Child>> {
    if !manifest.contains("\"redis\"") || env::var_os("REDIS_URL").is_some() {
        return Ok(None);
    }
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port().to_string();
    let mut redis = program(setup::redis()?)
        .args(["--bind", "127.0.0.1", "--save", "", "--port", &port])
        .stdout(Stdio::piped())
        .spawn()?;
    let lines = redis.stdout.take().map(BufReader::new).context("Redis has no output")?.lines();
    let is_ready = |line: &str| line.contains("Ready to accept connections");
    ensure!(lines.map_while(Result::ok).any(|line| is_ready(&line)), "Redis could not be started");
    npm.env("REDIS_URL", format!("redis://127.0.0.1:{port}"));
    Ok(Some(redis))
}

fn npm(folder: &Path) -> Command {
    let mut npm = program(setup::npm());
    npm.current_dir(folder);
    npm
}
