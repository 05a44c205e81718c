import { type IncomingMessage, type OutgoingHttpHeaders, request as forward } from "node:http";
import type { TestContext } from "node:test";
import { readBody, serveLoopback } from "../../targets/network/loopback-server.js";

/** A reverse proxy that keeps every secret that it sees the server give away. */
export interface RecordingProxy {
  port: number;
  /** Codes, tokens, cookie values and signed assertions. */
  secrets: Set<string>;
}

const TOKENS = ["access_token", "refresh_token", "id_token", "code"];
const SHORTEST = 8;

/** Stands in front of `origin` (a server on this machine). Closed with the test. */
export async function recordingProxy(t: Pick<TestContext, "after">, origin: string): Promise<RecordingProxy> {
  const secrets = new Set<string>();
  const keep = (value: unknown): void => {
    if (typeof value === "string" && value.length >= SHORTEST) secrets.add(value);
  };
  const { hostname, port } = new URL(origin);

  const learn = (answer: IncomingMessage, body: string): void => {
    for (const cookie of answer.headers["set-cookie"] ?? []) keep(/^[^=]+=([^;]*)/.exec(cookie)?.[1]);
    const location = answer.headers.location ?? "";
    const redirect = new URLSearchParams(location.split(/[?#]/).slice(1).join("&"));
    for (const name of TOKENS) keep(redirect.get(name));
    if (!body.startsWith("{")) return;
    const members = JSON.parse(body) as Record<string, unknown>;
    for (const name of TOKENS) keep(members[name]);
  };

  const server = await serveLoopback((request, response) => {
    void readBody(request).then((sent) => {
      keep(new URLSearchParams(sent).get("client_assertion"));
      const onward = forward({ hostname, port, path: request.url, method: request.method, headers: request.headers });
      onward.on("error", () => response.destroy());
      onward.on("response", (answer) => {
        void readBody(answer).then((body) => {
          learn(answer, body);
          response.writeHead(answer.statusCode ?? 500, withoutFraming(answer.headers)).end(body);
        });
      });
      onward.end(sent);
    });
  });
  t.after(server.close);
  return { port: server.port, secrets };
}

function withoutFraming(headers: IncomingMessage["headers"]): OutgoingHttpHeaders {
  const { "transfer-encoding": _, "content-length": __, connection: ___, ...rest } = headers;
  return rest;
}
