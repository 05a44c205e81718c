import type { Target } from "../../targets/target.js";
import type { Answered } from "./client.js";
import { authorized, basic, Browser, CALLBACK, get, post, token } from "./client.js";
import { arrival } from "./grant-requests.js";

type Note = (name: string, answered: Answered) => void;

/** A token of a code, for one scope. */
async function issue(target: Target, scope: string, note: Note): Promise<string> {
  const browser = new Browser(target);
  const landing = await authorized(target, "confidential", { scope }, browser);
  note(`code for ${scope}`, arrival(browser, landing));
  const form = {
    grant_type: "authorization_code",
    code: landing.params.get("code") ?? "",
    redirect_uri: CALLBACK,
    code_verifier: landing.verifier,
  };
  return String((await token(target, "confidential", form)).json["access_token"]);
}

/** Requests for the resource with tokens good and bad, in every place that a token may stand in. */
export async function resources(target: Target, note: Note): Promise<void> {
  const live = await issue(target, "api:read", note);
  const bearer = { authorization: `Bearer ${live}` };
  const header = async (name: string, authorization: string): Promise<void> =>
    note(name, await get(target, "/resource", { authorization }));
  await header("resource", bearer.authorization);
  await header("resource bearer", `bearer ${live}`);
  await header("resource BEARER", `BEARER ${live}`);
  await header("resource malformed", `Bearer ${live} ${live}`);
  await header("resource other scheme", "Assay unknown");
  await header("resource unknown token", "Bearer unknown");
  await header("resource altered token", `Bearer ${live.startsWith("A") ? "B" : "A"}${live.slice(1)}`);
  await header("resource narrow token", `Bearer ${await issue(target, "api:write", note)}`);
  note("resource no token", await get(target, "/resource"));
  const query = `/resource?access_token=${live}`;
  note("resource query", await get(target, query));
  note("resource query twice", await get(target, `${query}&access_token=${live}`));
  note("resource query and header", await get(target, query, bearer));
  const form = "application/x-www-form-urlencoded";
  note("resource form of GET", await get(target, "/resource", { "content-type": form }));
  for (const type of [form, "application/json", "multipart/form-data"])
    note(`resource ${type}`, await post(target, "/resource", { access_token: live }, { "content-type": type }));
  note("resource form and header", await post(target, "/resource", { access_token: live }, bearer));
  const twice: [string, string][] = [1, 2].map(() => ["access_token", live]);
  note("resource form twice", await post(target, "/resource", twice));
  await post(target, "/token/revocation", { token: live }, { authorization: basic(target, "confidential") });
  await header("resource revoked token", bearer.authorization);
  const service = basic(target, "service");
  for (const scheme of ["basic", "BASIC"])
    note(
      `service by ${scheme}`,
      await post(
        target,
        "/token",
        { grant_type: "client_credentials" },
        { authorization: service.replace("Basic", scheme) },
      ),
    );
}
