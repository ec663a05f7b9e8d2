/** A call as errors name it: without its query, which may hold secrets, as the build arguments do. */

/** A path without its query. */
export function withoutQuery(path: string): string {
  const at = path.indexOf("?");
  return at < 0 ? path : path.slice(0, at);
}

/** For example `POST /v1.41/build`. */
export function callName({ method, path }: { readonly method: string; readonly path: string }): string {
  return `${method} ${withoutQuery(path)}`;
}
