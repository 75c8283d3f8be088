'use client';

import { useActionState } from 'react';
import { signIn } from './actions';

export function SignIn() {
  const [problem, action, isPending] = useActionState(signIn, '');
  return (
    <form action={action}>
      <label>
        Name <input name="name" autoComplete="username" required />
      </label>
      <label>
        Password <input name="password" type="password" autoComplete="current-password" required />
      </label>
      <button disabled={isPending}>Sign in</button>
      <p role="alert">{problem}</p>
    </form>
  );
}
