import net from 'node:net';
import { ProxyError, describeCause } from './cause.js';
import { WrongUse } from './exit.js';

/** The variables that name a proxy, by the protocol of the server; the first that is set counts. */
const VARIABLES = {
  __proto__: null,
  'http:': ['http_proxy', 'HTTP_PROXY'],
  'https:': ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'],
};

const DEFAULT_PORTS = { __proto__: null, 'http:': '80', 'https:': '443' };

/** How long a proxy may take to open a connection, in milliseconds: less than an attempt's timeout. */
const LONGEST = 10_000;

/**
 * Finds the proxy for a server in the variables of the environment.
 *
 * @param {URL} server
 * @param {Record<string, string | undefined>} environment the process's variables
 * @returns {Proxy | { origin: null } | undefined} nothing where no variable is set, and `origin: null`
 *   where they say that there is none for this server
 * @throws {WrongUse} where a variable doesn't name a proxy; its value isn't repeated
 *
 * @typedef {{ origin: string, variable: string, authorization?: string }} Proxy
 */
export function findProxy(server, environment) {
  const variable = VARIABLES[server.protocol].find((name) => environment[name] !== undefined);
  if (variable === undefined) return undefined;
  const value = environment[variable].trim();
  const exceptions = environment.no_proxy ?? environment.NO_PROXY ?? '';
  if (value === '' || isExcepted(server, exceptions)) return { origin: null };
  const url = parse(value, variable);
  return { origin: url.origin, variable, authorization: authorizationOf(url) };
}

function parse(value, variable) {
  if (/^socks/i.test(value)) {
    throw new WrongUse(
      `${variable} names a SOCKS proxy. Only proxies at http:// and https:// addresses are supported.`,
    );
  }
  const text = /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // A "/" or "#" in a password ends the host too early, and what follows is a path.
  const isProxy =
    /^https?:$/.test(url?.protocol) && url.pathname === '/' && url.search === '' && url.hash === '';
  if (!isProxy) {
    throw new WrongUse(
      `${variable} is not the address of a proxy, such as http://proxy.example:3128. ` +
        'In a user name or a password, write % as %25, / as %2F, # as %23, ? as %3F and @ as %40.',
    );
  }
  return url;
}

function authorizationOf({ username, password }) {
  if (username === '' && password === '') return undefined;
  const credentials = `${decode(username)}:${decode(password)}`;
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}

/** Decodes `%40` and the like; a text with a `%` of its own stays as it is. */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Returns whether NO_PROXY names a server: by `*`, a host (its subdomains too, with or without a dot or
 * `*.` before it), an IP address, a network such as 10.0.0.0/8, each perhaps with a port.
 */
function isExcepted({ protocol, hostname, port }, list) {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const ownPort = port || DEFAULT_PORTS[protocol];
  const entries = list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  return entries.some((entry) => {
    if (entry === '*') return true;
    // An IPv6 address without brackets has no port.
    const [, name, onlyPort] = /^(\[.*\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? [null, entry];
    if (onlyPort !== undefined && onlyPort !== ownPort) return false;
    const bare = name.replace(/^\[|\]$/g, '');
    if (net.isIP(host)) return isInNetwork(host, bare);
    const domain = bare.replace(/^\*?\./, '').replace(/\.$/, '');
    return domain !== '' && (host === domain || host.endsWith(`.${domain}`));
  });
}

function isInNetwork(address, network) {
  const [base, prefix = net.isIPv6(base) ? 128 : 32] = network.split('/');
  const family = (ip) => (net.isIPv6(ip) ? 'ipv6' : 'ipv4');
  const list = new net.BlockList();
  try {
    list.addSubnet(base, Number(prefix), family(base));
  } catch {
    // It is a name, or no network.
    return false;
  }
  return list.check(address, family(address));
}

/**
 * Returns the `fetch` to send with: the runtime's own, but where a variable names a proxy undici's. Node's
 * heeds the variables only from version 24 on, if NODE_USE_ENV_PROXY is set, and by rules of its own.
 *
 * @param {ReturnType<typeof findProxy>} proxy
 */
export async function fetchThrough(proxy) {
  if (proxy === undefined) return globalThis.fetch;
  const { Agent, Pool, ProxyAgent, fetch } = await import('undici');
  if (proxy.origin === null) {
    const dispatcher = new Agent();
    return (url, init) => fetch(url, { ...init, dispatcher });
  }

  /** The connections to the proxy. `connect` asks it for one to the server. */
  class Tunnels extends Pool {
    async connect(options) {
      let answer;
      try {
        answer = await super.connect({ ...options, signal: AbortSignal.timeout(LONGEST) });
      } catch (error) {
        // As it is, undici would try again for ever after some of these.
        throw unreachable(proxy, error);
      }
      if (answer.statusCode === 200) return answer;
      answer.socket.on('error', () => {}).destroy();
      throw refused(proxy, answer.statusCode);
    }
  }

  const dispatcher = new ProxyAgent({
    uri: proxy.origin,
    token: proxy.authorization,
    clientFactory: (url, { connect }) => new Tunnels(url, { connect: withoutAddress(connect) }),
  });
  return (url, init) => fetch(url, { ...init, dispatcher });
}

/** Connects to a proxy over TLS. An IP address is no server name for TLS, and Node warns of one. */
function withoutAddress(connect) {
  return ({ servername, ...options }, callback) =>
    connect({ ...options, servername: net.isIP(options.hostname) ? '' : servername }, callback);
}

function unreachable({ origin, variable }, error) {
  const { reason, remedy } = describeCause({ cause: error });
  const isDropped = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].includes(reason);
  let what = "can't be reached";
  if (error.name === 'TimeoutError') what = 'does not answer';
  else if (isDropped) what = 'closed the connection';
  return new ProxyError(
    `the proxy ${origin} ${what}${reason ? `: ${reason}` : ''}`,
    [`Check ${variable} and the proxy.`, remedy].filter(Boolean).join(' '),
  );
}

function refused({ origin, variable, authorization }, status) {
  const remedies = {
    __proto__: null,
    403: 'The proxy does not let this machine reach the server. Ask those who run it.',
    407: authorization
      ? `The proxy does not accept the user name and password in ${variable}.`
      : `The proxy wants a user name and a password: ${variable}=http://USER:PASSWORD@HOST:PORT`,
  };
  return new ProxyError(`the proxy ${origin} answered ${status}`, remedies[status]);
}
