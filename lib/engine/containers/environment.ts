/** The environment that a container's program sees. */
import { DEFAULT_PATH } from "../kernel/mod.ts";
import type { ContainerConfig } from "./config.ts";

/** The configured variables over those that every container has. */
export function environmentOf(config: ContainerConfig, home: string): Record<string, string> {
  const env: Record<string, string> = { PATH: DEFAULT_PATH, HOSTNAME: config.Hostname };
  if (config.Tty) env["TERM"] = "xterm";
  env["HOME"] = home;
  for (const variable of config.Env) {
    const equals = variable.indexOf("=");
    if (equals > 0) env[variable.slice(0, equals)] = variable.slice(equals + 1);
  }
  return env;
}
