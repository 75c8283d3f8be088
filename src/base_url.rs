//! Where a revocation may be sent.
//!
//! The platform's own `URL` takes the text apart; the rules are here.

/// What the platform's `URL` made of a base URL, with its names.
#[derive(Clone, Copy, Debug)]
pub struct ParsedUrl<'a> {
    /// The whole, canonical.
    pub href: &'a str,
    /// Scheme, host and port.
    pub origin: &'a str,
    /// The scheme with its colon.
    pub protocol: &'a str,
    /// The host without its port; an IPv6 address in brackets.
    pub hostname: &'a str,
    /// The path, `/` at the least.
    pub pathname: &'a str,
    /// Whether there is a user name or a password.
    pub has_credentials: bool,
}

/// The servers of the specification.
pub const ENVIRONMENTS: [(&str, &str); 2] =
    [("production", "https://api.nomba.com"), ("sandbox", "https://sandbox.nomba.com")];

/// The path of the endpoint.
pub const PATH: &str = "/v1/auth/token/revoke";

/// The endpoint below a base URL; `Err` says what is wrong with the base, without repeating it.
///
/// `page_origin` is the origin of the page or worker, where there is one.
pub fn endpoint(url: ParsedUrl<'_>, page_origin: Option<&str>) -> Result<String, &'static str> {
    if !matches!(url.protocol, "https:" | "http:") {
        return Err("must be an http: or https: address");
    }
    if url.has_credentials {
        return Err(
            "must not carry a user name or password; use the option \"headers\" for a proxy's Authorization",
        );
    }
    if url.href.contains('?') {
        return Err("must not have a query");
    }
    if url.href.contains('#') {
        return Err("must not have a fragment");
    }
    if url.protocol == "http:" && !is_loopback(url.hostname) && page_origin != Some(url.origin) {
        return Err(
            "must be https: here; plain http: would show the token to the network (it is allowed to a loopback host and to the page's own origin)",
        );
    }
    let path = url.pathname.trim_end_matches('/');
    if is_vendor(url.hostname) && (path.ends_with("/v1") || path.ends_with(PATH)) {
        return Err(
            "must not contain the path of the endpoint, /v1/auth/token/revoke is added to it",
        );
    }
    Ok([url.origin, path, PATH].concat())
}

fn is_loopback(hostname: &str) -> bool {
    // `URL` has already brought every notation of an IPv4 address into four decimal numbers. To it,
    // `127..` is a name.
    let ipv4 = hostname.starts_with("127.")
        && !hostname.ends_with('.')
        && hostname.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    ipv4 || hostname == "localhost" || hostname.ends_with(".localhost") || hostname == "[::1]"
}

fn is_vendor(hostname: &str) -> bool {
    let hostname = hostname.trim_end_matches('.');
    hostname == "nomba.com" || hostname.ends_with(".nomba.com")
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
        endpoint(
            ParsedUrl {
                href,
                origin: &origin,
                protocol,
                hostname: &host[..port],
                pathname: if path_end == 0 { "/" } else { &path[..path_end] },
                has_credentials: !userinfo.is_empty(),
            },
            page_origin,
        )
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
}
