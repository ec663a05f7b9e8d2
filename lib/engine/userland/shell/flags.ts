/** How a command is executed. */

/** Its status is looked at: `set -e` does not apply. */
export const TESTED = 1;
/** Nothing follows it in this process: a program can take the place of the shell. */
export const TAIL = 2;
