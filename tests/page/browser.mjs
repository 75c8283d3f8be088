// A browser for the tests of the page, watched: what must never happen fails the test.
import { chromium, firefox } from 'playwright-core';

export const ARGUMENTS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // The last line of defence behind the guard below: no name but the loopback one resolves, and one that stands for it.
  '--host-resolver-rules=MAP page.example 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

/** A name of this machine in Chromium that, unlike `localhost`, makes no page secure. */
export const INSECURE_HOST = 'page.example';

const LOOPBACK = /^(localhost|page\.example|127(\.\d+){3}|\[::1\])$/;

/** Where Chromium is, as the environment variable CHROMIUM says. */
export function program() {
  return process.env.CHROMIUM ?? '/usr/bin/chromium';
}

/** Headless Chromium. */
export function launch() {
  return chromium.launch({ executablePath: program(), args: ARGUMENTS });
}

/** Headless Firefox; the environment variable FIREFOX says where it is. */
export function launchFirefox() {
  return firefox.launch({
    channel: 'moz-firefox',
    executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr',
    // The same last line of defence: what is not loopback goes to a proxy that isn't there.
    firefoxUserPrefs: {
      'network.proxy.type': 1,
      'network.proxy.http': '127.0.0.1',
      'network.proxy.http_port': 9,
      'network.proxy.ssl': '127.0.0.1',
      'network.proxy.ssl_port': 9,
    },
  });
}

/**
 * Opens a page in a context of its own and watches it. These are problems: a request to anything
 * but a loopback address (it doesn't leave), a violation of the Content-Security-Policy, an error
 * on the console that is not expected, an exception that nobody catches.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {object} settings of the context
 * @param {{ intercept?: boolean }} more `intercept: false` leaves the network alone: requests are
 *   watched only, and preflights, which interception answers by itself, reach the server
 * @returns {Promise<Watched>}
 */
export async function open(browser, settings = {}, { intercept = true } = {}) {
  const context = await browser.newContext({ serviceWorkers: 'block', ...settings });
  const watched = new Watched(context, await context.newPage());
  await watched.start(intercept);
  return watched;
}

function isLocal(address) {
  const { protocol, hostname } = new URL(address);
  return protocol === 'data:' || LOOPBACK.test(hostname);
}

class Watched {
  /** Sentences about what must not happen. */
  problems = [];
  /** All that was written on the console. */
  console = [];
  /** The address of every request. */
  addresses = [];
  #expected = [];

  constructor(context, page) {
    this.context = context;
    this.page = page;
  }

  async start(intercept) {
    const { context, page } = this;
    // Machines may be loaded.
    page.setDefaultTimeout(60_000);
    if (intercept) {
      await context.route('**/*', (route) =>
        isLocal(route.request().url()) ? route.continue() : route.abort(),
      );
    }
    context.on('request', (request) => {
      const address = request.url();
      this.addresses.push(address);
      if (!isLocal(address)) this.problems.push(`a request to ${new URL(address).origin}`);
    });
    await context.exposeBinding('reportViolation', (source, violation) => {
      this.problems.push(`a violation of the policy: ${violation}`);
    });
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        window.reportViolation(`${event.violatedDirective}, ${event.blockedURI}`);
      });
    });
    page.on('console', (message) => {
      const text = `${message.type()}: ${message.text()}`;
      this.console.push(text);
      if (message.type() !== 'error') return;
      if (this.#expected.some((pattern) => pattern.test(message.text()))) return;
      this.problems.push(`on the console, ${text}`);
    });
    page.on('pageerror', (error) => this.problems.push(`an uncaught error: ${error.message}`));
  }

  /** Lets errors on the console pass: a browser writes one for every status from 400 on. */
  expect(pattern) {
    this.#expected.push(pattern);
  }

  /** Expects nothing any more. */
  expectNothing() {
    this.#expected = [];
  }

  /** Throws if there was a problem. */
  check() {
    if (this.problems.length > 0) {
      throw new Error(`Something happened that must not:\n- ${this.problems.join('\n- ')}`);
    }
  }

  /** Closes the page; throws if there was a problem. */
  async close() {
    await this.context.close();
    this.check();
  }
}
