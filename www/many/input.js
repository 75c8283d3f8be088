/** Where the tokens come from: a file that is dropped or chosen, or a text that is pasted. */

const zone = document.getElementById('drop-zone');
const fileInput = document.getElementById('tokens-file');
const pasted = document.getElementById('tokens-text');
const readPasted = document.getElementById('read-text');
const format = document.getElementById('input-format');
const column = document.getElementById('token-column');

/**
 * To be called once.
 *
 * @param {(input: Blob, name: string) => boolean} receive gets what is to be read, and how a person calls it; returns
 *   whether it is read
 */
export function watchInput(receive) {
  fileInput.addEventListener('change', () => {
    const [file] = fileInput.files;
    if (file === undefined) return;
    receive(file, file.name);
    // The same file can be chosen again, after it has changed.
    fileInput.value = '';
  });
  readPasted.addEventListener('click', () => {
    const { value } = pasted;
    if (value.trim() === '') {
      pasted.focus();
      return;
    }
    if (receive(new Blob([value]), 'the pasted text')) pasted.value = '';
  });
  zone.addEventListener('dragover', (event) => {
    event.preventDefault();
    zone.classList.add('over');
  });
  zone.addEventListener('dragleave', () => zone.classList.remove('over'));
  zone.addEventListener('drop', (event) => {
    event.preventDefault();
    zone.classList.remove('over');
    const { files } = event.dataTransfer;
    const text = event.dataTransfer.getData('text/plain');
    if (files.length > 0) receive(files[0], files[0].name);
    else if (text !== '') receive(new Blob([text]), 'the dropped text');
  });
  // A file that misses the zone must not take the place of the page.
  for (const name of ['dragover', 'drop']) addEventListener(name, (event) => event.preventDefault());
}

/** How the input is to be read, as `readTokens` takes it. */
export function readingSettings(name) {
  return { name, format: format.value || undefined, tokenColumn: column.value.trim() || undefined };
}

/** Empties the field for pasted tokens. */
export function forgetPasted() {
  pasted.value = '';
}
