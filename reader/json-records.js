import { findJwts } from './jwt.js';
import { elementsOf } from './json-elements.js';
import { shortLines } from './lines.js';
import { isSameName, lookUp, namesOfToken, pathsTo } from './names.js';
import { makeNamedRecord, makeRecord, placeOf } from './record.js';

/** Reads JSON Lines: a string or an object a line. */
export async function* readJsonLines(lines, settings) {
  for await (const line of shortLines(lines)) {
    // Files that were put together have a byte order mark in the middle, which counts as white space here.
    const text = line.text.trim();
    if (text !== '') yield readValue(placeOf(line), text, settings);
  }
}

/** Reads a JSON array, or documents one after the other, element by element. */
export async function* readJson(lines, settings) {
  for await (const { text, ...place } of elementsOf(lines)) yield readValue(place, text, settings);
}

function readValue(place, raw, settings) {
  let value;
  try {
    value = JSON.parse(raw);
  } catch {
    // The error's message would quote the text.
    return makeRecord(place, raw, { problem: 'is not JSON' });
  }
  if (typeof value === 'string') return makeRecord(place, raw, { text: value });
  try {
    return readObject(place, raw, value, settings);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return makeRecord(place, raw, { problem: 'is nested too deeply' });
  }
}

function readObject(place, raw, value, settings) {
  if (hasTwin(raw, value)) return makeRecord(place, raw, { problem: 'has two properties of one name' });
  return makeNamedRecord(place, raw, (name) => lookUp(value, name), settings, {
    none: `has no ${namesOfToken(settings.tokenColumn)[0]}`,
    elsewhere: () => {
      const paths = pathsTo(value, (text) => findJwts(text).length > 0);
      const named = paths.filter((path) => isNameOfToken(path.slice(path.lastIndexOf('.') + 1)));
      return onlyOne(named) ?? onlyOne(paths);
    },
  });
}

function isNameOfToken(name) {
  return namesOfToken().some((known) => isSameName(known, name));
}

function onlyOne(list) {
  return list.length === 1 ? list[0] : undefined;
}

/** Whether a JWT of an object's text is not in the object: of two properties of one name the last counts. */
function hasTwin(raw, value) {
  const finds = findJwts(raw);
  if (finds.length === 0) return false;
  const written = JSON.stringify(value);
  return finds.some(({ text }) => !written.includes(text));
}
