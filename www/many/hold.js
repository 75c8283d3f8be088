/** The hold before a run: ten seconds in which it can still be stopped. */

import { passFocus } from '../focus.js';

const heading = document.getElementById('run-heading');
const panel = document.getElementById('run-hold');
const left = document.getElementById('run-hold-left');
const stop = document.getElementById('run-hold-stop');

const SECONDS = 10;

/** Whether a hold goes on. */
export function isHolding() {
  return !panel.hidden;
}

/** Counts down; resolves with whether the run may begin. */
export function hold() {
  const before = document.activeElement;
  panel.hidden = false;
  const end = Date.now() + SECONDS * 1000;
  return new Promise((resolve) => {
    const finish = (mayBegin) => {
      clearInterval(timer);
      stop.removeEventListener('click', refuse);
      passFocus(panel, mayBegin ? heading : before);
      panel.hidden = true;
      resolve(mayBegin);
    };
    const refuse = () => finish(false);
    const tick = () => {
      const seconds = Math.ceil((end - Date.now()) / 1000);
      left.textContent = String(Math.max(0, seconds));
      if (seconds <= 0) finish(true);
    };
    const timer = setInterval(tick, 200);
    stop.addEventListener('click', refuse);
    tick();
    stop.focus();
  });
}
