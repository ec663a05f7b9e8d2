import { readFileSync } from "node:fs";
import { request } from "node:http";
import { request as requestOverTls, type RequestOptions } from "node:https";
import process from "node:process";

/** The label that marks what a run of the scenarios created; its value names the run, since several may share an engine. */
export const label = "dks.test";

/**
 * Removes the containers that a run left behind. It does not use dks: it has to work just when dks does not.
 */
export async function sweep(endpoint: string, run: string): Promise<void> {
  const filters = encodeURIComponent(JSON.stringify({ label: [`${label}=${run}`] }));
  const { status, text } = await exchange(endpoint, "GET", `/v1.41/containers/json?all=1&filters=${filters}`);
  if (status !== 200) throw new Error(`${endpoint} did not list containers: ${status} ${text}`);
  for (const { Id } of JSON.parse(text) as { Id: string }[]) {
    await exchange(endpoint, "DELETE", `/v1.41/containers/${Id}?force=1&v=1`);
  }
}

function exchange(endpoint: string, method: string, path: string): Promise<{ status: number; text: string }> {
  const url = new URL(endpoint);
  const to: RequestOptions =
    url.protocol === "unix:"
      ? { socketPath: decodeURIComponent(url.pathname) }
      : { host: url.hostname, port: url.port, ...(url.protocol === "https:" && certificates()) };
  const ask = url.protocol === "https:" ? requestOverTls : request;
  return new Promise((resolve, reject) => {
    const sent = ask({ ...to, method, path, agent: false, timeout: 20_000 }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (piece: string) => {
        text += piece;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
      response.on("error", reject);
    });
    sent.on("timeout", () => sent.destroy(new Error(`${endpoint} did not answer ${method} ${path}`)));
    sent.on("error", reject);
    sent.end();
  });
}

function certificates(): RequestOptions {
  const read = (name: string): Buffer => readFileSync(`${process.env["DOCKER_CERT_PATH"]}/${name}`);
  return { ca: read("ca.pem"), cert: read("cert.pem"), key: read("key.pem") };
}
