/**
 * What the client makes of the recorded exchanges: for each, the call that sends what was recorded, and what the caller gets; or why there is no
 * such call.
 */
import { accounts, attachments, containers, runs, system } from "./recorded-containers.ts";
import { building } from "./recorded-building.ts";
import { images } from "./recorded-images.ts";
import type { Row } from "./row.ts";

export type { Row } from "./row.ts";

export const rows: readonly Row[] = [
  ...system,
  ...accounts,
  ...containers,
  ...attachments,
  ...runs,
  ...images,
  ...building,
];

/** Exchanges whose request no client can make. */
export const cannotBeAsked: readonly { names: string; why: string }[] = [
  { names: "garbage go119-garbage", why: "what was sent is no HTTP" },
];

/** Exchanges that no call of their own makes; what they say is checked the raw way, `docker.request`. */
export const untyped: readonly { names: string; why: string }[] = [
  ...cannotBeAsked,
  {
    names:
      "version-v1.2 version-v2 version-v0 version-v0.9 version-v1 version-v1.0.0 version-vx v033-version-v1.1 go119-version-404",
    why: "a version that the client does not ask for",
  },
  {
    names:
      "root unknown-path put version-post version-trailing-slash version-double-slash list-post attach-get images-create-get " +
      "go119-405 go119-head inspect-ambiguous empty-attach-noname",
    why: "no operation has this method and path",
  },
  {
    names: "list-ps-alias v033-containers-ps v033cli-ps-1 v033cli-commit-1 getcache-* v033-getcache",
    why: "an operation that the document does not have",
  },
  {
    names: "v033-resize resize resize-bad resize-h24-w80",
    why: "v1.0 has no resize by its document, so the client refuses it before anything is sent",
  },
  {
    names:
      "create-badjson create-badjson2 create-emptybody create-null create-lowercase-keys create-trailing-garbage auth-post-* commit-badbody",
    why: "a body that the client does not write",
  },
  {
    names:
      "create-no-image empty-create-noimage delete-badbool list-all-bad list-all-True list-all-TRUE list-bad-escape list-limit-bad images-json-bad",
    why: "a value that the client does not write, or refuses",
  },
  {
    names: "create-port-mapped create-port-bad",
    why: "PortSpecs that the client refuses, since no engine of 2013 can start them",
  },
  {
    names: "images-json-filter* images-json-noprefix cli-images-a-1 images-json-2",
    why: "a parameter that the document does not have",
  },
  {
    names: "empty-delete-container-noname one-container-emptyname-delete image-delete-emptyname commit-nocontainer",
    why: "an empty name",
  },
  { names: "images-create-nothing*", why: "neither an image nor a source" },
  {
    names: "images-create-pull-registry-refused* pull-registry-*",
    why: "the client names the registry in the reference",
  },
  { names: "images-create-url-noscheme", why: "a source that is no URL" },
  { names: "images-create-stdin-form", why: "a content type for the archive that the client does not write" },
  { names: "images-create-stdin-badrepo images-create-stdin-badtag", why: "a name that the client refuses" },
  { names: "stop-badt stop-t-in-form-body", why: "a way to say the seconds that the client does not have" },
  {
    names:
      "attach-logs-both attach-logs-bad-command attach-stopped-logs-stream attach-live-both attach-live-logs-both attach-live-close attach-killed " +
      "attach-closed-stdout attach-openstdin-nostdin v033cli-run-2",
    why: "stdout and stderr on one connection, where nothing tells them apart: the client opens one for each",
  },
  { names: "attach-logs-none attach-live-none", why: "none of the three streams" },
  {
    names:
      "attach-stdin-early attach-stdin-exit-first attach-stdin-exit-first-notonce attach-stdin-many-again attach-stdin-many-half " +
      "attach-stdin-not-open attach-stdin-once-fullclose attach-stdin-once-half attach-stdin-once-half-at-once attach-tty attach-tty-again attach-tty-detach attach-tty-half attach-tty-nostdin attach-nontty-detach attach-after-resize " +
      "cli-attach-2 cli-run-i-2 cli-run-tty-2",
    why: "stdin and output on one connection, which ends with stdin: the client opens one for each",
  },
  { names: "attach-tty-stderr-only", why: "with a TTY the client asks for stdout, which is all of the output" },
  {
    names: "cli-run-3 cli-run-warn-3 cli-logs-2 attach-live-stderr attach-eof-split-in",
    why: "answers the second connection of the row of its first",
  },
  {
    names: "build-raw build-raw-noct build-tar",
    why: "a body that the client does not write, since this engine refuses it",
  },
  { names: "insert-noparams insert-noparams-v1.1", why: "neither a URL nor a path" },
  {
    names: "tag-norepo tag-badrepo tag-badtag tag-badforce tag-upper commit-badrepo",
    why: "a name or a value that the client refuses",
  },
  { names: "cli-commit-run-1", why: "every field of a configuration, empty: answered as commit-run-body" },
  { names: "v033cli-build-1", why: "a build step by step, through an operation that the document does not have" },
];
