import { setTimeout as sleep } from "node:timers/promises";
import type { Target } from "../../targets/target.js";
import type { Answered } from "./client.js";
import { authorized, basic, basicWith, get, id, post, token } from "./client.js";

type Note = (name: string, answered: Answered) => void;

async function passwords(target: Target, note: Note): Promise<void> {
  const form = {
    grant_type: "password",
    username: target.env["ASSAY_REFERENCE_USER"] ?? "",
    password: target.env["ASSAY_REFERENCE_PASSWORD"] ?? "",
  };
  for (const grant_type of ["", "PASSWORD"]) {
    note(`password as "${grant_type}"`, await token(target, "password", { ...form, grant_type }));
  }
  const { username, ...rest } = form;
  const query = new URLSearchParams({ username }).toString();
  const authorization = basic(target, "password");
  note("password, name in the query", await post(target, `/token?${query}`, rest, { authorization }));
  note("password, no secret", await post(target, "/token", { ...form, client_id: id(target, "password") }));
  const nobody = { authorization: basicWith("nobody", "wrong") };
  note("password, unknown client", await post(target, "/token", form, nobody));
}

async function implicit(target: Target, note: Note): Promise<void> {
  const uri = "https://implicit.example.com/cb";
  const query = new URLSearchParams({ response_type: "token", client_id: "", redirect_uri: uri }).toString();
  note("implicit without client_id", await get(target, `/auth?${query}`));
}

/** A code that is redeemed after its time. */
async function lateCode(target: Target, note: Note): Promise<void> {
  const redirect_uri = "https://short-lived.example.com/cb";
  const { params, verifier } = await authorized(target, "short_lived", { redirect_uri });
  await sleep(3100);
  const code = params.get("code") ?? "";
  const form = { grant_type: "authorization_code", code, redirect_uri, code_verifier: verifier };
  note("code too late", await token(target, "short_lived", form));
}

/** Mistakes in requests of the password and implicit grants, and with a code that is over. */
export async function mistakes(target: Target, note: Note): Promise<void> {
  await passwords(target, note);
  await implicit(target, note);
  await lateCode(target, note);
}
