import type { EndpointPath } from "../../overlay/exchange.js";

export const AUTHORIZE = "/oauth/smartauth/authorize";
export const TOKEN = "/oauth/smartauth/token";
export const JWKS = "/oauth/smartauth/jwks";
/** The guide's FHIR API has a host of its own; one server plays both. */
export const FHIR = "/fhir";
export const SMART_CONFIGURATION = `${FHIR}/.well-known/smart-configuration`;

/** Where the overlay meets which endpoint. */
export const PATHS: EndpointPath[] = [
  [AUTHORIZE, "authorization"],
  ["/interaction/", "page"],
  [TOKEN, "token"],
  [JWKS, "jwks"],
  [SMART_CONFIGURATION, "metadata"],
  ["/.well-known/", "metadata"],
  [`${FHIR}/`, "resource"],
];
