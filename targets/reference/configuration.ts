import type { ClientModel, Context } from "oidc-provider";
import type { Lifetimes, RegisteredClient } from "./clients.js";
import { registration, SCOPES } from "./clients.js";
import { memoryAdapter } from "./adapter.js";
import { codePage, confirmationPage, donePage } from "./device-pages.js";
import type { SigningKey } from "./keys.js";
import { page, text } from "./html.js";

const HOUR = 3600;

type Out = { error: string; error_description?: string };

export async function renderError(context: Context, out: Out): Promise<void> {
  context.type = "html";
  context.body = page(
    "Request refused",
    `<p role="alert">${text(out.error)}: ${text(out.error_description ?? "")}</p>`,
  );
}

/** How long something lives for a client: as its registration says, or else as for every other client. */
export function lifetime(clients: RegisteredClient[], name: keyof Lifetimes, usual: number) {
  const own = new Map(clients.map(({ id, lifetimes }) => [id, lifetimes?.[name]]));
  return (_context: Context, _token: unknown, client: ClientModel): number => own.get(client.clientId) ?? usual;
}

// RFC 6749 3.3 lets a server use a default scope; without one oidc-provider answers access_denied.
const extraParams = {
  scope(context: Context, value: string | undefined): void {
    context.oidc.params["scope"] = value ?? "api:read";
  },
};

/** As lax as conforms, so that a plan meets every flow: PKCE is demanded of public clients only. */
export function configuration(clients: RegisteredClient[], keys: SigningKey[]): Record<string, unknown> {
  const resourceServer = clients.find(({ name }) => name === "resource_server")?.id;
  return {
    adapter: memoryAdapter(),
    clients: clients.map(registration),
    clientBasedCORS: () => false,
    claims: { openid: ["sub"], profile: ["name"], email: ["email"] },
    cookies: {
      // Demanded for POST at the authorization endpoint; see sessionCookiesOverHttp.
      long: { httpOnly: true, sameSite: "none" },
      short: { httpOnly: true, sameSite: "lax" },
    },
    enableHttpPostMethods: true,
    expiresWithSession: async () => false,
    extraParams,
    features: {
      clientCredentials: { enabled: true },
      deviceFlow: {
        enabled: true,
        userCodeInputSource: codePage,
        userCodeConfirmSource: confirmationPage,
        successSource: donePage,
      },
      devInteractions: { enabled: false },
      introspection: {
        enabled: true,
        // RFC 7662 4: the resource server, and clients that authenticate about their own tokens.
        allowedPolicy: async (_context: Context, client: ClientModel, token: { clientId: string }) =>
          client.clientId === resourceServer ||
          (client.clientAuthMethod !== "none" && client.clientId === token.clientId),
      },
      resourceIndicators: { enabled: false },
      revocation: {
        enabled: true,
        allowedPolicy: async (_context: Context, client: ClientModel, token: { clientId: string }) =>
          client.clientId === token.clientId,
      },
      rpInitiatedLogout: { enabled: false },
    },
    findAccount: async (_context: Context, id: string) => ({
      accountId: id,
      claims: async () => ({ sub: id, name: "Alex Example", email: "alex@example.com" }),
    }),
    issueRefreshToken: async (_context: Context, client: ClientModel) => client.grantTypeAllowed("refresh_token"),
    jwks: { keys },
    renderError,
    responseTypes: ["code", "code id_token", "id_token", "none"],
    rotateRefreshToken: true,
    scopes: SCOPES,
    ttl: {
      AccessToken: lifetime(clients, "access_token", HOUR),
      AuthorizationCode: lifetime(clients, "code", 60),
      ClientCredentials: HOUR,
      DeviceCode: lifetime(clients, "device_code", 600),
      Grant: 24 * HOUR,
      IdToken: HOUR,
      Interaction: HOUR,
      RefreshToken: lifetime(clients, "refresh_token", 24 * HOUR),
      Session: 24 * HOUR,
    },
  };
}

/** `SameSite=None` needs `Secure`: over plain http the attribute goes, and a browser takes its default. */
export async function sessionCookiesOverHttp(context: Context, next: () => Promise<void>): Promise<void> {
  await next();
  const cookies = context.response.get("set-cookie");
  if (!context.secure && Array.isArray(cookies)) {
    context.set(
      "set-cookie",
      cookies.map((cookie) => cookie.replace(/; samesite=none/i, "")),
    );
  }
}
