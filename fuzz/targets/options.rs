//! Options as a caller may write them. The input's first line is a base URL, the second the page's
//! origin, the third the name of an option or a header; its first eight bytes serve as a number.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nomba_revoke::base_url::{PATH, ParsedUrl, endpoint};
use nomba_revoke::option_name::{self, OptionName};
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
    let parsed = ParsedUrl {
        href: url.as_str(),
        origin: &url.origin().ascii_serialization(),
        protocol: &format!("{}:", url.scheme()),
        hostname: url.host_str().unwrap_or_default(),
        pathname: url.path(),
        has_credentials,
    };
    // What is wrong with it is a text of the program's own, so nothing of the base is repeated.
    let Ok(address) = endpoint(parsed, page_origin.as_deref()) else { return };
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
    let known = OptionName::from_name(name);
    assert!(known.is_none_or(|option| option.as_str() == name));
    let message = option_name::unknown(name);
    if name.len() > 32 {
        assert!(!message.contains(name), "a long name may be a token");
    }
    assert!(message.is_ascii() && message.len() < 128);
    let own = ["content-type", "accept", "accountid"].contains(&name);
    assert!(!own || option_name::check_header_name(name).is_err());
}

fn check_numbers(number: f64) {
    assert_eq!(option_name::check_timeout(number).is_ok(), number > 0.0);
    if let Ok(retries) = option_name::check_retries(number) {
        assert!(f64::from(retries) == number && retries <= 10);
    }
}
