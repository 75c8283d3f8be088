/** A field of the form with the place for its problem, `#ID-problem`. */
export class Field {
  #problem;
  #touched = false;

  constructor(id) {
    this.input = document.getElementById(id);
    this.#problem = document.getElementById(`${id}-problem`);
    this.input.addEventListener('input', () => this.touch());
  }

  /** From now on the field's problems are shown. Until then it may simply not be filled in yet. */
  touch() {
    this.#touched = true;
  }

  /** As it was when the page was opened. */
  untouch() {
    this.#touched = false;
  }

  /** Shows what is wrong with it, `undefined` for nothing. */
  show(problem) {
    const text = this.#touched ? (problem ?? '') : '';
    // Writing the same text again would have screen readers say it again.
    if (this.#problem.textContent !== text) this.#problem.textContent = text;
    if (text === '') this.input.removeAttribute('aria-invalid');
    else this.input.setAttribute('aria-invalid', 'true');
  }

  focus() {
    const folded = this.input.closest('details');
    if (folded !== null) folded.open = true;
    this.input.focus();
  }
}
