import { setTimeout as sleep } from "node:timers/promises";
import type { Target } from "../../targets/target.js";
import type { Answered, Landing } from "./client.js";
import { basic, basicWith, Browser, get, id, post } from "./client.js";

const GRANT = "urn:ietf:params:oauth:grant-type:device_code";

type Note = (name: string, answered: Answered) => unknown;
type Landed = (name: string, landing: Landing, browser: Browser) => void;
type Form = Record<string, string>;

/** What devices and their users ask for, good and bad. */
export async function devices(target: Target, note: Note, landed: Landed): Promise<void> {
  const own = { client_id: id(target, "device") };
  const confidential = { authorization: basic(target, "device_confidential") };
  const named = { client_id: id(target, "device_confidential") };
  const wrong = { authorization: basicWith(named.client_id, "wrong") };

  const begin = async (name: string, form: Form | [string, string][], headers: Form = {}): Promise<Form> => {
    const answered = await post(target, "/device/auth", form, headers);
    note(`device ${name}`, answered);
    return answered.json as Form;
  };
  const poll = async (name: string, form: Form, headers: Form = {}): Promise<void> =>
    void note(`poll ${name}`, await post(target, "/token", { grant_type: GRANT, ...form }, headers));
  const enter = async (name: string, code = "", browser = new Browser(target)): Promise<void> => {
    browser.fields["user_code"] = code;
    landed(`enter ${name}`, await browser.visit("/device"), browser);
  };

  await begin("of nobody", {});
  await begin("of an empty client", { client_id: "" });
  await begin("of an unknown client", { client_id: "nobody" });
  await begin("of an unknown client with a secret", {}, { authorization: basicWith("nobody", "wrong") });
  await begin("without secret", named);
  await begin("wrong secret", {}, wrong);
  await begin("may not", {}, { authorization: basic(target, "confidential") });
  await begin("empty scope", { ...own, scope: "" });
  await begin("unknown scope", { ...own, scope: "nonsense" });
  await begin("unknown parameter", { ...own, made_up: "1" });
  await begin("repeated", [...Object.entries(own), ["scope", "api:read"], ["scope", "api:read"]]);

  const first = await begin("good", { ...own, scope: "api:read" });
  const short = await begin("short", { client_id: id(target, "device_short") });
  const code = { device_code: first["device_code"] ?? "" };
  await poll("pending", { ...own, ...code });
  await poll("too fast", { ...own, ...code });
  await poll("foreign", code, confidential);
  await poll("without code", own);
  await poll("empty code", { ...own, device_code: "" });
  await poll("wrong code", { ...own, device_code: "never-given-out" });
  await poll("of nobody", code);
  await poll("without secret", { ...named, ...code });
  await poll("wrong secret", code, wrong);
  note("link", await get(target, `/device?user_code=${first["user_code"]}`));
  await poll("after the link", { ...own, ...code });

  const hasty = new Browser(target);
  await hasty.visit("/device");
  for (let tries = 0; tries < 6; tries += 1) await enter("wrong", "WRNG-CODE", hasty);
  await enter("right after many", first["user_code"], hasty);
  await poll("after many", { ...own, ...code });
  const second = await begin("second", own);
  await enter("spelt otherwise", second["user_code"]?.toLowerCase().replace("-", ""));
  await poll("approved", { ...own, device_code: second["device_code"] ?? "" });
  await poll("used", { ...own, device_code: second["device_code"] ?? "" });
  const third = await begin("third", own);
  const refusing = new Browser(target);
  refusing.device = "abort";
  await enter("and refuse", third["user_code"], refusing);
  await poll("refused", { ...own, device_code: third["device_code"] ?? "" });
  await sleep(3100);
  await poll("expired", { client_id: id(target, "device_short"), device_code: short["device_code"] ?? "" });
}
