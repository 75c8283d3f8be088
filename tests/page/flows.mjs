// The flows for many tokens, as a person goes through them. Each runs in every browser, at two widths.
//
// A flow gets a page and a gate (`gate.mjs`) that the page was opened at. What a page can do differs by browser:
//
// - `click`, `fill`, `select`, `check`, `chooseFile`: a person's means, on the element of a selector
// - `text`, `count`, `isVisible`: what a person sees
// - `until`, `untilHidden`: wait for an element with a text, or until it is hidden
// - `run`: runs a function in the page; `save` presses a button that saves a file, and returns the file's text
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { hashOf, leaks, newToken, newTokens } from './tokens.mjs';

export const WIDTHS = { wide: 1280, narrow: 400 };

async function turnToMany(page) {
  await page.click('input[name="mode"][value="many"]');
  await page.fill('#client-id', randomUUID());
}

/** Gives a file, and waits until it is read. */
async function giveFile(page, name, text) {
  await page.chooseFile('#tokens-file', name, text);
  await page.until('#read-summary', `Read ${name}`);
}

/** From a button over the question to the hold. */
async function confirm(page, number, button = '#revoke') {
  await page.click(button);
  await page.until('#confirm-heading', `Revoke ${number} token`);
  await page.until('#confirm-warning', 'can’t be undone');
  assert.equal(await page.isVisible('#confirm-typed'), number >= 10, `${number} tokens`);
  if (number >= 10) await page.fill('#confirm-typed', String(number));
  await page.run(stopClock);
  await page.click('#confirm-yes');
  await page.until('#run-hold', /The run begins in \d+ s/);
}

/** Stops the page's clock, so that a hold lasts on the slowest machine. */
export function stopClock() {
  window.clock ??= { now: Date.now, shift: 0 };
  window.clock.stopped = performance.now();
  const stopped = Date.now();
  Date.now = () => stopped;
}

/** Starts the page's clock again, as if so many milliseconds had gone by: after ten seconds a hold ends. */
export function startClock(shift = 10_000) {
  const { clock } = window;
  clock.shift += shift;
  Date.now = () => clock.now() + clock.shift;
}

/**
 * Presses a button that saves a file, and takes the text on its way there: for drivers that can't save.
 *
 * @param {{ click(selector: string): Promise<void>, run(script: () => unknown): Promise<unknown> }} page
 */
export async function saveByScript(page, selector) {
  await page.run(() => {
    window.saved = null;
    HTMLAnchorElement.prototype.click = () => {};
    URL.createObjectURL = (blob) => {
      blob.text().then((text) => {
        window.saved = text;
      });
      return 'blob:';
    };
  });
  await page.click(selector);
  for (let left = 1200; left > 0; left -= 1) {
    const saved = await page.run(() => window.saved);
    if (saved !== null) return saved;
    await wait(50);
  }
  return assert.fail(`${selector} saved nothing`);
}

/** From a button to the beginning of a run. */
async function start(page, number, button) {
  await confirm(page, number, button);
  await page.run(startClock);
}

/** Starts a run of new tokens, and waits until the gate holds one. Returns the tokens. */
async function startHeld(page, gate, number, after) {
  const tokens = newTokens(number);
  await turnToMany(page);
  await giveFile(page, 't.txt', tokens.join('\n'));
  gate.hold(after);
  await start(page, number);
  await gate.untilHeld();
  return tokens;
}

/** Waits for the end of a run; returns what the page says of it. */
async function ended(page, pattern = /^(Done|Stopped)/) {
  await page.until('#run-status', pattern);
  await page.untilHidden('#run-live');
  return page.text('#run-status');
}

/** Returns the counts of the run, as the page shows them; `textOf` returns the text of a selector's element. */
export async function countsBy(textOf) {
  const names = ['revoked', 'refused', 'unknown', 'not_sent'];
  const texts = await Promise.all(names.map((name) => textOf(`#count-${name}`)));
  return Object.fromEntries(names.map((name, at) => [name, Number(texts[at].replaceAll(',', ''))]));
}

const counts = (page) => countsBy((selector) => page.text(selector));

/** The lines of a report in JSON Lines. */
export function linesOf(report) {
  assert.ok(report.endsWith('\n'));
  return report.trimEnd().split('\n').map((line) => JSON.parse(line));
}

/** Fails if the page is wider than its window; `run` runs a function in the page. */
export async function checkWidth(run) {
  const [content, window] = await run(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(content <= window, `${content} px of content in a window of ${window} px`);
}

export const FLOWS = [
  {
    name: 'A file is read, confirmed, held, revoked, reported without tokens and forgotten',
    async run(page, gate) {
      const tokens = newTokens(11);
      const expired = newToken(undefined, -60);
      const rows = tokens.map((token, at) => `host ${at},${token}`);
      const text = ['label,access_token', ...rows, `again,${tokens[0]}`, `=1+1,"Bearer ${expired}"`, 'none,'].join('\n');
      await turnToMany(page);
      await giveFile(page, 'tokens.csv', text);
      assert.equal(await page.text('#read-summary'), 'Read tokens.csv (CSV): 12 tokens, 1 not valid.');
      const notes = await page.text('#read-notes');
      for (const part of [/1 duplicate folded/, /1 token expired.*sent too/, /taken off: “Bearer”, 1 time/]) assert.match(notes, part);
      const first = await page.text('#rows [role=row]:first-child');
      assert.match(first, /line 2, 2 times/);
      assert.match(first, new RegExp(hashOf(tokens[0]).slice(0, 12)));
      await page.check('#skip-expired');

      await page.click('#revoke');
      await page.until('#confirm-heading', 'Revoke 11 tokens at the mock server?');
      const facts = await page.text('#confirm-facts');
      for (const part of ['11 tokens up to an hour', 'about 1 s at 15 a second', `${gate.url}/v1/auth/token/revoke`]) {
        assert.ok(facts.includes(part), `${part} in ${facts}`);
      }
      await page.fill('#confirm-typed', '12');
      await page.click('#confirm-yes');
      await page.until('#confirm-problem', 'That is not 11.');
      await page.click('#confirm-no');
      await page.until('#send-note', 'Nothing was sent.');
      await start(page, 11);
      assert.equal(await ended(page), 'Done: 11 revoked, 0 refused, 0 unknown, 2 not sent.');
      assert.deepEqual(await counts(page), { revoked: 11, refused: 0, unknown: 0, not_sent: 2 });
      assert.deepEqual(await gate.revokedOf([...tokens, expired]), tokens);
      await page.until('#run-after', 'This did not revoke');

      const jsonl = await page.save('#save-jsonl');
      const lines = linesOf(jsonl);
      assert.deepEqual(
        lines.map(({ line, outcome, error }) => [line, outcome, error]),
        [...tokens.map((token, at) => [at + 2, 'revoked', null]), [14, 'not_sent', 'Expired'], [15, 'not_sent', 'ValidationError']],
      );
      assert.deepEqual(lines.slice(0, 11).map(({ tokenHash }) => tokenHash), tokens.map(hashOf));
      assert.ok(lines.every(({ environment }) => environment === gate.url));
      const csv = await page.save('#save-csv');
      assert.equal(csv.trimEnd().split(/\r?\n/).length, 14, csv);
      assert.match(csv, /'=1\+1/);
      const markup = await page.run(() => document.documentElement.outerHTML);
      for (const token of [...tokens, expired]) {
        for (const place of [jsonl, csv, markup]) assert.deepEqual(leaks(token, place), []);
      }
      await page.select('#rows-filter', 'invalid');
      await page.until('#rows-shown', '1 of 13 rows');
      await page.click('#forget-many');
      await page.untilHidden('#rows-section');
      await page.untilHidden('#run-reports');
    },
  },
  {
    name: 'Fewer than ten ask for no number, and the hold can be stopped',
    async run(page, gate) {
      const tokens = newTokens(9);
      await turnToMany(page);
      await page.click('#read-text');
      assert.equal(await page.run(() => document.activeElement.id), 'tokens-text');
      await page.fill('#tokens-text', `app.log:3: NOMBA_TOKEN="${tokens[0]}"\n${tokens.slice(1).join('\n')}`);
      await page.click('#read-text');
      await page.until('#read-summary', 'Read the pasted text (one token a line): 9 tokens');
      assert.equal(await page.run(() => document.getElementById('tokens-text').value), '');
      await confirm(page, 9);
      // The safe button has the focus.
      assert.equal(await page.run(() => document.activeElement.id), 'run-hold-stop');
      await page.click('#run-hold-stop');
      await page.until('#run-status', 'Stopped before the run began. Nothing was sent.');
      await page.run(startClock);
      await wait(1000);
      assert.equal(gate.seen, 0);
      assert.deepEqual(await gate.revokedOf(tokens), []);
    },
  },
  {
    name: 'A run pauses, goes on, stops, and is taken up again',
    async run(page, gate) {
      const tokens = await startHeld(page, gate, 100, 20);
      await page.click('#run-pause');
      await page.until('#run-status', /^Paused/);
      await page.until('#run-rate', /pausing, \d+ in flight/);
      gate.open();
      await page.until('#run-rate', /paused$/);
      // What was in flight settles, and no more: at most 32 calls are under way.
      const paused = await counts(page);
      assert.ok(paused.revoked > 20 && paused.revoked <= 52, `${paused.revoked}`);
      assert.equal(paused.unknown, 0);
      assert.equal(gate.seen, paused.revoked);
      await wait(1500);
      assert.deepEqual(await counts(page), paused);
      assert.equal(gate.seen, paused.revoked);

      gate.hold(10);
      await page.click('#run-pause');
      await gate.untilHeld();
      await page.click('#run-stop');
      await page.until('#run-rate', /stopping, \d+ in flight/);
      gate.open();
      assert.match(await ended(page), /^Stopped before the end, as you asked\./);
      const { revoked, not_sent } = await counts(page);
      assert.equal(revoked + not_sent, 100);
      assert.ok(not_sent > 0);
      assert.equal(await page.text('#run-go-on'), `Go on with the ${not_sent} not sent`);
      await start(page, not_sent, '#run-go-on');
      assert.equal(await ended(page, /^Done/), 'Done: 100 revoked, 0 refused, 0 unknown, 0 not sent.');
      assert.equal((await gate.revokedOf(tokens)).length, 100);
      await page.until('#run-chart canvas', '');
    },
  },
  {
    name: 'A run that is paused and resumed at once goes on to its end',
    async run(page, gate) {
      const tokens = await startHeld(page, gate, 60, 15);
      await page.run(() => {
        const pause = document.getElementById('run-pause');
        pause.click();
        pause.click();
      });
      gate.hold(15);
      gate.open();
      assert.match(await ended(page), /^Done: 60 revoked, 0 refused, 0 unknown/);
      assert.equal((await gate.revokedOf(tokens)).length, 60);
    },
  },
  {
    name: 'A run announces its quarters and its end, and nothing between',
    async run(page, gate) {
      await turnToMany(page);
      await giveFile(page, 't.txt', newTokens(40).join('\n'));
      await page.run(() => {
        window.announced = [];
        const status = document.getElementById('run-status');
        new MutationObserver(() => window.announced.push(status.textContent)).observe(status, { childList: true });
      });
      gate.hold(10);
      await start(page, 40);
      for (const quarter of ['25 % done', '50 % done', '75 % done']) {
        await page.until('#run-status', quarter);
        gate.open(10);
      }
      await ended(page);
      const kinds = (await page.run(() => window.announced)).map((text) => /^[^.:]*/.exec(text)[0]);
      assert.deepEqual(kinds, ['The run begins in ten seconds', 'Revoking 40 tokens', '25 % done', '50 % done', '75 % done', 'Done']);
    },
  },
  {
    name: 'Refusals that are all alike stop the run, and other tokens take the place of what is left',
    expects: /status of 401/,
    async run(page, gate) {
      await turnToMany(page);
      await giveFile(page, 't.txt', newTokens(80).join('\n'));
      await page.select('#answer-with', 'code=401');
      await start(page, 80);
      assert.match(await ended(page), /^Stopped: 10 tokens in a row failed in the same way\./);
      const { refused, not_sent, revoked } = await counts(page);
      assert.ok(refused >= 10 && refused < 80 && revoked === 0 && refused + not_sent === 80, `${refused}`);
      const failures = await page.text('#run-failures');
      assert.match(failures, new RegExp(`${refused} × AuthenticationError: 401, code 401`));
      assert.match(failures, /Check the client ID/);
      await page.until('#run-go-on', `Go on with the ${not_sent} not sent`);
      assert.equal(await page.isVisible('#run-retry'), false);
      await page.select('#rows-filter', 'refused');
      await page.until('#rows-shown', `${refused} of 80 rows`);
      const seen = gate.seen;
      const others = newTokens(3).join('\n');
      await page.chooseFile('#tokens-file', 'other.txt', others);
      await page.until('#read-summary', 'in no report yet');
      await page.until('#rows-shown', `${refused} of 80 rows`);
      assert.equal(linesOf(await page.save('#save-jsonl')).length, 80);
      await giveFile(page, 'other.txt', others);
      await page.until('#run-status', 'Nothing sent yet.');
      for (const part of ['#run-again', '#run-reports', '#run-failures']) assert.equal(await page.isVisible(part), false, part);
      assert.equal(gate.seen, seen);
    },
  },
  {
    name: 'Unknown ones are sent again after the same question and hold, and stay unknown if they are refused',
    expects: /status of (404|500|502)/,
    async run(page, gate) {
      const tokens = newTokens(12);
      await turnToMany(page);
      await page.click('#more-settings > summary');
      await page.fill('#retries', '0');
      await giveFile(page, 't.txt', tokens.join('\n'));
      // Failures that alternate do not stop the run.
      gate.prefer = (number) => (number % 2 === 0 ? 'fault=html-502' : 'code=500');
      await start(page, 12);
      assert.match(await ended(page), /^Done: 0 revoked, 0 refused, 12 unknown/);
      assert.equal(await page.isVisible('#run-after'), false);
      assert.equal(await page.text('#run-retry'), 'Send the 12 unknown again');
      // Without a yes, and before the end of the hold, nothing is sent.
      await page.click('#run-retry');
      await page.until('#confirm-facts', `${gate.url}/v1/auth/token/revoke`);
      await page.click('#confirm-no');
      await page.until('#send-note', 'Nothing was sent.');
      await confirm(page, 12, '#run-retry');
      await page.click('#run-hold-stop');
      await page.until('#run-status', /^Stopped before the run began/);
      assert.equal(gate.seen, 12);
      gate.prefer = 'code=404';
      await start(page, 12, '#run-retry');
      assert.match(await ended(page, /^Done/), /^Done: 0 revoked, 0 refused, 12 unknown/);
      assert.equal(gate.seen, 24);
      assert.match(await page.text('#run-failures'), /12 × RecordNotFoundError/);
      assert.match(await page.text('#rows [role=row]:first-child'), /Unknown: RecordNotFoundError, 404/);
    },
  },
  {
    name: 'An earlier report is gone on with, if it is of the same place',
    async run(page, gate) {
      const tokens = newTokens(5);
      const line = { line: 1, environment: gate.url, outcome: 'revoked' };
      const give = (...lines) => page.chooseFile('#earlier-report', 'r.jsonl', lines.map((one) => `${JSON.stringify(one)}\n`).join(''));
      await turnToMany(page);
      await giveFile(page, 't.txt', tokens.join('\n'));
      await give({ ...line, environment: 'production', tokenHash: hashOf(tokens[0]) });
      await page.until('#earlier-note', 'r.jsonl is the report of another run: that one sent to production');
      await give({ access_token: 1 });
      await page.until('#earlier-note', 'its line 1 is not one of a report');
      await give(...tokens.slice(0, 2).map((token, at) => ({ ...line, line: at + 1, tokenHash: hashOf(token) })));
      await page.until('#earlier-note', 'Going on with r.jsonl: it has 2 tokens.');
      assert.match(await page.text('#rows [role=row]:first-child'), /Revoked \(earlier report\)/);
      await page.click('input[name="destination"][value="sandbox"]');
      await page.click('#revoke');
      await page.until('#send-note', 'the earlier report is of a run that sent to');
      assert.equal(await page.isVisible('#confirm'), false);
      await page.click('input[name="destination"][value="mock-server"]');
      await start(page, 3);
      assert.match(await ended(page), /^Done: 5 revoked/);
      assert.deepEqual(await gate.revokedOf(tokens), tokens.slice(2));
      const lines = linesOf(await page.save('#save-jsonl'));
      assert.deepEqual(lines.map(({ tokenHash }) => tokenHash), tokens.map(hashOf));
    },
  },
  {
    name: 'A server that goes away in the middle leaves what was in flight unknown, and the run can go on',
    // A second request for a token that was revoked may be answered with 404.
    expects: /ERR_|NS_ERROR|status of 404/,
    async run(page, gate) {
      const tokens = newTokens(70);
      await turnToMany(page);
      await page.click('#more-settings > summary');
      await page.fill('#retries', '0');
      await giveFile(page, 't.txt', tokens.join('\n'));
      gate.hold(20);
      await start(page, 70);
      await gate.untilHeld();
      gate.interrupt();
      assert.match(await ended(page), /^Stopped: 10 tokens in a row failed in the same way\./);
      const { revoked, refused, unknown, not_sent } = await counts(page);
      assert.ok(unknown >= 10 && refused === 0 && not_sent > 0 && revoked + unknown + not_sent === 70, `${unknown}`);
      const sure = linesOf(await page.save('#save-jsonl')).filter(({ outcome }) => outcome === 'revoked');
      assert.equal(sure.length, revoked);
      gate.open();
      gate.mend();
      await start(page, not_sent, '#run-go-on');
      await ended(page, /^Done/);
      await start(page, unknown, '#run-retry');
      await ended(page, /^Done/);
      assert.equal((await gate.revokedOf(tokens)).length, 70);
    },
  },
  {
    name: 'What is wrong beside the tokens is named and not sent',
    async run(page, gate) {
      const [good, short, incomplete] = [newToken(), newToken('short'), newToken().slice(0, -9)];
      await turnToMany(page);
      await giveFile(page, 't.txt', [good, short, incomplete, 'nothing', `${good} ${newToken()}`].join('\n'));
      assert.equal(await page.text('#read-summary'), 'Read t.txt (one token a line): 1 token, 4 not valid.');
      const problems = [/: .*\d+ characters where 300 to 600/, /: .*its signature lacks 9 characters/, /: holds no JWT/, /: holds 2 JWTs/];
      for (const [at, problem] of problems.entries()) {
        assert.match(await page.text(`#rows [role=row]:nth-child(${at + 2})`), new RegExp(`Not valid${problem.source}`));
      }
      await page.click('#more-settings > summary');
      await page.click('#skip-lengths');
      await page.until('#read-summary', '3 tokens, 2 not valid');
      await page.click('#skip-lengths');
      await start(page, 1);
      assert.match(await ended(page), /^Done: 1 revoked, 0 refused, 0 unknown, 4 not sent/);
      assert.deepEqual(await gate.revokedOf([good, short, incomplete]), [good]);
    },
  },
  {
    name: 'Tokens come as JSON Lines and JSON under a given name, in the order of their lives, and are found',
    async run(page) {
      const lives = [600, null, 60_000, 6000];
      const tokens = lives.map((life) => newToken(undefined, life));
      const records = tokens.map((jwt) => ({ data: { jwt } }));
      await turnToMany(page);
      await page.click('.tokens details > summary');
      await giveFile(page, 'a.jsonl', records.map((record) => `${JSON.stringify(record)}\n`).join(''));
      assert.match(await page.text('#rows [role=row]:first-child'), /but a JWT in data\.jwt: name that as the column/);
      await page.fill('#token-column', 'data.jwt');
      await giveFile(page, 'b.json', JSON.stringify([...records, {}], null, 1));
      assert.equal(await page.text('#read-summary'), 'Read b.json (JSON): 4 tokens, 1 not valid.');
      const places = () => page.run(() => Array.from(document.querySelectorAll('#rows [role=row]'), (row) => Number(/element (\d)/.exec(row.textContent)[1])));
      assert.deepEqual(await places(), [1, 2, 3, 4, 5]);
      await page.check('#longest-first');
      // No expiry is the longest life, and what is no token is last.
      assert.deepEqual(await places(), [2, 3, 4, 1, 5]);
      await page.fill('#rows-search', hashOf(tokens[2]).slice(0, 20));
      await page.until('#rows-shown', '1 of 5 rows');
      assert.deepEqual(await places(), [3]);
    },
  },
  {
    name: 'Input that is no text, empty, without a column of tokens or without its end says what is wrong',
    async run(page, gate) {
      await turnToMany(page);
      await giveFile(page, 'photo.bin', '\0'.repeat(100_000));
      assert.match(await page.text('#read-summary'), /The input is not text in UTF-8.*Read photo\.bin: 0 tokens/);
      await page.click('#revoke');
      await page.until('#send-note', /^Nothing/);
      await giveFile(page, 'empty.txt', '');
      assert.equal(await page.text('#read-summary'), 'Read empty.txt (one token a line): 0 tokens, 0 not valid.');
      await giveFile(page, 'a.csv', 'name,other\nx,y\n');
      assert.match(await page.text('#read-summary'), /column/);
      await giveFile(page, 'b.json', `[{"access_token":"${newToken()}"},`);
      assert.match(await page.text('#read-summary'), /its end is missing.*1 token/);
      await giveFile(page, 'again.txt', newToken());
      assert.equal(await page.text('#read-summary'), 'Read again.txt (one token a line): 1 token, 0 not valid.');
      assert.equal(gate.seen, 0);
    },
  },
];
