import type { Target } from "../../targets/target.js";
import type { Answered } from "./client.js";
import { authorized, basic, Browser, CALLBACK, get, id, post } from "./client.js";

const STRANGER = "https://attacker.example/cb";
const MARKUP = `'"></script><assay-markup x=1>`;
const BREAK = 'assay\r\n"é\\<b>';

/** Requests that an attacker would send by way of a user's browser, or as one's own client. */
export async function lures(target: Target, note: (name: string, answered: Answered) => void): Promise<void> {
  const changes: Record<string, string>[] = [
    { redirect_uri: "https://\u0430pp.example.com/cb" },
    { redirect_uri: "https://APP.EXAMPLE.COM/cb" },
    { redirect_uri: "https://app.example.com@attacker.example/cb" },
    { redirect_uri: `${CALLBACK}\r\nx: 1` },
    { return_to: "https://attacker.example/return_to" },
    { response_type: BREAK },
    { response_type: "assay_announced" },
    { redirect_uri: STRANGER, [MARKUP]: "1" },
    { redirect_uri: STRANGER, state: MARKUP },
  ];
  const browser = new Browser(target);
  for (const change of changes) {
    const { url, params } = await authorized(target, "confidential", change, browser);
    const announced = browser.announced.splice(0).join(",");
    const headers = new Headers(announced === "" ? {} : { "x-overlay-would-act": announced });
    const status = url === "" ? Number(params.get("status")) : 303;
    note(`attack ${JSON.stringify(change)}`, { status, headers, text: url, json: {} });
  }
  const request = { response_type: "code", client_id: id(target, "confidential"), redirect_uri: CALLBACK };
  const nonsense = new URLSearchParams({ ...request, response_type: "nonsense" });
  note("attack without a session", await get(target, `/auth?${nonsense}`));
  const byQuery = new URLSearchParams({ redirect_uri: STRANGER });
  note("attack query of POST", await post(target, `/auth?${byQuery}`, request));
  const right = new URLSearchParams({ redirect_uri: CALLBACK });
  note("attack body of POST", await post(target, `/auth?${right}`, { ...request, redirect_uri: STRANGER }));
  const preflight = { origin: "https://attacker.example", "access-control-request-method": "GET" };
  const options = await fetch(`${target.issuer}/auth?${new URLSearchParams(request)}`, {
    method: "OPTIONS",
    headers: preflight,
    redirect: "manual",
  });
  note("attack preflight", { status: options.status, headers: options.headers, text: "", json: {} });
  note("attack token in query", await get(target, "/resource?access_token=x"));
  const pushed = { ...request, redirect_uri: "https://unregistered.example/cb" };
  note("pushed", await post(target, "/request", pushed, { authorization: basic(target, "confidential") }));
}
