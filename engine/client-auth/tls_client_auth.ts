import type { Authenticate } from "../request/authenticate.js";

/** RFC 8705 2: the client's certificate speaks for it; the request names the client. */
export const authenticate: Authenticate = (draft, { client, client_id }) => {
  if (!draft.form.some(([name]) => name === "client_id")) draft.form.push(["client_id", client_id]);
  draft.certificate = client.certificate;
  draft.key = client.key;
};
