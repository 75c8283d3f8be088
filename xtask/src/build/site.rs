//! The page: what `site/` holds, for the demo, the suites and any static host.

use super::{fresh, gzip, licences};
use crate::places;
use crate::setup;
use crate::shell::{program, run};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// The scripts that the page loads by their names: its own, and that of its worker.
const ENTRIES: [&str; 2] = ["www/main.js", "www/many/read-worker.js"];

/// What scripts import by names that a browser can't resolve, and the files that stand for them. The second one is the
/// library's own build for browsers.
const ALIASES: [(&str, &str); 2] = [
    ("nomba-revoke", PACKAGE),
    ("csv-stringify/sync", "./node_modules/csv-stringify/dist/esm/sync.js"),
];
const PACKAGE: &str = "./pkg/index.js";

/// The style sheet that the page's own builds on.
const STYLE: &str = "simpledotcss/simple.min.css";

/// The libraries whose code or style the page contains.
const LIBRARIES: [&str; 5] =
    ["@tanstack/virtual-core", "csv-stringify", "papaparse", "simpledotcss", "uplot"];

/// Makes `site/` anew from `www/` and the built package, and returns where it is. Beside each file is one that is
/// compressed, for hosts that can send it.
pub fn site(package: &Path) -> Result<PathBuf> {
    setup::npm_packages()?;
    let site = places::site();
    fresh(&site)?;
    let www = places::root().join("www");
    fs::copy(www.join("favicon.svg"), site.join("favicon.svg"))?;
    fs::write(site.join("index.html"), document(&www)?)?;
    fs::copy(places::root().join("node_modules").join(STYLE), site.join("simple.css"))
        .with_context(|| format!("{STYLE} is missing"))?;
    run(&mut style(&www, &site))?;
    run(&mut scripts(&site))?;
    fs::create_dir(site.join("pkg"))?;
    fs::copy(package.join("index.js"), site.join("pkg/index.js"))?;
    let text = format!("The page contains these libraries.\n{}", licences(&LIBRARIES)?);
    fs::write(site.join("LICENSES.txt"), text)?;
    compress(&site)?;
    compress(&site.join("pkg"))?;
    Ok(site)
}

/// Returns `index.html` with its parts in it: a line `<!-- part: run -->` stands for `parts/run.html`.
fn document(www: &Path) -> Result<String> {
    let mut document = String::new();
    for line in fs::read_to_string(www.join("index.html"))?.lines() {
        let part =
            line.trim().strip_prefix("<!-- part: ").and_then(|rest| rest.strip_suffix(" -->"));
        match part {
            None => document.push_str(line),
            Some(name) => {
                let file = www.join("parts").join(format!("{name}.html"));
                let text = fs::read_to_string(&file);
                document.push_str(&text.with_context(|| format!("{} is missing", file.display()))?);
            }
        }
        document.push('\n');
    }
    Ok(document)
}

fn style(www: &Path, site: &Path) -> std::process::Command {
    let mut command = program(setup::npm_program("esbuild"));
    command
        .arg(www.join("style.css"))
        .arg(format!("--outfile={}", site.join("style.css").display()));
    command.args(["--bundle", "--minify", "--log-level=warning"]);
    command
}

/// Bundles the scripts. The package stays the file that npm has, and what is loaded later is in files of its own.
fn scripts(site: &Path) -> std::process::Command {
    let mut command = program(setup::npm_program("esbuild"));
    command
        .args(ENTRIES)
        .arg(format!("--outdir={}", site.display()))
        .args(["--bundle", "--splitting", "--minify", "--format=esm", "--platform=browser"])
        .args(["--entry-names=[name]", "--chunk-names=[name]-[hash]", "--target=es2022"])
        .args(ALIASES.map(|(name, file)| format!("--alias:{name}={file}")))
        .arg(format!("--external:{PACKAGE}"))
        .args(["--log-level=warning", "--legal-comments=none"]);
    command
}

fn compress(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() {
            let mut name = path.clone().into_os_string();
            name.push(".gz");
            fs::write(name, gzip(&fs::read(&path)?)?)?;
        }
    }
    Ok(())
}
