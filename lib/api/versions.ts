/** API versions: numbers of two parts, compared part by part (`1.9` is older than `1.10`). */

/** The two wire forms that dks speaks: the Remote API of 2013, and the Engine API from 1.24 on. */
export type Dialect = "v1.0" | "modern";

/** The oldest modern version that dks speaks. */
export const oldestModern = "1.24";

/** The newest version that dks knows. */
export const newestModern = "1.56";

/** Negative when `a` is older than `b`, 0 when they are the same, positive when it is newer. */
export function compareVersions(a: string, b: string): number {
  const [aMajor = 0, aMinor = 0] = a.split(".").map(Number);
  const [bMajor = 0, bMinor = 0] = b.split(".").map(Number);
  return aMajor - bMajor || aMinor - bMinor;
}

/** Whether a text is an API version as dks writes it: digits, a dot, digits. */
export function isVersion(text: string): boolean {
  return /^\d{1,3}\.\d{1,3}$/.test(text);
}

/** The wire form that a version has. Everything before 1.2 is v1.0 (1.0 and 1.1 differ in three streams only). */
export function dialectOf(version: string): Dialect {
  return compareVersions(version, "1.2") < 0 ? "v1.0" : "modern";
}
