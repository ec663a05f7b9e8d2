/** Which versions of the API have an operation, in words. */
import type { Operation } from "../../lib/api/operations.ts";

/** `v1.0 and today`, `since API 1.24`, or that it is gone and what takes its place. */
export function versionsOf({ since, until }: Operation): string {
  if (until !== undefined) return "v1.0 only; elsewhere dks does it itself";
  return since === "1.0" ? "v1.0 and today" : `since API ${since}`;
}
