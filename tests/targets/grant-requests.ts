import type { Target } from "../../targets/target.js";
import type { Answered, Landing } from "./client.js";
import { Browser, id, post, token } from "./client.js";

type Note = (name: string, answered: Answered) => void;

const DEVICE = "urn:ietf:params:oauth:grant-type:device_code";

/** Where a browser ended, told as an answer. */
export function arrival(browser: Browser, landing: Landing): Answered {
  const announced = browser.announced.splice(0).join(",");
  const titles = landing.pages.map((html) => /<title>([^<]*)/.exec(html)?.[1] ?? "");
  return {
    status: 200,
    headers: new Headers(announced === "" ? {} : { "x-overlay-would-act": announced }),
    text: landing.url || titles.join("\n"),
    json: { error: landing.params.get("error") ?? "" },
  };
}

async function passwords(target: Target, note: Note): Promise<void> {
  const form = {
    grant_type: "password",
    username: target.env["ASSAY_REFERENCE_USER"] ?? "",
    password: target.env["ASSAY_REFERENCE_PASSWORD"] ?? "",
    scope: "api:read",
  };
  const changes: Record<string, string>[] = [
    {},
    { scope: "api:write nonsense" },
    { scope: "nonsense" },
    { scope: "" },
    { password: "wrong" },
    { username: "nobody" },
    { password: "" },
    { username: "" },
    { made_up: "1" },
  ];
  for (const change of changes) {
    note(`password ${JSON.stringify(change)}`, await token(target, "password", { ...form, ...change }));
  }
  const open = await post(target, "/token", { ...form, client_id: id(target, "password_public") });
  note("password public", open);
  const refresh = { grant_type: "refresh_token", refresh_token: String(open.json["refresh_token"]) };
  note("password refresh", await post(target, "/token", { ...refresh, client_id: id(target, "password_public") }));
  note("password repeated", await token(target, "password", [...Object.entries(form), ["username", "again"]]));
  note("password may not", await token(target, "service", form));
  note("password no client", await post(target, "/token", form));
}

async function implicit(target: Target, note: Note): Promise<void> {
  const browser = new Browser(target);
  const form = {
    response_type: "token",
    client_id: id(target, "implicit"),
    redirect_uri: "https://implicit.example.com/cb",
    scope: "api:read",
    state: "s t+a",
  };
  const changes: Record<string, string>[] = [
    {},
    { scope: "api:write nonsense" },
    { scope: 'a"b' },
    { scope: "" },
    { state: "" },
    { redirect_uri: "" },
    { redirect_uri: "https://evil.example/cb" },
    { client_id: "nobody" },
    { client_id: id(target, "other"), redirect_uri: "https://other.example.com/cb" },
    { response_type: "code" },
    { made_up: "1" },
  ];
  for (const change of changes) {
    const landing = await browser.authorize({ ...form, ...change });
    note(`implicit ${Object.keys(change).join(" ")}`, arrival(browser, landing));
  }
  note("implicit by POST", arrival(browser, await browser.authorizeByPost(form)));
  const repeated = await browser.authorize([...Object.entries(form), ["state", "again"]]);
  note("implicit repeated", arrival(browser, repeated));
  const denying = new Browser(target);
  denying.consent = "deny";
  note("implicit denied", arrival(denying, await denying.authorize(form)));
}

async function devices(target: Target, note: Note): Promise<void> {
  const client_id = id(target, "device");
  const begin = async (form: Record<string, string>): Promise<Record<string, unknown>> => {
    const answered = await post(target, "/device/auth", form);
    const text = answered.text.replaceAll(String(answered.json["user_code"]), "CODE");
    note(`device ${Object.keys(form).join(" ")}`, { ...answered, text });
    return answered.json;
  };
  const poll = async (name: string, code: unknown): Promise<void> =>
    note(`poll ${name}`, await post(target, "/token", { grant_type: DEVICE, device_code: String(code), client_id }));
  const enter = async (name: string, code: unknown, browser: Browser): Promise<void> => {
    browser.fields["user_code"] = String(code);
    note(`enter ${name}`, arrival(browser, await browser.visit("/device")));
  };
  await begin({});
  await begin({ client_id: "nobody" });
  await begin({ client_id: id(target, "public") });
  await begin({ client_id, scope: 'a"b' });
  const good = await begin({ client_id, scope: "api:read" });
  await poll("early", good["device_code"]);
  await poll("hasty", good["device_code"]);
  await enter("right", good["user_code"], new Browser(target));
  await poll("done", good["device_code"]);
  await poll("again", good["device_code"]);
  await poll("wrong", "never-given-out");
  await poll("empty", "");
  await enter("wrong", "WRNG-CODE", new Browser(target));
  const refused = await begin({ client_id });
  const denying = new Browser(target);
  denying.consent = "deny";
  await enter("denied", refused["user_code"], denying);
  await poll("denied", refused["device_code"]);
}

/** Requests of the grants that are not for codes, secrets or refresh tokens. */
export async function grants(target: Target, note: Note): Promise<void> {
  await passwords(target, note);
  await implicit(target, note);
  await devices(target, note);
}
