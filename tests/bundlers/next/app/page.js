'use client';

import { revokeByAction } from './action.js';
import { Form } from './form.js';
import { revoke } from './revoke.js';

export default function Page() {
  return (
    <>
      <Form name="in the browser" send={revoke} />
      <Form name="by a server action" send={revokeByAction} />
      <Form name="by a route handler" send={revokeByRoute} />
    </>
  );
}

async function revokeByRoute(request) {
  const response = await fetch('/route', { method: 'POST', body: JSON.stringify(request) });
  return response.text();
}
