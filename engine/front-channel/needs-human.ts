import type { User } from "../types/provider.js";
import { hasText, placeOf } from "./naming.js";
import type { Page, Stuck } from "./types.js";

/** What captcha widgets put on a page: their script, their frame, the element they are drawn into. */
const CAPTCHAS: { name: string; selector: string }[] = [
  {
    name: "reCAPTCHA",
    selector: ".g-recaptcha, [name=g-recaptcha-response], iframe[src*='/recaptcha/'], script[src*='/recaptcha/']",
  },
  {
    name: "hCaptcha",
    selector: ".h-captcha, [name=h-captcha-response], iframe[src*='hcaptcha.com/'], script[src*='hcaptcha.com/']",
  },
  {
    name: "Turnstile",
    selector: ".cf-turnstile, [name=cf-turnstile-response], script[src*='challenges.cloudflare.com/']",
  },
  { name: "a picture", selector: "img[src*=captcha i], img[alt*=captcha i], input[name*=captcha i]" },
];

/** Fields that take a one-time code; pages name them in few ways. */
const CODE_FIELDS = [
  "input[autocomplete~=one-time-code]",
  ...[
    "otp",
    "totp",
    "code",
    "mfa",
    "mfa_code",
    "otp_code",
    "one_time_code",
    "verification_code",
    "passcode",
    "token",
  ].map((name) => `input[name=${name} i]:not([type=hidden])`),
].join(", ");

/**
 * What became of a page that the rules could not get past, when it shows what only a person can do: a captcha, or a
 * one-time code that the user has no seed for. Every other trouble stays as it is.
 *
 * @param provider name for `assay login`
 */
export async function orNeedsHuman(
  page: Page,
  stuck: Stuck,
  { user, provider }: { user: User | undefined; provider: string },
): Promise<Stuck> {
  const at = `the page "${placeOf(page)}"`;
  const byHand = `do it once by hand: "assay login ${provider}", or "assay run" with --headed`;
  for (const { name, selector } of CAPTCHAS)
    if (await page.holds(selector))
      return {
        because: `${stuck.because}; ${at} shows a captcha (${name}), so use an account that is asked for none, or ${byHand}`,
        key: "users",
        human: true,
      };
  if (!(await page.holds(CODE_FIELDS))) return stuck;
  const fields = hasText(page.controls.fields);
  return user?.totp
    ? {
        because: `${stuck.because}; ${at} asks for a one-time code: add a rule with "totp" and its field`,
        key: "pages",
      }
    : {
        because: `${stuck.because}; ${at} asks for a one-time code (${fields}): give the user the seed as "totp", or ${byHand}`,
        key: "users",
        human: true,
      };
}
