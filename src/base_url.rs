//! Where a revocation may be sent.
//!
//! The platform's own `URL` takes the text apart; the rules are here.

use crate::cut::cut;

/// What the platform's `URL` made of a base URL, with its names.
#[derive(Clone, Copy, Debug)]
pub struct ParsedUrl<'a> {
    /// The whole, canonical.
    pub href: &'a [u8],
    /// Scheme, host and port.
    pub origin: &'a [u8],
    /// The scheme with its colon.
    pub protocol: &'a [u8],
    /// The host without its port; an IPv6 address in brackets.
    pub hostname: &'a [u8],
    /// The path, `/` at the least.
    pub pathname: &'a [u8],
    /// Whether there is a user name or a password.
    pub has_credentials: bool,
}

impl<'a> ParsedUrl<'a> {
    /// From a line for each of its parts, and the page's origin with it, or nothing, in the last.
    pub fn from_lines(lines: &'a [u8]) -> Option<(ParsedUrl<'a>, Option<&'a [u8]>)> {
        let mut rest = Some(lines);
        let mut line = || cut(&mut rest, b'\n');
        let url = ParsedUrl {
            href: line()?,
            origin: line()?,
            protocol: line()?,
            hostname: line()?,
            pathname: line()?,
            has_credentials: !line()?.is_empty(),
        };
        Some((url, line().filter(|origin| !origin.is_empty())))
    }
}

/// The path of the endpoint.
pub const PATH: &str = "/v1/auth/token/revoke";

/// How much of a base URL's path stands before that of the endpoint, in bytes; `Err` says what is wrong
/// with the base, without repeating it.
///
/// `page_origin` is the origin of the page or worker, where there is one.
pub fn endpoint(url: ParsedUrl<'_>, page_origin: Option<&[u8]>) -> Result<usize, &'static str> {
    if !matches!(url.protocol, b"https:" | b"http:") {
        return Err("must be an http: or https: address");
    }
    if url.has_credentials {
        return Err(
            "must not carry a user name or password; use the option \"headers\" for a proxy's Authorization",
        );
    }
    #[allow(clippy::manual_contains, reason = "that one is fast, and large")]
    let has = |mark| url.href.iter().any(|byte| *byte == mark);
    if has(b'?') {
        return Err("must not have a query");
    }
    if has(b'#') {
        return Err("must not have a fragment");
    }
    if url.protocol == b"http:" && !is_loopback(url.hostname) && page_origin != Some(url.origin) {
        return Err(
            "must be https: here; plain http: would show the token to the network (it is allowed to a loopback host and to the page's own origin)",
        );
    }
    let path = without_end(url.pathname, b'/');
    if is_vendor(url.hostname) && (path.ends_with(b"/v1") || path.ends_with(PATH.as_bytes())) {
        return Err(
            "must not contain the path of the endpoint, /v1/auth/token/revoke is added to it",
        );
    }
    Ok(path.len())
}

/// Without a mark at its end, however often it is there.
fn without_end(mut text: &[u8], mark: u8) -> &[u8] {
    while let Some((last, shorter)) = text.split_last()
        && *last == mark
    {
        text = shorter;
    }
    text
}

fn is_loopback(hostname: &[u8]) -> bool {
    // `URL` has already brought every notation of an IPv4 address into four decimal numbers. To it,
    // `127..` is a name.
    let ipv4 = hostname.starts_with(b"127.")
        && !hostname.ends_with(b".")
        && hostname.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.');
    ipv4 || hostname == b"localhost" || hostname.ends_with(b".localhost") || hostname == b"[::1]"
}

fn is_vendor(hostname: &[u8]) -> bool {
    let hostname = without_end(hostname, b'.');
    hostname == b"nomba.com" || hostname.ends_with(b".nomba.com")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes apart the plain addresses of these tests; the platform does it in earnest.
    fn check(href: &str, page_origin: Option<&str>) -> Result<String, &'static str> {
        let (protocol, rest) = href.split_once("//").unwrap_or((href, ""));
        let host_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(host_end);
        let (userinfo, host) = authority.rsplit_once('@').unwrap_or(("", authority));
        let port = host.rfind(':').filter(|at| !host[*at..].contains(']')).unwrap_or(host.len());
        let path_end = path.find(['?', '#']).unwrap_or(path.len());
        let origin = [protocol, "//", host].concat();
        let url = ParsedUrl {
            href: href.as_bytes(),
            origin: origin.as_bytes(),
            protocol: protocol.as_bytes(),
            hostname: &host.as_bytes()[..port],
            pathname: if path_end == 0 { b"/" } else { &path.as_bytes()[..path_end] },
            has_credentials: !userinfo.is_empty(),
        };
        let kept = endpoint(url, page_origin.map(str::as_bytes))?;
        let path = str::from_utf8(&url.pathname[..kept]).unwrap();
        Ok([&origin, path, PATH].concat())
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
            assert_eq!(check(base, None).as_deref(), Ok(expected), "{base}");
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
            assert!(check(base, None).is_ok(), "{base}");
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
            assert!(check(base, None).unwrap_err().contains("https:"), "{base}");
        }
        let home = Some("http://dashboard.intranet:8080");
        assert!(check("http://dashboard.intranet:8080/api", home).is_ok());
        assert!(check("http://dashboard.intranet/api", home).is_err());
    }

    #[test]
    fn what_does_not_belong_into_a_base_url_is_named() {
        for (base, word) in [
            ("ftp://example.com", "http:"),
            ("data:text/plain,x", "http:"),
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
            let problem = check(base, None).unwrap_err();
            assert!(problem.contains(word), "{base}: {problem}");
            assert!(!problem.contains("secret"), "{base}: {problem}");
        }
        assert!(check("https://notnomba.com/v1", None).is_ok());
    }

    #[test]
    fn the_parts_come_a_line_each() {
        let lines = b"https://a.example/b\nhttps://a.example\nhttps:\na.example\n/b\n\nhttp://home";
        let (url, home) = ParsedUrl::from_lines(lines).unwrap();
        assert_eq!(url.href, b"https://a.example/b");
        assert_eq!(url.origin, b"https://a.example");
        assert_eq!((url.protocol, url.hostname), (&b"https:"[..], &b"a.example"[..]));
        assert_eq!(url.pathname, b"/b");
        assert!(!url.has_credentials);
        assert_eq!(home, Some(&b"http://home"[..]));
        let (url, home) = ParsedUrl::from_lines(b"h\no\np\nn\n/\ncredentials\n").unwrap();
        assert!(url.has_credentials);
        assert_eq!(home, None);
        assert!(ParsedUrl::from_lines(b"h\no\np\nn\n/").is_none());
    }
}
