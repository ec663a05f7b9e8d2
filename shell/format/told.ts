/** What errors say of themselves, whatever they are: a message may be a number, and a getter may throw. */

/** Whether it is an error; what does not say so is none. */
export function isError(value: unknown): value is Error {
  try {
    return value instanceof Error;
  } catch {
    return false;
  }
}

/** A property of an object; undefined where it cannot be had. */
export function propertyOf(object: object, name: PropertyKey): unknown {
  try {
    return (object as Record<PropertyKey, unknown>)[name];
  } catch {
    return undefined;
  }
}

/** A value as a text, for those that have one. */
export function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return "(a value that has no text)";
  }
}

/** The texts of an error: empty where it has none, but for its name. */
export function told(error: Error): { readonly name: string; readonly message: string; readonly stack: string } {
  const text = (name: string): string => textOf(propertyOf(error, name) ?? "");
  return { name: text("name") || "Error", message: text("message"), stack: text("stack") };
}
