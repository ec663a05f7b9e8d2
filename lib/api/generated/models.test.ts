import { existsSync, readFileSync } from "node:fs";
import { describe, expect, expectTypeOf, it } from "vitest";
import { defaultSpecifications, generateModels } from "../../../scripts/dev/generate-models.ts";
import { needsSpecifications } from "../../../test/support/skips.ts";
import type {
  ContainerCreateRequest,
  ContainerSummary,
  HostConfig,
  ImageInspect,
  NetworkSettings,
  Resources,
} from "./models.ts";

const { newest, older } = defaultSpecifications;
const haveSpecifications = existsSync(newest) && existsSync(older);
const absent = haveSpecifications ? "" : `, skipped: ${needsSpecifications}`;

/** Every root of the generator, so that a fixture needs to spell out only the definitions it is about. */
const roots = [
  ...["ContainerConfig", "HostConfig", "NetworkingConfig", "AuthConfig", "AuthResponse", "BuildInfo"],
  ...["ContainerCreateResponse", "ContainerInspectResponse", "ContainerState", "ContainerSummary"],
  ...["ContainerTopResponse", "ContainerWaitResponse", "CreateImageInfo", "ErrorResponse", "FilesystemChange"],
  ...["IDResponse", "ImageDeleteResponseItem", "ImageHistoryResponseItem", "ImageInspect", "ImageSearchResponseItem"],
  ...["ImageSummary", "PushImageInfo", "SystemInfo", "SystemVersion"],
];

/** A specification as text (JSON is YAML) that has every root, those given with their schema. */
function specification(version: string, definitions: Record<string, unknown>): string {
  const fillers = Object.fromEntries(roots.map((name) => [name, { type: "object" }]));
  return JSON.stringify({ info: { version }, definitions: { ...fillers, ...definitions } });
}

/** What is generated for one name. */
function declared(name: string, newer: Record<string, unknown>, before: Record<string, unknown> = {}): string {
  const source = generateModels(specification("2.0", newer), specification("1.0", before));
  const found = new RegExp(`^export (?:interface|type) ${name}\\b[^]*?(?=\\n\\n|\\n$)`, "m").exec(source);
  if (!found) throw new Error(`nothing was generated for ${name}`);
  return found[0];
}

const text = { type: "string" };
const texts = { type: "array", items: text };

describe("the committed models", () => {
  it.skipIf(!haveSpecifications)(`are what the generator makes of the specifications${absent}`, () => {
    const generated = generateModels(readFileSync(newest, "utf8"), readFileSync(older, "utf8"));
    expect(readFileSync(new URL("./models.ts", import.meta.url), "utf8")).toBe(generated);
  });

  // Checked by the compiler: these lines fail `tsc`, not the run.
  it("type requests and answers", () => {
    expectTypeOf<{
      Image: string;
      Cmd: string[];
      HostConfig: { Binds: string[]; Memory: number };
    }>().toExtend<ContainerCreateRequest>();
    expectTypeOf<HostConfig>().toExtend<Resources>();
    expectTypeOf<ContainerSummary["Id"]>().toEqualTypeOf<string>();
    expectTypeOf<ImageInspect["VirtualSize"]>().toEqualTypeOf<number | undefined>();
    expectTypeOf<NetworkSettings["IPAddress"]>().toEqualTypeOf<string | undefined>();
  });
});

describe("generateModels", () => {
  it("makes every field of a request optional, and lists nullable, whatever is required", () => {
    const schema = { type: "object", required: ["Image"], properties: { Image: text, Cmd: texts } };
    expect(declared("ContainerConfig", { ContainerConfig: schema })).toBe(
      "export interface ContainerConfig {\n  Image?: string;\n  Cmd?: string[] | null;\n}",
    );
  });

  it("keeps what an answer requires, and leaves the rest optional", () => {
    const schema = { type: "object", required: ["message"], properties: { message: text, code: { type: "integer" } } };
    expect(declared("ErrorResponse", { ErrorResponse: schema })).toBe(
      "export interface ErrorResponse {\n  message: string;\n  code?: number;\n}",
    );
  });

  it("takes a nullable field of a filled answer for optional", () => {
    const schema = { type: "object", properties: { Id: text, SizeRw: { type: "integer", "x-nullable": true } } };
    expect(declared("ContainerSummary", { ContainerSummary: schema })).toBe(
      "export interface ContainerSummary {\n  Id: string;\n  SizeRw?: number | null;\n}",
    );
  });

  it("adds what the older version had, and marks what it had not", () => {
    const now = { type: "object", properties: { Id: text, Variant: text } };
    const then = { type: "object", properties: { Id: text, Parent: text } };
    expect(declared("ImageInspect", { ImageInspect: now }, { ImageInspect: then })).toBe(
      [
        "export interface ImageInspect {",
        "  Id: string;",
        "  /** Not in API 1.0. */",
        "  Variant?: string;",
        "  /** Not in API 2.0. */",
        "  Parent?: string;",
        "}",
      ].join("\n"),
    );
  });

  it("makes an enumeration a union and an allOf an extension", () => {
    const definitions = {
      Resources: { type: "object", properties: { Memory: { type: "integer" } } },
      HostConfig: {
        allOf: [
          { $ref: "#/definitions/Resources" },
          { type: "object", properties: { Isolation: { type: "string", enum: ["default", ""] } } },
        ],
      },
    };
    expect(declared("HostConfig", definitions)).toBe(
      'export interface HostConfig extends Resources {\n  Isolation?: "default" | "";\n}',
    );
    expect(declared("Resources", definitions)).toBe("export interface Resources {\n  Memory?: number;\n}");
  });

  it("makes maps records, and sets records of nothing", () => {
    const properties = {
      Labels: { type: "object", additionalProperties: text },
      Volumes: { type: "object", additionalProperties: { type: "object", enum: [{}] } },
    };
    expect(declared("ContainerConfig", { ContainerConfig: { type: "object", properties } })).toBe(
      [
        "export interface ContainerConfig {",
        "  Labels?: Record<string, string> | null;",
        "  Volumes?: Record<string, Record<string, never>> | null;",
        "}",
      ].join("\n"),
    );
  });

  it("copies no prose and leaves out what no root reaches", () => {
    const definitions = {
      ErrorResponse: {
        type: "object",
        description: "Words.",
        properties: { message: { ...text, description: "More." } },
      },
      Unreached: { type: "object", properties: { Name: text } },
    };
    const source = generateModels(specification("2.0", definitions), specification("1.0", {}));
    expect(source).not.toMatch(/Words|More|Unreached/);
  });

  it("says which definition is missing", () => {
    const without = { ErrorResponse: undefined };
    expect(() => generateModels(specification("2.0", without), specification("1.0", without))).toThrow(
      "the specification has no definition named ErrorResponse",
    );
  });
});
