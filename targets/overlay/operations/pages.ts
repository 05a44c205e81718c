import type { PageStyle } from "../../reference/pages.js";
import type { Before } from "./operation.js";

/** Shows the login and consent pages in another style. */
export const pages: Before<PageStyle> = (exchange, style) => {
  exchange.pages = style;
  return undefined;
};
