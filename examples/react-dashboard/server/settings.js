const REQUIRED = ['NOMBA_BASE_URL', 'OPERATOR_NAME', 'OPERATOR_PASSWORD', 'SESSION_SECRET'];

const missing = REQUIRED.filter((name) => !process.env[name]);
if (missing.length > 0) {
  console.error(`Set ${missing.join(', ')} in the environment: README.md says what each is.`);
  process.exit(1);
}

export const settings = {
  port: Number(process.env.PORT ?? 3000),
  baseUrl: process.env.NOMBA_BASE_URL,
  operator: { name: process.env.OPERATOR_NAME, password: process.env.OPERATOR_PASSWORD },
  sessionSecret: process.env.SESSION_SECRET,
};
