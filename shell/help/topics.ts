/** What help tells about besides the API: the commands of the prompt, and a few words that are no names. */
/** A command of the prompt, as far as help tells about it. */
export interface CommandTopic {
  readonly name: string;
  readonly argument?: string;
  readonly line: string;
}

/** A word that stands for a matter rather than for a thing. */
export interface Matter {
  readonly title: string;
  readonly text: string;
  /** Where to read on, as help takes it. */
  readonly more: readonly string[];
}

/** Each by the word that one asks with. */
export const matters: Readonly<Record<string, Matter>> = {
  completion: {
    title: "Completion",
    text: [
      "Tab completes names, members, keys of options, and what texts may be: containers and images of the engine, signals, paths, endpoints. Inside a callback or a loop it knows what the parameter is. Nothing of yours runs for it, and no key waits for the engine: names come from its last answer, which is renewed in the background.",
      'Containers and images are offered by name, and by id once the beginning of one is typed: `images.get("8b5d`. Intermediate images, those that others are made of, stay hidden until they are asked for: type four digits of the id or more, or press Tab again on fewer. The first Tab has them fetched, the next one offers them.',
    ].join("\n\n"),
    more: ["containers.get", "images.get"],
  },
  hijack: {
    title: "Hijacked connections",
    text: [
      "Attaching takes the HTTP connection over: after the answer's head it carries the program's stdin one way, and its stdout and stderr the other. With a terminal (`tty`) the bytes are as they are; without one, stdout and stderr come in frames, and are told apart again.",
      "Closing `stdin` is the half-close: the program sees the end of its input, and what it still says arrives. `.wire on` shows the bytes of such a stream as they go.",
    ].join("\n\n"),
    more: ["Attachment", "Container.attach", "Attachment.stdin", "attach", ".wire"],
  },
};

/** The command that is meant, with its dot or without. */
export function commandNamed(commands: readonly CommandTopic[], text: string): CommandTopic | undefined {
  const [, word] = /^\.?([a-z]+)(?:\s|$)/.exec(text.trim()) ?? [];
  return word === undefined ? undefined : commands.find(({ name }) => name === `.${word}`);
}
