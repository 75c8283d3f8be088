// The same package for `require`, and both kinds of it in one program.
import {
  RevokeTokenError,
  inspectToken,
  revokeToken,
  revokeTokenRequestSchema,
  type RevokeTokenOptions,
  type RevokeTokenResponse,
} from 'nomba-revoke';
import { init } from 'nomba-revoke/slim';
import type * as Esm from 'nomba-revoke' with { 'resolution-mode': 'import' };

export async function revoke(options: RevokeTokenOptions): Promise<RevokeTokenResponse | null> {
  try {
    const token = '';
    if ((await inspectToken(token))?.expired) return null;
    return await revokeToken({ clientId: '', access_token: token }, options);
  } catch (error) {
    if (error instanceof RevokeTokenError && error.name === 'ValidationError') {
      // The errors of the two are one to TypeScript, as they are to `instanceof`.
      const other: Esm.RevokeTokenErrorNamed<'ValidationError'> = error;
      throw other;
    }
    throw error;
  }
}

export const schema: typeof Esm.revokeTokenRequestSchema = revokeTokenRequestSchema;
export const started: Promise<void> = init(new Uint8Array());
// @ts-expect-error both fields
revokeToken({ clientId: '' });
