/** All rows. */
import type { Row } from "../row.ts";
import { attachRows } from "./attach.rows.ts";
import { buildRows } from "./build.rows.ts";
import { cliRows } from "./cli.rows.ts";
import { containersRows } from "./containers.rows.ts";
import { imagesRows } from "./images.rows.ts";
import { systemRows } from "./system.rows.ts";

export const rows: readonly Row[] = [
  ...systemRows,
  ...containersRows,
  ...attachRows,
  ...imagesRows,
  ...buildRows,
  ...cliRows,
];
