import { INVARIANTS, require } from './invariants.mjs';
import { NOT_REVOKED } from './occurrences.mjs';
import { raceOf } from './race.mjs';
import { FROM_VENDOR } from './record.mjs';

/** Milliseconds that a call waits at most between two attempts. */
const LONGEST_PAUSE = 30_000;

/** Checks a call against what the vendor knows. */
export function checkCall(call, world) {
  const { name, end, attempts, options, began, ended } = call;
  const { counts } = world;
  require(end !== undefined, INVARIANTS.everyCallEnds, `Call ${name} has no end.`);
  counts.addCall();
  if (call.aborted !== undefined) {
    require(ended === call.aborted, INVARIANTS.abortsAtOnce, `Call ${name} ended ${ended - call.aborted} ms later.`);
    counts.add('end: aborted');
    return;
  }
  const { outcome } = end;
  counts.add(`end: ${end.name}, ${outcome}`);
  if (outcome === 'revoked') {
    require(
      call.vendorRequests.some(({ isConfirmed, arrived }) => isConfirmed && arrived < call.order),
      INVARIANTS.resolvesOnlyRevoked,
      `Call ${name} resolved.`,
    );
  }
  if (outcome === 'not_revoked') checkNotRevoked(call, world);
  const longest = (options.retries + 1) * options.timeout + options.retries * LONGEST_PAUSE;
  require(ended - began <= longest, INVARIANTS.everyCallEnds, `Call ${name} took ${ended - began} ms.`);
  require(
    attempts.length <= options.retries + 1 && end.attempts === attempts.length,
    INVARIANTS.attemptsAsAsked,
    `Call ${name} counts ${end.attempts} of ${attempts.length}.`,
  );
  const others = world.calls.filter((other) => other !== call).flatMap(({ keys }) => [...keys]);
  require(
    call.keys.size === 1 && ![...call.keys].some((key) => others.includes(key)),
    INVARIANTS.oneKeyForEachCall,
    `Call ${name} has the keys ${[...call.keys].join()}.`,
  );
  const expected = expectedEnd(attempts);
  require(
    end.name === expected.name && outcome === expected.outcome,
    INVARIANTS.endsAsAnswered,
    `Call ${name} ended with ${end.name}, ${outcome}, instead of ${expected.name}, ${expected.outcome}.`,
  );
}

/** How a call has to end, by how its attempts have to. */
function expectedEnd(attempts) {
  const last = attempts.at(-1).end;
  const isUnknown = last.outcome !== 'revoked' && attempts.some(({ end }) => end.outcome === 'unknown');
  return { name: last.name, outcome: isUnknown ? 'unknown' : last.outcome };
}

function checkNotRevoked(call, world) {
  const { counts } = world;
  const { revoking } = call;
  if (revoking === undefined) return;
  const answered = call.attempts.map(({ answeredBy }) => answeredBy).filter((record) => record !== undefined);
  const refusals = answered.filter(({ answer }) => FROM_VENDOR.includes(answer.gate));
  const isWrong = ({ answeredRequest }) => revoking.arrived < answeredRequest.arrived;
  const wrong = refusals.filter(isWrong).map(({ answeredRequest }) => answeredRequest.record);
  for (const request of wrong) {
    const exception = exceptionOf(request, revoking.record);
    require(exception !== undefined, INVARIANTS.notRevokedIsTrue, `Call ${call.name} has revoked the token.`);
    counts.add(exception);
  }
  if (wrong.length > 0) return;
  const isLater = answered.every(({ order }) => order < revoking.arrived);
  counts.add(isLater ? NOT_REVOKED.later : NOT_REVOKED.refusedAtGate);
}

/** Why a request may be wrong about the token that another one of its call revoked; undefined if there is no reason. */
export function exceptionOf(request, revoking) {
  const { call } = request;
  if (call.isStoreTroubled) return NOT_REVOKED.storeFailed;
  if (call.isRepeatedToVendor) return NOT_REVOKED.repeatedToVendor;
  return raceOf(request, revoking) && NOT_REVOKED.raced;
}
