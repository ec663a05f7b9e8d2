/** Help as a session gives it. Loaded when it is first asked for: it knows a lot. */
import * as library from "../mod.ts";
import type { Output } from "./output.ts";
import type { Session } from "./session.ts";

/** What help says about a topic, in a session. */
export async function helpFor(
  session: Session,
  topic: { readonly about: unknown } | undefined,
  { out }: Output,
): Promise<string> {
  const [{ helpText }, { reference }] = await Promise.all([
    import("./help/mod.ts"),
    import("./reference/generated/reference.ts"),
  ]);
  const names = { classes: library as unknown as Record<string, unknown>, scope: session.scope };
  return helpText(reference, topic, names, { columns: Math.min(out.columns, 100), paint: out.paint });
}
