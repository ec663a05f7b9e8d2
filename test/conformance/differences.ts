/**
 * Where the embedded engine answers otherwise than the engine of 2013 was recorded to, on purpose, and why. Its document comes first; what that
 * promised, the engine of its time did not always do.
 */
import { type Facts, facts } from "./facts.ts";

/** A difference that is kept. */
export interface Difference {
  /** The rows, by name, with a space between; `*` at the end stands for anything. A row of several exchanges has its number behind a slash. */
  readonly names: string;
  readonly why: string;
  /** What our engine answers, where that one answered this. */
  readonly ours: (theirs: Facts) => Facts;
}

const json = "application/json";

/** Another answer altogether. */
const instead =
  (head: string, body?: string): Difference["ours"] =>
  (theirs) =>
    facts(head, body ?? theirs.body);

const replaced =
  (was: string | RegExp, is: string): Difference["ours"] =>
  (theirs) => ({ ...theirs, body: theirs.body.replaceAll(was, is) });

/** What the document says. */
const documented: readonly Difference[] = [
  {
    names: "create create-* cli-run-1/0 cli-run-d-1/0 cli-run-i-1/0 cli-run-tty-1/0 cli-run-warn-1/0 v033cli-run-1/0",
    why: "a create names its Warnings also when there are none; and what is JSON is sent as JSON",
    ours: (theirs) => (theirs.status === 201 ? { ...theirs, type: json, body: '{"Id":"<12>","Warnings":[]}' } : theirs),
  },
  {
    names: "create-port-random create-port-mapped create-port-bad cli-run-warn-1/0",
    why: "a warning: containers of the embedded engine have no network",
    ours: replaced("[]", '["The embedded engine has no network: ports are not published."]'),
  },
  {
    names:
      "commit commit-m commit-m-v1.1 commit-norepo commit-run-body commit-run-query commit-badbody commit-null cli-commit-* v033cli-commit-2",
    why: "what is JSON is sent as JSON",
    ours: (theirs) => ({ ...theirs, type: json }),
  },
  { names: "list-* keepalive/1 cli-images-1", why: "lists have ids of 12 digits", ours: replaced("<64>", "<12>") },
  {
    names: "list-since-full",
    why: "`since` takes the whole id, too",
    ours: (theirs) => ({
      ...theirs,
      body: JSON.stringify(JSON.parse(theirs.body.replaceAll("<seconds>", "0")).slice(0, 4)).replaceAll(
        ":0,",
        ":<seconds>,",
      ),
    }),
  },
  {
    names: "list-before-full",
    why: "`before` takes the whole id, too",
    ours: instead(
      "200 json length",
      JSON.stringify(
        ["true ", "date "].map((Command) => ({
          Id: "<12>",
          Image: "base:latest",
          Command,
          Created: 0,
          Status: "Exit 0",
          Ports: "",
        })),
      ).replaceAll(":0,", ":<seconds>,"),
    ),
  },
  {
    names:
      "start-bad-command start-port-random start-port-same keepalive/0 cli-start-1 cli-run-1/1 cli-run-d-1/1 cli-run-i-1/1 cli-run-tty-1/1 cli-run-warn-1/1 v033cli-run-1/1",
    why: "a start is answered with 200",
    ours: instead("200 text length"),
  },
  {
    names: "tag tag-named tag-force tag-user-repo tag-again keepalive/2 cli-tag-1",
    why: "a tag is answered with 200",
    ours: instead("200 text length"),
  },
  {
    names: "auth-get-empty auth2-get auth2-get-empty auth2-get-after-wrong pipelined/1 cli-push-1",
    why: "an account is shown without a field for the password",
    ours: replaced('"password":"",', ""),
  },
  {
    names: "image-history cli-history-1 image-history-2",
    why: "CreatedBy is always there",
    ours: replaced(":<seconds>}", ':<seconds>,"CreatedBy":""}'),
  },
  { names: "image-history-unknown tag-unknown", why: "an unknown image is a 404", ours: instead("404 text length") },
  {
    names: "commit-run-query-inspect",
    why: "`run` is the configuration, where that engine did not look at it",
    ours: ({ body, ...theirs }) => {
      const image = JSON.parse(body);
      return { ...theirs, body: JSON.stringify({ ...image, config: image.container_config }) };
    },
  },
  { names: "search-empty", why: "a search gives a list", ours: instead("200 json length", "[]") },
  {
    names: "changes-null cli-diff-1 changes-after-export",
    why: "changes are a list",
    ours: instead("200 json length", "[]"),
  },
  {
    names:
      "images-create-stdin-norepo images-create-stdin-chunked images-create-stdin-form images-create-stdin-gzip images-create-stdin-empty " +
      "images-create-url-refused pull pull-tag pull-again pull-unknown pull-notag push",
    why: "the making and the pushing of an image are raw streams, which the end of the connection ends",
    ours: (theirs) => ({ ...theirs, ...facts("200 raw until close", theirs.body) }),
  },
  {
    names: "push-unknown push-unknown-v1.1",
    why: "the push of an unknown image is a 404",
    ours: instead("404 text length", "An"),
  },
  {
    names: "cli-images-viz-1",
    why: "a box of the graph has the repository on it, without the tag",
    ours: replaced(":latest", ""),
  },
];

/** What the document leaves open. */
const open: readonly Difference[] = [
  {
    names: "images-create-stdin-noprefix images-create-stdin-v1.1 cli-import-stdin-1 cli-import-url-1",
    why: "progress is always sent in chunks, however short it is",
    ours: (theirs) => ({ ...theirs, framing: "chunked" }),
  },
  {
    names: "images-create-pull-registry-refused",
    why: "what goes wrong on the way is told in the stream",
    ours: instead("200 raw until close"),
  },
  {
    names: "images-create-nothing",
    why: "without a source there is nothing to download from",
    ours: instead("200 raw until close", "Error"),
  },
  {
    names: "images-create-nothing-v1.1",
    why: "without a source there is nothing to download from",
    ours: instead("200 json chunked", "error"),
  },
  {
    names: "one-container-emptyname-delete image-delete-emptyname",
    why: "an empty name is no path of the API",
    ours: instead("404 text length", "404 page not found\n"),
  },
  { names: "insert-noparams insert-noparams-v1.1", why: "an error is an error", ours: instead("500 text length") },
  { names: "insert-refused", why: "an error is told, and is no empty id", ours: instead("200 text chunked", "Error") },
  {
    names: "insert-refused-v1.1 cli-insert-1",
    why: "an error is told, and is no empty id",
    ours: instead("200 json chunked", "error"),
  },
  {
    names: "images-create-stdin-badrepo",
    why: "a repository may have its tag with it, as it may today",
    ours: instead("200 raw until close"),
  },
  {
    names: "tag-badrepo",
    why: "a repository may have its tag with it, as it may today",
    ours: instead("200 text length", ""),
  },
  {
    names: "commit-badrepo",
    why: "a repository may have its tag with it, as it may today",
    ours: instead("201 json length"),
  },
  {
    names: "commit-never-started",
    why: "a container that never ran has a file system, too: that of its image",
    ours: instead("201 json length"),
  },
  { names: "tag-upper", why: "a name is one that today's engines take, too", ours: instead("500 text length", "*") },
  {
    names: "image-inspect image-inspect-* cli-inspect-image-1/1",
    why: "a configuration is shown also where it says nothing",
    ours: ({ body, ...theirs }) => {
      if (theirs.status !== 200) return { ...theirs, body };
      const { architecture, ...image } = JSON.parse(body);
      return { ...theirs, body: JSON.stringify({ ...image, config: image.container_config, architecture }) };
    },
  },
  {
    names: "commit-inspect commit-run-body-inspect",
    why: "an image keeps one configuration: that of the containers to be made of it",
    ours: ({ body, ...theirs }) => {
      const image = JSON.parse(body);
      return { ...theirs, body: JSON.stringify({ ...image, container_config: image.config }) };
    },
  },
  {
    names: "push",
    why: "the registry is inside the engine, and wants no checksums and no list beforehand",
    ours: replaced("Processing Sending ", ""),
  },
  {
    names: "build-comment-only",
    why: "progress is always sent in chunks",
    ours: (theirs) => ({ ...theirs, framing: "chunked" }),
  },
  {
    names: "build-lastline",
    why: "a last line without its line feed is a line",
    ours: replaced("Build", "RUN echo lost (<64>)\nlost\n===> <64>\nBuild"),
  },
  {
    names: "cli-build-nonl-1",
    why: "a last line without its line feed is a line",
    ours: replaced("Build", "RUN echo no newline at end (<64>)\nno newline at end\n===> <64>\nBuild"),
  },
  {
    names: "build-noarg cli-build-bogus-1",
    why: "an instruction without arguments fails when it is run, as it does today",
    ours: replaced("Error", "RUN /bin/sh: Error"),
  },
  {
    names: "build-badtag build-badrepo",
    why: "a name that cannot be is refused before the build, not forgotten after it",
    ours: instead("500 text length"),
  },
  {
    names: "build-raw build-raw-noct build-tar build-dockerfile-not-file",
    why: "the document sends the Dockerfile itself, and today's clients an archive",
    ours: instead("200 text chunked"),
  },
  {
    names: "insert-unknown insert-unknown-v1.1",
    why: "an error is an error: the engine of 2013 answered 200 with an empty id",
    ours: instead("404 text length", "No such image: nosuch\n"),
  },
];

export const differences: readonly Difference[] = [...documented, ...open];
