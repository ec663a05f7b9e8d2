/** The instructions of a Dockerfile, checked as far as they can be before they are carried out. */
import type { HealthConfig } from "../../../api/generated/models.ts";

/** A command: the words of the exec form, or a line for the shell. */
export interface CommandLine {
  shell: boolean;
  words: readonly string[];
}

/** A name with its value. */
export type Pair = readonly [name: string, value: string];

/** Instructions of several kinds that say the same sort of thing. */
type Each<Kinds extends string, What> = Kinds extends string ? { kind: Kinds } & What : never;

/** What each instruction says. Words in which variables are allowed are as they were written. */
export type Said =
  | { kind: "FROM"; image: string; name: string | undefined; platform: string | undefined }
  | { kind: "ARG"; args: readonly { name: string; value: string | undefined }[] }
  | { kind: "ENV"; pairs: readonly Pair[] }
  /** `literal`: without variables and quotes. */
  | { kind: "LABEL"; pairs: readonly Pair[]; literal: boolean }
  | Each<"CMD" | "ENTRYPOINT", { command: CommandLine }>
  /** `flags`: the names of those that it has, all of which are BuildKit's. */
  | { kind: "RUN"; command: CommandLine; flags: readonly string[] }
  | { kind: "SHELL"; words: readonly string[] }
  /** Flags that are not given are empty. */
  | Each<
      "COPY" | "ADD",
      { sources: readonly string[]; destination: string; from: string; chown: string; chmod: string }
    >
  | { kind: "EXPOSE"; ports: readonly string[] }
  | { kind: "VOLUME"; paths: readonly string[] }
  | Each<"USER" | "WORKDIR" | "STOPSIGNAL" | "MAINTAINER", { text: string }>
  /** `command` is undefined for NONE. */
  | { kind: "HEALTHCHECK"; command: CommandLine | undefined; times: Partial<HealthConfig> }
  | { kind: "ONBUILD"; trigger: string }
  /** One that nobody knows, where such are passed over. */
  | { kind: "UNKNOWN" };

/** An instruction, and where it stands. */
export type Instruction = Said & {
  /** The whole of it as it was written, with continued lines put together. */
  written: string;
  /** Its first word, in capitals. */
  keyword: string;
  /** What follows the first word. */
  rest: string;
  /** The line on which it begins, counted from 1. */
  line: number;
};

/** The instruction of one kind. */
export type InstructionOf<Kind extends Said["kind"]> = Extract<Instruction, { kind: Kind }>;
