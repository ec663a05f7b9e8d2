/** The map of what there is, by what one wants to do. */
import type { Reference } from "../reference/model.ts";
import { memberOf } from "./find.ts";
import { listed, type PageStyle, section, wrap } from "./layout.ts";
import { firstSentence } from "./page.ts";

/** Each task with the helpers and methods for it, as they are written. The texts about them come from the reference. */
const tasks: readonly (readonly [task: string, names: readonly string[]])[] = [
  ["Look around", ["ps", "logs", "images.list", "images.viz", "images.search", "version", "info"]],
  ["Run something", ["run", "pull", "build"]],
  [
    "Work with a container",
    [
      "containers.create",
      "containers.get",
      "start",
      "attach",
      "stop",
      "rm",
      "Container.inspect",
      "Container.wait",
      "Container.kill",
      "Container.changes",
      "Container.export",
      "Container.putArchive",
      "Container.commit",
    ],
  ],
  [
    "Work with an image",
    ["images.get", "Image.history", "Image.tag", "Image.push", "Image.insert", "Image.remove", "images.import"],
  ],
  ["Talk to the engine itself", ["docker", "docker.request", "docker.login", "connect"]],
  ["Show, keep and load things", ["print", "save", "help", "doc", "use", "args"]],
];

/** All helpers and what they are for, in lines. */
export function map(reference: Reference, style: PageStyle): string {
  const sections = tasks.map(([task, names]) => {
    const rows = names.flatMap((name): [string, string][] => {
      const doc = docOf(reference, name);
      return doc === undefined ? [] : [[name, firstSentence(doc)]];
    });
    return section(task, listed(rows, style), style);
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
