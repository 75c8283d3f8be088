/**
 * The origin as browsers write it; undefined where the text is none. A path, a query, a user name or a second
 * origin make a text no origin.
 */
function parseOrigin(text) {
  if (!/^[a-z][a-z\d+.-]*:\/\/[^\s/?#@,\\]+$/i.test(text)) return undefined;
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function isWeb({ protocol }) {
  return protocol === 'http:' || protocol === 'https:';
}

/** How a browser writes the origin of a URL; undefined where the text is no URL. */
export function spelling(text) {
  try {
    const url = new URL(text);
    if (isWeb(url)) return url.origin;
    return url.host === '' ? undefined : `${url.protocol}//${url.host}`;
  } catch {
    return undefined;
  }
}

/**
 * Whether a request may come from the page that it names, or comes from no page.
 *
 * `Sec-Fetch-Site` decides where it is there: a browser writes it, and no proxy rewrites it. Without it, the origin's
 * host is compared with `Host`, not with the request's URL, whose scheme and host are wrong behind a proxy.
 */
export function isOriginAdmitted(headers, url, allowedOrigins) {
  const origin = headers.get('origin');
  if (allowedOrigins.includes(origin)) return true;
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin' || site === 'none';
  if (origin === null) return true;
  const page = parseOrigin(origin);
  if (page === undefined || !isWeb(page)) return false;
  // The page's scheme decides what the default port is.
  const host = headers.get('host') ?? new URL(url).host;
  return parseOrigin(`${page.protocol}//${host}`)?.host === page.host;
}
