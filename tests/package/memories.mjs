// The WebAssembly memories of the package. To be imported before the package makes its own.

/** In the order in which the cores were made. */
export const memories = [];

const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  constructor(module, imports) {
    super(module, imports);
    // Its names have been shortened; Node's own modules keep theirs.
    if (!('a' in (imports ?? {}))) return;
    memories.push(Object.values(this.exports).find((it) => it instanceof WebAssembly.Memory));
  }
};
