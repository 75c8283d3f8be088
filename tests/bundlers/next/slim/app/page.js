'use client';

import { init, RevokeTokenError, revokeToken } from 'nomba-revoke/slim';
import { useEffect } from 'react';
import { Form } from './form.js';

export default function Page() {
  useEffect(() => {
    init(fetch(new URL('nomba-revoke/nomba_revoke_bg.wasm', import.meta.url)));
  }, []);
  return <Form name="in the browser" send={revoke} />;
}

async function revoke({ baseUrl, ...request }) {
  try {
    const { code } = await revokeToken(request, { baseUrl });
    return `revoked, ${code}`;
  } catch (error) {
    const ours = error instanceof RevokeTokenError;
    return ours ? `${error.name}, ${error.outcome}` : String(error);
  }
}
