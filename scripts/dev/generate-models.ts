/**
 * Writes lib/api/generated/models.ts, the types of the Engine API's bodies, from Docker's specification of it.
 *
 *     npx tsx scripts/dev/generate-models.ts [SPEC [OLDER]]
 *
 * SPEC is the path of Docker's Engine API specification (Swagger 2.0, YAML) of the newest version that dks knows, OLDER that of an
 * older version, whose answers the types must fit too. Without them, both are looked for in shared/api beside the repository.
 *
 * Names and types are taken, the specification's prose is not. Its `required` lists are sparse, so a field's presence is settled thus:
 *  - whatever a request can hold is optional, all through;
 *  - a field of an answer is there always if the specification requires it or if its definition is one that an engine fills in
 *    whole (`filled`), in the older version as in the newer one, save what may be left out (`leftOut`) or be null;
 *  - every other field is optional. Lists, maps and objects of such fields may be null too: that is how Go writes empty ones.
 */
import { existsSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

/** The parts of a Swagger schema that say what a type is. */
interface Schema {
  readonly $ref?: string;
  readonly type?: "object" | "array" | "string" | "integer" | "number" | "boolean";
  readonly title?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly enum?: readonly unknown[];
  readonly allOf?: readonly Schema[];
  readonly "x-nullable"?: boolean;
  readonly "x-omitempty"?: boolean;
}

interface Specification {
  readonly version: string;
  readonly definitions: ReadonlyMap<string, Schema>;
}

/** The bodies that a request can hold. */
const requestRoots = ["ContainerConfig", "HostConfig", "NetworkingConfig", "AuthConfig"];

/** The bodies of answers. */
const responseRoots = [
  "AuthResponse",
  "BuildInfo",
  "ContainerCreateResponse",
  "ContainerInspectResponse",
  "ContainerState",
  "ContainerSummary",
  "ContainerTopResponse",
  "ContainerWaitResponse",
  "CreateImageInfo",
  "ErrorResponse",
  "FilesystemChange",
  "IDResponse",
  "ImageDeleteResponseItem",
  "ImageHistoryResponseItem",
  "ImageInspect",
  "ImageSearchResponseItem",
  "ImageSummary",
  "PushImageInfo",
  "SystemInfo",
  "SystemVersion",
];

/** The definitions that an engine fills in whole, although the specification requires nothing of them. */
const filled = new Set([
  "ContainerInspectResponse",
  "ContainerState",
  "ContainerSummary",
  "ContainerTopResponse",
  "Health",
  "HealthcheckResult",
  "ImageInspect",
  "ImageSearchResponseItem",
  "IndexInfo",
  "MountPoint",
  "NetworkSettings",
  "PluginsInfo",
  "RegistryServiceConfig",
  "SwarmInfo",
  "SystemInfo",
  "SystemVersion",
]);

/** Fields of filled definitions that an engine leaves out where it has nothing to say. */
const leftOut = new Set([
  "ContainerState.Health",
  "ContainerSummary.HostConfig.NetworkMode",
  "MountPoint.Driver",
  "MountPoint.Name",
  "SwarmInfo.Cluster",
  "SystemInfo.CgroupVersion",
  "SystemInfo.DefaultAddressPools",
  "SystemInfo.GenericResources",
  "SystemInfo.PidsLimit",
  "SystemInfo.ProductLicense",
  "SystemInfo.Warnings",
  "SystemVersion.BuildTime",
  "SystemVersion.Components",
  "SystemVersion.Experimental",
  "SystemVersion.KernelVersion",
  "SystemVersion.MinAPIVersion",
  "SystemVersion.Platform",
]);

/** Fields that are always there, but that engines answer as null where the specification promises a value. */
const nullInPractice = new Set([
  "ContainerCreateResponse.Warnings",
  "DriverData.Data",
  "ImageHistoryResponseItem.Tags",
  "ImageSummary.Labels",
  "ImageSummary.RepoDigests",
  "ImageSummary.RepoTags",
  "IndexInfo.Mirrors",
  "PluginsInfo.Authorization",
  "PluginsInfo.Log",
  "PluginsInfo.Network",
  "PluginsInfo.Volume",
  "RegistryServiceConfig.Mirrors",
  "SystemInfo.DriverStatus",
  "SystemInfo.Labels",
  "SystemInfo.SecurityOptions",
]);

/** Fields whose enumeration is open: a plugin can bring further values. */
const openEnumerations = new Set(["HostConfig.LogConfig.Type"]);

/** Where the specifications are when the command line does not say. */
export const defaultSpecifications: { readonly newest: string; readonly older: string } = {
  newest: fileURLToPath(new URL("../../../shared/api/engine-api-v1.56.yaml", import.meta.url)),
  older: fileURLToPath(new URL("../../../shared/api/engine-api-v1.41.yaml", import.meta.url)),
};

/** Where the types are written. */
const target = fileURLToPath(new URL("../../lib/api/generated/models.ts", import.meta.url));

const lineWidth = 120;

/** The source of models.ts for the texts of two specifications, both as YAML. */
export function generateModels(newestText: string, olderText: string): string {
  const newest = readSpecification(newestText);
  const older = readSpecification(olderText);
  const writer = new ModelWriter(newest, older);
  const names = [...writer.reachable([...requestRoots, ...responseRoots])].sort();
  return [
    "/**",
    ` * The bodies of Docker's Engine API ${newest.version}, as types; what answers of API ${older.version} have besides is there too.`,
    " *",
    " * Generated from Docker's specification by scripts/dev/generate-models.ts. Do not edit: change the generator and run it again.",
    " */",
    "",
    ...names.flatMap((name) => [writer.declaration(name), ""]),
    "/** The body of a request that creates a container. */",
    "export type ContainerCreateRequest = ContainerConfig & {",
    "  HostConfig?: HostConfig;",
    "  NetworkingConfig?: NetworkingConfig;",
    "};",
    "",
  ].join("\n");
}

/** The definitions of a specification: the declared ones, and the titled ones that stand inside an answer. */
function readSpecification(text: string): Specification {
  const document = parse(text, { merge: true, maxAliasCount: -1 });
  const definitions = new Map<string, Schema>(Object.entries(document.definitions));
  for (const path of Object.values<Record<string, unknown>>(document.paths ?? {})) {
    for (const operation of Object.values(path)) {
      const { responses = {} } = operation as { responses?: Record<string, { schema?: Schema }> };
      for (const { schema } of Object.values(responses)) {
        const body = schema?.items ?? schema;
        if (body?.title && body.properties && !definitions.has(body.title)) definitions.set(body.title, body);
      }
    }
  }
  return { version: String(document.info.version), definitions };
}

class ModelWriter {
  readonly #newest: Specification;
  readonly #older: Specification;
  readonly #requests: ReadonlySet<string>;

  constructor(newest: Specification, older: Specification) {
    this.#newest = newest;
    this.#older = older;
    this.#requests = this.reachable(requestRoots);
  }

  /** The names of the definitions that the given ones are made of, themselves included. */
  reachable(roots: readonly string[]): Set<string> {
    const seen = new Set<string>();
    const visit = (schema: Schema): void => {
      if (schema.$ref !== undefined) enter(referenced(schema.$ref));
      for (const part of schema.allOf ?? []) visit(part);
      for (const property of Object.values(schema.properties ?? {})) visit(property);
      if (schema.items) visit(schema.items);
      if (typeof schema.additionalProperties === "object") visit(schema.additionalProperties);
    };
    const enter = (name: string): void => {
      if (seen.has(name)) return;
      seen.add(name);
      visit(this.#definition(name));
      for (const property of Object.values(this.#lost(name))) visit(property);
    };
    for (const root of roots) enter(root);
    return seen;
  }

  declaration(name: string): string {
    const schema = this.#definition(name);
    const doc = `/** Docker's \`${name}\`. */\n`;
    const bases = (schema.allOf ?? []).flatMap((part) => (part.$ref ? [referenced(part.$ref)] : []));
    const properties = ownProperties(schema);
    if (Object.keys(properties).length === 0 && bases.length === 0) {
      return `${doc}export type ${typeName(name)} = ${this.#type(schema, name, "")};`;
    }
    const heritage = bases.length > 0 ? ` extends ${bases.map(typeName).join(", ")}` : "";
    return `${doc}export interface ${typeName(name)}${heritage} ${this.#members(schema, name, "", this.#lost(name))}`;
  }

  #definition(name: string): Schema {
    const schema = this.#newest.definitions.get(name) ?? this.#older.definitions.get(name);
    if (!schema) throw new Error(`the specification has no definition named ${name}`);
    return schema;
  }

  /** The properties that a definition had in the older version and has no more. */
  #lost(name: string): Record<string, Schema> {
    const older = this.#older.definitions.get(name);
    const newest = this.#newest.definitions.get(name);
    if (!older || !newest) return {};
    const kept = new Set(this.#allProperties(newest, this.#newest));
    return Object.fromEntries(Object.entries(ownProperties(older)).filter(([key]) => !kept.has(key)));
  }

  /** The names of a schema's properties, those of its bases included. */
  #allProperties(schema: Schema, specification: Specification): string[] {
    const bases = (schema.allOf ?? []).flatMap((part) => {
      const base = part.$ref && specification.definitions.get(referenced(part.$ref));
      return base ? this.#allProperties(base, specification) : [];
    });
    return [...bases, ...Object.keys(ownProperties(schema))];
  }

  /** An object's members in braces. `path` is where the object stands: its definition's name, then the fields that lead to it. */
  #members(schema: Schema, path: string, indent: string, lost: Readonly<Record<string, Schema>> = {}): string {
    const inner = `${indent}  `;
    const lines: string[] = [];
    for (const [key, property] of Object.entries(ownProperties(schema))) {
      const place = `${path}.${key}`;
      const { optional, nullable } = this.#presence(schema, key, property, place);
      if (this.#gained(path, key)) {
        lines.push(`${inner}/** Not in API ${this.#older.version}. */`);
      }
      lines.push(this.#member(key, property, place, inner, optional, nullable));
    }
    for (const [key, property] of Object.entries(lost)) {
      lines.push(`${inner}/** Not in API ${this.#newest.version}. */`);
      lines.push(this.#member(key, property, `${path}.${key}`, inner, true, this.#canBeNull(property)));
    }
    return `{\n${lines.join("\n")}\n${indent}}`;
  }

  #member(key: string, schema: Schema, place: string, indent: string, optional: boolean, nullable: boolean): string {
    const name = /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
    const type = this.#type(schema, place, indent);
    const head = `${indent}${name}${optional ? "?" : ""}:`;
    const line = `${head} ${type}${nullable ? " | null" : ""};`;
    if (line.length <= lineWidth || line.includes("\n")) return line;
    const branches = [...type.split(" | "), ...(nullable ? ["null"] : [])];
    return `${head}\n${branches.map((branch) => `${indent}  | ${branch}`).join("\n")};`;
  }

  /** Whether a field can be left out, and whether it can be null. */
  #presence(owner: Schema, key: string, schema: Schema, place: string): { optional: boolean; nullable: boolean } {
    const root = place.slice(0, place.indexOf("."));
    const declaredNullable = schema["x-nullable"] === true;
    const mayBeNull = declaredNullable || nullInPractice.has(place);
    if (this.#requests.has(root)) return { optional: true, nullable: mayBeNull || this.#canBeNull(schema) };
    const required = owner.required?.includes(key) ?? false;
    const promised = required || (owner.required === undefined && filled.has(root));
    const optional =
      !promised ||
      leftOut.has(place) ||
      schema["x-omitempty"] === true ||
      (declaredNullable && !required) ||
      this.#gained(place.slice(0, place.lastIndexOf(".")), key);
    return { optional, nullable: mayBeNull || (optional && schema["x-omitempty"] !== true && this.#canBeNull(schema)) };
  }

  /** Whether the object at `path` is a definition that the older version had as well, but without this field. */
  #gained(path: string, key: string): boolean {
    const older = this.#older.definitions.get(path);
    const known = older ? this.#allProperties(older, this.#older) : [];
    return known.length > 0 && !known.includes(key);
  }

  /** Whether Go would write a field of this schema as null when it is empty: a list, a map, a pointer to an object. */
  #canBeNull(schema: Schema): boolean {
    if (schema["x-nullable"] === false) return false;
    if (schema.$ref !== undefined) {
      const target = this.#definition(referenced(schema.$ref));
      return target.properties !== undefined || target.allOf !== undefined || this.#canBeNull(target);
    }
    return schema.type === "array" || (schema.type === "object" && schema.properties === undefined);
  }

  #type(schema: Schema, place: string, indent: string): string {
    if (schema.$ref !== undefined) return typeName(referenced(schema.$ref));
    if (schema.allOf) return schema.allOf.map((part) => this.#type(part, place, indent)).join(" & ");
    if (schema.type === "object" || schema.properties) return this.#objectType(schema, place, indent);
    if (schema.enum && !openEnumerations.has(place)) {
      return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
    }
    switch (schema.type) {
      case "array":
        return this.#arrayType(schema, place, indent);
      case "integer":
      case "number":
        return "number";
      case "string":
      case "boolean":
        return schema.type;
      default:
        return "unknown";
    }
  }

  #objectType(schema: Schema, place: string, indent: string): string {
    if (schema.properties) return this.#members(schema, place, indent);
    // The set of Go's `map[string]struct{}`: the keys are all there is.
    if (schema.enum) return "Record<string, never>";
    if (typeof schema.additionalProperties !== "object") return "Record<string, unknown>";
    const value = this.#type(schema.additionalProperties, place, indent);
    return `Record<string, ${value}${schema.additionalProperties["x-nullable"] === true ? " | null" : ""}>`;
  }

  #arrayType(schema: Schema, place: string, indent: string): string {
    const item = this.#type(schema.items ?? {}, place, indent);
    const { minItems = 0, maxItems } = schema;
    if (minItems > 0 && minItems === maxItems) return `[${Array.from({ length: minItems }, () => item).join(", ")}]`;
    return item.includes(" | ") || item.includes(" & ") || item.startsWith("{") ? `Array<${item}>` : `${item}[]`;
  }
}

/** The properties that a schema lists itself, those in the inline parts of its `allOf` included. */
function ownProperties(schema: Schema): Record<string, Schema> {
  const parts = (schema.allOf ?? []).filter((part) => part.$ref === undefined);
  return Object.assign({}, schema.properties, ...parts.map(ownProperties));
}

function referenced(reference: string): string {
  return reference.slice(reference.lastIndexOf("/") + 1);
}

function typeName(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Runs the command. */
function main([newest = defaultSpecifications.newest, older = defaultSpecifications.older]: readonly string[]): void {
  const missing = [newest, older].filter((path) => !existsSync(path));
  if (missing.length > 0) {
    console.error(`No such file: ${missing.join(", ")}\nUsage: generate-models.ts [SPEC [OLDER]]`);
    process.exitCode = 2;
    return;
  }
  writeFileSync(target, generateModels(readFileSync(newest, "utf8"), readFileSync(older, "utf8")));
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  main(process.argv.slice(2));
