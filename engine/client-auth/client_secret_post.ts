import type { Authenticate } from "../request/authenticate.js";

/** RFC 6749 2.3.1, alternative: both as form parameters. */
export const authenticate: Authenticate = (draft, { client_id, secret }) => {
  if (!draft.form.some(([name]) => name === "client_id")) draft.form.push(["client_id", client_id]);
  draft.form.push(["client_secret", secret]);
};
