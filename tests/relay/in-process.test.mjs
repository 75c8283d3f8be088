// The table of cases without a network between: a Fetch handler is called with a `Request`.
//
// Environment: CONSUMER, a project with the package installed; MOCK_SERVER_URL.
import { after } from 'node:test';
import { startRecorder } from '../contract/recorder.mjs';
import { createRevokeRelay } from './package.mjs';
import { scriptedRelay } from './scripted.mjs';
import { runTable } from './table.mjs';
import { inProcess } from './transports.mjs';

const recorder = await startRecorder();
after(() => recorder.close());
const send = inProcess(scriptedRelay(createRevokeRelay));
runTable('Request and Response', async () => ({ send }), recorder.url, process.env.MOCK_SERVER_URL);
