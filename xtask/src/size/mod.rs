//! `size`: what a page has to load, and what each part of that costs.

mod parts;
mod record;

pub use self::parts::Parts;
pub use self::record::{Figures, REMEDY, Record};

use crate::build;
use crate::places;
use crate::setup;
use crate::shell::{output, program, run, say};
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;

/// Arguments of `size`.
#[derive(clap::Args)]
pub struct Size {
    /// Record the figures, with the reason why they are other ones
    #[arg(long, value_name = "REASON", value_parser = record::reason)]
    record: Option<String>,
}

impl Size {
    /// Builds the package and prints its parts, beside the recorded ones; or records them.
    pub fn run(self) -> Result<()> {
        ensure!(setup::std_source()?, LARGER_STD);
        let package = build::package()?;
        let (figures, parts) = (figures(&package)?, Parts::of_package()?);
        if let Some(reason) = self.record {
            let record = Record { reason, compiler: compiler()?, brotli: figures, parts };
            record.write()?;
            say(format!("Recorded in {} and in {}", record::FILE, record::DOCS));
            print!("{}{}", record.all(&record.parts), record.compare(&figures));
            return Ok(());
        }
        let record = Record::read()?;
        print!("{}{}", record.all(&parts), record.compare(&figures));
        Ok(())
    }
}

/// Why sizes can't be measured.
pub const LARGER_STD: &str = "the figures are about a module whose standard library was compiled for \
    size, and here it can't be: that needs Rust 1.92 or later and its source; to have it: rustup \
    component add rust-src";

/// The compiler's version. Another one makes a module of another size.
pub fn compiler() -> Result<String> {
    output(program("rustc").arg("--version")).context("rustc can't be run")
}

/// What a page loads with either entry, once a bundler has been over it.
pub fn figures(package: &Path) -> Result<Figures> {
    let [index, slim] =
        ["index.js", "slim.js"].map(|entry| build::brotli_size(&bundle(package, entry)?.text));
    let wasm = build::brotli_size(&fs::read(package.join(build::WASM_FILE))?)?;
    Ok(Figures { index: index?, slim: slim? + wasm, wasm })
}

/// What esbuild makes of an entry.
struct Bundle {
    text: Vec<u8>,
    /// What it says of how that came about, as JSON.
    metafile: Vec<u8>,
}

/// Bundles an entry as a user would for browsers.
fn bundle(folder: &Path, entry: &str) -> Result<Bundle> {
    let out = places::target().join("size");
    fs::create_dir_all(&out)?;
    let (bundled, metafile) = (out.join(entry), out.join(entry).with_extension("json"));
    run(program(setup::npm_program("esbuild"))
        .arg(folder.join(entry))
        .args(["--bundle", "--minify", "--format=esm", "--platform=browser"])
        .arg(format!("--outfile={}", bundled.display()))
        .arg(format!("--metafile={}", metafile.display()))
        .arg("--log-level=warning"))?;
    Ok(Bundle { text: fs::read(bundled)?, metafile: fs::read(metafile)? })
}
