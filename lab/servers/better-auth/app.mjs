// better-auth with its OAuth provider, set up as its documentation shows. The pages are ours, since it has none.
import { writeFile } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { oauthDeviceAuthorization, oauthProvider } from "@better-auth/oauth-provider";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { toNodeHandler } from "better-auth/node";
import { jwt } from "better-auth/plugins";
import { clients } from "./clients.mjs";
import { PAGE_HEADERS, pages } from "./pages.mjs";

const { origin, port, secret, user, jwks, directory } = JSON.parse(process.env.LAB_SETTINGS);

/** The API that access tokens are for: a client that is linked to it may introspect the tokens of others. */
const RESOURCE = "https://api.example.com/v1";
/** Of the client whose secret must be encoded inside Basic (RFC 6749 2.3.1); all others get a random one. */
const SECRETS = { reserved: "s%3A:e+c r/e=t&2026" };
let registering;

const options = {
  appName: "lab",
  baseURL: origin,
  secret,
  database: new DatabaseSync(join(directory, "lab.sqlite")),
  emailAndPassword: { enabled: true },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  disabledPaths: ["/token"],
  plugins: [
    jwt(),
    oauthProvider({
      loginPage: "/sign-in",
      consentPage: "/consent",
      scopes: ["openid", "profile", "email", "offline_access", "api:read", "api:write", "short"],
      scopeExpirations: { short: "3s" },
      resources: [RESOURCE],
      enforcePerClientResources: false,
      generateClientSecret: () => SECRETS[registering] ?? randomBytes(24).toString("hex"),
      codeExpiresIn: 30,
      clientPrivileges: () => true,
      allowDynamicClientRegistration: true,
      allowUnauthenticatedClientRegistration: true,
    }),
    oauthDeviceAuthorization({ verificationUri: "/device", interval: "1s", expiresIn: "30s" }),
  ],
};

await (await getMigrations(options)).runMigrations();
const auth = betterAuth(options);

async function setUp() {
  const signedUp = await auth.api.signUpEmail({
    body: { name: "Lab User", ...user },
    returnHeaders: true,
  });
  const headers = new Headers({
    cookie: signedUp.headers
      .getSetCookie()
      .map((one) => one.split(";")[0])
      .join("; "),
  });
  const registered = {};
  for (const [name, body] of Object.entries(clients(jwks))) {
    registering = name;
    const { client_id, client_secret } = await auth.api.adminCreateOAuthClient({
      body: { client_name: name, ...body },
      headers,
    });
    if (name === "resource_server") {
      const params = { identifier: RESOURCE, client_id };
      await auth.api.adminLinkClientResource({ params, headers });
    }
    registered[name] = { client_id, client_secret };
  }
  await writeFile(join(directory, "clients.json"), JSON.stringify(registered));
}

const product = toNodeHandler(auth);

const server = createServer(async (request, response) => {
  const { pathname, search, searchParams } = new URL(request.url, origin);
  const page = pages[pathname];
  if (page === undefined) return product(request, response);
  if (
    pathname.startsWith("/device") &&
    !(await auth.api.getSession({ headers: new Headers({ cookie: request.headers.cookie ?? "" }) }))
  )
    return response.writeHead(302, { location: `/sign-in?return_to=${encodeURIComponent(pathname + search)}` }).end();
  response.writeHead(200, PAGE_HEADERS).end(page(searchParams));
});

await setUp();
server.listen(port, "127.0.0.1");
