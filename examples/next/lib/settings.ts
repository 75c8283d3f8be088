const NAMES = ['NOMBA_BASE_URL', 'NOMBA_CLIENT_ID', 'OPERATOR_NAME', 'OPERATOR_PASSWORD', 'SESSION_SECRET'] as const;

/** Reads a variable of the environment. `next build` needs none of them. */
export function setting(name: (typeof NAMES)[number]): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is missing in the environment`);
  return value;
}

/** Ends the server where a variable is missing. */
export function checkSettings(): void {
  const missing = NAMES.filter((name) => !process.env[name]);
  if (missing.length === 0) return;
  console.error(`Set ${missing.join(', ')} in the environment: README.md says what each is.`);
  process.exit(1);
}
