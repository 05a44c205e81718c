import type { Target } from "../../targets/target.js";
import type { Answered } from "./client.js";
import { authorized, basic, basicWith, CALLBACK, get, id, post, token } from "./client.js";

/** Token requests of services and of clients that are not who they say. */
export async function services(target: Target, note: (name: string, answered: Answered) => void): Promise<void> {
  const form = { grant_type: "client_credentials", scope: "api:read" };
  const service = { authorization: basic(target, "service") };
  const secret = target.env["ASSAY_REFERENCE_SERVICE_SECRET"] ?? "";
  const postClient = {
    client_id: id(target, "service_post"),
    client_secret: target.env["ASSAY_REFERENCE_SERVICE_POST_SECRET"] ?? "",
  };
  note("service", await post(target, "/token", form, service));
  note("service without scope", await post(target, "/token", { grant_type: "client_credentials" }, service));
  note("service empty scope", await post(target, "/token", { ...form, scope: "" }, service));
  note("service bad scope", await post(target, "/token", { ...form, scope: 'a"b' }, service));
  note("service scope case", await post(target, "/token", { ...form, scope: "API:READ" }, service));
  note("service scope order", await post(target, "/token", { ...form, scope: "api:write api:read" }, service));
  note("service unknown scope", await post(target, "/token", { ...form, scope: "nonsense" }, service));
  note("service by body", await post(target, "/token", { ...form, ...postClient }));
  note("service by body, wrong", await post(target, "/token", { ...form, ...postClient, client_secret: "wrong" }));
  note(
    "service in query",
    await post(
      target,
      `/token?${new URLSearchParams({ client_id: id(target, "service"), client_secret: secret }).toString()}`,
      form,
    ),
  );
  note("reserved", await token(target, "reserved", form));
  note("no client", await post(target, "/token", form));
  note("no secret", await post(target, "/token", { ...form, client_id: id(target, "service") }));
  note("public client", await post(target, "/token", { ...form, client_id: id(target, "public") }));
  note(
    "two methods",
    await post(target, "/token", { ...form, client_id: id(target, "service"), client_secret: secret }, service),
  );
  note("client_id beside", await post(target, "/token", { ...form, client_id: id(target, "service") }, service));
  note("other client_id beside", await post(target, "/token", { ...form, client_id: id(target, "other") }, service));
  note(
    "wrong secret",
    await post(target, "/token", form, { authorization: basicWith(id(target, "service"), "wrong") }),
  );
  note("unknown client", await post(target, "/token", form, { authorization: basicWith("nobody", "wrong") }));
  note("may not", await token(target, "confidential", form));
  note("grant_type unknown", await post(target, "/token", { grant_type: "nonsense" }, service));
  note("grant_type case", await post(target, "/token", { grant_type: "Client_Credentials" }, service));
  note("grant_type empty", await post(target, "/token", { grant_type: "" }, service));
  note("grant_type missing", await post(target, "/token", { scope: "api:read" }, service));
  note("grant_type beyond ASCII", await post(target, "/token", { grant_type: "né" }, service));
  note(
    "repeated",
    await post(
      target,
      "/token",
      [
        ["grant_type", "client_credentials"],
        ["scope", "api:read"],
        ["scope", "api:read"],
      ],
      service,
    ),
  );
  note("unknown parameter", await post(target, "/token", { ...form, made_up: "1" }, service));
  note("get", await get(target, `/token?${new URLSearchParams(form).toString()}`, service));
  note("query", await post(target, `/token?${new URLSearchParams(form).toString()}`, {}, service));
  const headers = { ...service, "content-type": "application/json" };
  const json = await fetch(`${target.issuer}/token`, { method: "POST", headers, body: JSON.stringify(form) });
  note("json", { status: json.status, headers: json.headers, text: await json.text(), json: {} });
}

/** A code that another client redeems in its owner's name, and a refresh by a client that cannot authenticate. */
export async function strangers(target: Target, note: (name: string, answered: Answered) => void): Promise<void> {
  const exchange = async (client: string, uri: string): Promise<Record<string, string>> => {
    const { params, verifier } = await authorized(target, client, { redirect_uri: uri });
    return {
      grant_type: "authorization_code",
      code: params.get("code") ?? "",
      redirect_uri: uri,
      code_verifier: verifier,
      client_id: id(target, client),
    };
  };
  note("owner named beside", await token(target, "other", await exchange("confidential", CALLBACK)));
  const spa = await exchange("public", "https://spa.example.com/cb");
  const first = await post(target, "/token", spa);
  const refresh = {
    grant_type: "refresh_token",
    refresh_token: String(first.json["refresh_token"] ?? ""),
    client_id: id(target, "public"),
  };
  note("public refresh", await post(target, "/token", refresh));
}
