/** Ways to a server that a company puts in between: TLS of its own authority, a proxy with a password, certificates. */
import { request as forward } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeAuthority } from "../targets/network/certificates.js";
import { startProxy } from "../targets/network/forwarding-proxy.js";
import { serveLoopback } from "../targets/network/loopback-server.js";

/** corporate: a private authority, a proxy that demands a password, the login on another host. certificate: a private authority, and a client certificate is demanded. */
export const NETWORKS = ["corporate", "certificate"] as const;
export type NetworkName = (typeof NETWORKS)[number];

/** Where a server is reached that stands behind something else. URLs are origins. */
export interface Outside {
  origin: string;
  /** Where its login pages are. */
  login: string;
  /** PEM file of the authority to trust. */
  ca: string;
  /** Forwarding proxy with name and password. */
  proxy?: string;
  /** PEM files of the certificate that is demanded, and of its key. */
  certificate?: string;
  key?: string;
}

export interface Network {
  outside: Outside;
  stop(): Promise<void>;
}

const SERVER = "id.corp.example";
const LOGIN = "login.corp.example";
const CREDENTIALS = "build:pass-word";

/** Hands a request on to the server, which learns by which name it was asked for. */
function passTo(port: number, request: IncomingMessage, response: ServerResponse): void {
  const headers = { ...request.headers, "x-forwarded-proto": "https", "x-forwarded-host": request.headers.host };
  const { method, url: path } = request;
  const onward = forward({ host: "127.0.0.1", port, method, path, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
    answer.pipe(response);
  });
  onward.on("error", () => response.destroy());
  request.pipe(onward);
}

/** Opens the way to the server that listens, or will listen, at `port` of loopback. Files go to `directory`. */
export async function openNetwork(name: NetworkName, port: number, directory: string): Promise<Network> {
  const authority = makeAuthority("Example Corporation");
  const site = authority.issue([SERVER, LOGIN, "127.0.0.1"]);
  const file = (called: string, text: string): string => {
    const path = join(directory, called);
    writeFileSync(path, text);
    return path;
  };
  const ca = file("ca.pem", authority.cert);
  const demand = name === "certificate" ? { ca: authority.cert, requestCert: true, rejectUnauthorized: true } : {};
  const front = await serveLoopback((request, response) => passTo(port, request, response), { ...site, ...demand });
  const at = (host: string): string => `https://${host}:${front.port}`;
  if (name === "certificate") {
    const own = authority.issue(["assay"]);
    const outside = {
      origin: at("127.0.0.1"),
      login: at("127.0.0.1"),
      ca,
      certificate: file("client.pem", own.cert),
      key: file("client.key", own.key),
    };
    return { outside, stop: front.close };
  }
  const proxy = await startProxy({ credentials: CREDENTIALS, hosts: { [SERVER]: "127.0.0.1", [LOGIN]: "127.0.0.1" } });
  return {
    outside: { origin: at(SERVER), login: at(LOGIN), ca, proxy: proxy.url },
    stop: async () => {
      await proxy.close();
      await front.close();
    },
  };
}
