import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { RegisteredClient } from "../reference/clients.js";
import type { PageStyle } from "../reference/pages.js";
import type { Authentication } from "./authentication.js";
import { authenticationOf } from "./authentication.js";
import type { Endpoint, Pair } from "./types.js";
import type { IssuedToken } from "./issued.js";
import type { GrantRecord, Memory, Origin } from "./memory.js";
import { parsePairs, valueOf } from "./pairs.js";

/** A request as the client sent it. */
export type ClientRequest = {
  method: string;
  path: string;
  query: Pair[];
  form: Pair[];
  /** The parameters that the endpoint reads: of the query, or of the body for POST. */
  params: Pair[];
  body: string;
  /** It came over TLS. */
  encrypted: boolean;
  headers: IncomingHttpHeaders;
  authentication: Authentication;
};

/** What goes on to the server; before-operations change it. */
export type Onward = { method: string; query: Pair[]; form: Pair[]; headers: IncomingHttpHeaders; changed: boolean };

/** Requests whose path begins so concern this endpoint. */
export type EndpointPath = [prefix: string, endpoint: Endpoint];

export type World = {
  issuer: string;
  /** The first that fits counts. */
  paths: EndpointPath[];
  clients: Map<string, RegisteredClient>;
  user: { name: string; password: string };
};

/** One request, what the overlay knows about it, and what it becomes. */
export type Exchange = {
  world: World;
  memory: Memory;
  endpoint: Endpoint;
  request: ClientRequest;
  onward: Onward;
  /** The authorization request that this exchange belongs to, if any. */
  origin: Origin | undefined;
  /** The code or refresh token that this token request presents, as it stood before. */
  grant: GrantRecord | undefined;
  /** The token that the request is about: to revoke, to ask about, to refresh with or to use. */
  token: IssuedToken | undefined;
  /** Another request with the same code or refresh token is under way. */
  concurrent: boolean;
  /** The browser comes back from the pages: the request proper is `origin`. */
  resumed: boolean;
  client: RegisteredClient | undefined;
  /** How many wrong secrets the client had sent before. */
  wrongSecrets: number;
  pages: PageStyle | undefined;
};

function endpointOf(path: string, { paths }: World): EndpointPath {
  return paths.find(([prefix]) => path.startsWith(prefix)) ?? ["", "other"];
}

/** What the pages of one authorization request, and the way back from them, have behind the endpoint's path. */
function visitOf(path: string, [prefix, endpoint]: EndpointPath): string | undefined {
  if (endpoint !== "authorization" && endpoint !== "page") return undefined;
  return /^\/([^/]+)$/.exec(path.slice(prefix.replace(/\/$/, "").length))?.[1];
}

function readRequest(req: IncomingMessage, body: string): ClientRequest {
  const [path = "/", search = ""] = (req.url ?? "/").split(/\?(.*)/s);
  const query = parsePairs(search);
  const isForm = (req.headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");
  const form = isForm ? parsePairs(body) : [];
  const method = req.method ?? "GET";
  const params = method === "POST" ? form : query;
  return {
    method,
    path,
    query,
    form,
    params,
    body,
    encrypted: "encrypted" in req.socket,
    headers: req.headers,
    authentication: authenticationOf(req.headers, params),
  };
}

export function openExchange(world: World, memory: Memory, req: IncomingMessage, body: string): Exchange {
  const request = readRequest(req, body);
  const place = endpointOf(request.path, world);
  const [, endpoint] = place;
  const uid = visitOf(request.path, place);
  const resumed = endpoint === "authorization" && uid !== undefined;
  const pending = uid === undefined ? undefined : memory.pending.get(uid);
  const grant = endpoint === "token" ? memory.presented(request.params) : undefined;
  const visited = memory.devices.visited(endpoint, request);
  const origin =
    pending ?? grant?.origin ?? visited ?? (endpoint === "authorization" ? memory.begin(request) : undefined);
  const authenticates =
    ["token", "revocation", "introspection"].includes(endpoint) || (endpoint === "device" && visited === undefined);
  const id = authenticates ? request.authentication.id : valueOf(origin?.params ?? request.params, "client_id");
  const { method, query, form, headers } = request;
  // A browser that was sent back from the pages with 307 or 308 brings the login form along; the server reads none of it.
  const onward = resumed ? { method: "GET", query, form: [] } : { method, query, form };
  return {
    world,
    memory,
    endpoint,
    request,
    onward: { ...onward, headers: { ...headers }, changed: onward.method !== method },
    origin,
    grant: grant && { ...grant },
    token: memory.issued.presented(endpoint, request),
    concurrent: grant !== undefined && grant.underWay > 0,
    resumed,
    client: world.clients.get(id ?? (endpoint === "device" ? request.authentication.id : undefined) ?? ""),
    wrongSecrets:
      endpoint === "token" ? memory.wrongSecrets(world.clients.get(id ?? ""), request.authentication.secret) : 0,
    pages: undefined,
  };
}

/** The parameters that conditions speak of: after the pages, those of the authorization request. */
export function parametersOf(exchange: Exchange): Pair[] {
  return exchange.resumed ? (exchange.origin?.params ?? []) : exchange.request.params;
}
