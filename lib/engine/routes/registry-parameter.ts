/** The registry that v1.0 names in a parameter of its own. */
import type { Call } from "../call.ts";
import { elsewhere, homeOf, hostOf } from "../registry/access.ts";
import { defaultRegistry, familiarRepository, type Reference, splitRepository } from "../store/reference.ts";

/** The reference at the registry that a call names, unless it names one itself. A Failure for one that the engine does not ask. */
export function atRegistry(reference: Reference, call: Call): Reference {
  const registry = call.text("registry") ?? "";
  const home = homeOf(registry);
  if (home === "elsewhere") throw elsewhere(registry);
  if (home === "public" || splitRepository(reference.repository).registry !== defaultRegistry) return reference;
  return { ...reference, repository: `${hostOf(registry)}/${familiarRepository(reference.repository)}` };
}
