/** The rules that hold in every run. */
export const INVARIANTS = {
  resolvesOnlyRevoked: 'a call resolves only where the vendor has confirmed to a request of the call that the token is revoked',
  notRevokedIsTrue:
    'a call ends as not_revoked only where no request of the call has revoked the token before the vendor refused, repeats by the network included; but for the exceptions of docs/testing.md',
  endsAsAnswered: 'a call ends with the name and the outcome that its answers stand for',
  attemptsAsAsked: 'a call makes no more attempts than the options ask for, and counts them',
  everyCallEnds: 'every call ends, and in time',
  abortsAtOnce: 'an abort ends a call at once',
  oneKeyForEachCall: 'all attempts of a call have one idempotency key, and no other call has it',
  everyRequestIsAnswered: 'an instance that does not crash answers every request within 28 seconds, and never rejects',
  stepsInOrder:
    'the relay looks up the fact, writes the audit trail, stores doubt, sends, looks up the fact again unless the vendor confirmed, stores it, writes the audit trail and answers, in this order',
  gatesSendNothing: 'a gate before the vendor answers only where nothing was sent for the request',
  passesOn: "an answer of the vendor's is passed on with its status and its code",
  sendsOnce: 'a request to the relay leads to one request to the vendor at most, and none where the token is known to be revoked',
  auditedBeforeSending: 'nothing is sent that the audit trail did not take before',
  auditIsTrue: 'no entry of the audit trail says better than the vendor knows',
  doubtBeforeSending: 'a request with a key is sent only after doubt is stored',
  doubtHasReason: 'an answer is in doubt only where another request under the key had stored doubt before the lookup',
  clearsDoubt: 'a refusal stores none where the lookup found no doubt',
  answersWhatItKnows: 'a request that finds `revoked` is answered as a replay, and one that has found doubt is never refused without it',
  storeIsTrue:
    'the relay stores `revoked` only where the vendor has confirmed it to a request under the key, and none only where no request under the key has revoked the token; but for the exceptions of docs/testing.md',
  replayIsTrue: 'the relay answers that the token is revoked only where the vendor has confirmed it to a request under the key',
  inFlightIsBounded: 'an instance has no more requests to the vendor under way than maxInFlight',
};

/** A rule that was broken. */
export class Broken extends Error {
  /** `detail` is what happened instead. */
  constructor(invariant, detail) {
    const name = Object.keys(INVARIANTS).find((one) => INVARIANTS[one] === invariant);
    super(`${name} is broken (${invariant}). ${detail}`);
  }
}

/** Throws unless something holds. */
export function require(holds, invariant, detail) {
  if (!holds) throw new Broken(invariant, detail);
}
