// The findings in reports of scanners for secrets: gitleaks and TruffleHog.

import { findJwts } from './jwt.js';
import { lookUp, pick } from './names.js';
import { isVendorToken } from './vendor.js';

/** Whether the secret of a finding holds one token of the vendor's, and no other JWT. */
export function holdsVendorToken(secret) {
  const [jwt, ...others] = findJwts(secret);
  return jwt?.isWhole === true && others.length === 0 && isVendorToken(jwt, secret);
}

/**
 * Returns the place that a finding names.
 *
 * @param {(name: string) => unknown[]} look returns the values under a name
 * @returns {string | undefined} a file and, where it is known, a line: `src/a.js:12`
 */
export function placeOfFinding(look) {
  // gitleaks names the place beside the secret, TruffleHog in an object named for the kind of source.
  const sources = look('SourceMetadata.Data').flatMap((data) => Object.values(data ?? {}));
  const lookInSource = (name) => sources.flatMap((source) => lookUp(source, name));
  const file = pick(['File'], look) ?? pick(['file'], lookInSource);
  const line = pick(['StartLine'], look) ?? pick(['line'], lookInSource);
  return file === undefined || line === undefined ? file : `${file}:${line}`;
}
