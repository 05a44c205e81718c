import type { ClientModel, Context } from "oidc-provider";
import { memoryAdapter } from "../../reference/adapter.js";
import type { RegisteredClient } from "../../reference/clients.js";
import { page, text } from "../../reference/html.js";
import { PAGE_HEADERS } from "../../reference/http.js";
import type { SigningKey } from "../../reference/keys.js";
import { newId, newSecret, registered, SCOPES } from "./clients.js";
import type { People } from "./clients.js";
import { ROUTES } from "./paths.js";

const HOUR = 3600;
const THREE_MONTHS = 90 * 24 * HOUR;

type Out = { error: string; error_description?: string };
type Source = { scopes: Set<string> };
export type Errors = Record<"InvalidRequest" | "InvalidScope", new (...text: string[]) => Error>;

async function renderError(context: Context, out: Out): Promise<void> {
  context.type = "html";
  for (const [name, value] of Object.entries(PAGE_HEADERS)) context.set(name, value);
  const said = `${text(out.error)}: ${text(out.error_description ?? "")}`;
  context.body = page("Request refused", `<p role="alert">${said}</p>`);
}

/** Parameters of the authorization request that the documentation's table requires and RFC 6749 does not. */
const required = ({ InvalidRequest, InvalidScope }: Errors) => ({
  scope(_context: Context, value: string | undefined): void {
    if (!value) throw new InvalidScope("scope is required", "");
  },
  state(_context: Context, value: string | undefined): void {
    if (!value) throw new InvalidRequest("state is required");
  },
});

/** oidc-provider as the documentation describes the server: one site, scopes of both APIs, PKCE for public clients. */
export function configuration(
  clients: RegisteredClient[],
  people: People,
  keys: SigningKey[],
  fhir: string,
  errors: Errors,
): Record<string, unknown> {
  const resourceServer = clients.find(({ name }) => name === "RESOURCE_SERVER")?.id;
  const own = (client: ClientModel, token: { clientId: string }): boolean => client.clientId === token.clientId;
  const { InvalidRequest } = errors;
  return {
    adapter: memoryAdapter(),
    allowOmittingSingleRegisteredRedirectUri: false,
    clients: clients.map(registered),
    clientAuthMethods: ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"],
    clientBasedCORS: () => false,
    claims: { openid: ["sub", "name", "email"], fhirUser: ["fhirUser"] },
    cookies: { long: { httpOnly: true, sameSite: "none" }, short: { httpOnly: true, sameSite: "lax" } },
    enabledJWA: { clientAuthSigningAlgValues: ["RS384"] },
    enableHttpPostMethods: true,
    expiresWithSession: async () => false,
    extraParams: {
      ...required(errors),
      aud(_context: Context, value: string | undefined): void {
        if (value !== undefined && value !== fhir) throw new InvalidRequest("aud must be the FHIR base URL");
      },
    },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      introspection: {
        enabled: true,
        allowedPolicy: async (_context: Context, client: ClientModel, token: { clientId: string }) =>
          client.clientId === resourceServer || (client.clientAuthMethod !== "none" && own(client, token)),
      },
      registration: { enabled: true, idFactory: newId, secretFactory: newSecret },
      registrationManagement: { enabled: false },
      resourceIndicators: { enabled: false },
      revocation: {
        enabled: true,
        allowedPolicy: async (_context: Context, client: ClientModel, token: { clientId: string }) =>
          own(client, token),
      },
      rpInitiatedLogout: { enabled: true },
    },
    findAccount: async (_context: Context, id: string) => ({
      accountId: id,
      claims: async () => ({ sub: id, name: "Alex Example", email: people.patient.email, fhirUser: `Patient/${id}` }),
    }),
    issueRefreshToken: async (_context: Context, client: ClientModel, source: Source) =>
      client.grantTypeAllowed("refresh_token") && source.scopes.has("offline_access"),
    jwks: { keys },
    renderError,
    responseTypes: ["code"],
    rotateRefreshToken: true,
    routes: ROUTES,
    scopes: SCOPES,
    ttl: {
      AccessToken: HOUR,
      AuthorizationCode: 60,
      ClientCredentials: 60,
      Grant: THREE_MONTHS,
      IdToken: HOUR,
      Interaction: HOUR,
      RefreshToken: THREE_MONTHS,
      Session: 24 * HOUR,
    },
  };
}
