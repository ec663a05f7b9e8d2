/** From the head of a request to the answer of its handler. Whatever goes wrong becomes an answer, too. */
import { ProtocolError } from "../errors.ts";
import type { RequestHead } from "../wire/http1.ts";
import type { Answer } from "./answer.ts";
import { Call } from "./call.ts";
import { modern } from "./dialect/modern.ts";
import type { Form } from "./dialect/form.ts";
import { v1 } from "./dialect/v1.ts";
import type { EngineState } from "./state.ts";
import { Failure } from "./failure.ts";
import type { RequestBody } from "./request-body.ts";
import { findRoute, parseQuery, parseTarget } from "./router.ts";
import { handlers } from "./routes/mod.ts";

/** Finds the handler of a request and runs it. `gone` is aborted when the client is. */
export async function answerCall(
  head: RequestHead,
  body: RequestBody,
  engine: EngineState,
  gone: AbortSignal,
): Promise<Answer> {
  let form: Form = engine.own.dialect === "v1.0" ? v1 : modern;
  try {
    const target = parseTarget(head.target, engine.own);
    form = target.dialect === "v1.0" ? v1 : modern;
    if ("location" in target) return complete(form.moved(target.location), form);
    const route = findRoute(target.dialect, head.method, target.path);
    if (route === undefined) return complete(form.unknownPath(head.method, target.path), form);
    const query = parseQuery(target.query);
    if (takesForm(head) && route.operation.body === undefined) await addForm(query, body, engine.limits.jsonBytes);
    const call = new Call(
      {
        operation: route.operation,
        rules: form,
        version: target.version,
        path: route.path,
        query,
        headers: head.headers,
      },
      body,
      gone,
      engine.limits.jsonBytes,
    );
    return complete(await handlers[route.name](engine, call, form), form);
  } catch (error) {
    return complete(form.failure(asFailure(error)), form);
  }
}

function complete(answer: Answer, form: Form): Answer {
  return answer.kind === "hijack" ? answer : { ...answer, headers: { ...form.headers(), ...answer.headers } };
}

/** What a handler did not mean to throw is an error of the engine, which the client gets to know as one. */
function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new Failure(error instanceof ProtocolError ? 400 : 500, message, { cause: error });
}

/** Parameters may also come as the fields of a form. */
function takesForm(head: RequestHead): boolean {
  const type = head.headers["content-type"] ?? "";
  return head.method === "POST" && type.split(";", 1)[0]?.trim().toLowerCase() === "application/x-www-form-urlencoded";
}

async function addForm(query: URLSearchParams, body: RequestBody, limit: number): Promise<void> {
  const fields = parseQuery(new TextDecoder().decode(await body.bytes(limit)));
  for (const [name, value] of fields) query.append(name, value);
}
