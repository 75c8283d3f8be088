/** The gates that pass on an answer of the vendor's. */
export const FROM_VENDOR = ['vendor', 'doubt'];

/** A call of the page's. */
export class CallRecord {
  /** The idempotency keys of its requests. */
  keys = new Set();
  attempts = [];
  /** What the relay has received of it: attempts, and copies that the network made. */
  requests = [];
  /** Whether a store has failed, or was late, in one of its requests. */
  isStoreTroubled = false;
  /** Whether the network between relay and vendor has repeated one of its requests. */
  isRepeatedToVendor = false;
  /** How it ended: `{ name, outcome, attempts }`. */
  end;
  /** When it began and when it ended, in milliseconds. */
  began;
  ended;
  /** The order of its end among all that happens in a run. */
  order;

  constructor(name, token, options) {
    this.name = name;
    this.token = token;
    this.options = options;
  }

  get vendorRequests() {
    return this.requests.flatMap(({ vendorRequests }) => vendorRequests);
  }

  /** The request to the vendor that revoked the token; undefined if there is none. */
  get revoking() {
    return this.vendorRequests.find(({ hasRevoked }) => hasRevoked);
  }
}

/** One attempt of a call. */
export class AttemptRecord {
  /** How it must end, by the contract: `{ name, outcome }`. */
  end;
  /** The request whose answer reached the page, where one did. */
  answeredBy;

  constructor(number, sent) {
    this.number = number;
    this.sent = sent;
  }
}

/** A request that an instance of the relay has received. */
export class RequestRecord {
  /**
   * The relay's steps, as `{ what, order, value, done, effect }`: when it began, when it was done and, for an access to the
   * store, when it had its effect, in the order of the run; and its value.
   */
  steps = [];
  /**
   * What it has sent to the vendor, as `{ record, sent, arrived, answer, hasRevoked, isConfirmed }`: when it was sent and
   * when it arrived, in the order of the run; whether it has revoked the token, and whether the vendor confirmed that.
   */
  vendorRequests = [];
  /** The entries of the audit trail that were taken. */
  audit = [];
  /** When it was received and answered, in milliseconds. */
  received;
  answered;
  /** The order of the answer among all that happens in a run. */
  order;
  /** @type {RelayAnswer | undefined} */
  answer;
  /** What the relay rejected with. */
  failure;

  constructor(name, call, life, key) {
    this.name = name;
    this.call = call;
    this.life = life;
    this.key = key;
  }

  /** The steps in order, as a word of one letter for each. */
  get course() {
    return this.steps.map(({ what }) => LETTERS[what]).join('');
  }

  /** The first step of that name; undefined if there is none. */
  step(name) {
    return this.steps.find(({ what }) => what === name);
  }

  /**
   * The last request to the vendor that the answer can be about: one of its own, or one of the request that it waited for.
   * Undefined if there is none.
   */
  get answeredRequest() {
    const { life, call, order, vendorRequests } = this;
    const own = vendorRequests.length > 0 ? vendorRequests : call.vendorRequests;
    const arrived = own.filter((one) => one.record.life === life && one.arrived < order);
    return arrived.toSorted((one, other) => one.arrived - other.arrived).at(-1);
  }
}

/** An answer of the relay's. */
export class RelayAnswer {
  constructor({ status, headers }, text) {
    this.status = status;
    this.headers = headers;
    this.text = text;
    this.gate = headers.get('x-nomba-revoke-relay');
    this.isReplay = headers.has('idempotency-replayed');
    this.code = JSON.parse(text).code;
  }

  toString() {
    return `${this.status} ${this.code} ${this.gate}${this.isReplay ? ', replayed' : ''}`;
  }

  toResponse() {
    return new Response(this.text, this);
  }
}

/**
 * The steps of a request in the relay, each with the letter that stands for it in a course. Steps that may come at several
 * places of a course have none.
 */
export const LETTERS = {
  authorize: 'A',
  lookup: 'L',
  before: 'B',
  'store doubt': 'D',
  send: 'S',
  answer: '',
  'second lookup': 'l',
  'store revoked': 'R',
  'store none': 'N',
  after: 'E',
  replayed: 'P',
  respond: '',
};
