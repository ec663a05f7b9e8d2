/** The path of a call without the secrets in it: the values of a query are encoded, and JSON or a URL in one is a text of its own. */
import { isSecretName, mask, withoutSecrets } from "../secrets.ts";

/** The path with what is secret in its query replaced: by the name of the parameter, or by what its value says. All else stays as it was written. */
export function pathWithoutSecrets(path: string): string {
  const at = path.indexOf("?");
  if (at < 0) return withoutSecrets(path);
  const query = path
    .slice(at + 1)
    .split("&")
    .map(withoutSecretsInField);
  return `${withoutSecrets(path.slice(0, at))}?${query.join("&")}`;
}

function withoutSecretsInField(field: string): string {
  const [, name = "", value = ""] = /^([^=]*)=([\s\S]*)$/.exec(field) ?? [];
  if (value === "") return field;
  if (isSecretName(decoded(name))) return `${name}=${mask}`;
  const text = decoded(value);
  const shown = withoutSecrets(text);
  if (shown === text) return field;
  return `${name}=${shown.split(mask).map(encodeURIComponent).join(mask)}`;
}

/** As in a form, where a blank is a plus; what is not well encoded is taken as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
