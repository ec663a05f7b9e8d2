/** hello: what the image hello-world says. */

import type { Program } from "../../kernel/types.ts";

const TEXT = `
Hello from dks!

You are reading the output of a container, so all of this has worked:

  1. The client asked an engine to create a container from the image hello-world.
  2. The engine laid a writable layer on the layers of that image.
  3. It started the image's command, the program that prints these lines.
  4. What the program printed went to the container's log, and to you.

Some things to try next:

  docker run -it busybox sh
  docker run busybox sh -c 'for n in 1 2 3; do echo $n; sleep 1; done'

`;

export const hello: Program = async (process) => {
  await process.write(1, TEXT);
  return 0;
};
