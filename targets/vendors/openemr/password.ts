import type { Context, Provider } from "oidc-provider";
import { SCOPES } from "./clients.js";
import type { People, Person } from "./clients.js";

const GRANT = "password";
const PARAMETERS = ["user_role", "username", "password", "email", "scope"];
const NOT_GRANTED = new Set(["openid", "offline_access", "online_access"]);

type Refusal = { error: string; error_description: string; hint?: string; message?: string };

const UNKNOWN_SCOPE = "The requested scope is invalid, unknown, or malformed";
// The hint names a scope that was sent, not the one that is missing: so says the documentation.
const WITHOUT_FHIR: Refusal = {
  error: "invalid_scope",
  error_description: UNKNOWN_SCOPE,
  hint: "Check the `api:port` scope",
  message: UNKNOWN_SCOPE,
};
const FAILED: Refusal = { error: "invalid_grant", error_description: "the user name, e-mail or password is wrong" };

type Login = { person: Person; scopes: string[]; patient: boolean };

function missing(params: Record<string, unknown>, names: string[]): Refusal | undefined {
  const absent = names.filter((name) => !params[name]);
  if (absent.length === 0) return undefined;
  return { error: "invalid_request", error_description: `missing parameter: ${absent.join(", ")}` };
}

/** Who logs in and for what; the portal wants name and e-mail address, whatever it takes on its own login page. */
function check(params: Record<string, unknown>, people: People): Login | Refusal {
  const role = params["user_role"];
  const patient = role === "patient";
  const absent = missing(params, ["user_role", "username", "password", ...(patient ? ["email"] : [])]);
  if (absent !== undefined) return absent;
  if (role !== "patient" && role !== "users")
    return { error: "invalid_request", error_description: "user_role must be users or patient" };
  const asked = [...new Set(String(params["scope"] ?? "").split(" "))];
  if (patient && !asked.includes("api:fhir")) return WITHOUT_FHIR;
  const scopes = asked.filter((scope) => SCOPES.includes(scope));
  if (scopes.length === 0) return { error: "invalid_scope", error_description: UNKNOWN_SCOPE };
  const person = people[role];
  const right = params["username"] === person.name && params["password"] === person.password;
  if (!right || (patient && params["email"] !== person.email)) return FAILED;
  return { person, scopes, patient };
}

/** The password grant with the parameters that the portal wants besides those of RFC 6749 4.3.2. */
export function addPasswordGrant(provider: Provider, people: People): void {
  async function handle(context: Context): Promise<void> {
    const { client, params } = context.oidc;
    if (client === undefined) throw new Error("a token request has a client once it is authenticated");
    const login = check(params, people);
    if ("error" in login) {
      context.status = 400;
      context.body = login;
      return;
    }
    const { person, patient } = login;
    const offline = !patient && login.scopes.includes("offline_access") && client.grantTypeAllowed("refresh_token");
    const granted = login.scopes.filter((scope) => !NOT_GRANTED.has(scope));
    const grant = new provider.Grant({ accountId: person.id, clientId: client.clientId });
    grant.addOIDCScope(login.scopes.join(" "));
    const source = { accountId: person.id, client, grantId: await grant.save(), gty: GRANT, scope: granted.join(" ") };
    const token = new provider.AccessToken(source);
    context.body = {
      scope: granted.filter((scope) => !scope.includes(":")).join(" "),
      token_type: token.tokenType,
      expires_in: token.expiration,
      access_token: await token.save(),
      ...(offline ? { refresh_token: await new provider.RefreshToken({ ...source, rotations: 0 }).save() } : {}),
    };
  }
  provider.registerGrantType(GRANT, handle, PARAMETERS);
}
