// Looking at values of the caller's, whose getters and proxies may throw.

/**
 * Calls `look`, and returns `otherwise` if it throws.
 *
 * @template T
 * @template [U=undefined]
 * @param {() => T} look
 * @param {U} [otherwise]
 * @returns {T | U}
 */
export function guarded(look, otherwise) {
  try {
    return look();
  } catch {
    return /** @type {U} */ (otherwise);
  }
}

/**
 * Whether a value is an object, and not an array.
 *
 * @param {unknown} value
 * @returns {value is Record<string, any>}
 */
export function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Whether an object itself has a property. `Object.hasOwn` is missing in Safari before 15.4 and Firefox before 92.
 *
 * @param {object} object
 * @param {string} name
 */
export function hasOwn(object, name) {
  return Object.prototype.hasOwnProperty.call(object, name);
}

/**
 * A property of an object itself: one that was put into `Object.prototype` does not count.
 *
 * @param {Record<string, any>} object
 * @param {string} name
 */
export function own(object, name) {
  return hasOwn(object, name) ? object[name] : undefined;
}
