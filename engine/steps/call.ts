import { poll } from "../run/poll.js";
import { repeat } from "../run/repeat.js";
import type { StepKind } from "../run/step.js";
import { request } from "./token.js";

export const step: StepKind = {
  describe: (one) => `request to ${one.subject}`,
  run: (context) => (context.step.options["poll"] ? poll(context, request) : repeat(context, request)),
};
