import { once } from "node:events";
import { type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse, request as forward } from "node:http";
import type { TestContext } from "node:test";
import { readBody, serveLoopback } from "../../targets/network/loopback-server.js";

/** A forwarding proxy for plain HTTP that keeps every secret that it sees a server give away. */
export interface RecordingProxy {
  url: string;
  /** Codes, tokens, cookie values and signed assertions. */
  secrets: Set<string>;
}

const TOKENS = ["access_token", "refresh_token", "id_token", "code"];
const SHORTEST = 8;

/** Closed with the test. */
export async function recordingProxy(t: Pick<TestContext, "after">): Promise<RecordingProxy> {
  const secrets = new Set<string>();
  const keep = (value: unknown): void => {
    if (typeof value === "string" && value.length >= SHORTEST) secrets.add(value);
  };

  const learn = (answer: IncomingMessage, body: string): void => {
    for (const cookie of answer.headers["set-cookie"] ?? []) keep(/^[^=]+=([^;]*)/.exec(cookie)?.[1]);
    const location = answer.headers.location ?? "";
    const redirect = new URLSearchParams(location.split(/[?#]/).slice(1).join("&"));
    for (const name of TOKENS) keep(redirect.get(name));
    if (!body.startsWith("{")) return;
    const members = JSON.parse(body) as Record<string, unknown>;
    for (const name of TOKENS) keep(members[name]);
  };

  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const sent = await readBody(request);
    keep(new URLSearchParams(sent).get("client_assertion"));
    const onward = forward(request.url ?? "", { method: request.method, headers: request.headers });
    onward.end(sent);
    const [answer] = (await once(onward, "response")) as [IncomingMessage];
    const body = await readBody(answer);
    learn(answer, body);
    response.writeHead(answer.statusCode ?? 500, withoutFraming(answer.headers)).end(body);
  };
  const server = await serveLoopback((request, response) => {
    pass(request, response).catch(() => response.destroy());
  });
  t.after(server.close);
  return { url: server.url, secrets };
}

function withoutFraming(headers: IncomingMessage["headers"]): OutgoingHttpHeaders {
  const { "transfer-encoding": _, "content-length": __, connection: ___, ...rest } = headers;
  return rest;
}
