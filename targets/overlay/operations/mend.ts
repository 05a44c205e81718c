import { SCOPES } from "../../reference/clients.js";
import type { RegisteredClient } from "../../reference/clients.js";
import { basicHeader } from "../authentication.js";
import type { Exchange } from "../exchange.js";
import { valueOf, withValue, without } from "../pairs.js";
import type { Mendable, Pair } from "../types.js";
import type { Before } from "./operation.js";

type Mender = (exchange: Exchange, pairs: Pair[]) => Pair[];

function rightClient(exchange: Exchange, grantType: string): RegisteredClient | undefined {
  const { clients } = exchange.world;
  const able = (one: RegisteredClient | undefined): boolean =>
    one?.secret !== undefined && one.grants.includes(grantType);
  const owner = clients.get(exchange.grant?.clientId ?? exchange.token?.clientId ?? "");
  const named = exchange.client ?? clients.get(valueOf(exchange.request.query, "client_id") ?? "");
  if (owner !== undefined) return owner;
  return named !== undefined && able(named) ? named : [...clients.values()].find(able);
}

const asRightClient: Mender = (exchange, pairs) => {
  const client = rightClient(exchange, valueOf(pairs, "grant_type") ?? "");
  if (client === undefined) return pairs;
  let bare = pairs;
  for (const name of ["client_id", "client_secret", "client_assertion", "client_assertion_type"])
    bare = without(bare, name);
  delete exchange.onward.headers.authorization;
  if (client.method === "client_secret_basic" && client.secret !== undefined) {
    exchange.onward.headers.authorization = basicHeader(client.id, client.secret);
    return bare;
  }
  const named = withValue(bare, "client_id", client.id);
  return client.secret === undefined ? named : withValue(named, "client_secret", client.secret);
};

const registeredClient: Mender = ({ world }, pairs) => {
  const uri = valueOf(pairs, "redirect_uri");
  const clients = [...world.clients.values()];
  const one =
    clients.find(({ redirectUris }) => uri !== undefined && redirectUris.includes(uri)) ??
    clients.find(({ grants }) => grants.includes("authorization_code"));
  return one === undefined ? pairs : withValue(pairs, "client_id", one.id);
};

// The client must see the URI it asked for: the overlay puts it back into the Location.
const registeredRedirectUri: Mender = ({ client, endpoint, grant, origin }, pairs) => {
  if (endpoint === "token") {
    const right = origin?.redirectedFrom ?? grant?.redirectUri;
    return right === undefined ? pairs : withValue(pairs, "redirect_uri", right);
  }
  const [registered] = client?.redirectUris ?? [];
  if (registered === undefined || origin === undefined) return pairs;
  origin.redirectedFrom = registered;
  return withValue(pairs, "redirect_uri", registered);
};

const escrowChallenge: Mender = ({ memory, origin }, pairs) => {
  if (origin !== undefined) origin.escrowed = true;
  return withValue(withValue(pairs, "code_challenge", memory.escrow.challenge), "code_challenge_method", "S256");
};

const escrowVerifier: Mender = ({ memory, origin }, pairs) =>
  origin?.escrowed ? withValue(pairs, "code_verifier", memory.escrow.verifier) : without(pairs, "code_verifier");

const latestRefreshToken: Mender = ({ memory }, pairs) =>
  withValue(pairs, "refresh_token", memory.latest(valueOf(pairs, "refresh_token") ?? ""));

const knownScope: Mender = ({ grant }, pairs) => {
  if (grant !== undefined) return without(pairs, "scope");
  const asked = (valueOf(pairs, "scope") ?? "").split(" ").filter((token) => SCOPES.includes(token));
  return withValue(pairs, "scope", asked.length > 0 ? asked.join(" ") : "api:read");
};

const rightLogin: Mender = ({ world }, pairs) =>
  withValue(withValue(pairs, "username", world.user.name), "password", world.user.password);

export const MENDERS: Record<Mendable, Mender> = {
  client: asRightClient,
  client_id: registeredClient,
  redirect_uri: registeredRedirectUri,
  code_challenge: escrowChallenge,
  code_verifier: escrowVerifier,
  refresh_token: latestRefreshToken,
  scope: knownScope,
  login: rightLogin,
};

/** Puts the named parts of a request right, so that the server accepts what it would refuse. */
export const mend: Before<Mendable[]> = (exchange, parts) => {
  const { onward } = exchange;
  const place = onward.method === "POST" ? "form" : "query";
  for (const part of parts) onward[place] = MENDERS[part](exchange, onward[place]);
  onward.changed = true;
  return undefined;
};
