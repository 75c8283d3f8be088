//! What a person reads where something is missing: one sentence with the remedy, at once, and an
//! exit status that says so.
//!
//! The program runs with a PATH of its own, on which lies only what a test puts there.

#![cfg(unix)]

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tempfile::TempDir;

/// Programs, each a shell script. There is one machine at a time: a program that is started while a
/// script is being written keeps the file open, and then the script can't be run.
struct Machine(TempDir, #[allow(dead_code, reason = "it is only held")] MutexGuard<'static, ()>);

static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

impl Machine {
    fn with(programs: &[(&str, &str)]) -> Machine {
        // A test that failed has left nothing behind that matters to the next.
        let alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = tempfile::tempdir().unwrap();
        for (name, script) in programs {
            let file = folder.path().join(name);
            fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
            fs::set_permissions(file, fs::Permissions::from_mode(0o755)).unwrap();
        }
        Machine(folder, alone)
    }

    /// Runs a command of the project and returns what it says of its failure.
    fn failure(&self, arguments: &[&str]) -> String {
        self.failure_with(arguments, &[])
    }

    fn failure_with(&self, arguments: &[&str], environment: &[(&str, &Path)]) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(arguments).env("PATH", self.0.path()).env("RUST_BACKTRACE", "1");
        command.env_remove("CHROMIUM").env_remove("CHROMEDRIVER").envs(environment.iter().copied());
        let Output { status, stderr, .. } = command.output().unwrap();
        assert_eq!(status.code(), Some(1));
        let stderr = String::from_utf8(stderr).unwrap();
        // The suites say it where they fail, the other commands at the end.
        let line =
            stderr.lines().find(|line| line.starts_with("error: ") || line.contains(" failed: "));
        line.unwrap_or_else(|| panic!("{stderr}")).to_owned()
    }
}

/// A compiler that has the target for WebAssembly.
const RUSTC: (&str, &str) = ("rustc", "echo /");
const NODE: (&str, &str) = ("node", "echo v22.0.0");

#[track_caller]
fn says(message: &str, parts: &[&str]) {
    for part in parts {
        assert!(message.contains(part), "{part:?} is not in {message:?}");
    }
}

#[test]
fn without_a_compiler_rust_is_to_be_installed() {
    let machine = Machine::with(&[]);
    says(&machine.failure(&["build"]), &["rustc", "https://rustup.rs"]);
}

#[test]
fn without_the_target_and_rustup_one_of_them_is_to_be_installed() {
    let machine = Machine::with(&[("rustc", "echo /nowhere")]);
    let message = machine.failure(&["build"]);
    says(&message, &["wasm32-unknown-unknown is missing", "no rustup", "https://rustup.rs"]);
}

#[test]
fn a_target_that_does_not_come_is_to_be_tried_again_with_a_network() {
    let rustup = ("rustup", r#"test "$1" = --version"#);
    let machine = Machine::with(&[("rustc", "echo /nowhere"), rustup]);
    says(&machine.failure(&["build"]), &["rustup target add wasm32-unknown-unknown", "network"]);
}

#[test]
fn without_node_it_is_to_be_installed() {
    let machine = Machine::with(&[RUSTC]);
    let message = machine.failure(&["build"]);
    says(&message, &["Node.js is missing", "version 20", "https://nodejs.org"]);
}

#[test]
fn a_node_that_is_too_old_is_named() {
    let machine = Machine::with(&[RUSTC, ("node", "echo v18.20.8")]);
    says(
        &machine.failure(&["build"]),
        &["v18.20.8 is too old", "version 20", "https://nodejs.org"],
    );
}

#[test]
fn without_npm_it_is_to_be_installed() {
    for npm in [None, Some(("npm", "echo to have npm, install it; exit 127"))] {
        let programs: Vec<_> = [RUSTC, NODE].into_iter().chain(npm).collect();
        says(&Machine::with(&programs).failure(&["build"]), &["npm is missing", "Node.js"]);
    }
}

#[test]
fn without_a_browser_it_is_to_be_installed_or_named() {
    let machine = Machine::with(&[]);
    for suite in ["wasm-chromium", "page"] {
        let message = machine.failure(&["test", suite]);
        says(&message, &["Chromium and ChromeDriver", "install both", "variables CHROMIUM"]);
    }
}

#[test]
fn a_browser_that_cannot_be_installed_is_to_be_installed_by_hand() {
    let apt = ("apt-get", r#"test "$1" = --version"#);
    let machine = Machine::with(&[("id", "echo 0"), apt]);
    let message = machine.failure(&["test", "wasm-chromium"]);
    says(&message, &["Chromium and ChromeDriver", "install both", "apt-get failed"]);
}

#[test]
fn a_variable_that_names_no_browser_is_to_be_corrected_and_nothing_is_installed() {
    let machine = Machine::with(&[]);
    let nowhere = machine.0.path().join("nowhere");
    for variable in ["CHROMIUM", "CHROMEDRIVER"] {
        let message = machine.failure_with(&["test", "page"], &[(variable, &nowhere)]);
        says(&message, &[variable, &nowhere.to_string_lossy(), "no such file", "unset it"]);
    }
}

#[test]
fn a_port_that_is_taken_is_named_before_anything_is_built() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    // With nothing on the PATH, a build would fail for want of Rust.
    let machine = Machine::with(&[]);
    for command in ["demo", "mock"] {
        let message = machine.failure(&[command, "--port", &port]);
        says(&message, &[&format!("Port {port} is in use"), "--port 0"]);
    }
}

#[test]
fn a_suite_that_does_not_exist_is_answered_with_those_that_do() {
    let message = Machine::with(&[]).failure(&["test", "pages"]);
    says(&message, &["no suite \"pages\"", "native", "wasm-chromium", "page"]);
}

#[test]
fn a_measurement_that_does_not_exist_is_answered_with_those_that_do() {
    let message = Machine::with(&[]).failure(&["bench", "--only", "speed"]);
    says(&message, &["no measurement \"speed\"", "transfer", "node-start", "paste"]);
}
