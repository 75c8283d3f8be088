//! Options as a caller may write them. The input's first line is a base URL, the second the page's
//! origin, the third the name of a header; its first eight bytes serve as a number.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nomba_revoke::base_url::{PATH, ParsedUrl, endpoint};
use nomba_revoke::option_name;
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
    let page_origin = page.as_ref().map(|origin| origin.ascii_serialization()).ok();
    let has_credentials = !url.username().is_empty() || url.password().is_some();
    let origin = url.origin().ascii_serialization();
    let protocol = format!("{}:", url.scheme());
    let parsed = ParsedUrl {
        href: url.as_str().as_bytes(),
        origin: origin.as_bytes(),
        protocol: protocol.as_bytes(),
        hostname: url.host_str().unwrap_or_default().as_bytes(),
        pathname: url.path().as_bytes(),
        has_credentials,
    };
    // What is wrong with it is a text of the program's own, so nothing of the base is repeated.
    let Ok(kept) = endpoint(parsed, page_origin.as_ref().map(String::as_bytes)) else { return };
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
    assert!(!own || option_name::check_header_names(&format!("{name}\n")).is_err());
}

fn check_numbers(number: f64) {
    assert_eq!(option_name::is_timeout(number), number > 0.0);
    if option_name::is_retries(number) {
        assert!((0..=10).any(|retries| f64::from(retries) == number));
    }
}
