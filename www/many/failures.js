/** The kinds of failure of a run, each with how often it came and what to do. */

import { kindOf } from '../../cli/repeated-failure.js';
import { plain } from '../../cli/text.js';
import { adviceFor } from '../one/outcome.js';

const place = document.getElementById('run-failures');

export class Failures {
  #kinds = new Map();

  /** Notes a failure; those of one name, status and code are one kind. */
  add(error) {
    const kind = kindOf(error);
    const known = this.#kinds.get(kind) ?? { error, times: 0 };
    known.times += 1;
    this.#kinds.set(kind, known);
  }

  /** Shows all kinds. */
  show(context) {
    place.replaceChildren(...[...this.#kinds.values()].map((kind) => item(kind, context)));
    place.hidden = this.#kinds.size === 0;
  }
}

function item({ error, times }, context) {
  const { name, status, code, description, message } = error;
  const serverText = [status, code && `code ${plain(code)}`, description && plain(description)];
  const element = document.createElement('li');
  const title = document.createElement('strong');
  title.textContent = `${times} × ${name}`;
  const text = serverText.filter(Boolean).join(', ') || plain(message);
  const [advice] = adviceFor(error, context);
  element.append(title, `: ${text}.`, ...(advice === undefined ? [] : [` ${advice}`]));
  return element;
}
