import { copyOf } from "../answer.js";
import type { Before } from "./operation.js";

/** Answers a code or refresh token that was used as it was answered the first time. */
export const replay: Before<true> = ({ grant }) => (grant?.success === undefined ? undefined : copyOf(grant.success));
