import { answer } from '../../answer.js';

export const POST = ({ request, platform }) => answer(request, platform.ctx);
