import type { Authenticate } from "../request/authenticate.js";

/** RFC 6749 3.2.1: a client that does not authenticate names itself. */
export const authenticate: Authenticate = (draft, { client_id }) => {
  if (!draft.form.some(([name]) => name === "client_id")) draft.form.push(["client_id", client_id]);
};
