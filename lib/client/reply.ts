/** The one place where the shape of an answer is checked. */
import * as v from "valibot";
import type { ReplySchema } from "../api/replies.ts";
import { ProtocolError } from "../errors.ts";
import { evened } from "./dialect/evened.ts";

/** The value as its type says, in the form that dockerd has it; a ProtocolError that names the field when the engine sent something else. */
export function checkReply<T>(operation: string, schema: ReplySchema<T>, value: unknown): T {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return evened(operation, result.output);
  const issue = result.issues[0];
  const path = v.getDotPath(issue);
  throw new ProtocolError(
    `${operation}: ${path === null ? "the answer" : `\`${path}\``} should be ${issue.expected ?? "something else"}, but is ${issue.received}`,
    { hint: "Either no engine answers at this endpoint, or it speaks a form of the API that dks does not know." },
  );
}
