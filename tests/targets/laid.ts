import { startReference } from "../../targets/reference.js";
import type { Fault, Target } from "../../targets/reference.js";
import type { Step } from "../../targets/overlay/types.js";
import { authorized, CALLBACK, token } from "./client.js";
import type { Answered } from "./client.js";

export const started: Target[] = [];

function fault(...steps: Step[]): Fault {
  return { kind: "fault", slug: "tried", title: "tried", breaks: [], also: [], over: [], frees: [], do: steps };
}

export async function laid(...steps: Step[]): Promise<Target> {
  const target = await startReference({ faults: [fault(...steps)] });
  started.push(target);
  return target;
}

export const SERVICE = { grant_type: "client_credentials", scope: "api:read" };

export async function redeem(
  target: Target,
  change: Record<string, string> = {},
  client = "confidential",
  authorization: Record<string, string> = {},
): Promise<Answered> {
  const landing = await authorized(target, "confidential", authorization);
  const form = {
    grant_type: "authorization_code",
    code: landing.params.get("code") ?? "",
    redirect_uri: CALLBACK,
    code_verifier: landing.verifier,
    ...change,
  };
  return token(target, client, form);
}

export const stopAll = (): Promise<void[]> => Promise.all(started.splice(0).map((target) => target.stop()));
