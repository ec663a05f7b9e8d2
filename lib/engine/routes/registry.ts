/** What goes to the registry: pushes, searches, accounts. */
import type { Answer } from "../answer.ts";
import type { Call } from "../call.ts";
import type { Form } from "../dialect/form.ts";
import { BadParameter, Failure } from "../failure.ts";
import { elsewhere, homeOf } from "../registry/access.ts";
import { credentialsIn } from "../registry/credentials.ts";
import { push } from "../registry/push.ts";
import type { SearchResult } from "../registry/registry.ts";
import type { EngineState } from "../state.ts";
import { familiar, meansAll, parseRepositoryAndTag } from "../store/reference.ts";
import type { Handlers } from "./handler.ts";
import { progressAnswer } from "./progress-answer.ts";
import { atRegistry } from "./registry-parameter.ts";

const searchLimit = { usual: 25, most: 100 };

export const registryHandlers: Handlers<"ImagePush" | "ImageSearch" | "SystemAccount" | "SystemAuth"> = {
  ImagePush(engine, call, form): Answer {
    const name = call.part("name");
    const reference = parseRepositoryAndTag(name, call.text("tag"));
    if (reference.digest !== undefined) throw new Failure(400, "cannot push a digest reference");
    const all = meansAll(name, call.text("tag"));
    const tags = engine.images.tagsIn(reference.repository).filter(({ tag }) => all || tag === reference.tag);
    if (tags.length === 0) {
      const asked = familiar({ ...reference, tag: all ? undefined : reference.tag });
      throw new Failure(404, `An image does not exist locally with the tag: ${asked}`);
    }
    const { repository } = atRegistry(reference, call);
    const { registry, images: store } = engine;
    const options = { repository, tags, user: userOf(engine, call, form), registry, store, signal: call.signal };
    const progress = form.images.progress(call);
    return progressAnswer(progress, call, (tell) => push(options, (event) => tell(progress.push(event))));
  },

  ImageSearch(engine, call, form): Answer {
    const limit = call.integer("limit") || searchLimit.usual;
    if (limit < 1 || limit > searchLimit.most) {
      throw new BadParameter(`Limit ${limit} is outside the range of [1, ${searchLimit.most}]`);
    }
    const tests = [...call.filters("filters")].map(([key, values]) => searchTest(key, values));
    const found = engine.registry.search(call.text("term") ?? "").filter((one) => tests.every((test) => test(one)));
    return form.json(200, form.images.found(found.slice(0, limit)));
  },

  /** The login that the engine remembers, without its password. */
  SystemAccount(engine, _call, form): Answer {
    const { username, email } = engine.accounts.stored ?? { username: "", email: "" };
    return form.json(200, { username, email });
  },

  async SystemAuth(engine, call, form): Promise<Answer> {
    const { accounts } = engine;
    const fields = await call.fields("AuthConfig");
    const username = fields.text("username") ?? "";
    const password = fields.text("password") ?? "";
    const email = fields.text("email") ?? "";
    const address = fields.text("serveraddress") ?? "";
    const home = homeOf(address);
    if (home === "elsewhere") throw elsewhere(address);
    // Nobody logs in to a private registry, and so everybody may.
    if (home === "private") return form.json(200, form.system.loggedIn(false));
    // A login that is refused takes the place of the one before, too.
    if (form.system.remembersLogin) accounts.stored = undefined;
    const created = accounts.login(username, password) === "created";
    if (form.system.remembersLogin) accounts.stored = { username, email };
    return form.json(200, form.system.loggedIn(created));
  },
};

/** Who makes a call: told by the credentials that it brings, or by the login that the engine remembers. */
function userOf(engine: EngineState, call: Call, form: Form): () => string | undefined {
  const { accounts } = engine;
  if (form.system.remembersLogin) return () => accounts.stored?.username;
  const credentials = credentialsIn(call.headers);
  return () => {
    if (credentials !== undefined) accounts.login(credentials.username, credentials.password);
    return credentials?.username;
  };
}

/** Values of one filter are alternatives. */
function searchTest(key: string, values: readonly string[]): (result: SearchResult) => boolean {
  const flags = (): boolean[] =>
    values.map((value) => {
      if (!/^(?:true|false|1|0)$/.test(value)) throw new BadParameter(`invalid filter '${key}=${value}'`);
      return value === "true" || value === "1";
    });
  switch (key) {
    case "is-official": {
      const wanted = flags();
      return ({ official }) => wanted.length === 0 || wanted.includes(official);
    }
    case "is-automated": {
      const wanted = flags();
      return () => wanted.length === 0 || wanted.includes(false);
    }
    case "stars": {
      const least = values.map((value) => {
        if (!/^\d{1,9}$/.test(value)) throw new BadParameter(`invalid filter 'stars=${value}'`);
        return Number(value);
      });
      return ({ stars }) => least.every((one) => stars >= one);
    }
    default:
      throw new BadParameter(`invalid filter '${key}'`);
  }
}
