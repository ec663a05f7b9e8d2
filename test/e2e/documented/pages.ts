/** The pages of the project, and what they show in code. */
import { projectFiles, textOf } from "../../support/project.ts";
import { type Block, blocksOf, type Kind, kindOf } from "./blocks.ts";

const blocks: readonly Block[] = projectFiles()
  .filter((path) => path.endsWith(".md"))
  .flatMap((path) => blocksOf(path, textOf(path)));

/** The blocks of a kind, on all pages. Throws when one of any kind is none that is known. */
export function ofKind(kind: Kind): Block[] {
  return blocks.filter((block) => kindOf(block) === kind);
}

/** Blocks by their pages. */
export function byPage(all: readonly Block[]): [string, Block[]][] {
  const pages = [...new Set(all.map(({ page }) => page))];
  return pages.map((page) => [page, all.filter((block) => block.page === page)]);
}
