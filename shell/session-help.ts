/** Help as a session gives it. Loaded when it is first asked for: it knows a lot. */
import * as library from "../mod.ts";
import type { Names } from "./help/mod.ts";
import type { Output } from "./output.ts";
import type { Session } from "./session.ts";

/** Whether help knows something about a value. */
export async function knows(session: Session, value: unknown): Promise<boolean> {
  const { findTopic, reference } = await loaded();
  return findTopic(reference, value, await namesOf(session)) !== undefined;
}

/** What help says about a topic, in a session. */
export async function helpFor(
  session: Session,
  topic: { readonly about: unknown } | undefined,
  { out }: Output,
): Promise<string> {
  const [{ helpText, reference }, { examples }] = await Promise.all([
    loaded(),
    import("./reference/generated/examples.ts"),
  ]);
  return helpText({ reference, examples }, topic, await namesOf(session), {
    columns: Math.min(out.columns, 100),
    paint: out.paint,
  });
}

/** Has the keys of what is passed to calls looked at from now on. */
export async function checkArguments(session: Session): Promise<void> {
  const [{ argumentCheck }, { reference }] = await Promise.all([
    import("./check-arguments.ts"),
    import("./reference/generated/reference.ts"),
  ]);
  session.calls.check = argumentCheck(reference);
}

async function loaded(): Promise<typeof import("./help/mod.ts") & typeof import("./reference/generated/reference.ts")> {
  const [help, reference] = await Promise.all([import("./help/mod.ts"), import("./reference/generated/reference.ts")]);
  return { ...help, ...reference };
}

async function namesOf(session: Session): Promise<Names> {
  const { commands } = await import("./commands/mod.ts");
  return { classes: library as unknown as Record<string, unknown>, scope: session.scope, commands };
}
