/**
 * The embedded engine, on a real socket and in raw bytes, held against a table of our own of what an engine of 2013 answered; and, where the
 * recordings are, the table against them.
 */
import { describe, expect, test } from "vitest";
import { keepsOpen } from "../support/http-bytes.ts";
import { matches } from "../support/names.ts";
import { recorded, recordings, unlessRecorded } from "../support/recordings.ts";
import { differences } from "./differences.ts";
import { Connection, request, startEngine } from "./engine.ts";
import { type Facts, factsOf, withoutIds, written } from "./facts.ts";
import { Place } from "./needs.ts";
import { notHere } from "./not-here.ts";
import type { Row } from "./row.ts";
import { rows } from "./rows/all.ts";

/** What our engine is to answer to each request of a row: what was recorded, but for the differences that are kept; and those that made one. */
function expectedOf({ name, says }: Row): { facts: Facts; kept: string[] }[] {
  return says.map(({ facts }, i) => {
    const own = says.length === 1 ? name : `${name}/${i}`;
    const kept: string[] = [];
    let expected = facts;
    for (const { names, ours } of differences) {
      const glob = names.split(" ").find((one) => matches(one, own));
      if (glob === undefined) continue;
      const changed = ours(expected);
      if (written(changed) !== written(expected)) kept.push(glob);
      expected = changed;
    }
    return { facts: expected, kept };
  });
}

describe("the embedded engine answers as the engine of 2013 did, but where a difference is kept", () => {
  test.concurrent.each(rows.map((row) => [row.name, row] as const))("%s", async (_, row) => {
    const engine = await startEngine();
    try {
      const place = new Place(engine.path);
      await row.needs(place);
      const connection = new Connection(engine.path);
      const expected = expectedOf(row);
      for (const [i, say] of row.says.entries()) {
        const line = place.filled(say.line);
        connection.send(request(line, say));
        let answer = await connection.answer(line.split(" ")[0]);
        while (answer !== undefined && answer.status < 200) answer = await connection.answer(line.split(" ")[0]);
        if (answer === undefined) throw new Error("the connection was closed without an answer");
        expect(written(factsOf(answer, say.compare))).toBe(written(expected[i]!.facts));
        place.noticed(answer.body);
        // The connection carries another request where, and only where, the answer says so.
        if (i < row.says.length - 1) continue;
        if (keepsOpen(answer)) connection.send("GET /v1.0/version HTTP/1.1\r\nHost: docker\r\n\r\n");
        expect((await connection.answer())?.status).toBe(keepsOpen(answer) ? 200 : undefined);
      }
      connection.close();
    } finally {
      await engine.close();
    }
  });

  test("each kept difference is one, in a row that there is", () => {
    const kept = new Set(rows.flatMap(expectedOf).flatMap((say) => say.kept));
    const idle = differences.flatMap(({ names }) => names.split(" ").filter((glob) => !kept.has(glob)));
    expect(idle).toEqual([]);
  });
});

describe.skipIf(recordings.length === 0)(`the table is what was recorded${unlessRecorded}`, () => {
  test.each(rows.map((row) => [row.name, row] as const))("%s", (name, row) => {
    const { requests, answers } = recorded(name);
    for (const [i, say] of row.says.entries()) {
      expect(written(factsOf(answers[i]!, say.compare))).toBe(written(say.facts));
      const [method, target] = say.line.split(" ");
      expect(requests[i]!.method).toBe(method);
      expect(requests[i]!.headers.get("user-agent")).toBe(say.headers?.["User-Agent"]);
      if (requests[i]!.headers.get("content-type") === "application/json")
        expect(parsed(say.body ?? "")).toEqual(parsed(requests[i]!.body));
      if (!asksForOurs.has(name)) {
        expect(withoutIds(requests[i]!.target)).toBe(
          target!.replaceAll("$id", "<12>").replaceAll("$full", "<64>").replaceAll("$other", "<12>"),
        );
      }
    }
  });

  test("each recorded exchange has a row, or a reason why it cannot have one", () => {
    const places = (name: string): number =>
      rows.filter((row) => row.name === name).length + notHere.filter(({ names }) => matches(names, name)).length;
    expect(recordings.filter((name) => places(name) !== 1).map((name) => `${name}: ${places(name)}`)).toEqual([]);
    const idle = notHere.flatMap(({ names }) =>
      names.split(" ").filter((glob) => !recordings.some((name) => matches(glob, name))),
    );
    expect(idle).toEqual([]);
  });
});

/** Rows that ask for what the embedded engine's registry has, in the place of what that engine's had. */
const asksForOurs = new Set([
  "pull",
  "pull-tag",
  "pull-tag-v1.1",
  "pull-again",
  "pull-notag",
  "search",
  "image-inspect-shortid",
]);

/** The value of a text that is JSON, else the text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
