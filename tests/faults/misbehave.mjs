// The ways to misbehave, for the rows of the table: each makes a function of a socket.
import { setTimeout as sleep } from 'node:timers/promises';
import { CORS } from './server.mjs';

/** What success looks like. */
export const OK = '{"code":"00","description":"Token revoked successfully"}';

/** The beginning of an answer, without an end to its headers where it has none. */
export function head(status, ...lines) {
  return `HTTP/1.1 ${status}\r\n${CORS}${lines.map((line) => `${line}\r\n`).join('')}\r\n`;
}

/** A whole answer. */
export function answer(status, body = '', ...lines) {
  return Buffer.concat([
    Buffer.from(head(status, `content-length: ${Buffer.byteLength(body)}`, ...lines), 'latin1'),
    Buffer.from(body),
  ]);
}

/** A 200 with the headers given and nothing that says where its body ends. */
export function ok(body, ...lines) {
  return Buffer.concat([Buffer.from(head('200 OK', ...lines), 'latin1'), Buffer.from(body)]);
}

/** A body in chunks, each with its size before it. */
export function chunked(...chunks) {
  return chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('');
}

/** Sends bytes, and keeps the connection as a server does that means well. */
export const says = (...parts) => (socket) => {
  for (const part of parts) socket.write(part);
};

/** Sends bytes, if any, and closes the connection in good order. */
export const closes = (...parts) => (socket) => {
  for (const part of parts) socket.write(part);
  socket.end();
};

/** Sends bytes, if any, and resets the connection once they had time to arrive. */
export const resets = (...parts) => async (socket) => {
  for (const part of parts) socket.write(part);
  if (parts.length > 0) await sleep(50);
  socket.resetAndDestroy();
};

/** Does nothing at all. */
export const nothing = () => {};

/** Sends bytes, then the same again and again, as fast as they are taken. */
export const endlessly = (start, more) =>
  unending((socket) => {
    socket.write(start);
    const much = more.repeat(Math.ceil(16_384 / more.length));
    const fill = () => {
      while (!socket.destroyed && socket.write(much, 'latin1'));
    };
    socket.on('drain', fill);
    fill();
  });

/** Sends bytes, then the same again and again, each a little after the other. */
export const drips = (start, more) =>
  unending(async (socket) => {
    socket.write(start);
    while (!socket.destroyed) {
      await sleep(20);
      socket.write(more);
    }
  });

/** Marks what ends only when the client closes the connection. */
const unending = (does) => Object.assign(does, { unending: true });

/** Does one thing after the other, one a request; the last from then on. */
export const inTurn =
  (...steps) =>
  (socket, count) =>
    steps[Math.min(count.request, steps.length) - 1](socket, count);
