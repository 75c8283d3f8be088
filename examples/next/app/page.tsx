import { Dashboard } from './dashboard';
import { SignIn } from './sign-in';
import { getSession } from '@/lib/session';

export default async function Page() {
  const { operator } = await getSession();
  return operator ? <Dashboard operator={operator} /> : <SignIn />;
}
