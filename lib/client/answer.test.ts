import { describe, expect, test } from "vitest";
import { apiError } from "./answer.ts";

const call = { operation: undefined, method: "POST", path: "/v1.41/x" };

/** The hint of an error that an engine answers with. */
function hintOf(status: number, message: string, operation?: string): string | undefined {
  return apiError({ ...call, operation }, status, "application/json", JSON.stringify({ message })).hint;
}

describe("what an error says to do next", () => {
  test.each([
    [409, "Cannot kill container: a: Container a is not running", /^Start the container/],
    [409, "can only kill running containers. a is in state created: container state improper", /^Start the container/],
    [409, "cannot remove container: container is running: stop the container before removing", /^Stop the container/],
    [500, 'Get "https://registry.example/v2/": dial tcp: lookup registry.example: no such host', /^Check the registry/],
    [500, "something else", /^The engine itself failed/],
    [404, "No such image: nope", /^Pull the image/],
  ])("%s: %s", (status, message, hint) => {
    expect(hintOf(status, message)).toMatch(hint);
  });

  test("nobody pulls an image to remove it", () => {
    expect(hintOf(404, "No such image: nope", "ImageDelete")).toMatch(/^images\.list\(\)/);
  });
});

test("an error names the path of its call without the query, which may hold secrets", () => {
  const build = {
    operation: "ImageBuild",
    method: "POST",
    path: "/v1.41/build?buildargs=%7B%22API_TOKEN%22%3A%22hush%22%7D",
  };
  expect(apiError(build, 500, "text/plain", "no")).toMatchObject({ method: "POST", path: "/v1.41/build" });
});
