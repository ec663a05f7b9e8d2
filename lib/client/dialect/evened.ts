/**
 * Where answers of modern engines differ for no reason, they get one form: that of today's dockerd. Podman (4.3) names images in full, lists in
 * an order of its own, tells of ids before names when it has removed an image, and fills in what a container does not have; dockerd says `Error: null` at
 * the end of a program that simply ended, and tells of changes in any order. What tells them apart is the answer itself, so that no engine has to be asked what it is.
 */
type Fields = Record<string, unknown>;
type Even = (answer: Fields) => Fields;

/** Of one object of an answer, by its operation; where the answer is a list, of each. */
const objects: Readonly<Record<string, Even>> = {
  ContainerWait: (answer) => without(answer, ["Error"], isNothing),
  ContainerList: (row) =>
    without(
      withNames(row, ["Image"]),
      ["Name", "Config", "NetworkingConfig", "Platform", "AdjustCPUShares"],
      (value) => isNothing(value) || value === "" || value === false,
    ),
  ContainerInspect: (answer) => ({
    ...answer,
    ...(isObject(answer["Config"]) && { Config: withNames(answer["Config"], ["Image"]) }),
    ...(isObject(answer["State"]) && { State: without(answer["State"], ["Health"], isNoHealth) }),
  }),
  ImageList: (row) => withNames(row, ["RepoTags", "RepoDigests"]),
  ImageInspect: (answer) => withNames(answer, ["RepoTags", "RepoDigests"]),
  ImageHistory: (step) => withNames(step, ["Tags"]),
  ImageDelete: (step) => withNames(step, ["Untagged"]),
};

/** Of a whole list, as it came. */
const lists: Readonly<Record<string, (rows: readonly Fields[]) => readonly Fields[]>> = {
  ContainerList: (rows) => (rows.some((row) => "AdjustCPUShares" in row) ? newestFirst(rows) : rows),
  ContainerChanges: (rows) => rows.toSorted((a, b) => (String(a["Path"]) < String(b["Path"]) ? -1 : 1)),
  ImageList: (rows) => (rows.some((row) => "History" in row) ? newestFirst(rows) : rows),
  ImageDelete: (steps) => [
    ...steps.filter(({ Untagged }) => Untagged !== undefined),
    ...steps.filter(({ Untagged }) => Untagged === undefined),
  ],
};

/** An answer, whose shape was checked, in the one form. */
export function evened<T>(operation: string, answer: T): T {
  const even = objects[operation];
  if (!Array.isArray(answer)) return even !== undefined && isObject(answer) ? (even(answer) as T) : answer;
  const rows = lists[operation]?.(answer) ?? (answer as readonly Fields[]);
  return (even === undefined ? rows : rows.map(even)) as T;
}

/** The name that people use: `busybox:1` for `docker.io/library/busybox:1`. Engines take either. */
function familiar(name: unknown): unknown {
  return typeof name === "string"
    ? name.replace(/^docker\.io\/(?:library\/(?=[^/]*$))?(?!localhost\/|[^/]*[.:][^/]*\/)/, "")
    : name;
}

function newestFirst(rows: readonly Fields[]): readonly Fields[] {
  return rows.toSorted((a, b) => Number(b["Created"]) - Number(a["Created"]));
}

function withNames(object: Fields, keys: readonly string[]): Fields {
  const named = keys
    .filter((key) => key in object)
    .map((key) => [key, Array.isArray(object[key]) ? object[key].map(familiar) : familiar(object[key])]);
  return { ...object, ...Object.fromEntries(named) };
}

function without(object: Fields, keys: readonly string[], isEmpty: (value: unknown) => boolean): Fields {
  return Object.fromEntries(Object.entries(object).filter(([key, value]) => !keys.includes(key) || !isEmpty(value)));
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined;
}

/** What Podman says of a container that has no health check. */
function isNoHealth(value: unknown): boolean {
  return isObject(value) && value["Status"] === "";
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
