// The same start in the Node that the environment variable NODE_TO_START names.
import './node-start-bundled.mjs';
