/** Moves the focus out of an element that is about to be hidden. A focus elsewhere stays where it is. */
export function passFocus(from, to) {
  if (from.contains(document.activeElement)) to.focus();
}
