/** Input that can't be read as a whole. Its message is one or more sentences, and quotes no values of the input. */
export class InputError extends Error {
  name = 'InputError';

  /**
   * @param {string} message
   * @param {{ code?: 'no-column' | 'no-json' }} [details] `code` names a case for which the caller may know a remedy
   */
  constructor(message, { code } = {}) {
    super(message);
    this.code = code;
  }
}
