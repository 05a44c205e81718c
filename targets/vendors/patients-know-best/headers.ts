import type { Context } from "oidc-provider";
import { PAGE_HEADERS } from "../../reference/http.js";

/** The headers of the documented sample; pages that the package shows have those of every page. */
export async function sampleHeaders(context: Context, next: () => Promise<void>): Promise<void> {
  await next();
  if (context.path !== "/apiToken.action") return context.set(PAGE_HEADERS);
  context.set("pragma", "no-cache");
  if (context.status === 200) context.set("content-type", "application/json;charset=UTF-8");
}
