import type { Provider } from "../types/provider.js";
import type { Suite } from "../types/suite.js";
import type { PlacedRow } from "./tables.js";

/** What the complete request has anyway: leaving out what it does not send, or encoding it as it is, changes nothing. */
export interface UsualRequest {
  sends(parameter: string): boolean;
  contentType: string;
}

const FORM = "application/x-www-form-urlencoded";

export function usualRequest(
  { bases }: Suite,
  { grants = {}, registration = {} }: Partial<Pick<Provider, "grants" | "registration">>,
  { exchange, part = "" }: PlacedRow,
): UsualRequest {
  const atAuthorization = exchange === "authorization";
  const key = atAuthorization ? "authorize/code" : exchange === "token" ? `token/${part}` : `call/${exchange}`;
  const base = bases.get(key);
  const settings = exchange === "token" || atAuthorization ? grants[base?.grant ?? ""] : undefined;
  const ofGrant = (atAuthorization ? settings?.authorization : settings?.parameters) ?? {};
  const further = exchange === "registration" ? registration : ofGrant;
  return {
    // Client authentication adds the client's own.
    sends: (name) => name in { client_id: "", client_secret: "", ...base?.parameters, ...further },
    contentType: (exchange === "token" ? settings?.content_type : undefined) ?? FORM,
  };
}
