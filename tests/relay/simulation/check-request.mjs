import { exceptionOf } from './check-call.mjs';
import { INVARIANTS, require } from './invariants.mjs';
import { RACES } from './occurrences.mjs';
import { endOf } from './page-link.mjs';
import { clears, raceOf } from './race.mjs';
import { FROM_VENDOR } from './record.mjs';

/** Milliseconds within which the relay answers: 20 seconds for the vendor, 2 for each of four hooks. */
const LONGEST_ANSWER = 28_000;

/** The gates that answer where something was sent. */
const AFTER_GATES = [...FROM_VENDOR, 'network', 'timeout', 'unexpected'];

// The courses of requests, in the letters of the steps.
const COURSES = [
  'A', // refused at a gate, or the copy of such an answer
  'AP', // the copy of another answer
  'AL', // busy
  'ALP', // known to be revoked
  'ALBE', // the audit trail did not take the entry
  'ALBDSRE', // revoked
  'ALBDSlE', // unknown, or refused and in doubt
  'ALBDSlNE', // refused
  'ALBDSlEP', // refused or unknown, and another request has revoked the token
];

/** The steps that are not seen where a relay keeps its facts in its own memory. */
const STEPS_OF_STORE = /[LDlRN]/g;

/** Checks a request to the relay against what the vendor knows. */
export function checkRequest(record, world) {
  const { name, answer, audit } = record;
  const { counts, scenario } = world;
  const ask = (holds, invariant, detail) => require(holds, invariant, `Request ${name}: ${detail}.`);
  checkTruth(record, ask);
  checkEnd(record, ask);
  checkCourse(record, scenario, ask);
  checkSending(record, scenario, ask);
  checkKnowledge(record, scenario, ask);
  for (const { stage } of audit) counts.add(`audit: ${stage}`);
  countRaces(record, counts);
  if (answer === undefined) return;
  counts.add(`gate: ${answer.gate}${answer.isReplay ? ', replayed' : ''}`);
  countKnowledge(record, counts);
}

/** Nothing that the relay answers, stores or writes says better than the vendor knows. */
function checkTruth(record, ask) {
  const { answer, audit, call, order, steps, vendorRequests } = record;
  const isConfirmed = (before) => call.vendorRequests.some((one) => one.isConfirmed && one.arrived < before);
  const saysRevoked = answer?.status === 200 && answer.code === '00';
  ask(!saysRevoked || isConfirmed(order), INVARIANTS.replayIsTrue, 'it answered that the token is revoked');
  const isWrong = (after) => call.revoking?.arrived < after && exceptionOf(record, call.revoking.record) === undefined;
  for (const { what, order: began, effect } of steps) {
    ask(what !== 'store revoked' || isConfirmed(began), INVARIANTS.storeIsTrue, 'it stored `revoked`');
    ask(what !== 'store none' || !isWrong(effect), INVARIANTS.storeIsTrue, 'it stored `none`');
  }
  for (const { stage, outcome } of audit) {
    if (outcome === 'revoked') ask(isConfirmed(Infinity), INVARIANTS.auditIsTrue, `${stage} says revoked`);
    // Where another request turns out to have revoked the token, the entry `replayed` says so.
    if (stage !== 'after' || outcome !== 'not_revoked' || record.step('replayed')) continue;
    // The request itself may be the one that revoked the token.
    ask(!isWrong(vendorRequests.at(-1)?.arrived + 1), INVARIANTS.auditIsTrue, `${stage} says not_revoked`);
  }
}

function checkEnd({ answer, failure, life, received, answered, vendorRequests }, ask) {
  ask(failure === undefined, INVARIANTS.everyRequestIsAnswered, `it rejected with ${failure?.stack}`);
  if (!life.isOver) {
    ask(answer !== undefined, INVARIANTS.everyRequestIsAnswered, 'it has no answer');
    ask(answered - received <= LONGEST_ANSWER, INVARIANTS.everyRequestIsAnswered, `it took ${answered - received} ms`);
  }
  const request = vendorRequests.at(-1);
  const isAfterSending = answer === undefined || AFTER_GATES.includes(answer.gate);
  ask(request === undefined || isAfterSending, INVARIANTS.gatesSendNothing, `it answered ${answer}`);
  if (request === undefined || !FROM_VENDOR.includes(answer?.gate) || answer.isReplay) return;
  const { status, code } = request.answer;
  ask(answer.status === status && answer.code === code, INVARIANTS.passesOn, `it answered ${answer} to ${status} ${code}`);
}

function checkCourse(record, { store }, ask) {
  const { answer, course } = record;
  let courses = COURSES;
  if (store === 'memory') courses = COURSES.map((one) => one.replace(STEPS_OF_STORE, ''));
  const fits = answer ? courses.includes(course) : courses.some((one) => one.startsWith(course));
  ask(fits, INVARIANTS.stepsInOrder, `its course is ${course}`);
}

function checkSending(record, { store }, ask) {
  const { audit, call, life, vendorRequests } = record;
  const { mostInFlight, maxInFlight } = life;
  ask(mostInFlight <= maxInFlight, INVARIANTS.inFlightIsBounded, `${mostInFlight} are under way`);
  const [sent] = vendorRequests;
  if (sent === undefined) return;
  ask(vendorRequests.length === 1 || call.isRepeatedToVendor, INVARIANTS.sendsOnce, `it sent ${vendorRequests.length}`);
  ask(audit[0]?.stage === 'before' && record.step('before').done < sent.sent, INVARIANTS.auditedBeforeSending, 'it was not audited');
  if (store === 'memory' || call.isStoreTroubled) return;
  ask(record.step('lookup').value !== 'revoked', INVARIANTS.sendsOnce, 'the token was known to be revoked');
  ask(record.step('store doubt')?.done < sent.sent, INVARIANTS.doubtBeforeSending, 'it was sent without');
}

function checkKnowledge(record, { store }, ask) {
  const { answer, call, vendorRequests } = record;
  if (answer === undefined || store === 'memory') return;
  if (answer.gate === 'doubt') {
    const { record: source } = record.answeredRequest;
    const lookup = source.step('lookup');
    const isReason = (other) => other !== source && other.step('store doubt')?.effect < lookup.effect;
    ask(lookup.value === 'doubt' && call.requests.some(isReason), INVARIANTS.doubtHasReason, 'it answered `doubt`');
  }
  if (call.isStoreTroubled) return;
  const found = [record.step('lookup')?.value, record.step('second lookup')?.value];
  ask(!found.includes('revoked') || answer.isReplay, INVARIANTS.answersWhatItKnows, `it answered ${answer}`);
  if (vendorRequests.length === 0 || answer.isReplay || answer.gate !== 'vendor') return;
  const { outcome } = endOf(answer);
  ask(outcome === 'revoked' || found[0] !== 'doubt', INVARIANTS.answersWhatItKnows, `it answered ${answer}`);
  ask(outcome !== 'not_revoked' || record.step('store none'), INVARIANTS.clearsDoubt, '`none` was not stored');
}

/** Counts how the work of two instances on one key lost what was known. */
function countRaces(record, counts) {
  const { answer, call, vendorRequests } = record;
  if (call.requests.some((other) => clears(record, other))) counts.add(RACES.noneOverDoubt);
  const isRefused = answer?.gate === 'vendor' && endOf(answer).outcome === 'not_revoked';
  if (!isRefused || !(call.revoking?.arrived < vendorRequests.at(-1)?.arrived)) return;
  const race = raceOf(record, call.revoking.record);
  if (race !== undefined) counts.add(race);
}

/** Counts how the relay came to know more than the vendor's answer. */
function countKnowledge({ answer, course }, counts) {
  if (course === 'AP') counts.add('copy of the answer to a request under way');
  if (course === 'ALP') counts.add('known to be revoked before the audit');
  if (course.endsWith('lEP')) counts.add('known to be revoked after sending');
  if (answer.gate === 'doubt' && course !== 'AP') counts.add('doubt: stored by another request before the lookup');
}
