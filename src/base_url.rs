//! Where a revocation may be sent.
//!
//! A platform's `URL` takes the text apart; the rules are here.

/// The parts of a base URL, with the names that the platform's `URL` gives them.
#[derive(Clone, Copy, Debug)]
pub struct ParsedUrl<'a> {
    /// The scheme.
    pub scheme: Scheme,
    /// The host without its port; an IPv6 address in brackets.
    pub hostname: &'a str,
    /// The path, `/` at the least.
    pub pathname: &'a str,
    /// Whether there is a user name or a password.
    pub has_credentials: bool,
    /// Whether there is a question mark, even with nothing after it.
    pub has_query: bool,
    /// Whether there is a number sign, even with nothing after it.
    pub has_fragment: bool,
    /// Whether scheme, host and port are those of the page or worker.
    pub is_page_origin: bool,
}

/// The scheme of a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// `https:`.
    Https,
    /// `http:`.
    Http,
    /// Any other.
    Other,
}

impl<'a> ParsedUrl<'a> {
    /// Takes an absolute URL apart. It has to be written canonically, in ASCII, with its host in lower case; `None`
    /// otherwise. A platform that has a `URL` takes others apart, too.
    pub fn parse(href: &'a str) -> Option<ParsedUrl<'a>> {
        let (scheme, rest) = href.split_once("//")?;
        let end_of_authority = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at_checked(end_of_authority)?;
        let (credentials, host) = authority.rsplit_once('@').unwrap_or(("", authority));
        let end_of_path = rest.find(['?', '#']).unwrap_or(rest.len());
        let pathname =
            Some(rest.get(..end_of_path)?).filter(|path| !path.is_empty()).unwrap_or("/");
        let hostname = match host.rsplit_once(':') {
            // A colon within brackets belongs to an IPv6 address.
            Some((hostname, port)) if !port.contains(']') => hostname,
            _ => host,
        };
        let is_host = |byte: u8| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-:[]".contains(&byte)
        };
        let is_canonical =
            href.bytes().all(|byte| byte.is_ascii_graphic() && !b"\\\"<>^`{|}".contains(&byte));
        (is_canonical && !hostname.is_empty() && host.bytes().all(is_host)).then_some(ParsedUrl {
            scheme: match scheme {
                "https:" => Scheme::Https,
                "http:" => Scheme::Http,
                _ => Scheme::Other,
            },
            hostname,
            pathname,
            has_credentials: !credentials.is_empty(),
            has_query: href.contains('?'),
            has_fragment: href.contains('#'),
            is_page_origin: false,
        })
    }
}

/// The path of the endpoint.
pub const PATH: &str = "/v1/auth/token/revoke";

/// The problem of a base URL that can't be parsed.
pub const NOT_AN_ADDRESS: &str = "is not an address; a relative one needs a page to be relative to";

/// The problem of two options that both say where a request goes.
pub const BESIDE: &str = "can't stand beside \"baseUrl\" or \"relay\": leave one of them out";

/// Returns how many bytes of a base URL's path come before that of the endpoint. `is_relay` says whether the URL is a relay's.
///
/// # Errors
///
/// Says what is wrong with the base URL, without repeating it.
pub fn kept_path(url: ParsedUrl<'_>, is_relay: bool) -> Result<usize, &'static str> {
    if url.scheme == Scheme::Other {
        return Err("must be an http: or https: address");
    }
    if url.has_credentials {
        return Err("must not have a user name or password; use the option \"headers\"");
    }
    if url.has_query {
        return Err("must not have a query");
    }
    if url.has_fragment {
        return Err("must not have a fragment");
    }
    if url.scheme == Scheme::Http && !is_loopback(url.hostname) && !url.is_page_origin {
        return Err("must be https:, except for a loopback host and the page's own origin");
    }
    let path = trim_end(url.pathname, b'/');
    let is_vendor = is_vendor(url.hostname);
    if is_vendor && is_relay {
        return Err("must be an address of your own, not Nomba's");
    }
    if (is_vendor || is_relay) && (path.ends_with("/v1") || path.ends_with(PATH)) {
        return Err(
            "must not contain the path of the endpoint, /v1/auth/token/revoke is added to it",
        );
    }
    Ok(path.len())
}

/// Returns a text without the bytes of that value at its end. The standard library's `trim_end_matches` is larger.
fn trim_end(mut text: &str, byte: u8) -> &str {
    while text.as_bytes().last() == Some(&byte)
        && let Some(shorter) = text.get(..text.len().wrapping_sub(1))
    {
        text = shorter;
    }
    text
}

fn is_loopback(hostname: &str) -> bool {
    // `URL` has already brought every notation of an IPv4 address into four decimal numbers. To it, `127..` is a name.
    let is_ipv4 = hostname.starts_with("127.")
        && !hostname.ends_with('.')
        && hostname.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    is_ipv4 || hostname == "localhost" || hostname.ends_with(".localhost") || hostname == "[::1]"
}

fn is_vendor(hostname: &str) -> bool {
    let hostname = trim_end(hostname, b'.');
    hostname == "nomba.com" || hostname.ends_with(".nomba.com")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the endpoint of a base URL.
    fn check(href: &str) -> Result<String, &'static str> {
        let url = ParsedUrl::parse(href).ok_or(NOT_AN_ADDRESS)?;
        let kept = kept_path(url, false)?;
        let origin = &href[..href.len()
            - if url.pathname == "/" && !href.ends_with('/') { 0 } else { url.pathname.len() }];
        Ok([origin, &url.pathname[..kept], PATH].concat())
    }

    #[test]
    fn the_endpoint_is_added_behind_a_path_prefix() {
        for (base, expected) in [
            ("https://api.nomba.com", "https://api.nomba.com/v1/auth/token/revoke"),
            ("https://api.nomba.com/", "https://api.nomba.com/v1/auth/token/revoke"),
            (
                "https://proxy.example/api/nomba",
                "https://proxy.example/api/nomba/v1/auth/token/revoke",
            ),
            ("https://proxy.example/api//", "https://proxy.example/api/v1/auth/token/revoke"),
            ("https://proxy.example:8443/v1", "https://proxy.example:8443/v1/v1/auth/token/revoke"),
            ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/v1/auth/token/revoke"),
        ] {
            assert_eq!(check(base).as_deref(), Ok(expected), "{base}");
        }
    }

    #[test]
    fn plain_http_goes_to_a_loopback_host_or_home_only() {
        for base in [
            "http://localhost:3000",
            "http://app.localhost",
            "http://127.0.0.1",
            "http://127.8.9.1:80",
            "http://[::1]:80",
        ] {
            assert!(check(base).is_ok(), "{base}");
        }
        for base in [
            "http://api.nomba.com",
            "http://127.0.0.1.example.com",
            "http://127..",
            "http://localhost.example.com",
            "http://notlocalhost",
            "http://10.0.0.1",
            "http://[::2]",
        ] {
            assert!(check(base).unwrap_err().contains("https:"), "{base}");
        }
        let url = ParsedUrl::parse("http://dashboard.intranet:8080/api").unwrap();
        assert!(kept_path(url, false).is_err());
        assert_eq!(kept_path(ParsedUrl { is_page_origin: true, ..url }, false), Ok("/api".len()));
    }

    #[test]
    fn what_does_not_belong_into_a_base_url_is_named() {
        for (base, word) in [
            ("ftp://example.com", "http:"),
            ("https://user:secret@example.com", "user name"),
            ("https://example.com/?x=1", "query"),
            ("https://example.com/?", "query"),
            ("https://example.com/#x", "fragment"),
            ("https://example.com/#", "fragment"),
            ("https://api.nomba.com/v1", "/v1/auth/token/revoke"),
            ("https://api.nomba.com/v1/", "/v1/auth/token/revoke"),
            ("https://sandbox.nomba.com./v1", "/v1/auth/token/revoke"),
            ("https://nomba.com/v1", "/v1/auth/token/revoke"),
            ("https://api.nomba.com/v1/auth/token/revoke", "/v1/auth/token/revoke"),
        ] {
            let problem = check(base).unwrap_err();
            assert!(problem.contains(word), "{base}: {problem}");
            assert!(!problem.contains("secret"), "{base}: {problem}");
        }
        assert!(check("https://notnomba.com/v1").is_ok());
    }

    #[test]
    fn a_relay_is_in_ones_own_back_end() {
        let kept = |url| kept_path(ParsedUrl::parse(url).unwrap(), true);
        assert_eq!(kept("https://admin.example/api/nomba/"), Ok("/api/nomba".len()));
        for url in [
            "https://api.nomba.com",
            "https://nomba.com/relay",
            "https://admin.example/v1/",
            "https://admin.example/api/v1/auth/token/revoke",
        ] {
            assert!(kept(url).is_err(), "{url}");
        }
        assert!(kept("http://admin.example").unwrap_err().contains("https:"));
    }

    #[test]
    fn what_is_not_written_canonically_is_not_an_address() {
        for base in [
            "",
            "api.nomba.com",
            "https:",
            "https://",
            "https:///path",
            "https://:443",
            "https://API.nomba.com",
            "https://api nomba.com",
            "https://api.nomba.com\\@evil.example",
            "https://ümlaut.example",
            "https://a.example/ü",
            "https://%61pi.nomba.com",
            "\nhttps://a.example",
        ] {
            assert_eq!(check(base), Err(NOT_AN_ADDRESS), "{base:?}");
        }
    }

    #[test]
    fn the_parts_are_those_of_the_platforms_url() {
        let url = ParsedUrl::parse("https://user:secret@a.example:8443/b/c?d#e").unwrap();
        assert_eq!((url.scheme, url.hostname, url.pathname), (Scheme::Https, "a.example", "/b/c"));
        assert!(url.has_credentials);
        let url = ParsedUrl::parse("http://[::1]:80").unwrap();
        assert_eq!((url.hostname, url.pathname), ("[::1]", "/"));
        assert!(!url.has_credentials);
    }
}
