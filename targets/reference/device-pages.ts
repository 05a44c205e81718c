import type { Context } from "oidc-provider";
import { page, text } from "./html.js";

// The pages of the device flow: plain HTML forms, no script. Each has a title of its own.

const CONTINUE = `<button type="submit">Continue</button>`;
const CANCEL = `<button type="submit" name="abort" value="yes">Cancel</button>`;

const prefilled = new WeakMap<Context, string>();

/** The code that the user's link brought along; the page shows it in its field, for the user to compare and send. */
export function prefill(context: Context, code: string): void {
  prefilled.set(context, code);
}

function withButtons(form: string, buttons: string): string {
  return form.replace("</form>", `<p>${buttons}</p></form>`);
}

/** Asks for the code; after a code that will not do, or a refusal, says so instead. */
export async function codePage(context: Context, form: string, _out?: unknown, problem?: Error): Promise<void> {
  if (problem?.name === "AbortedError") {
    context.body = page("Device refused", "<p>The device gets no access. You can close this page.</p>");
  } else if (problem !== undefined) {
    context.status = 400;
    const again = `<p><a href="/device">Enter another code</a></p>`;
    context.body = page("Device code refused", `<p role="alert">${text(problem.message)}</p>${again}`);
  } else {
    const code = prefilled.get(context);
    const filled =
      code === undefined ? form : form.replace(`name="user_code"`, `name="user_code" value="${text(code)}"`);
    context.body = page("Device", withButtons(filled, CONTINUE));
  }
}

export async function confirmationPage(
  context: Context,
  form: string,
  client: { clientId: string },
  _device: unknown,
  code: string,
): Promise<void> {
  const question = `<p>Connect ${text(client.clientId)}, which shows the code ${text(code)}?</p>`;
  context.body = page("Confirm device", question + withButtons(form, `${CONTINUE} ${CANCEL}`));
}

export async function donePage(context: Context): Promise<void> {
  context.body = page("Device signed in", "<p>You can close this page.</p>");
}
