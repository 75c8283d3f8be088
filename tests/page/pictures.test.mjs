// What the page looks like, held against pictures of the version of Chromium that they were recorded in. Another version
// draws text and shadows otherwise, so there the comparison is skipped.
//
// Environment: RECORD, to record the pictures anew; ARTEFACTS, the folder for pictures that differ.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { ARTEFACTS, MOCK_SERVER, openPage } from './harness.mjs';
import { chooseFile, turnToMany } from './many.mjs';

const FOLDER = fileURLToPath(new URL('pictures/', import.meta.url));
const RECORDED = join(FOLDER, 'recorded.json');
const isRecording = process.env.RECORD !== undefined;

/** So many pixels may differ: a caret, the border of a letter. */
const MOST_DIFFERENT = 50;

mkdirSync(FOLDER, { recursive: true });

/** The version of Chromium that the pictures were recorded in. */
const recordedIn = existsSync(RECORDED) ? JSON.parse(readFileSync(RECORDED, 'utf8')).chromium : undefined;

/** How a picture with few colours becomes small. */
const SMALL = { colorType: 2, deflateLevel: 9, deflateStrategy: 0, filterType: 0 };

/** A token without an expiry, which looks alike on every day. */
function token(number) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iat: 1_700_000_000, sub: `00000000-0000-4000-8000-00000000000${number}`, jti: 'x'.repeat(200) };
  return [part({ alg: 'HS256' }), part(claims), 'A'.repeat(43)].join('.');
}

async function readSome(page) {
  await turnToMany(page, '2242b79d-f2cf-4ccc-ada1-e890bd1a9f0d');
  const rows = [1, 2, 3].map((number) => `host ${number},${token(number)}`);
  await chooseFile(page, 'tokens.csv', ['label,access_token', ...rows, rows[0], 'none,'].join('\n'));
  await page.locator('#rows [role=row]:nth-child(4)').waitFor();
}

function compare(name, bytes) {
  const path = join(FOLDER, `${name}.png`);
  if (isRecording) {
    // Chromium compresses for speed.
    const picture = PNG.sync.read(bytes);
    writeFileSync(path, PNG.sync.write(picture, SMALL));
    return;
  }
  const [recorded, now] = [readFileSync(path), bytes].map((png) => PNG.sync.read(png));
  const { width, height } = recorded;
  assert.deepEqual([now.width, now.height], [width, height], `${name}: its size`);
  const difference = new PNG({ width, height });
  const different = pixelmatch(recorded.data, now.data, difference.data, width, height, { threshold: 0.15 });
  if (different <= MOST_DIFFERENT) return;
  writeFileSync(join(ARTEFACTS, `${name}-now.png`), bytes);
  writeFileSync(join(ARTEFACTS, `${name}-difference.png`), PNG.sync.write(difference));
  assert.fail(`${name}: ${different} pixels differ; see artefacts/`);
}

/** The states, each with the widths and colours in which it is held. */
const STATES = [
  ['opened', async () => {}, ['320-light', '320-dark', '1280-light', '1280-dark', '2560-light', '2560-dark']],
  ['read', readSome, ['320-dark', '1280-light']],
];

describe('The page looks as it was recorded', { concurrency: 3 }, () => {
  for (const [state, prepare, looks] of STATES) {
    for (const look of looks) {
      const [width, colorScheme] = look.split('-');
      const name = `${state}-${look}`;
      test(name, async (context) => {
        const watched = await openPage({ viewport: { width: Number(width), height: 900 }, colorScheme });
        const { page } = watched;
        const version = page.context().browser().version();
        if (isRecording) writeFileSync(RECORDED, `${JSON.stringify({ chromium: version })}\n`);
        else if (version !== recordedIn) {
          await watched.close();
          context.skip(`recorded in Chromium ${recordedIn}, this is ${version}`);
          return;
        }
        await page.goto(`${MOCK_SERVER}/`);
        await page.locator('#revoke:enabled').waitFor();
        await prepare(page);
        // The address has another port each time, and the counts grow; no caret, and no button under the mouse.
        await page.evaluate(() => {
          for (const id of ['mock-server-seen', 'send-to']) document.getElementById(id).hidden = true;
          document.activeElement.blur();
        });
        await page.mouse.move(0, 0);
        const bytes = await page.screenshot({ fullPage: true, animations: 'disabled' });
        compare(name, bytes);
        await watched.close();
      });
    }
  }
});
