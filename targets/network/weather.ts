import type { IncomingMessage, ServerResponse } from "node:http";
import { Agent, request as forward } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { readBody, serveLoopback } from "./loopback-server.js";

/** How bad the day is. Shares are of all requests, which is worse than of all connections. */
export interface Weather {
  seed: number;
  /** Share of requests whose connection is reset: every other time after the server has done what it was asked. */
  resets?: number;
  /** Each request is held up to so many milliseconds. */
  delay_ms?: number;
  /** Share of requests that are answered 429 or 503, by turns with and without Retry-After. */
  brakes?: number;
}

export interface WeatherProxy {
  url: string;
  /** What happened so far. */
  count: { requests: number; resets: number; lost: number; brakes: number };
  close(): Promise<void>;
}

/** The seconds are few, so that a bad day is over soon; a client that does not wait for them is told again. */
const BRAKES: [status: number, headers: Record<string, string>][] = [
  [429, { "retry-after": "1" }],
  [429, {}],
  [503, { "retry-after": "1" }],
  [503, {}],
];

/** A forwarding proxy on loopback, for plain HTTP, on a bad day. The same seed gives the same sequence of events. */
export async function startWeather(weather: Weather): Promise<WeatherProxy> {
  const { resets = 0, delay_ms: delay = 0, brakes = 0 } = weather;
  const random = sequence(weather.seed);
  const agent = new Agent({ keepAlive: true });
  const count = { requests: 0, resets: 0, lost: 0, brakes: 0 };

  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    count.requests += 1;
    const [reset, braked, late] = [random() < resets, random() < brakes, random() * delay];
    const body = await readBody(request);
    if (delay > 0) await sleep(late, undefined, { ref: false });
    if (reset && count.resets++ % 2 === 0) return void request.socket.destroy();
    if (braked && !reset) {
      const [status, headers] = BRAKES[count.brakes++ % BRAKES.length] ?? [503, {}];
      return void response.writeHead(status, { "content-type": "text/plain", ...headers }).end("later");
    }
    const answer = await onward(request, body, agent);
    if (reset) {
      count.lost += 1;
      answer.resume();
      return void request.socket.destroy();
    }
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  };
  const server = await serveLoopback((request, response) => {
    pass(request, response).catch(() => response.destroy());
  });
  return {
    url: server.url,
    count,
    close: async () => {
      agent.destroy();
      await server.close();
    },
  };
}

function onward(request: IncomingMessage, body: string, agent: Agent): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { "proxy-authorization": _, "proxy-connection": __, ...headers } = request.headers;
    forward(request.url ?? "", { method: request.method, headers, agent }, resolve)
      .on("error", reject)
      .end(body);
  });
}

/** Numbers from 0 to 1, the same for the same seed (a linear congruential generator). */
function sequence(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
