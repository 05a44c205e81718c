import type { Answer } from "../answer.js";
import type { Exchange } from "../exchange.js";
import type { OperationName, Step } from "../types.js";
import { OPERATIONS } from "../types.js";
import { body } from "./body.js";
import { header } from "./header.js";
import { openTokens } from "./jwt.js";
import { members } from "./members.js";
import { mend } from "./mend.js";
import { pages } from "./pages.js";
import { redirect } from "./redirect.js";
import { replay } from "./replay.js";
import { replyAfter, replyBefore } from "./reply.js";
import { request } from "./request.js";
import { status } from "./status.js";

const AFTER_ONLY = new Set<OperationName>(["header", "status", "members", "redirect", "body"]);

export function operationOf(step: Step): OperationName {
  const name = OPERATIONS.find((one) => one in step);
  if (name === undefined)
    throw new Error(`"step" must have one of ${OPERATIONS.join(", ")}, got ${Object.keys(step).join(", ")}`);
  return name;
}

/** A step acts after the server when it edits an answer or asks for one; all others act before. */
export function isAfter(step: Step): boolean {
  return AFTER_ONLY.has(operationOf(step)) || step.when?.answer !== undefined;
}

export function actBefore(step: Step, exchange: Exchange): Answer | undefined {
  if ("reply" in step) return replyBefore(exchange, step.reply);
  if ("request" in step) return request(exchange, step.request);
  if ("mend" in step) return mend(exchange, step.mend);
  if ("replay" in step) return replay(exchange, step.replay);
  if ("jwt" in step) openTokens(exchange, step.jwt);
  if ("pages" in step) return pages(exchange, step.pages);
  return undefined;
}

export function actAfter(step: Step, exchange: Exchange, answer: Answer): void {
  if ("header" in step) header(exchange, answer, step.header);
  else if ("status" in step) status(exchange, answer, step.status);
  else if ("members" in step) members(exchange, answer, step.members);
  else if ("redirect" in step) redirect(exchange, answer, step.redirect);
  else if ("body" in step) body(exchange, answer, step.body);
  else if ("reply" in step) replyAfter(exchange, answer, step.reply);
}
