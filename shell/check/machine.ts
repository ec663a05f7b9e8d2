/** The report of a check for machines: JUnit's XML, and TAP. */
import { plain, visibleLine } from "../format/text.ts";
import { formatDifference } from "./render.ts";
import { type FileResult, titleOf } from "./results.ts";

/** One test: a statement, or what befell a file as a whole. */
interface Case {
  readonly file: string;
  readonly name: string;
  readonly state: "passed" | "differs" | "failed" | "skipped";
  readonly detail: string;
  /** In milliseconds. */
  readonly took: number;
}

/** JUnit's XML: a suite per file, a case per statement. */
export function formatJunit(files: readonly FileResult[]): string {
  const suites = files.map((file) => {
    const cases = casesOf(file);
    return [
      `  <testsuite name="${xml(file.path)}" ${totals(cases)} time="${seconds(file.took)}">`,
      ...cases.map((one) => `    ${junitCase(one)}`),
      "  </testsuite>",
    ].join("\n");
  });
  const all = files.flatMap(casesOf);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="dks check" ${totals(all)} time="${seconds(all.reduce((sum, { took }) => sum + took, 0))}">`,
    ...suites,
    "</testsuites>",
    "",
  ].join("\n");
}

/** The Test Anything Protocol, version 13: a point per statement. */
export function formatTap(files: readonly FileResult[]): string {
  const cases = files.flatMap(casesOf);
  const lines = cases.flatMap(({ file, name, state, detail }, index) => {
    const isOk = state === "passed" || state === "skipped";
    const description = visibleLine(`${file}: ${name}`).replaceAll("#", "\\#");
    const point = `${isOk ? "ok" : "not ok"} ${index + 1} - ${description}`;
    if (state === "skipped") return [`${point} # SKIP ${visibleLine(detail)}`.trimEnd()];
    return [point, ...(isOk ? [] : detail.split("\n").map((line) => `# ${line}`))];
  });
  return [`TAP version 13`, `1..${cases.length}`, ...lines, ""].join("\n");
}

function casesOf({ path, state, reason = "", statements, failures, took }: FileResult): Case[] {
  if (state === "skipped") return [{ file: path, name: "the file", state, detail: reason, took }];
  const cases = statements
    .filter((statement) => statement.state !== "unchecked" && statement.state !== "failed")
    .map(({ state: result, source, line, differences, took: time }): Case => {
      const detail = differences.flatMap((one) => formatDifference(path, source, one, 120, plain)).join("\n");
      return {
        file: path,
        name: `line ${line}: ${titleOf(source)}`,
        state: result as Case["state"],
        detail: result === "skipped" ? "told so by a directive" : detail,
        took: time,
      };
    });
  const failed = failures.map(
    (detail): Case => ({
      file: path,
      name: detail.split("\n", 1)[0]!,
      state: "failed",
      detail,
      took: 0,
    }),
  );
  return [...cases, ...failed];
}

function junitCase({ file, name, state, detail, took }: Case): string {
  const head = `<testcase classname="${xml(file)}" name="${xml(name)}" time="${seconds(took)}"`;
  if (state === "passed") return `${head}/>`;
  const message = xml(detail.split("\n", 1)[0]!.trim());
  if (state === "skipped") return `${head}><skipped message="${message}"/></testcase>`;
  const tag = state === "failed" ? "error" : "failure";
  return `${head}><${tag} message="${message}">${xml(detail)}</${tag}></testcase>`;
}

function totals(cases: readonly Case[]): string {
  const of = (state: Case["state"]) => cases.filter((one) => one.state === state).length;
  return `tests="${cases.length}" failures="${of("differs")}" errors="${of("failed")}" skipped="${of("skipped")}"`;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

/** XML 1.0 has no way to write most control characters. */
function xml(text: string): string {
  return text
    .replace(
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      "\ufffd",
    )
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\n", "&#10;");
}
