// How a run halts, by a clock of its own.
import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { InFlight } from '../../cli/in-flight.js';

let sent, controller;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] });
  sent = new InFlight();
  controller = new AbortController();
});

const isAborted = () => controller.signal.aborted;

test('With nothing in flight, a run ends when it halts', () => {
  sent.halt(controller);
  assert.equal(isAborted(), true);
});

test('A run that halts ends with its last token', () => {
  sent.send('a');
  sent.send('b');
  sent.halt(controller);
  sent.answer('a');
  assert.equal(sent.settle('a'), true);
  assert.equal(isAborted(), false);
  sent.answer('b');
  sent.settle('b');
  assert.equal(isAborted(), true);
});

test('A request is waited for, however long its answer takes', () => {
  sent.send('a');
  sent.halt(controller);
  mock.timers.tick(60_000);
  assert.equal(isAborted(), false);
});

test('The body of each answer has the whole grace period', () => {
  sent.send('a');
  sent.send('b');
  sent.halt(controller);
  sent.answer('a');
  mock.timers.tick(1_900);
  sent.answer('b');
  mock.timers.tick(1_900);
  assert.equal(isAborted(), false);
  mock.timers.tick(100);
  assert.equal(isAborted(), true);
});

test('Retries do not prolong a halt', () => {
  sent.send('a');
  sent.halt(controller);
  sent.answer('a');
  for (let retry = 0; retry < 3; retry += 1) {
    mock.timers.tick(600);
    sent.send('a');
    sent.answer('a');
  }
  assert.equal(isAborted(), false);
  mock.timers.tick(200);
  assert.equal(isAborted(), true);
});

test('A retry that is sent is waited for, and ends the halt whose grace period is over', () => {
  sent.send('a');
  sent.halt(controller);
  sent.answer('a');
  sent.send('a');
  mock.timers.tick(60_000);
  assert.equal(isAborted(), false);
  sent.answer('a');
  assert.equal(isAborted(), true);
});

test('A run that goes on is not ended by its halt', () => {
  sent.send('a');
  sent.halt(controller);
  sent.answer('a');
  sent.goOn();
  assert.equal(sent.isHalting, false);
  mock.timers.tick(60_000);
  sent.settle('a');
  assert.equal(isAborted(), false);
});
