/** The end of a request that was not sent. */
export const NOT_SENT = { outcome: 'not_revoked', name: null, status: null, code: null };

/** The audit trail of one request. Without the hook, every entry counts as taken. */
export class Audit {
  #hook;
  #hooks;
  #members;

  /** `members` are those that every entry has: `actor`, `clientId`, `tokenHash`, `destination`. */
  constructor({ audit }, hooks, members) {
    this.#hook = audit;
    this.#hooks = hooks;
    this.#members = members;
  }

  /** Resolves with whether the entry before sending was taken in time. */
  async before() {
    return this.#write('before');
  }

  /** Writes how the request ended. */
  async after(end) {
    await this.#write('after', end);
  }

  /** Writes that an earlier answer was given again. */
  async replayed(end) {
    await this.#write('replayed', end);
  }

  async #write(stage, end) {
    if (this.#hook === undefined) return true;
    this.#members.id ??= crypto.randomUUID();
    const { id, actor, clientId, tokenHash, destination } = this.#members;
    const entry = { id, stage, time: new Date().toISOString(), actor, clientId, tokenHash, destination };
    if (end !== undefined) {
      const { outcome, name, status, code } = end;
      Object.assign(entry, { outcome, name, status, code });
    }
    const { failure } = await this.#hooks.call('audit', () => this.#hook(entry));
    return failure === undefined;
  }
}
