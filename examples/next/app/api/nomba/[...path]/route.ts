import { getRelay } from '@/lib/relay';

export function POST(request: Request) {
  return getRelay()(request);
}
