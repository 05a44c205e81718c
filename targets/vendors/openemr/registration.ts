import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context, Provider } from "oidc-provider";
import { readBody, rewritten, sendJson } from "../../reference/http.js";
import { ROUTES } from "./paths.js";

const REQUIRED = ["redirect_uris", "client_name", "token_endpoint_auth_method", "scope"];
const METHODS = ["client_secret_post", "client_secret_basic", "private_key_jwt"];
const TAKEN = ["redirect_uris", "post_logout_redirect_uris", "client_name", "contacts", "scope", "jwks_uri", "jwks"];

type Members = Record<string, unknown>;

function refuse(res: ServerResponse, error: string, description: string): undefined {
  res.setHeader("cache-control", "no-store");
  sendJson(res, 400, { error, error_description: description });
  return undefined;
}

async function asked(req: IncomingMessage): Promise<Members | undefined> {
  const isJson = (req.headers["content-type"] ?? "").startsWith("application/json");
  try {
    const value: unknown = JSON.parse(await readBody(req));
    return isJson && typeof value === "object" && value !== null ? (value as Members) : undefined;
  } catch {
    return undefined;
  }
}

/** The registration in the words of RFC 7591: `private` and `public` are the vendor's own. */
function translated(own: Members): Members {
  const open = own["application_type"] === "public";
  const uris = [own["redirect_uris"]].flat().map(String);
  return {
    ...Object.fromEntries(TAKEN.filter((name) => name in own).map((name) => [name, own[name]])),
    application_type: open && uris.some((uri) => !uri.startsWith("https:")) ? "native" : "web",
    token_endpoint_auth_method: open ? "none" : own["token_endpoint_auth_method"],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
  };
}

/** A registration request as oidc-provider can serve it; undefined when it has been refused. */
export async function translateRegistration(
  req: IncomingMessage,
  res: ServerResponse,
): Promise<IncomingMessage | undefined> {
  const own = await asked(req);
  if (own === undefined) return refuse(res, "invalid_client_metadata", "expected a JSON object");
  if (!Array.isArray(own["redirect_uris"]) || own["redirect_uris"].length === 0)
    return refuse(res, "invalid_redirect_uri", "redirect_uris is missing");
  const missing = REQUIRED.filter((name) => !own[name]);
  if (missing.length > 0) return refuse(res, "invalid_client_metadata", `missing: ${missing.join(", ")}`);
  if (own["application_type"] !== "private" && own["application_type"] !== "public")
    return refuse(res, "invalid_client_metadata", "application_type must be private or public");
  if (!METHODS.includes(String(own["token_endpoint_auth_method"])))
    return refuse(res, "invalid_client_metadata", `token_endpoint_auth_method must be one of ${METHODS.join(", ")}`);
  return rewritten(req, ROUTES.registration, JSON.stringify(translated(own)));
}

/** Middleware that answers in the vendor's words again, with the address of its own for the client's record. */
export function nameRegistration(provider: Provider): void {
  provider.use(async (context: Context, next) => {
    await next();
    const { route } = context.oidc ?? {};
    const body = context.body as Members | undefined;
    if ((route !== "registration" && route !== "client") || typeof body?.["client_id"] !== "string") return;
    body["application_type"] = body["token_endpoint_auth_method"] === "none" ? "public" : "private";
    body["registration_client_uri"] = `${provider.issuer}/client/${body["client_id"]}`;
  });
}
