/** The shell of the userland. */

export { sh } from "./main.ts";
