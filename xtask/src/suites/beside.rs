//! Tests that wait more than they work, and so run beside the suites after theirs.

use crate::places;
use crate::shell::say;
use anyhow::{Context, Result, ensure};
use std::any::Any;
use std::fs::{self, File};
use std::io;
use std::path::PathBuf;
use std::process::{Child, Command};

/// Tests that run.
pub(super) struct Running {
    tests: Child,
    /// What they have printed.
    output: PathBuf,
    /// What they send to, which ends with them.
    _servers: Box<dyn Any>,
}

impl Running {
    /// Starts the tests of a suite. Their output goes to a file.
    pub(super) fn start(
        suite: &str,
        tests: &mut Command,
        servers: Box<dyn Any>,
    ) -> Result<Running> {
        let folder = places::target().join("beside");
        fs::create_dir_all(&folder)?;
        let output = folder.join(suite).with_extension("log");
        say(format!("Running {suite} beside the next suites; it prints to {}", output.display()));
        let file = File::create(&output)?;
        let tests = tests.stdout(file.try_clone()?).stderr(file).spawn();
        let tests = tests.with_context(|| format!("the tests of {suite} could not be started"))?;
        Ok(Running { tests, output, _servers: servers })
    }

    /// Waits for the end of the tests, prints what they have printed, and fails if they did.
    pub(super) fn finish(mut self) -> Result<()> {
        let status = self.tests.wait()?;
        io::copy(&mut File::open(&self.output)?, &mut io::stdout())?;
        ensure!(status.success(), "its tests failed ({status})");
        Ok(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Fails where they have ended.
        let _ = self.tests.kill();
    }
}
