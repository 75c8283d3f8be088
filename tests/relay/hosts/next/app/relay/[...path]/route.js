import { relay } from '../../../relay.js';

export { relay as POST, relay as OPTIONS };
