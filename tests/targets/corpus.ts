import type { Target } from "../../targets/target.js";
import { attacks } from "./attack-requests.js";
import type { Answered, Codes, Landing } from "./client.js";
import { authorized, basicWith, Browser, CALLBACK, get, id, pkce, post, token } from "./client.js";
import { grants } from "./grant-requests.js";
import { mistakes } from "./mistaken-requests.js";
import { resources } from "./resource-requests.js";
import { services, strangers } from "./service-requests.js";

// One request of every sort that a client may send to an authorization server, good and bad.

const OTHER = "https://other.example.com/cb";
const SPA = "https://spa.example.com/cb";
const NEAR = [
  "https://app.example.com/cb/more",
  "https://app.example.com/cb/",
  "https://app.example.com/CB",
  "https://app.example.com/cb?x=1",
  "https://app.example.com.evil.example/cb",
  "https://user@app.example.com/cb",
  "https://app.example.com:8443/cb",
  "http://app.example.com/cb",
  "https://app.example.com/%63b",
  "https://app.example.com/x/../cb",
  "https://app.example.com/cb#part",
  "https://evil.example/cb",
  "/cb",
  "not a uri",
];

/** `shape` is all of an answer but what is random in it. */
export type Seen = { name: string; status: string; url: string; shape: string; announced: string[] };

type Params = Record<string, string>;

export class Corpus {
  seen: Seen[] = [];
  #target: Target;

  constructor(target: Target) {
    this.#target = target;
  }

  #mask(text: string): string {
    const port = new URL(this.#target.issuer).port;
    return text
      .replaceAll(port, "PORT")
      .replace(/[\w-]{40,}/g, "TOKEN")
      .replace(/[0-9a-f]{16,}|user-[0-9a-f]{8}|interaction\/[\w-]+|uid=[\w-]+/g, "ID");
  }

  #note(name: string, answered: Answered): Answered {
    const announced = answered.headers.get("x-overlay-would-act")?.split(",") ?? [];
    const ignored = ["date", "content-length", "connection", "keep-alive", "x-overlay-would-act"];
    const headers = [...answered.headers].filter(([header]) => !ignored.includes(header));
    const shape = this.#mask(JSON.stringify([headers, answered.text]));
    this.seen.push({
      name,
      status: `${answered.status} ${String(answered.json["error"] ?? "")}`.trim(),
      url: "",
      shape,
      announced,
    });
    return answered;
  }

  #landed<Arrival extends Landing>(name: string, landing: Arrival, browser: Browser): Arrival {
    const status = landing.params.get("status") ?? landing.params.get("error") ?? "code";
    const shape = this.#mask(landing.url || landing.pages.join("\n"));
    this.seen.push({ name, status, url: landing.url, shape, announced: browser.announced.splice(0) });
    return landing;
  }

  async #code(
    browser: Browser,
    params: Params = {},
    client = "confidential",
  ): Promise<Landing & Codes & { code: string }> {
    const landing = await authorized(this.#target, client, params, browser);
    this.#landed(`code ${client} ${JSON.stringify(params)}`, landing, browser);
    return { ...landing, code: landing.params.get("code") ?? "" };
  }

  async #exchange(name: string, code: string, params: Params, client = "confidential"): Promise<Answered> {
    const form: Params = { grant_type: "authorization_code", code, redirect_uri: CALLBACK, ...params };
    return this.#note(
      name,
      await token(this.#target, client, Object.fromEntries(Object.entries(form).filter(([, value]) => value !== "-"))),
    );
  }

  async metadata(): Promise<void> {
    const own = "/.well-known/oauth-authorization-server";
    const paths = [own, `${own}/of-nobody`, "/.well-known/openid-configuration", "/jwks"];
    for (const path of paths) this.#note(path, await get(this.#target, path));
  }

  async authorization(browser: Browser): Promise<void> {
    const target = this.#target;
    const changes: Params[] = [
      ..."response_type state scope redirect_uri client_id code_challenge code_challenge_method"
        .split(" ")
        .map((one) => ({ [one]: "" })),
      ...NEAR.map((redirect_uri) => ({ redirect_uri })),
      { response_type: "nonsense" },
      { response_type: "token" },
      { response_type: "none" },
      { response_type: "id_token code", scope: "openid", nonce: "n" },
      { client_id: "nobody" },
      { made_up: "1" },
      { scope: "api:write api:read" },
      { scope: "API:READ" },
      { scope: 'a"b' },
      { scope: "api:read nonsense" },
      { code_challenge_method: "plain" },
      { code_challenge_method: "s256" },
      { code_challenge_method: "S512" },
      { code_challenge: "short" },
      { code_challenge: `${"a".repeat(42)}!` },
      { response_mode: "fragment" },
      { client_id: id(target, "restricted"), redirect_uri: "https://restricted.example.com/cb" },
      { redirect_uri: `${CALLBACK}?tenant=1&mode=a` },
      { state: `${"s".repeat(100)} +&é` },
      { state: "a\r\nb" },
    ];
    for (const change of changes) await this.#code(browser, change);
    const challenge = { code_challenge_method: "S256", code_challenge: pkce().challenge };
    const repeated: [string, string][] = Object.entries({
      response_type: "code",
      client_id: id(target, "confidential"),
      redirect_uri: CALLBACK,
      ...challenge,
    });
    this.#landed(
      "repeated",
      await browser.authorize([...repeated, ["scope", "api:read"], ["scope", "api:read"]]),
      browser,
    );
    await browser.authorize([...repeated, ["redirect_uri", "https://attacker.example/cb"]]);
    this.#landed("bare", await browser.authorize({ response_type: "code", client_id: id(target, "other") }), browser);
    this.#landed("no client", await browser.authorize({ response_type: "code", redirect_uri: CALLBACK }), browser);
    this.#landed(
      "no response type",
      await browser.authorize({ client_id: id(target, "confidential"), redirect_uri: CALLBACK }),
      browser,
    );
    this.#landed(
      "public without PKCE",
      await browser.authorize({ response_type: "code", client_id: id(target, "public"), redirect_uri: SPA }),
      browser,
    );
    this.#landed(
      "post",
      await browser.authorizeByPost({ response_type: "code", client_id: id(target, "other"), redirect_uri: OTHER }),
      browser,
    );
  }

  async denials(): Promise<void> {
    const denying = new Browser(this.#target);
    denying.consent = "deny";
    await this.#code(denying);
    const mistaken = new Browser(this.#target);
    mistaken.fields["password"] = "wrong";
    await this.#code(mistaken);
  }

  async exchanges(browser: Browser): Promise<void> {
    const good = await this.#code(browser, { scope: "api:read api:write" });
    const first = await this.#exchange("exchange", good.code, { code_verifier: good.verifier });
    await this.refreshes(String(first.json["refresh_token"] ?? ""));
    await this.#exchange("replay", good.code, { code_verifier: good.verifier });
    const flawed: [string, Params, string?][] = [
      ["foreign", {}, "other"],
      ["wrong redirect_uri", { redirect_uri: "https://app.example.com/other" }],
      ["no redirect_uri", { redirect_uri: "-" }],
      ["no verifier", { code_verifier: "-" }],
      ["empty verifier", { code_verifier: "" }],
      ["wrong verifier", { code_verifier: "w".repeat(43) }],
      ["challenge as verifier", { code_verifier: "challenge" }],
      ["short verifier", { code_verifier: "short" }],
      ["long verifier", { code_verifier: `${"v".repeat(126)}.~` }],
    ];
    for (const [name, params, client] of flawed) {
      const fresh = await this.#code(browser);
      const verifier =
        params["code_verifier"] === "challenge" ? fresh.challenge : (params["code_verifier"] ?? fresh.verifier);
      await this.#exchange(name, fresh.code, { ...params, code_verifier: verifier }, client ?? "confidential");
    }
    await this.#exchange("wrong code", "never-given-out", {});
    await this.#exchange("no code", "-", {});
    await this.#exchange("empty code", "", {});
    const bare = await new Browser(this.#target).authorize({
      response_type: "code",
      client_id: id(this.#target, "other"),
    });
    await this.#exchange("no redirect_uri in both", bare.params.get("code") ?? "", { redirect_uri: "-" }, "other");
    const left = await this.#code(browser);
    const form = {
      grant_type: "authorization_code",
      code: left.code,
      redirect_uri: CALLBACK,
      code_verifier: left.verifier,
    };
    this.#note("code of nobody", await post(this.#target, "/token", form));
    this.#note(
      "code without secret",
      await post(this.#target, "/token", { ...form, client_id: id(this.#target, "confidential") }),
    );
  }

  async plainChallenges(browser: Browser): Promise<void> {
    for (const code_verifier of ["p".repeat(43), "w".repeat(43)]) {
      const fresh = await this.#code(browser, { code_challenge: "p".repeat(43), code_challenge_method: "plain" });
      await this.#exchange(`plain ${code_verifier}`, fresh.code, { code_verifier });
    }
  }

  async refreshes(refreshToken: string): Promise<void> {
    const target = this.#target;
    const form = { grant_type: "refresh_token", refresh_token: refreshToken };
    const attempt = async (name: string, params: Params, client = "confidential"): Promise<Answered> =>
      this.#note(name, await token(target, client, { ...form, ...params }));
    await attempt("refresh exceeding", { scope: "api:read openid" });
    await attempt("refresh foreign", {}, "other");
    await attempt("refresh wrong", { refresh_token: "never-given-out" });
    await attempt("refresh empty", { refresh_token: "" });
    this.#note("refresh without", await token(target, "confidential", { grant_type: "refresh_token" }));
    this.#note(
      "refresh unauthenticated",
      await post(target, "/token", { ...form, client_id: id(target, "confidential") }),
    );
    this.#note(
      "refresh wrong secret",
      await post(target, "/token", form, { authorization: basicWith(id(target, "confidential"), "wrong") }),
    );
    const second = await attempt("refresh", {});
    await attempt("refresh narrowed", { refresh_token: String(second.json["refresh_token"] ?? ""), scope: "api:read" });
    await attempt("refresh used", {});
  }

  async all(): Promise<Seen[]> {
    const browser = new Browser(this.#target);
    await this.metadata();
    await this.authorization(browser);
    await this.denials();
    await this.exchanges(browser);
    await this.plainChallenges(browser);
    const note = (name: string, answered: Answered): Answered => this.#note(name, answered);
    for (const requests of [services, strangers, grants, mistakes, resources, attacks])
      await requests(this.#target, note);
    return this.seen;
  }
}
