import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getSession, signOut } from './api';
import { SignIn } from './SignIn';
import { Tokens } from './Tokens';

export function App() {
  const client = useQueryClient();
  const session = useQuery({ queryKey: ['session'], queryFn: getSession });
  const leave = useMutation({
    mutationFn: signOut,
    // The tokens must not outlive the session in the page's memory.
    onSuccess: () => {
      client.clear();
      return session.refetch();
    },
  });

  if (session.isPending) return <p>Loading ...</p>;
  if (session.isError) return <p role="alert">{session.error.message}</p>;
  const { operator } = session.data;
  if (!operator) return <SignIn />;
  return (
    <main>
      <p>
        Signed in as <strong>{operator}</strong>. <button onClick={() => leave.mutate()}>Sign out</button>
      </p>
      <Tokens />
    </main>
  );
}
