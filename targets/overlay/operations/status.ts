import type { After } from "./operation.js";

/** Answers with another status. */
export const status: After<number> = (_exchange, answer, code) => {
  answer.status = code;
};
