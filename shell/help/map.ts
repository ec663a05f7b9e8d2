/** The map of what there is, by what one wants to do. */
import type { Reference } from "../reference/model.ts";
import { memberOf } from "./find.ts";
import { firstSentence, type PageStyle, wrap } from "./page.ts";

/** Each task with the helpers and methods for it, as they are written. The texts about them come from the reference. */
const tasks: readonly (readonly [task: string, names: readonly string[]])[] = [
  ["Look around", ["ps", "images.list", "images.viz", "images.search", "version", "info"]],
  ["Run something", ["run", "pull", "build"]],
  [
    "Work with a container",
    [
      "containers.create",
      "containers.get",
      "Container.start",
      "Container.attach",
      "Container.logs",
      "Container.wait",
      "Container.stop",
      "Container.changes",
      "Container.export",
      "Container.commit",
      "Container.remove",
    ],
  ],
  [
    "Work with an image",
    ["images.get", "Image.history", "Image.tag", "Image.push", "Image.insert", "Image.remove", "images.import"],
  ],
  ["Talk to the engine itself", ["docker", "docker.request", "docker.login", "connect"]],
  ["Show things", ["print", "help", "args"]],
];

/** All helpers and what they are for, in lines. */
export function map(reference: Reference, style: PageStyle): string {
  const sections = tasks.map(([task, names]) => {
    const lines = names.flatMap((name) => {
      const doc = docOf(reference, name);
      return doc === undefined ? [] : [`  ${name}`, wrap(firstSentence(doc), style.columns - 6, "      ")];
    });
    return [style.paint.bold(task), ...lines].join("\n");
  });
  return `${sections.join("\n\n")}\n\n${wrap('help(x), or x? at the prompt, tells all about one of them: help(run), help(containers.create), help("Container.attach").', style.columns, "")}`;
}

function docOf(reference: Reference, name: string): string | undefined {
  const [first = "", method] = name.split(".");
  const global = reference.globals.find((entry) => entry.name === first);
  if (method === undefined) return global?.doc;
  const owner = global?.kind === "property" ? global.class : first;
  return owner === undefined ? undefined : memberOf(reference, owner, method)?.doc;
}
