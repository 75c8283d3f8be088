// The demo page, used by a person's means in a real browser against the stand-in that serves it.
//
// Environment: STAND_IN_URL, where the stand-in serves the page; CHROMIUM, the browser; ARTEFACTS,
// the folder for screenshots.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launch, open } from './browser.mjs';

const STAND_IN = process.env.STAND_IN_URL?.replace(/\/$/, '');
if (!STAND_IN) {
  throw new Error(
    'STAND_IN_URL is not set. It has to be the address of a stand-in that serves the page; `cargo xtask test page` starts one.',
  );
}
const ARTEFACTS =
  process.env.ARTEFACTS ?? fileURLToPath(new URL('../../artefacts/', import.meta.url));
const SPECIFICATION = new URL('../fixtures/nomba-revoke-access-token.openapi.md', import.meta.url);
const SPECIFICATION_TOKEN = readFileSync(SPECIFICATION, 'utf8').match(
  /eyJ[\w-]+\.[\w-]+\.[\w-]+/,
)[0];

const WIDE = { viewport: { width: 1400, height: 900 } };
const NARROW = { viewport: { width: 360, height: 780 } };

let browser;
before(async () => {
  mkdirSync(ARTEFACTS, { recursive: true });
  browser = await launch();
});
after(() => browser?.close());

/** A test with the page opened and ready, and watched until its end. */
function onPage(name, run, { settings = WIDE, prepare } = {}) {
  test(name, async () => {
    const watched = await open(browser, settings);
    try {
      await prepare?.(watched);
      await watched.page.goto(`${STAND_IN}/`);
      if (prepare === undefined) await watched.page.locator('#revoke:enabled').waitFor();
      await run(watched.page, watched);
    } finally {
      await watched.close();
    }
  });
}

/** What the stand-in has seen so far. */
async function seen() {
  return (await fetch(`${STAND_IN}/_stand-in`)).json();
}

/** A token that the stand-in has not met, of 399 characters, or of others where its claim has another length. */
function newToken(jti = randomBytes(72).toString('hex')) {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iat: now, sub: randomUUID(), exp: now + 1800, jti };
  const parts = [JSON.stringify({ alg: 'HS256' }), JSON.stringify(claims), randomBytes(32)];
  return parts.map((part) => Buffer.from(part).toString('base64url')).join('.');
}

const clientId = (page) => page.getByLabel('Client ID');
const token = (page) => page.getByLabel('Access token');
const button = (page, name) => page.getByRole('button', { name });
const status = (page) => page.getByRole('status', { name: 'Outcome' });
const result = (page) => page.getByRole('region', { name: 'Outcome' });
const note = (page) => page.getByRole('status', { name: 'Before sending' });

async function choose(page, destination) {
  await page.getByRole('radio', { name: destination }).check();
}

/** A valid request. Each has a client of its own, and so a quota of its own. */
async function fill(page, itsToken = newToken()) {
  await clientId(page).fill(randomUUID());
  await token(page).fill(itsToken);
}

async function set(page, settings) {
  if (!(await page.locator('#more-settings[open]').count())) {
    await page.getByText('More settings').click();
  }
  for (const [label, value] of Object.entries(settings)) await page.getByLabel(label).fill(value);
}

/** Presses the button and waits for the verdict. */
async function revoke(page, verdict) {
  await button(page, 'Revoke token').click();
  await settled(page, verdict);
}

async function settled(page, verdict) {
  try {
    await status(page).getByText(verdict, { exact: true }).waitFor();
  } catch {
    assert.fail(`The verdict is not “${verdict}”. The page says:\n${await result(page).innerText()}`);
  }
  await page.locator('#revoke[aria-disabled="false"]').waitFor();
}

/** A value among the details of the outcome; null where there is none of that name. */
async function detail(page, name) {
  const row = result(page)
    .locator('dl > div')
    .filter({ has: page.locator('dt').getByText(name, { exact: true }) });
  return (await row.count()) === 0 ? null : row.locator('dd').innerText();
}

/** The problem shown beside a field, waited for; it is tied to the field for those who can't see. */
async function problemOf(page, field, pattern) {
  const id = await field.getAttribute('id');
  await page.locator(`#${id}-problem`).filter({ hasText: pattern }).waitFor();
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  assert.match(await field.getAttribute('aria-describedby'), new RegExp(`\\b${id}-problem\\b`));
}

async function noProblemOf(page, field) {
  const id = await field.getAttribute('id');
  await page.locator(`#${id}:not([aria-invalid])`).waitFor();
  assert.equal(await page.locator(`#${id}-problem`).innerText(), '');
}

async function shoot(page, name) {
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.screenshot({
    path: join(ARTEFACTS, `${name}.png`),
    fullPage: true,
    animations: 'disabled',
  });
}

/** The runs of 16 characters of a token that somewhere holds, but for those of its usual header. */
function leaks(secret, place) {
  const body = secret.slice(secret.indexOf('.') + 1);
  const runs = Array.from({ length: body.length - 15 }, (_, at) => body.slice(at, at + 16));
  return runs.filter((run) => place.includes(run));
}

async function noOverflow(page) {
  const [content, window] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  assert.ok(content <= window, `${content} px of content in a window of ${window} px`);
}

describe('the watch on the page', () => {
  test('a request elsewhere, a broken policy, a console error and a stray exception are noticed', async () => {
    const watched = await open(browser);
    await watched.page.goto(`${STAND_IN}/`);
    await watched.page.evaluate(async () => {
      await fetch('https://elsewhere.invalid/').catch(() => {});
      document.body.setAttribute('style', 'color: red');
      console.error('said on purpose');
      setTimeout(() => {
        throw new Error('thrown on purpose');
      });
    });
    await watched.page.waitForEvent('pageerror').catch(() => {});
    const problems = watched.problems.join('\n');
    for (const sign of [/elsewhere\.invalid/, /style-src/, /said on purpose/, /thrown on purpose/]) {
      assert.match(problems, sign);
    }
    await assert.rejects(watched.close(), /elsewhere/);
  });
});

describe('revoking', () => {
  onPage('the specification’s example token is revoked, and a second time not', async (page, watched) => {
    const before = await seen();
    await clientId(page).fill(randomUUID());
    await button(page, 'Use the specification’s example').click();
    assert.equal(await token(page).inputValue(), SPECIFICATION_TOKEN);
    await page.getByText('407 characters').waitFor();
    await revoke(page, 'Revoked');
    assert.equal(await detail(page, 'Status'), '200');
    assert.equal(await detail(page, 'Code'), '00');
    assert.equal(await detail(page, 'Error'), null);
    assert.equal(await detail(page, 'Attempts'), '1');
    assert.equal(await detail(page, 'Description'), 'Token revoked successfully');
    assert.equal(
      await detail(page, 'Rate limit'),
      `${before.limit - 1} of ${before.limit} requests left in 1 s`,
    );
    assert.match(await detail(page, 'Time taken'), /^\d+ ms$/);
    const now = await seen();
    assert.deepEqual([now.requests, now.revoked], [before.requests + 1, before.revoked + 1]);
    await page.getByText(`revoked ${now.revoked} token`).waitFor();
    await shoot(page, 'page-revoked');

    watched.expect(/status of 404/);
    await revoke(page, 'Not revoked');
    assert.equal(await detail(page, 'Error'), 'RecordNotFoundError');
    assert.match(await status(page).innerText(), /Nomba doesn’t document/);
  });

  onPage('a generated token is new, of the right length, valid for a while, and is revoked', async (page) => {
    await button(page, 'Use an example').click();
    assert.equal((await clientId(page).inputValue()).length, 36);
    await clientId(page).fill(randomUUID());
    await button(page, 'Generate a token').click();
    const first = await token(page).inputValue();
    await button(page, 'Generate a token').click();
    const second = await token(page).inputValue();
    assert.notEqual(first, second);
    assert.ok(second.length >= 300 && second.length <= 600, `${second.length} characters`);
    const claims = JSON.parse(Buffer.from(second.split('.')[1], 'base64url'));
    assert.ok(claims.exp * 1000 > Date.now());
    await page.getByText(claims.sub).waitFor();
    await page.getByText(/^\d+ minutes left$/).waitFor();
    await revoke(page, 'Revoked');
    assert.equal(await detail(page, 'Subject'), claims.sub);
  });

  onPage('the account id is sent as a header, and no header asks for an answer', async (page) => {
    await fill(page);
    await page.getByLabel('Account ID').fill('account-7');
    const request = page.waitForRequest('**/v1/auth/token/revoke');
    await revoke(page, 'Revoked');
    const headers = await (await request).allHeaders();
    assert.equal(headers.accountid, 'account-7');
    assert.equal(headers.prefer, undefined);
  });

  onPage('pressing twice sends once', async (page) => {
    await fill(page);
    const { requests } = await seen();
    await button(page, 'Revoke token').dblclick();
    await settled(page, 'Revoked');
    assert.equal((await seen()).requests, requests + 1);
  });

  onPage('the keyboard is enough', async (page) => {
    await page.getByRole('radio', { name: 'Stand-in' }).focus();
    // To "Answer with", then the client id.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type(randomUUID());
    // Past the example and the account id.
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'token');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await clientId(page).focus();
    await page.keyboard.press('Enter');
    await settled(page, 'Revoked');
  });
});

/** What the page makes of the documented answers: verdict and error. */
const DOCUMENTED = {
  200: ['Revoked', null],
  400: ['Not revoked', 'RequestError'],
  401: ['Not revoked', 'AuthenticationError'],
  403: ['Not revoked', 'AuthorizationError'],
  404: ['Not revoked', 'RecordNotFoundError'],
  429: ['Not revoked', 'RateLimitError'],
  500: ['Unknown', 'ServerError'],
};

describe('“Answer with” a documented answer', () => {
  test('every one that the stand-in offers is tried here', async () => {
    assert.deepEqual((await seen()).codes.map(String), Object.keys(DOCUMENTED));
  });

  for (const [code, [verdict, error]] of Object.entries(DOCUMENTED)) {
    onPage(`${code}: ${error ?? 'no error'}`, async (page, watched) => {
      if (code !== '200') watched.expect(new RegExp(`status of ${code}`));
      await fill(page);
      await set(page, { Retries: '0' });
      await page.getByLabel('Answer with').selectOption(`code=${code}`);
      await revoke(page, verdict);
      assert.equal(await detail(page, 'Error'), error);
      assert.equal(await detail(page, 'Status'), code);
      assert.equal(await detail(page, 'Code'), code === '200' ? '00' : code);
      assert.equal(await detail(page, 'Attempts'), '1');
      assert.match(await detail(page, 'Description'), /^[A-Z][a-z ]+/);
      assert.ok((await result(page).getByRole('listitem').count()) > 0, 'says what to do next');
    });
  }

  onPage('retries are made where they are asked for, and counted', async (page, watched) => {
    watched.expect(/status of 500/);
    await fill(page);
    await set(page, { Retries: '1' });
    await page.getByLabel('Answer with').selectOption('code=500');
    const { requests } = await seen();
    await revoke(page, 'Unknown');
    assert.equal(await detail(page, 'Attempts'), '2');
    assert.equal((await seen()).requests, requests + 2);
  });
});

/** What the page makes of the faults: verdict, error, status, and an error of the console. */
const FAULTS = {
  'no-answer': ['Unknown', 'TimeoutError', 'none to be seen'],
  'lost-answer': ['Unknown', 'NetworkError', 'none to be seen', /ERR_CONNECTION_RESET/],
  'slow-body': ['Unknown', 'TimeoutError', 'none to be seen'],
  'cut-body': ['Unknown', 'NetworkError', 'none to be seen', /ERR_/],
  'html-502': ['Unknown', 'ServerError', '502', /status of 502/],
  'other-code': ['Not revoked', 'NotRevokedError', '200'],
  redirect: ['Unknown', 'UnexpectedResponseError', 'none to be seen'],
  echo: ['Not revoked', 'RequestError', '400', /status of 400/],
};

/**
 * Lets a request through without the browser's own repeat: on a connection that was used before,
 * Chromium sends a request again when the answer is lost, and tells nobody.
 */
async function withoutRepeats(page) {
  await page.route('**/v1/auth/token/revoke', async (route) => {
    try {
      await route.fulfill({ response: await route.fetch() });
    } catch {
      await route.abort('connectionreset');
    }
  });
}

describe('“Answer with” a fault', () => {
  test('every one that the stand-in offers is tried here', async () => {
    assert.deepEqual((await seen()).faults.map(({ name }) => name), Object.keys(FAULTS));
  });

  for (const [fault, [verdict, error, itsStatus, message]] of Object.entries(FAULTS)) {
    onPage(`${fault}: ${error}`, async (page, watched) => {
      if (message !== undefined) watched.expect(message);
      if (fault === 'lost-answer') await withoutRepeats(page);
      const itsToken = newToken();
      await fill(page, itsToken);
      await set(page, { Retries: '0', Timeout: '500' });
      await page.getByLabel('Answer with').selectOption(`fault=${fault}`);
      const before = await seen();
      await revoke(page, verdict);
      assert.equal(await detail(page, 'Error'), error);
      assert.equal(await detail(page, 'Status'), itsStatus);
      assert.equal(await detail(page, 'Attempts'), '1');
      const next = await result(page).getByRole('list').innerText();
      assert.doesNotMatch(await status(page).innerText(), /earlier attempt/);
      if (verdict === 'Unknown') assert.match(next, /Repeating is harmless/);
      else assert.doesNotMatch(next, /Repeating is harmless/);
      const now = await seen();
      assert.equal(now.requests, before.requests + 1);
      assert.equal(now.redirects_followed, before.redirects_followed);
      assert.equal(now.revoked, before.revoked + (fault === 'lost-answer' ? 1 : 0));
      assert.deepEqual(leaks(itsToken, await page.locator('body').innerText()), []);
      if (fault === 'html-502') await shoot(page, 'page-unknown');
    });
  }

  onPage('a 404 after a lost answer leaves it open, and says why', async (page, watched) => {
    watched.expect(/ERR_CONNECTION_RESET|status of 404/);
    await withoutRepeats(page);
    await fill(page);
    await set(page, { Retries: '1' });
    await page.getByLabel('Answer with').selectOption('fault=lost-answer');
    await revoke(page, 'Unknown');
    assert.equal(await detail(page, 'Error'), 'RecordNotFoundError');
    assert.equal(await detail(page, 'Attempts'), '2');
    assert.match(await status(page).innerText(), /may well have worked/);
  });

  onPage('a refusal after a lost answer leaves it open as well', async (page, watched) => {
    watched.expect(/status of (502|401)/);
    const answers = ['fault=html-502', 'code=401'];
    await page.route('**/v1/auth/token/revoke', (route) =>
      route.continue({ headers: { ...route.request().headers(), prefer: answers.shift() } }),
    );
    await fill(page);
    await revoke(page, 'Unknown');
    assert.equal(await detail(page, 'Error'), 'AuthenticationError');
    assert.match(await status(page).innerText(), /earlier attempt got no clear answer/);
    assert.match(await result(page).getByRole('list').innerText(), /Repeating is harmless[^]*account ID/);
  });

  onPage('a call that is cancelled may have worked', async (page) => {
    await fill(page);
    await page.getByLabel('Answer with').selectOption('fault=no-answer');
    await button(page, 'Revoke token').click();
    await status(page).getByText('Revoking…').waitFor();
    await button(page, 'Cancel').click();
    await settled(page, 'Unknown');
    assert.match(await status(page).innerText(), /Cancelled/);
    assert.equal(await detail(page, 'Attempts'), '1');
    await button(page, 'Cancel').waitFor({ state: 'hidden' });
    assert.equal(await page.evaluate(() => document.activeElement.id), 'revoke');
  });
});

describe('problems', () => {
  onPage('they are shown beside their fields while typing, and go away', async (page) => {
    await noProblemOf(page, clientId(page));
    await noProblemOf(page, token(page));
    await clientId(page).pressSequentially('abc');
    await problemOf(page, clientId(page), /clientId has 3 characters where 36 are allowed/);
    await noProblemOf(page, token(page));
    await clientId(page).fill(randomUUID());
    await noProblemOf(page, clientId(page));
    await token(page).fill('x'.repeat(44));
    await problemOf(page, token(page), /length of a refresh token/);
    await token(page).fill(newToken());
    await noProblemOf(page, token(page));
  });

  onPage('nothing is sent; all problems are shown, and the first gets the focus', async (page, watched) => {
    const { requests } = await seen();
    await button(page, 'Revoke token').click();
    await note(page).getByText('Nothing was sent: 2 fields need correcting.').waitFor();
    await problemOf(page, clientId(page), /clientId is missing/);
    await problemOf(page, token(page), /access_token is missing/);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'client-id');
    await clientId(page).fill(randomUUID());
    await token(page).fill(newToken('short'));
    await button(page, 'Revoke token').click();
    await note(page).getByText('Nothing was sent: one field needs correcting.').waitFor();
    await problemOf(page, token(page), /\d+ characters where 300 to 600/);
    assert.equal((await seen()).requests, requests);
    assert.ok(watched.addresses.every((address) => !address.includes('/v1/')));
  });

  onPage('lengths count characters, those outside the BMP once', async (page) => {
    await clientId(page).fill('🔑'.repeat(36));
    await token(page).fill('🔑'.repeat(300));
    await page.getByText('300 characters').waitFor();
    await noProblemOf(page, clientId(page));
    await clientId(page).fill('🔑'.repeat(35));
    await problemOf(page, clientId(page), /35 characters/);
  });

  onPage('the length checks can be skipped', async (page, watched) => {
    watched.expect(/status of 400/);
    await fill(page, newToken('short'));
    await problemOf(page, token(page), /\d+ characters where 300 to 600/);
    await set(page, {});
    await page.getByLabel('Skip the length checks').check();
    await noProblemOf(page, token(page));
    await revoke(page, 'Not revoked');
    assert.equal(await detail(page, 'Error'), 'RequestError');
  });

  onPage('what holds no token, several, or a damaged one is never sent', async (page) => {
    await clientId(page).fill(randomUUID());
    const { requests } = await seen();
    const one = newToken();
    const shapes = {
      [`${'0123456789abcdef'.repeat(25)}`]: /This field holds no JWT\./,
      [`${one} ${newToken()}`]: /This field holds 2 JWTs, not one\./,
      [`${one}.x`]: /something like one/,
      [one.slice(0, -9)]: /cut short: its signature lacks 9 characters/,
    };
    for (const [text, problem] of Object.entries(shapes)) {
      await token(page).fill(text);
      await problemOf(page, token(page), problem);
      await button(page, 'Revoke token').click();
      await note(page).getByText('Nothing was sent: one field needs correcting.').waitFor();
    }
    assert.equal((await seen()).requests, requests);
  });

  onPage('wrong settings are named, and found where they are folded away', async (page) => {
    await fill(page);
    await set(page, { Timeout: '0', Retries: '11' });
    await problemOf(page, page.getByLabel('Timeout'), /"timeout" must be a number of milliseconds above 0/);
    await problemOf(page, page.getByLabel('Retries'), /"retries" must be a whole number from 0 to 10/);
    await page.getByText('More settings').click();
    const { requests } = await seen();
    await button(page, 'Revoke token').click();
    await note(page).getByText('2 fields').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), 'timeout');
    await page.getByLabel('Account ID').fill('a\u{1F511}');
    await problemOf(page, page.getByLabel('Account ID'), /"accountId" has a character/);
    assert.equal((await seen()).requests, requests);
  });

  onPage('what was pasted along with a token is pointed out and can be removed', async (page) => {
    const itsToken = newToken();
    await token(page).fill(`Authorization: "Bearer ${itsToken.slice(0, 80)}\n${itsToken.slice(80)}"\n`);
    await page.getByText(/Not part of the token.*Bearer/).waitFor();
    await button(page, 'Remove it').click();
    assert.equal(await token(page).inputValue(), itsToken);
    await page.getByText(/Not part of the token/).waitFor({ state: 'hidden' });
  });

  onPage('what was pasted along with a token is not sent', async (page) => {
    const around = [
      ['logs/app.log:12:', ''],
      ['NOMBA_TOKEN="', '"'],
      ['{"access_token":"', '"},'],
      ['', '.'],
      ['__', '__'],
    ];
    for (const [before, after] of around) {
      const itsToken = newToken();
      await fill(page, `${before}${itsToken}${after}`);
      await page.getByText(/Not part of the token, and not sent/).waitFor();
      await page.getByText(`${itsToken.length} characters`).waitFor();
      const request = page.waitForRequest('**/v1/auth/token/revoke');
      await revoke(page, 'Revoked');
      assert.equal((await request).postDataJSON().access_token, itsToken);
    }
  });
});

describe('where to send', () => {
  const WRONG = {
    '': /Give the address/,
    'ftp://example.com': /must be an http: or https: address/,
    'http://example.com': /must be https: here/,
    'https://user:password@example.com': /must not carry a user name/,
    'https://example.com/?a=1': /must not have a query/,
    'https://api.nomba.com/v1': /must not contain the path/,
    'http://127.0.0.1:9': /its own server only/,
  };
  onPage('an address of one’s own that can’t be used is refused beside its field', async (page, watched) => {
    await fill(page);
    await choose(page, 'Own address');
    const { requests } = await seen();
    for (const [address, message] of Object.entries(WRONG)) {
      await page.getByLabel('Base URL').fill('https://example.com');
      await noProblemOf(page, page.getByLabel('Base URL'));
      await page.getByText('https://example.com/v1/auth/token/revoke').waitFor();
      await page.getByLabel('Base URL').fill(address);
      await problemOf(page, page.getByLabel('Base URL'), message);
      await button(page, 'Revoke token').click();
      await note(page).getByText('Nothing was sent: one field needs correcting.').waitFor();
      assert.equal(await page.getByRole('dialog').count(), 0);
    }
    assert.equal((await seen()).requests, requests);
    assert.ok(watched.addresses.every((address) => !address.includes('/v1/')));
  });

  onPage('an address of one’s own is asked about, then sent to', async (page) => {
    await fill(page);
    await choose(page, 'Own address');
    await page.getByLabel('Base URL').fill('/');
    await button(page, 'Revoke token').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(`${STAND_IN}/v1/auth/token/revoke`).waitFor();
    await dialog.getByRole('button', { name: 'Send and revoke' }).click();
    await settled(page, 'Revoked');
    assert.equal(await detail(page, 'Sent to'), `${STAND_IN}/v1/auth/token/revoke`);
  });

  for (const [name, host] of [
    ['Production', 'https://api.nomba.com'],
    ['Sandbox', 'https://sandbox.nomba.com'],
  ]) {
    onPage(`${name.toLowerCase()} warns and asks, and without a yes nothing is sent`, async (page, watched) => {
      await fill(page);
      await page.getByLabel('Answer with').selectOption('code=429');
      await choose(page, name);
      await page.getByText(/can’t be undone/).filter({ visible: true }).waitFor();
      await page.getByText(/A browser may not get through/).filter({ visible: true }).waitFor();
      assert.equal(await page.getByLabel('Answer with').isVisible(), false);
      assert.equal(await button(page, 'Generate a token').isVisible(), false);
      await page.getByText(`${host}/v1/auth/token/revoke`).waitFor();

      const dialog = page.getByRole('dialog');
      for (const leave of [
        () => page.keyboard.press('Escape'),
        () => dialog.getByRole('button', { name: 'Go back' }).click(),
        // The safe answer has the focus.
        () => page.keyboard.press('Enter'),
      ]) {
        await button(page, 'Revoke token').click();
        await dialog.getByText(/can’t be undone/).waitFor();
        await dialog.getByText(host).waitFor();
        await leave();
        await note(page).getByText('Nothing was sent.').waitFor();
        assert.equal(await dialog.count(), 0);
      }
      assert.match(await status(page).innerText(), /Nothing sent yet/);
      assert.ok(watched.addresses.every((address) => address.startsWith(STAND_IN)));
      assert.ok(watched.addresses.every((address) => !address.includes('/v1/')));
    });
  }

  onPage('the stand-in says what it is', async (page) => {
    await page.getByText(/Nothing leaves this machine, and no real token is revoked/).waitFor();
    await page.getByText(/second revocation of the same token answers 404/).waitFor();
    assert.equal(await page.locator('#not-started[hidden]').count(), 1);
  });
});

describe('the token', () => {
  onPage('says subject, dates and expiry, and nothing else of what is in it', async (page) => {
    await token(page).fill(SPECIFICATION_TOKEN);
    const info = page.getByRole('group', { name: 'What the token says of itself' });
    const text = await info.innerText();
    assert.match(text, /5e26cfb0-529f-417b-b8d2-abc471f4c9db/);
    assert.match(text, /19 Apr 2023, 15:36:19/);
    assert.match(text, /expired \d+ years? ago/);
    assert.match(text, /signature isn’t checked/);
    assert.doesNotMatch(await page.locator('body').innerText(), /gmail|OWNER/i);
    await token(page).fill('x'.repeat(300));
    await page.getByText('There is no JWT in this field').waitFor();
    assert.equal(await info.count(), 0);
  }, { settings: { ...WIDE, timezoneId: 'UTC' } });

  onPage('is nowhere but in its field, and is forgotten on demand', async (page, watched) => {
    watched.expect(/status of 400/);
    await clientId(page).fill(randomUUID());
    await button(page, 'Generate a token').click();
    const itsToken = await token(page).inputValue();
    await revoke(page, 'Revoked');
    await page.getByLabel('Answer with').selectOption('fault=echo');
    await revoke(page, 'Not revoked');
    assert.match(await result(page).innerText(), /\[redacted\]/);

    const places = await page.evaluate(async () => ({
      text: document.body.innerText,
      markup: document.documentElement.outerHTML,
      title: document.title,
      address: location.href,
      name: window.name,
      history: JSON.stringify(history.state),
      local: JSON.stringify(localStorage),
      session: JSON.stringify(sessionStorage),
      cookie: document.cookie,
      databases: JSON.stringify(await indexedDB.databases()),
      caches: JSON.stringify(await caches.keys()),
      timing: JSON.stringify(performance.getEntries()),
    }));
    places.console = watched.console.join('\n');
    places.addresses = watched.addresses.join('\n');
    for (const [name, place] of Object.entries(places)) assert.deepEqual(leaks(itsToken, place), [], name);
    // The search finds what is there.
    assert.notDeepEqual(leaks(itsToken, `x${itsToken}`), []);

    await button(page, 'Hide').click();
    assert.equal(
      await token(page).evaluate((field) => getComputedStyle(field).webkitTextSecurity),
      'disc',
    );
    await button(page, 'Forget the token').click();
    assert.equal(await token(page).inputValue(), '');
    await noProblemOf(page, token(page));
    assert.equal(await page.getByRole('group', { name: 'What the token says' }).count(), 0);
  });

  onPage('is not there any more when the page is opened again', async (page) => {
    await token(page).fill(newToken());
    await page.reload();
    await page.locator('#revoke:enabled').waitFor();
    assert.equal(await token(page).inputValue(), '');
    assert.equal(await token(page).getAttribute('autocomplete'), 'off');
    assert.equal(await token(page).getAttribute('spellcheck'), 'false');
    await token(page).fill(newToken());
    await page.goto('about:blank');
    await page.goBack();
    await page.locator('#revoke:enabled').waitFor();
    assert.equal(await token(page).inputValue(), '');
    // A browser may keep the whole page in memory for the way back.
    await token(page).fill(newToken());
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
    assert.equal(await token(page).inputValue(), '');
  });

  onPage('is in no form that a browser could send by itself', async (page) => {
    const named = await page
      .locator('form')
      .evaluate((form) => [...new Set([...form.elements].map((element) => element.name))]);
    assert.deepEqual(named.filter(Boolean), ['destination']);
  });
});

describe('when the page can’t work', () => {
  onPage('it says so without the package', async (page) => {
    await page.getByRole('alert').getByText('The page has not started').waitFor();
    assert.equal(await button(page, 'Revoke token').isEnabled(), false);
  }, {
    prepare: async (watched) => {
      watched.expect(/status of 404/);
      await watched.page.route('**/pkg/*', (route) => route.fulfill({ status: 404, body: '' }));
    },
  });

  onPage('it says so where WebAssembly is forbidden', async (page, watched) => {
    await page.getByRole('alert').getByText(/wasm-unsafe-eval/).waitFor();
    assert.equal(await button(page, 'Revoke token').isEnabled(), false);
    watched.problems = watched.problems.filter((problem) => !/wasm-eval/.test(problem));
  }, {
    prepare: async ({ page }) => {
      await page.route(`${STAND_IN}/`, async (route) => {
        const response = await route.fetch();
        const policy = response.headers()['content-security-policy'].replace("'wasm-unsafe-eval'", '');
        await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': policy } });
      });
    },
  });

  onPage('it says so without the stand-in', async (page) => {
    await page.getByText('The stand-in does not answer').waitFor();
    assert.equal(await button(page, 'Revoke token').isEnabled(), true);
  }, {
    prepare: async (watched) => {
      watched.expect(/status of 404/);
      await watched.page.route('**/_stand-in', (route) => route.fulfill({ status: 404, body: '' }));
    },
  });
});

describe('looks', () => {
  for (const [name, settings] of [
    ['page-light', { ...WIDE, colorScheme: 'light' }],
    ['page-dark', { ...WIDE, colorScheme: 'dark' }],
    ['page-narrow', { ...NARROW, colorScheme: 'light' }],
  ]) {
    onPage(`${name}: nothing sticks out, and every field has a name`, async (page, watched) => {
      watched.expect(/status of 400/);
      await clientId(page).fill(randomUUID());
      await button(page, 'Generate a token').click();
      await page.getByText(/minutes left/).waitFor();
      await noOverflow(page);
      await shoot(page, name);
      const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const [red] = ground.match(/\d+/g).map(Number);
      assert.equal(red < 128, settings.colorScheme === 'dark', ground);
      const nameless = await page.evaluate(() =>
        [...document.querySelectorAll('input, select, textarea')]
          .filter((field) => field.labels.length === 0)
          .map((field) => field.id),
      );
      assert.deepEqual(nameless, []);
      for (const destination of ['Production', 'Own address', 'Stand-in']) {
        await choose(page, destination);
        await noOverflow(page);
      }
      await page.getByLabel('Answer with').selectOption('fault=echo');
      await set(page, {});
      await revoke(page, 'Not revoked');
      await noOverflow(page);
    }, { settings });
  }
});
