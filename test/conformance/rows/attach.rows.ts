/** Attachments that need no conversation. */
import { all, done, exited, running, twoLinesEach } from "../needs.ts";
import { row, type Row } from "../row.ts";

export const attachRows: readonly Row[] = [
  row("attach-logs-stdout", "POST /v1.0/containers/$id/attach?logs=1&stdout=1", "200 raw until close", "o1\no2\n", {
    needs: exited(twoLinesEach),
  }),
  row("attach-logs-stderr", "POST /v1.0/containers/$id/attach?logs=1&stderr=1", "200 raw until close", "e1\ne2\n", {
    needs: exited(twoLinesEach),
  }),
  row(
    "attach-logs-both",
    "POST /v1.0/containers/$id/attach?logs=1&stdout=1&stderr=1",
    "200 raw until close",
    "o1\no2\ne1\ne2\n",
    { needs: exited(twoLinesEach) },
  ),
  row("attach-logs-none", "POST /v1.0/containers/$id/attach?logs=1", "200 raw until close", "", {
    needs: exited(twoLinesEach),
  }),
  row("attach-logs-noprefix", "POST /containers/$id/attach?logs=1&stdout=1", "200 raw until close", "o1\no2\n", {
    needs: exited(twoLinesEach),
  }),
  row("attach-logs-v1.1", "POST /v1.1/containers/$id/attach?logs=1&stdout=1", "200 raw until close", "o1\no2\n", {
    needs: exited(twoLinesEach),
  }),
  row("attach-http10", "POST /v1.0/containers/$id/attach?logs=1&stdout=1", "200 raw until close", "o1\no2\n", {
    needs: exited(twoLinesEach),
    version: "HTTP/1.0",
  }),
  row("attach-upgrade", "POST /v1.0/containers/$id/attach?logs=1&stdout=1", "200 raw until close", "o1\no2\n", {
    needs: exited(twoLinesEach),
    headers: { Connection: "Upgrade", Upgrade: "tcp" },
  }),
  row("attach-conn-close", "POST /v1.0/containers/$id/attach?logs=1&stdout=1", "200 raw until close", "o1\no2\n", {
    needs: exited(twoLinesEach),
    headers: { Connection: "close" },
  }),
  row(
    "attach-stopped-stream",
    "POST /v1.0/containers/$id/attach?stream=1&stdout=1",
    "200 raw until close",
    "Error: Impossible to attach to a stopped container, start it first\n",
    { needs: exited(twoLinesEach) },
  ),
  row(
    "attach-stopped-logs-stream",
    "POST /v1.0/containers/$id/attach?logs=1&stream=1&stdout=1&stderr=1",
    "200 raw until close",
    "o1\no2\ne1\ne2\nError: Impossible to attach to a stopped container, start it first\n",
    { needs: exited(twoLinesEach) },
  ),
  row(
    "attach-logs-second-run",
    "POST /v1.0/containers/$id/attach?logs=1&stdout=1",
    "200 raw until close",
    "o1\no2\no1\no2\n",
    {
      needs: all(exited(twoLinesEach), done("POST /v1.0/containers/$id/start"), done("POST /v1.0/containers/$id/wait")),
    },
  ),
  row(
    "attach-logs-bad-command",
    "POST /v1.0/containers/$id/attach?logs=1&stdout=1&stderr=1",
    "200 raw until close",
    "*",
    { needs: exited(["/nosuch/program"]), compare: "any" },
  ),
  row("attach-logs-bad-user", "POST /v1.0/containers/$id/attach?logs=1&stderr=1", "200 raw until close", "*", {
    needs: exited(["date"], { User: "nosuchuser" }),
    compare: "any",
  }),
  row("attach-live-none", "POST /v1.0/containers/$id/attach?stream=1", "200 raw until close", "", { needs: running() }),
  row(
    "attach-tty-nostdin",
    "POST /v1.0/containers/$id/attach?stream=1&stdin=1&stdout=1",
    "200 raw until close",
    "no stdin\r\n",
    { needs: running(["sh", "-c", "sleep 1; echo no stdin"], { Tty: true }) },
  ),
  row("attach-two-clients-b", "POST /v1.0/containers/$id/attach?stream=1&stdout=1", "200 raw until close", "both\n", {
    needs: running(["sh", "-c", "sleep 1; echo both"]),
  }),
  row(
    "attach-openstdin-nostdin",
    "POST /v1.0/containers/$id/attach?stream=1&stdout=1&stderr=1",
    "200 raw until close",
    "bye\n",
    { needs: running(["sh", "-c", "sleep 1; echo bye"], { OpenStdin: true }) },
  ),
  row(
    "attach-closed-stdout",
    "POST /v1.0/containers/$id/attach?stream=1&stdout=1&stderr=1",
    "200 raw until close",
    "",
    { needs: running(["sh", "-c", "exec >&- 2>&-; sleep 1"]) },
  ),
];
