// The contract, by import and by require.
import { after, describe, test } from 'node:test';
import { cases, createContext } from '../contract/index.mjs';
import { startRecorder } from '../contract/recorder.mjs';
import { entries } from './consumer.mjs';

const recorder = await startRecorder();
after(() => recorder.close());

describe('The contract', { concurrency: true }, () => {
  for (const [how, api] of Object.entries(entries)) {
    const context = createContext({ api, recorder: recorder.url });
    describe(`by ${how}`, { concurrency: 8 }, () => {
      for (const { name, run } of cases) test(name, { timeout: 60_000 }, () => run(context));
    });
  }
});
