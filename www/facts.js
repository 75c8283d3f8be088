/** Lists of facts: a `<dl>` of names and values. */

/**
 * @param {HTMLElement} list a `<dl>`
 * @param {[string, string | Node | null | undefined][]} facts those without a value are left out
 */
export function showFacts(list, facts) {
  const rows = facts
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([name, value]) => {
      const row = document.createElement('div');
      const term = document.createElement('dt');
      const description = document.createElement('dd');
      term.textContent = name;
      // Text, never markup: a server may have sent anything.
      description.append(value);
      row.append(term, description);
      return row;
    });
  list.replaceChildren(...rows);
}
