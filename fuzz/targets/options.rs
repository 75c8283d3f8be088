//! Options as a caller may write them. The input's first line is a base URL, the second the page's
//! origin, the third the name of a header; its first eight bytes serve as a number.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nomba_revoke::base_url::{PATH, ParsedUrl, Scheme, kept_path};
use nomba_revoke::{Options, header};
use url::{Host, Url};

fuzz_target!(|text: &str| {
    let mut lines = text.split('\n');
    let [base, page, name] = [(); 3].map(|()| lines.next().unwrap_or_default());
    check_base_url(base, page);
    check_name(name);
    if let Some(bytes) = text.as_bytes().first_chunk() {
        check_numbers(f64::from_le_bytes(*bytes));
    }
});

fn check_base_url(base: &str, page: &str) {
    let Ok(url) = Url::parse(base) else { return };
    let page = Url::parse(page).map(|page| page.origin());
    let has_credentials = !url.username().is_empty() || url.password().is_some();
    let origin = url.origin().ascii_serialization();
    let parsed = ParsedUrl {
        scheme: match url.scheme() {
            "https" => Scheme::Https,
            "http" => Scheme::Http,
            _ => Scheme::Other,
        },
        hostname: url.host_str().unwrap_or_default(),
        pathname: url.path(),
        has_credentials,
        has_query: url.query().is_some(),
        has_fragment: url.fragment().is_some(),
        is_page_origin: page.as_ref().is_ok_and(|origin| *origin == url.origin()),
    };
    // The problem is one of the program's own texts, so it repeats nothing of the base.
    let Ok(kept) = kept_path(parsed, false) else {
        assert!(Options::default().base_url(base).is_err());
        return;
    };
    // The crate's own parser takes fewer addresses, and understands them alike.
    if let Ok(options) = Options::default().base_url(base) {
        let endpoint = Url::parse(&options.endpoint()).expect("an address");
        assert_eq!(endpoint.origin(), url.origin());
    }
    let address = [&origin, &url.path()[..kept], PATH].concat();
    let sent = Url::parse(&address).expect("an address");
    assert_eq!(sent.as_str(), address, "what is sent is canonical");
    assert_eq!(sent.origin(), url.origin());
    assert!(sent.path().ends_with(PATH));
    assert!(sent.query().is_none() && sent.fragment().is_none());
    assert!(sent.username().is_empty() && sent.password().is_none() && !has_credentials);
    let secure = sent.scheme() == "https";
    let loopback = match sent.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    let home = page.is_ok_and(|origin| origin == sent.origin());
    assert!(secure || (sent.scheme() == "http" && (loopback || home)), "{address}");
}

fn check_name(name: &str) {
    let own = ["content-type", "accept", "accountid"].contains(&name);
    assert!(!own || header::check(name, "", false).is_err());
}

fn check_numbers(number: f64) {
    let retries = Options::default().retries(number as u32);
    assert_eq!(retries.is_ok(), number as u32 <= 10);
}
