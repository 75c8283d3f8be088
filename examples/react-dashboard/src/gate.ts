/** Lets callers through while it is open, and keeps them waiting while it is closed. */
export class Gate {
  #passed = Promise.resolve();
  #open = () => {};

  close(): void {
    this.#passed = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  open(): void {
    this.#open();
  }

  pass(): Promise<void> {
    return this.#passed;
  }
}
