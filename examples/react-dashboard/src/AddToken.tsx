import { standardSchemaResolver } from '@hookform/resolvers/standard-schema';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { revokeTokenRequestSchema } from 'nomba-revoke';
import { useForm } from 'react-hook-form';
import { addToken } from './api';

export function AddToken() {
  const client = useQueryClient();
  const { register, handleSubmit, reset, formState } = useForm({
    resolver: standardSchemaResolver(revokeTokenRequestSchema),
    defaultValues: { clientId: '', access_token: '' },
  });
  const add = useMutation({
    mutationFn: addToken,
    onSuccess: () => {
      reset();
      return client.invalidateQueries({ queryKey: ['tokens'] });
    },
  });
  const { errors } = formState;
  return (
    <form onSubmit={handleSubmit((request) => add.mutate(request))}>
      <h2>Add a token</h2>
      <label>
        Client id <input {...register('clientId')} autoComplete="off" size={40} />
      </label>
      <p role="alert">{errors.clientId?.message}</p>
      <label>
        Access token <textarea {...register('access_token')} autoComplete="off" spellCheck={false} rows={4} />
      </label>
      <p role="alert">{errors.access_token?.message}</p>
      <button disabled={add.isPending}>Add</button>
      <p role="alert">{add.error?.message}</p>
    </form>
  );
}
