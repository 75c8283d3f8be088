//! The site beside the API.

use std::fs;
use std::io::ErrorKind;

use mock::{Config, MockServer, Site};
use tempfile::TempDir;

use crate::client::{Answer, Client, TOKEN};

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn config(www: &TempDir, pkg: &TempDir) -> Config {
    Config {
        site: Some(Site { www: www.path().to_owned(), pkg: pkg.path().to_owned(), relay: None }),
        ..Config::default()
    }
}

#[track_caller]
fn is_guarded(answer: &Answer) {
    for (name, value) in [
        (
            "content-security-policy",
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
             img-src 'self'; connect-src 'self' https:; base-uri 'none'; form-action 'none'; \
             require-trusted-types-for 'script'; trusted-types worker; frame-ancestors 'none'",
        ),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{name}");
    }
}

#[test]
fn files_are_served_with_their_types() {
    let www = folder(&[
        ("index.html", "the page"),
        ("page.css", "the style"),
        ("page.js", "the script"),
        ("icon.svg", "the icon"),
    ]);
    let pkg =
        folder(&[("index.mjs", "the module"), ("package.json", "{}"), ("core.wasm", "the core")]);
    let client = Client::of(config(&www, &pkg));
    for (path, media_type, text) in [
        ("/", "text/html", "the page"),
        ("/index.html", "text/html", "the page"),
        ("/page.css", "text/css", "the style"),
        ("/page.js", "text/javascript", "the script"),
        ("/icon.svg", "image/svg+xml", "the icon"),
        ("/pkg/index.mjs", "text/javascript", "the module"),
        ("/pkg/package.json", "application/json", "{}"),
        ("/pkg/core.wasm", "application/wasm", "the core"),
    ] {
        let answer = client.get(path);
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("content-type"), Some(media_type), "{path}");
        assert_eq!(answer.body, text, "{path}");
        is_guarded(&answer);
    }
}

#[test]
fn a_missing_file_is_answered_with_404() {
    let www = folder(&[("index.html", "the page")]);
    let pkg = folder(&[]);
    let client = Client::of(config(&www, &pkg));
    for path in ["/none", "/none/index.html", "/pkg/none.js", "/pkg/", "/%2e%2e/x"] {
        let answer = client.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
        assert_eq!(answer.body, "There is no such page.\n");
        is_guarded(&answer);
    }
}

#[test]
fn the_api_is_served_beside_the_site() {
    let www = folder(&[("index.html", "the page")]);
    let pkg = folder(&[]);
    let client = Client::of(config(&www, &pkg));
    assert_eq!(client.revoke(TOKEN).status, 200);
    assert_eq!(client.status()["revoked"], 1);
    for path in ["/v1", "/v1/", "/v1/none"] {
        let answer = client.get(path);
        answer.is(404, "404", "Record not found");
        assert_eq!(answer.rate_limit(), ["15", "15", "1s"]);
    }
}

#[test]
fn a_site_without_files_does_not_start() {
    let www = folder(&[]);
    let pkg = folder(&[]);
    let config = config(&www, &pkg);
    pkg.close().unwrap();
    let error = MockServer::start(config).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.to_string().contains("there is no folder"));
}

#[test]
fn what_is_below_relay_goes_to_the_relay() {
    let www = folder(&[("index.html", "the page")]);
    let pkg = folder(&[]);
    let relay = MockServer::start(Config::default()).unwrap();
    let mut config = config(&www, &pkg);
    let site = config.site.as_mut().unwrap();
    site.relay = Some(relay.address());
    let client = Client::of(config);
    let answer = client.get("/relay/none");
    // The relay here is another mock server, which knows no such path.
    answer.is(404, "404", "Record not found");
    drop(relay);
    assert_eq!(client.get("/relay/none").status, 502);
    assert_eq!(client.get("/").body, "the page");
}
