// The exit statuses.

/** Everything is revoked. */
export const DONE = 0;

/** Something is not, or the run was cut short. */
export const NOT_ALL = 1;

/** Nothing was sent, and nothing would be the next time. */
export const WRONG_USE = 2;

/** Ends the program with a sentence for the person who started it, and the status for wrong use. */
export class WrongUse extends Error {}
