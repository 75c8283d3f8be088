// WebKitGTK, by the WebDriver protocol, on a display that nobody sees.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../port.mjs';

/**
 * @returns {Promise<{ open(address: string): Promise<void>, resize(width: number, height: number): Promise<void>,
 *   run(script: string, values?: unknown[]): Promise<unknown>, close(): Promise<void> }>} `run` runs the body of a function
 *   in the page, and returns what it returns
 */
export async function startWebKit() {
  const { XVFB, WEBKIT_DRIVER } = process.env;
  const display = spawn(XVFB, ['-displayfd', '3', '-nolisten', 'tcp', '-screen', '0', '1280x800x24'], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  const [number] = await once(createInterface({ input: display.stdio[3] }), 'line');
  const port = await freePort();
  const driver = spawn(WEBKIT_DRIVER, [`--port=${port}`], {
    env: { ...process.env, DISPLAY: `:${number}` },
    stdio: 'inherit',
  });
  const call = async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      body: body && JSON.stringify(body),
    });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`WebKitWebDriver: ${value.error}: ${value.message}`);
    return value;
  };
  const end = () => {
    driver.kill();
    display.kill();
  };
  try {
    await untilReady(() => call('GET', '/status'));
    const capabilities = { alwaysMatch: { browserName: 'MiniBrowser' } };
    const { sessionId } = await call('POST', '/session', { capabilities });
    return {
      resize: (width, height) => call('POST', `/session/${sessionId}/window/rect`, { width, height }),
      run: (script, values = []) => call('POST', `/session/${sessionId}/execute/sync`, { script, args: values }),
      open: (url) => call('POST', `/session/${sessionId}/url`, { url }),
      async close() {
        await call('DELETE', `/session/${sessionId}`).finally(end);
      },
    };
  } catch (error) {
    end();
    throw error;
  }
}

async function untilReady(ask) {
  for (let left = 100; ; left -= 1) {
    try {
      return await ask();
    } catch (error) {
      if (left === 0) throw error;
      await wait(200);
    }
  }
}
