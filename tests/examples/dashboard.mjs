// The page that most applications have: an operator signs in, pastes a token, and revokes it. Its tests are the same in each.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLIENT_ID, newToken, OPERATOR } from './example.mjs';

/** Notes in a page which forms a script listens to: any other form is sent by the browser itself. */
function noteForms() {
  const { addEventListener } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (type, ...rest) {
    if (this instanceof HTMLFormElement && type === 'submit') this.isListenedTo = true;
    return addEventListener.call(this, type, ...rest);
  };
}

/** The page of an application that `application` of example.mjs returned. */
export class Dashboard {
  #app;
  #isHydrated;

  /**
   * `isHydrated` runs in the page, and returns whether the page's script has taken over the form that the server rendered.
   * Leave it out if a script makes the form.
   */
  constructor(app, { isHydrated } = {}) {
    this.#app = app;
    this.#isHydrated = isHydrated;
  }

  /** Opens the page and signs in. Returns the watched page. */
  async signedIn(settings) {
    const watched = await this.#app.open(settings);
    await this.#signIn(watched.page, OPERATOR.password, settings);
    await watched.page.getByText(`Signed in as ${OPERATOR.name}.`).waitFor();
    await this.#hydrated(watched.page, settings);
    return watched;
  }

  async #hydrated(page, { javaScriptEnabled = true } = {}) {
    if (this.#isHydrated && javaScriptEnabled) await page.waitForFunction(this.#isHydrated);
  }

  async #signIn(page, password, settings) {
    await page.addInitScript(noteForms);
    // A server that runs the application unbuilt may have the page load again.
    await page.goto(this.#app.url, { waitUntil: this.#isHydrated ? 'networkidle' : 'load' });
    await this.#hydrated(page, settings);
    await page.getByLabel('Name').fill(OPERATOR.name);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
  }

  /** `expected` is what the browser writes on its console for the refusal; without it, nothing may be written. */
  testWrongPassword(expected) {
    test('refuses a wrong password', async () => {
      const watched = await this.#app.open();
      if (expected !== undefined) watched.expect(expected);
      await this.#signIn(watched.page, 'wrong');
      await watched.page.getByText('The name or the password is wrong.').waitFor();
      await watched.close();
    });
  }

  testRevocation() {
    test('revokes a token', async () => {
      const watched = await this.signedIn();
      await this.revokeNew(watched.page);
      await watched.close();
    });
  }

  testRefusal() {
    test('shows a refusal', async () => {
      const watched = await this.signedIn();
      watched.expect(/status of 403/);
      this.#app.vendor.preferNext('code=403');
      await revoke(watched.page, newToken());
      await watched.page.getByText(/The token is not revoked\..*status 403/).waitFor();
      await watched.close();
    });
  }

  testLostAnswer() {
    test('shows that a token may be revoked where the answer was lost', async () => {
      const watched = await this.signedIn();
      watched.expect(/status of (404|502)/);
      this.#app.vendor.preferNext('fault=lost-answer');
      const token = newToken();
      await revoke(watched.page, token);
      await watched.page.getByText('The token may be revoked: revoke it again.').waitFor();
      assert.ok(await this.#app.vendor.hasRevoked(token, CLIENT_ID));
      await watched.close();
    });
  }

  testNoSession() {
    test('revokes nothing without a session', async () => {
      const watched = await this.signedIn();
      watched.expect(/status of 401/);
      const { page } = watched;
      await page.context().clearCookies();
      const before = this.#app.vendor.requests.length;
      await revoke(page, newToken());
      await page.getByText('sign in, then revoke the token again').waitFor();
      assert.equal(this.#app.vendor.requests.length, before);
      await watched.close();
    });
  }

  /** Revokes a new token, and checks that the page says so and the vendor has revoked it. */
  async revokeNew(page) {
    const { vendor } = this.#app;
    const token = newToken();
    await revoke(page, token);
    await page.getByText('The token is revoked.').waitFor();
    assert.deepEqual(vendor.requests.at(-1), { clientId: CLIENT_ID, access_token: token });
    assert.ok(await vendor.hasRevoked(token, CLIENT_ID));
  }
}

export async function revoke(page, token) {
  await page.getByLabel('Access token').fill(token);
  await page.getByRole('button', { name: 'Revoke' }).click();
}
