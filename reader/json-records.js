import { findJwts } from './jwt.js';
import { elementsOf } from './json-elements.js';
import { lookUp, namesOfToken, pathTo } from './names.js';
import { makeNamedRecord, makeRecord, placeOf } from './record.js';

/** Reads JSON Lines: a string or an object a line. */
export async function* readJsonLines(lines, settings) {
  for await (const line of lines) {
    if (line.text.trim() !== '') yield readValue(placeOf(line), line.text, settings);
  }
}

/** Reads a JSON array, or documents one after the other, element by element. */
export async function* readJson(lines, settings) {
  for await (const { text, ...place } of elementsOf(lines)) yield readValue(place, text, settings);
}

function readValue(place, raw, settings) {
  try {
    const value = JSON.parse(raw);
    if (typeof value === 'string') return makeRecord(place, raw, { text: value });
    if (hasTwin(raw, value)) {
      return makeRecord(place, raw, { problem: 'has two properties of one name' });
    }
    return makeNamedRecord(place, raw, (name) => lookUp(value, name), settings, {
      none: `has no ${namesOfToken(settings.tokenColumn)[0]}`,
      elsewhere: () => pathOfJwt(value),
    });
  } catch (error) {
    const isTooDeep = error instanceof RangeError;
    // The error's message would quote the text.
    return makeRecord(place, raw, { problem: isTooDeep ? 'is nested too deeply' : 'is not JSON' });
  }
}

/** The path of the first property that holds a JWT. */
function pathOfJwt(value) {
  if (typeof value !== 'object' || value === null) return undefined;
  return pathTo(value, (text) => findJwts(text).length > 0);
}

/** Whether a JWT of an object's text is not in the object: of two properties of one name the last counts. */
function hasTwin(raw, value) {
  const inText = new Set(findJwts(raw).map(({ text }) => text));
  if (inText.size === 0) return false;
  const written = JSON.stringify(value);
  return [...inText].some((token) => !written.includes(token));
}
