import type { Answer } from "../answer.js";
import type { Exchange } from "../exchange.js";

/** Changes what goes on to the server, or answers in its place. */
export type Before<Argument> = (exchange: Exchange, argument: Argument) => Answer | undefined;

/** Changes the server's answer in place. */
export type After<Argument> = (exchange: Exchange, answer: Answer, argument: Argument) => void;
