/** The mock server that serves this page: what it can be asked to answer, and what it has seen. */

const select = document.getElementById('answer-with');
const hint = document.getElementById('answer-with-hint');
const seen = document.getElementById('mock-server-seen');

/** The names that the specification gives to its answers. */
const ANSWERS = {
  200: 'Token revoked (without revoking it)',
  400: 'Request error',
  401: 'Authentication error',
  403: 'Authorization error',
  404: 'Record not found',
  429: 'Rate limit',
  500: 'Server error',
};

let isThere = false;
/** How often the page has looked: an earlier look that is answered later is not shown. */
let looks = 0;

/** Returns whether the mock server serves this page, as far as it has answered. */
export function isMockServerThere() {
  return isThere;
}

/** Returns the choice of "Answer with", as the header `Prefer` has it; `undefined` for the ordinary answer. */
export function preference() {
  return select.value === '' ? undefined : select.value;
}

/** Fills "Answer with" with what the mock server offers. */
export async function offerAnswers() {
  const status = await look();
  if (status === null) return;
  select.append(
    group('An answer of the specification', status.codes, (code) => [
      `code=${code}`,
      `${code} ${ANSWERS[code] ?? ''}`,
      'As the specification documents it.',
    ]),
    group('A fault', status.faults, ({ name, description }) => [
      `fault=${name}`,
      sentence(name),
      description,
    ]),
  );
  select.addEventListener('change', showHint);
  showHint();
}

/** Says what the mock server has seen so far; returns it, or null where there is no mock server. */
export async function look() {
  looks += 1;
  const turn = looks;
  try {
    const response = await fetch('/_mock');
    if (!response.ok) throw new Error(`status ${response.status}`);
    const status = await response.json();
    isThere = true;
    if (turn === looks) {
      seen.textContent = `So far it has got ${count(status.requests, 'request')} and revoked ${count(status.revoked, 'token')}.`;
    }
    return status;
  } catch {
    seen.textContent =
      'The mock server does not answer. This page has to be served by it: run cargo xtask demo.';
    return null;
  }
}

function showHint() {
  hint.textContent =
    select.selectedOptions[0].dataset.hint ?? 'It checks the request, and revokes the token.';
}

function group(label, entries, describe) {
  const element = document.createElement('optgroup');
  element.label = label;
  for (const entry of entries) {
    const [value, text, hint] = describe(entry);
    const option = new Option(text.trim(), value);
    option.dataset.hint = hint;
    element.append(option);
  }
  return element;
}

/** `no-answer` as "No answer", `html-502` as "HTML 502". */
function sentence(name) {
  const label = name.replaceAll('-', ' ').replace('html', 'HTML');
  return label.charAt(0).toUpperCase() + label.slice(1);
}

function count(number, noun) {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
