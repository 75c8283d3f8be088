// The WebAssembly memories of the package. To be imported before the package makes its own.

/** In the order in which the cores were made. */
export const memories = [];

const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  constructor(...given) {
    super(...given);
    if ('revokeToken' in this.exports) memories.push(this.exports.memory);
  }
};
