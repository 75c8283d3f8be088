import { defineEnvVars } from '@sveltejs/kit/env';

const variable = (description: string) => ({
  description,
  schema: (value: string | undefined) => {
    if (!value) throw new Error('Set it in the environment: README.md says what it is.');
    return value;
  },
});

export const variables = defineEnvVars({
  NOMBA_BASE_URL: variable("The address of Nomba's API."),
  NOMBA_CLIENT_ID: variable('The client id, which stays on the server.'),
  OPERATOR_NAME: variable('Who may sign in.'),
  OPERATOR_PASSWORD: variable('The password of the operator.'),
  SESSION_SECRET: variable('Seals the cookies: 32 characters or more.'),
});
