const REQUIRED = ['NOMBA_BASE_URL', 'NOMBA_CLIENT_ID', 'OPERATOR_NAME', 'OPERATOR_PASSWORD']

const missing = REQUIRED.filter((name) => !process.env[name])
if (missing.length > 0) {
  console.error(`Set ${missing.join(', ')} in the environment: README.md says what each is.`)
  process.exit(1)
}

export const settings = {
  port: Number(process.env.PORT ?? 3000),
  redisUrl: process.env.REDIS_URL ?? 'redis://127.0.0.1:6379',
  baseUrl: process.env.NOMBA_BASE_URL,
  clientId: process.env.NOMBA_CLIENT_ID,
  operator: { name: process.env.OPERATOR_NAME, password: process.env.OPERATOR_PASSWORD }
}
