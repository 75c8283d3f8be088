// A gate before a mock server, at an address of its own: a test decides when a revocation gets through, and what is asked for
// with it. So no test depends on how fast a run is.
import { once } from 'node:events';
import { Agent, createServer, request as send } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { revokedAt } from './tokens.mjs';

const ENDPOINT = '/v1/auth/token/revoke';

class Gate {
  /** How many revocations have come. */
  seen = 0;
  /** What the server is asked to answer to a revocation: the header `Prefer`, or a function that makes it of their number. */
  prefer;
  #target;
  #server;
  #agent = new Agent({ keepAlive: true });
  #left = Infinity;
  #waiting = [];
  #isInterrupted = false;

  constructor(target) {
    this.#target = target;
  }

  async start() {
    // Without a keep-alive timeout, no connection is closed just as the browser uses it again.
    this.#server = createServer({ keepAliveTimeout: 0 }, (request, response) => this.#take(request, response));
    this.#server.on('connection', (socket) => {
      if (this.#isInterrupted) socket.resetAndDestroy();
    });
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
    this.url = `http://127.0.0.1:${this.#server.address().port}`;
  }

  /** Lets so many more revocations through, and holds those after them. */
  hold(after) {
    this.#left = after;
  }

  /** Resolves when a revocation is held. */
  async untilHeld() {
    for (let left = 600; this.#waiting.length === 0; left -= 1) {
      if (left === 0) throw new Error(`No revocation is held at the gate; ${this.seen} have come.`);
      await wait(100);
    }
  }

  /** Lets so many more through, first of those that are held. */
  open(number = Infinity) {
    const passing = this.#waiting.splice(0, number);
    this.#left = number - passing.length;
    for (const pass of passing) pass();
  }

  /** Drops every connection, and each new one until `mend`. The port stays taken, so that no other program gets it. */
  interrupt() {
    this.#isInterrupted = true;
    this.#server.closeAllConnections();
  }

  mend() {
    this.#isInterrupted = false;
  }

  /** Which of these tokens the server has revoked. */
  revokedOf(tokens) {
    return revokedAt(this.#target, tokens);
  }

  end() {
    this.#server.close();
    this.#server.closeAllConnections();
    this.#agent.destroy();
  }

  #take(request, response) {
    const pass = () => this.#pass(request, response);
    if (request.method !== 'POST' || request.url !== ENDPOINT) return pass();
    this.seen += 1;
    if (this.#left > 0) {
      this.#left -= 1;
      return pass();
    }
    this.#waiting.push(pass);
  }

  #pass(request, response) {
    const { method, url } = request;
    const headers = { ...request.headers };
    const prefer = typeof this.prefer === 'function' ? this.prefer(this.seen) : this.prefer;
    if (url === ENDPOINT && prefer !== undefined) headers.prefer = prefer;
    const onward = send(`${this.#target}${url}`, { method, headers, agent: this.#agent }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  }
}

/** @param {string} target the address of a mock server that serves the page */
export async function openGate(target) {
  const gate = new Gate(target);
  await gate.start();
  return gate;
}
