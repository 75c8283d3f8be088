import { RevokeTokenError, revokeToken } from 'nomba-revoke';
import { expect, test, vi } from 'vitest';
import { signOut } from './sign-out.js';

vi.mock(import('nomba-revoke'), async (original) => ({
  ...(await original()),
  revokeToken: vi.fn(),
}));

test('a time-out asks for another try', async () => {
  vi.mocked(revokeToken).mockRejectedValueOnce(new RevokeTokenError('TimeoutError'));
  expect(await signOut({})).toBe('Please try again.');
});

test('a refusal says so', async () => {
  vi.mocked(revokeToken).mockRejectedValueOnce(new RevokeTokenError('AuthenticationError'));
  expect(await signOut({})).toBe('You are still signed in.');
});
