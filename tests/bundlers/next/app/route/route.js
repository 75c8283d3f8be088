import { revoke } from '../revoke.js';

export async function POST(request) {
  return new Response(await revoke(await request.json()));
}
