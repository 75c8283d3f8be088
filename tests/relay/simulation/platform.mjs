// Replaces what would make two runs of one seed differ: randomness, and the threads in which Node.js makes digests.
import { createHash, webcrypto } from 'node:crypto';
import { Choices } from './choices.mjs';

let choices = new Choices(0);

/** Begins a run with this seed. */
export function reset(seed) {
  choices = new Choices(seed);
}

Math.random = () => choices.part();

webcrypto.getRandomValues = (bytes) => {
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = choices.below(256);
  return bytes;
};

// Version 4 of a UUID; 32 random bits are enough within a run.
webcrypto.randomUUID = () => `${choices.below(2 ** 32).toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;

webcrypto.subtle.digest = async (algorithm, data) => {
  const bytes = createHash(algorithm.replace('-', '')).update(data).digest();
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
};

// Requests go through the simulated network alone.
globalThis.fetch = () => {
  process.stderr.write('The simulation called the global fetch.\n');
  process.exit(86);
};
