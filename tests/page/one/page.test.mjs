// The demo page, used by a person's means in a real browser against the mock server that serves it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import {
  button,
  choose,
  clientId,
  detail,
  fill,
  hashOf,
  leaks,
  MOCK_SERVER,
  NARROW,
  newToken,
  noOverflow,
  noProblemOf,
  note,
  onPage,
  openPage,
  problemOf,
  result,
  revoke,
  seen,
  set,
  settled,
  shoot,
  SPECIFICATION_TOKEN,
  status,
  token,
  WIDE,
} from '../harness.mjs';

describe('the watch on the page', () => {
  test('a request elsewhere, a broken policy, a console error and a stray exception are noticed', async () => {
    const watched = await openPage();
    await watched.page.goto(`${MOCK_SERVER}/`);
    await watched.page.evaluate(async () => {
      await fetch('https://elsewhere.invalid/').catch(() => {});
      document.body.setAttribute('style', 'color: red');
      console.error('written on purpose');
      setTimeout(() => {
        throw new Error('thrown on purpose');
      });
    });
    const signs = [/elsewhere\.invalid/, /style-src/, /written on purpose/, /thrown on purpose/];
    const unnoticed = () => signs.filter((sign) => !watched.problems.some((problem) => sign.test(problem)));
    for (let left = 600; left > 0 && unnoticed().length > 0; left -= 1) await wait(100);
    assert.deepEqual(unnoticed(), []);
    await assert.rejects(watched.close(), /elsewhere/);
  });
});

describe('revoking', () => {
  onPage('the specification’s example token is revoked, and a second time not', async (page, watched) => {
    const before = await seen();
    await clientId(page).fill(randomUUID());
    await button(page, 'Use the specification’s example').click();
    assert.equal(await token(page).inputValue(), SPECIFICATION_TOKEN);
    await page.getByText('407 characters', { exact: true }).waitFor();
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
    // The answer is held, so that the second press comes before it.
    let release;
    const released = new Promise((resolve) => {
      release = resolve;
    });
    await page.route('**/v1/auth/token/revoke', async (route) => {
      await released;
      await route.continue();
    });
    await button(page, 'Revoke token').dblclick();
    release();
    await settled(page, 'Revoked');
    assert.equal((await seen()).requests, requests + 1);
  });

  onPage('the keyboard is enough', async (page) => {
    await page.getByRole('radio', { name: 'Mock server' }).focus();
    // To "Answer with", then the client id.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type(randomUUID());
    // Past the example, the account id, and the choice between one token and many.
    for (let step = 0; step < 4; step += 1) await page.keyboard.press('Tab');
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
  test('every one that the mock server offers is tried here', async () => {
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

/** For how long an attempt may take, in milliseconds. */
const TIMEOUT = 60_000;

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
 * Chromium sends a request again when the answer is lost, and reports nothing.
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
  test('every one that the mock server offers is tried here', async () => {
    assert.deepEqual((await seen()).faults.map(({ name }) => name), Object.keys(FAULTS));
  });

  for (const [fault, [verdict, error, itsStatus, message]] of Object.entries(FAULTS)) {
    onPage(`${fault}: ${error}`, async (page, watched) => {
      if (message !== undefined) watched.expect(message);
      if (fault === 'lost-answer') await withoutRepeats(page);
      const itsToken = newToken();
      await fill(page, itsToken);
      await set(page, { Retries: '0', Timeout: String(TIMEOUT) });
      await page.getByLabel('Answer with').selectOption(`fault=${fault}`);
      const before = await seen();
      if (error === 'TimeoutError') await page.clock.install();
      await button(page, 'Revoke token').click();
      if (error === 'TimeoutError') {
        // The time passes once the server has the request, and the page the head of a slow answer.
        for (let left = 600; left > 0 && (await seen()).requests === before.requests; left -= 1) await wait(100);
        if (fault === 'slow-body') await page.locator('#attempts').getByText('answered with 200').waitFor();
        await page.clock.fastForward(TIMEOUT);
      }
      await settled(page, verdict);
      assert.equal(await detail(page, 'Error'), error);
      assert.equal(await detail(page, 'Status'), itsStatus);
      assert.equal(await detail(page, 'Attempts'), '1');
      const next = await page.locator('#result-steps').innerText();
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
    assert.match(await page.locator('#result-steps').innerText(), /Repeating is harmless[^]*account ID/);
  });

  onPage('a call that is cancelled may have worked', async (page) => {
    await fill(page);
    await set(page, { Timeout: '600000' });
    await page.getByLabel('Answer with').selectOption('fault=no-answer');
    await button(page, 'Revoke token').click();
    await status(page).getByText('Revoking…').waitFor();
    await button(page, 'Cancel').click();
    await settled(page, 'Unknown');
    await page.waitForTimeout(300);
    assert.equal(await page.getByText(/^Waiting/).count(), 0);
    assert.match(await status(page).innerText(), /Cancelled/);
    assert.equal(await detail(page, 'Attempts'), '1');
    await button(page, 'Cancel').waitFor({ state: 'hidden' });
    assert.equal(await page.evaluate(() => document.activeElement.id), 'revoke');
  });
});

describe('An error of a name that the page does not know', () => {
  for (const [code, verdict] of [
    ['400', 'Not revoked'],
    ['500', 'Unknown'],
  ]) {
    onPage(`${verdict}: it shows name, message and outcome`, async (page, watched) => {
      watched.expect(new RegExp(`status of ${code}`));
      await page.locator('#revoke:enabled').waitFor();
      await fill(page);
      await set(page, { Retries: '0' });
      await page.getByLabel('Answer with').selectOption(`code=${code}`);
      await revoke(page, verdict);
      assert.equal(await detail(page, 'Error'), 'NewError');
      assert.equal(await detail(page, 'Status'), code);
      assert.match(await status(page).innerText(), /The call failed: a message of a new error\./);
      const next = await page.locator('#result-steps').innerText();
      assert.equal(/Repeating is harmless/.test(next), verdict === 'Unknown', next);
      assert.equal(await page.locator('#not-started').isVisible(), false);
    }, { prepare: ({ page }) => page.route('**/pkg/index.js', renameErrors) });
  }
});

/** Puts a module before the package that gives each error another name and message. */
async function renameErrors(route) {
  const body = `
    import { revokeToken as original } from './index.js?original';
    export * from './index.js?original';
    export const revokeToken = (...input) => original(...input).catch((error) => {
      Object.defineProperty(error, 'name', { value: 'NewError' });
      Object.defineProperty(error, 'message', { value: 'a message of a new error' });
      throw error;
    });`;
  await route.fulfill({ contentType: 'text/javascript', body });
}

describe('the relay', () => {
  onPage('a token goes through the relay at the page’s own origin, without a client id', async (page, watched) => {
    watched.expect(/status of (404|401)/);
    await choose(page, 'Relay');
    await page.getByText(`${MOCK_SERVER}/relay/v1/auth/token/revoke`).waitFor();
    assert.equal(await page.getByLabel('Account ID').isVisible(), false);
    await token(page).fill(newToken());
    const sent = page.waitForRequest('**/v1/auth/token/revoke');
    await revoke(page, 'Revoked');
    const request = await sent;
    assert.deepEqual(Object.keys(request.postDataJSON()), ['access_token']);
    assert.match((await request.allHeaders())['idempotency-key'], /^[0-9a-f]{32}$/);

    await revoke(page, 'Not revoked');
    assert.equal(await detail(page, 'Error'), 'RecordNotFoundError');
    await page.getByLabel('Answer with').selectOption('code=401');
    await page.getByText(`${MOCK_SERVER}/relay/code=401/v1/auth/token/revoke`).waitFor();
    await revoke(page, 'Not revoked');
    assert.equal(await detail(page, 'Error'), 'AuthenticationError');
  });

  onPage('an answer that is lost behind the relay is asked for again, and the doubt stays', async (page, watched) => {
    watched.expect(/status of (502|404)/);
    await choose(page, 'Relay');
    await token(page).fill(newToken());
    await page.getByLabel('Answer with').selectOption('fault=lost-answer');
    await revoke(page, 'Unknown');
    assert.equal(await detail(page, 'Error'), 'RecordNotFoundError');
    assert.equal(await detail(page, 'Attempts'), '2');
  });

  onPage('a refusal of the relay’s own is named by its gate', async (page, watched) => {
    watched.expect(/status of 403/);
    await fill(page);
    await choose(page, 'Relay');
    await revoke(page, 'Not revoked');
    assert.equal(await detail(page, 'Error'), 'AuthorizationError');
    assert.match(await detail(page, 'Message'), /client/);
  });

  onPage('at an address that is not the demo’s, the page asks first', async (page, watched) => {
    await choose(page, 'Relay');
    await token(page).fill(newToken());
    const address = page.getByLabel('Address of the relay');
    await address.fill('');
    await problemOf(page, address, /Give the address/);
    await address.fill('https://api.nomba.com');
    await problemOf(page, address, /relay/);
    await address.fill('https://example.com/api/nomba');
    await noProblemOf(page, address);
    await button(page, 'Revoke token').click();
    await page.getByRole('dialog').getByText('https://example.com/api/nomba/v1/auth/token/revoke').waitFor();
    await page.keyboard.press('Escape');
    await note(page).getByText('Nothing was sent.').waitFor();
    assert.ok(watched.addresses.every((address) => !address.includes('/v1/')));
  });
});

describe('how a call goes', () => {
  const attempts = (page) => page.locator('#attempts').getByRole('listitem').allInnerTexts();

  onPage('attempts and waits are shown as they happen', async (page, watched) => {
    watched.expect(/status of 429/);
    await fill(page);
    await set(page, { Retries: '1' });
    await page.getByLabel('Answer with').selectOption('code=429');
    await page.evaluate(() => {
      window.shown = [];
      const list = document.getElementById('attempts');
      new MutationObserver(() => window.shown.push(list.lastElementChild.textContent)).observe(list, { childList: true, subtree: true });
    });
    await button(page, 'Revoke token').click();
    await settled(page, 'Not revoked');
    const shown = await page.evaluate(() => window.shown);
    assert.ok(shown.some((text) => /^Waiting: \d+(\.\d)? (m?s)$/.test(text)), shown.join('\n'));
    const texts = await attempts(page);
    assert.match(texts[0], /^Attempt 1: sent, answered with 429 after \d+(\.\d)? m?s$/);
    assert.match(texts[1], /^Waited [1-9]\d*(\.\d)? s$/);
    assert.match(texts[2], /^Attempt 2: sent, answered with 429/);
    assert.deepEqual(texts.slice(3), ['Not revoked']);
  });

  onPage('the quota is a gauge, and the page names that it is hidden', async (page) => {
    await fill(page);
    await revoke(page, 'Revoked');
    const gauge = page.getByRole('meter', { name: 'Quota' });
    const { limit } = await seen();
    assert.equal(await gauge.evaluate((element) => element.value), limit - 1);
    assert.equal(await gauge.evaluate((element) => element.max), limit);
    await page.route('**/v1/auth/token/revoke', (route) =>
      route.fulfill({ json: { code: '00', description: 'Revoked' } }),
    );
    await revoke(page, 'Revoked');
    await page.getByText(/The server names no quota, or the browser hides it/).waitFor();
    assert.equal(await gauge.count(), 0);
  });

  onPage('the request is shown with the token masked, and code for it can be copied', async (page) => {
    const itsToken = newToken();
    await fill(page, itsToken);
    const client = await clientId(page).inputValue();
    await page.getByLabel('Account ID').fill("it's");
    await page.getByText('The request, and code for it').click();
    const request = page.getByRole('group', { name: 'The request' });
    await request.getByText(/accountid: it's/).waitFor();
    const shown = await request.innerText();
    assert.match(shown, /^POST \/v1\/auth\/token\/revoke\nhost: 127\.0\.0\.1/);
    assert.match(shown, new RegExp(`"clientId": "${client}"`));
    assert.match(shown, new RegExp(`"access_token": "eyJhbG… \\(${itsToken.length} characters\\)"`));
    const code = page.getByRole('group', { name: 'The code' });
    const expected = {
      javascript: [/^import \{ revokeToken \} from 'nomba-revoke';/, /accountId: 'it\\'s'/, /baseUrl: 'http/],
      curl: [/--header 'accountId: it'\\''s'/, /\$NOMBA_TOKEN/],
      rust: [/\.account_id\("it's"\)\?/, /RevokeTokenRequest::new/],
    };
    for (const [language, patterns] of Object.entries(expected)) {
      await page.getByLabel('Code', { exact: true }).selectOption(language);
      const text = await code.innerText();
      for (const pattern of [...patterns, new RegExp(client)]) assert.match(text, pattern);
      assert.deepEqual(leaks(itsToken, text), []);
    }
    assert.deepEqual(leaks(itsToken, shown), []);
    await button(page, 'Copy the code').click();
    await page.getByRole('status', { name: 'Copied' }).getByText(/Copied|copy it by hand/).waitFor();

    await choose(page, 'Relay');
    await clientId(page).fill('');
    await page.getByLabel('Code', { exact: true }).selectOption('javascript');
    await request.getByText(/idempotency-key/).waitFor();
    await code.getByText('revokeToken({ access_token }, {').waitFor();
    assert.match(await code.innerText(), /revokeToken\(\{ access_token \}, \{\n {2}relay: '\/relay',/);
    await page.getByLabel('Code', { exact: true }).selectOption('rust');
    await code.getByText(/\.relay\("http:.*\/relay"\)\?/).waitFor();
    assert.match(await code.innerText(), /RevokeTokenRequest::without_client_id\(token\)/);
    await choose(page, 'Production');
    await code.getByText(/Environment::Production/).waitFor();
  });

  onPage('the code for curl does what the page does', async (page) => {
    const itsToken = newToken();
    await fill(page, itsToken);
    await page.getByText('The request, and code for it').click();
    await page.getByLabel('Code', { exact: true }).selectOption('curl');
    const shown = page.getByRole('group', { name: 'The code' });
    await shown.getByText(await clientId(page).inputValue()).waitFor();
    const code = await shown.innerText();
    const answer = execFileSync('sh', ['-c', code], { env: { ...process.env, NOMBA_TOKEN: itsToken }, stdio: ['ignore', 'pipe', 'ignore'] });
    assert.equal(JSON.parse(answer).code, '00');
    const hashes = await (await fetch(`${MOCK_SERVER}/_mock/revoked`)).json();
    assert.ok(hashes.includes(hashOf(itsToken)));
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
    await page.locator('#token-count').getByText('300 characters').waitFor();
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
      await page.locator('#token-count').getByText(`${itsToken.length} characters`).waitFor();
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
    'http://example.com': /must be https:/,
    'https://user:password@example.com': /must not have a user name/,
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
    await dialog.getByText(`${MOCK_SERVER}/v1/auth/token/revoke`).waitFor();
    await dialog.getByRole('button', { name: 'Send and revoke' }).click();
    await settled(page, 'Revoked');
    assert.equal(await detail(page, 'Sent to'), `${MOCK_SERVER}/v1/auth/token/revoke`);
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
      assert.ok(watched.addresses.every((address) => address.startsWith(MOCK_SERVER)));
      assert.ok(watched.addresses.every((address) => !address.includes('/v1/')));
    });
  }

  onPage('the mock server says what it is', async (page) => {
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
      .locator('#revoke-form')
      .evaluate((form) => [...new Set([...form.elements].map((element) => element.name))]);
    assert.deepEqual(named.filter(Boolean), ['destination', 'mode']);
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
      await page.route(`${MOCK_SERVER}/`, async (route) => {
        const response = await route.fetch();
        const policy = response.headers()['content-security-policy'].replace("'wasm-unsafe-eval'", '');
        await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': policy } });
      });
    },
  });

  test('the page brings its policy along, for a host that sends none', async () => {
    const response = await fetch(`${MOCK_SERVER}/`);
    const [, own] = (await response.text()).match(/http-equiv="Content-Security-Policy" content="([^"]+)"/);
    // A page can't forbid frames by itself.
    assert.equal(response.headers.get('content-security-policy'), `${own}; frame-ancestors 'none'`);
  });

  onPage('it says so without the mock server', async (page) => {
    await page.getByText('The mock server does not answer').waitFor();
    await page.locator('#revoke:enabled').waitFor();
  }, {
    prepare: async (watched) => {
      watched.expect(/status of 404/);
      await watched.page.route('**/_mock', (route) => route.fulfill({ status: 404, body: '' }));
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
      for (const destination of ['Production', 'Own address', 'Mock server']) {
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
