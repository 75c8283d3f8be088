import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { signIn, type Credentials } from './api';

export function SignIn() {
  const client = useQueryClient();
  const { register, handleSubmit } = useForm<Credentials>();
  const enter = useMutation({
    mutationFn: signIn,
    onSuccess: () => client.invalidateQueries({ queryKey: ['session'] }),
  });
  return (
    <main>
      <h1>Sign in</h1>
      <form onSubmit={handleSubmit((credentials) => enter.mutate(credentials))}>
        <label>
          Name <input {...register('name')} autoComplete="username" required />
        </label>
        <label>
          Password <input {...register('password')} type="password" autoComplete="current-password" required />
        </label>
        <button disabled={enter.isPending}>Sign in</button>
        <p role="alert">{enter.error?.message}</p>
      </form>
    </main>
  );
}
