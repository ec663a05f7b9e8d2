/** Where Podman (4.3) differs about images: it finds in words of its own, finds nothing with an error, and refuses with a status of its own. */
import { ConflictError, NotFoundError, ServerError } from "../../errors.ts";

/** `GET /images/search`, in the names of today's API. */
export function imageSearch(rows: unknown): unknown {
  if (!Array.isArray(rows)) return rows;
  return rows.map((row: unknown) => {
    if (typeof row !== "object" || row === null || !("Name" in row)) return row;
    const { Name, Description, Stars, Official } = row as Record<string, unknown>;
    return { name: Name, description: Description, star_count: Stars, is_official: Official === "[OK]" };
  });
}

/** A search that finds nothing is answered with 404. */
export function nothingFound(error: unknown): [] {
  if (error instanceof NotFoundError && /image not known/.test(error.message)) return [];
  throw error;
}

/** That an image has several names, and may be meant by one of them only, is a 500. Thrown as the conflict that it is, with the status that came. */
export function severalNames(error: unknown): never {
  if (error instanceof ServerError && /by ID with more than one tag/.test(error.message)) {
    const { operation, method, path, status } = error;
    const hint = "Remove its names one by one, or all of them with { force: true }.";
    throw new ConflictError(error.message, { operation, method, path, status, hint, cause: error });
  }
  throw error;
}
