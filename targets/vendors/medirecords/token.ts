import type { IncomingMessage } from "node:http";
import type { Context } from "oidc-provider";
import { readBody, rewritten } from "../../reference/http.js";
import type { World } from "./configuration.js";
import { isUnauthorised } from "./configuration.js";
import { TOKEN } from "./paths.js";

const FORM = "application/x-www-form-urlencoded";

/**
 * The guide heads the parameters of its POST "Query Parameters": they are taken there as in the body. One that stands
 * in both is sent twice, which RFC 6749 3.2 refuses.
 */
export async function takeQuery(req: IncomingMessage): Promise<IncomingMessage> {
  const [path, query = ""] = (req.url ?? "").split(/\?(.*)/s);
  if (req.method !== "POST" || path !== TOKEN || query === "") return req;
  const type = (req.headers["content-type"] ?? FORM).split(";")[0]?.trim().toLowerCase();
  const body = await readBody(req);
  if (type !== FORM && body !== "") return rewritten(req, TOKEN, body);
  const message = rewritten(req, TOKEN, [body, query].filter(Boolean).join("&"));
  message.headers["content-type"] = FORM;
  return message;
}

/**
 * Puts what was launched into the answer, the patient and the encounter where `launch` was granted; and answers an app
 * that is not authorised as the guide says, with status 401.
 */
export function completeAnswer(world: World) {
  const { patient, encounter, fhirContext } = world.launch;
  return async (context: Context, next: () => Promise<void>): Promise<void> => {
    await next();
    if (context.path !== TOKEN) return;
    // RFC 6749 5.1; the package sends Cache-Control alone.
    context.set("pragma", "no-cache");
    if (isUnauthorised(world, context.oidc?.client)) {
      context.status = 401;
      context.body = { error: "invalid_client", error_description: "the app is not authorised" };
    }
    const answer = context.body as { access_token?: unknown; scope?: string } | undefined;
    if (context.status !== 200 || typeof answer?.access_token !== "string") return;
    const launched = (answer.scope ?? "").split(" ").includes("launch");
    context.body = { ...answer, ...(launched ? { patient, encounter } : {}), fhirContext };
  };
}
