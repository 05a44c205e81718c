/** Rules that fit what most servers show; the user adapts them where they do not. */

const USER = [
  "[autocomplete~=username]",
  ...["username", "user", "userid", "user_id", "login", "loginfmt", "identifier", "email"].map(
    (name) => `[name=${name} i]`,
  ),
].join(", ");
const TYPES = "[type=text], [type=email], [type=tel], :not([type])";
const CODE = "input[autocomplete~=one-time-code], input[name=otp i], input[name=totp i]";

/** A page that only asks who the user is: an e-mail field may be that of a newsletter. */
const WHO =
  "input:is([autocomplete~=username], [name=username i], [name=loginfmt], [name=identifier]):not([type=hidden])";

/** One box for each scope; none of them ticked grants nothing. */
const SCOPES = "input[type=checkbox][name*=scope i]";

const ALLOW = ["Allow", "Accept", "Authorize", "Authorise", "Approve", "Grant", "Agree", "Consent", "Yes", "Continue"];
const DENY = ["Deny", "Cancel", "Decline", "Reject", "Refuse", "Disagree", "No"];
const ASKS = [
  "would like to",
  "wants to",
  "is requesting",
  "requests access",
  "grant access",
  "allow access",
  "do you grant",
  "do you authorize",
  "do you want to allow",
  "permission to",
];

/** The second button of a page whose first one allows. */
const REFUSES = ["Deny", "Decline", "Reject", "Refuse", "Disagree"];

/**
 * A page that leaves nothing to do but to read that something went wrong. Servers send it with status 200 as well, and
 * a link or a button on it that leads away makes it look like one that waits for us.
 */
const FAILED =
  "body:not(:has(form, input, select, textarea)) :is([role=alert], [class*=error i], [id*=error i], [class*=danger i])";
const FAILS = [
  "error",
  "invalid",
  "bad request",
  "not allowed",
  "not known",
  "not found",
  "unknown",
  "unauthorized",
  "denied",
  "failed",
  "went wrong",
];

/** What the last page of a device's login says; without controls it would pass for one that needs script. */
const DONE = [
  "device login successful",
  "device signed in",
  "device connected",
  "you can close",
  "you may close",
  "you can now close",
  "you may now close",
];

const list = (words: string[]): string => `[${words.map((word) => JSON.stringify(word)).join(", ")}]`;

export function pageLines(device: boolean): string[] {
  return [
    "# On every page of the server the first rule that fits acts. These fit many servers, and pages in English; where one",
    '# does not, the report says so and names the fields and buttons that are there. Without "press" the form\'s first',
    "# button is pressed. A captcha, or a second factor without a seed, is done once by hand: assay login.",
    "pages:",
    "  - login:",
    "      has: 'input[type=password]:not([autocomplete~=one-time-code])'",
    "      fill:",
    `        'input:is(${USER}):is(${TYPES})': "\${user.username}"`,
    `        'input[type=password]': "\${user.password}"`,
    "  - code:",
    `      has: '${CODE}'`,
    `      totp: '${CODE}'`,
    "  - username:",
    `      has: '${WHO}'`,
    `      fill: { '${WHO}': "\${user.username}" }`,
    "  - consent_scopes:",
    `      has: '${SCOPES}'`,
    `      fill: { '${SCOPES}': "true" }`,
    `      press: ${list(ALLOW)}`,
    `      deny: ${list(DENY)}`,
    ...(device ? deviceLines() : []),
    "  - consent:",
    "      has: form",
    `      text: ${list(ASKS)}`,
    `      press: ${list(ALLOW)}`,
    `      deny: ${list(DENY)}`,
    // The question may be put in by script only, or in words of its own; what its buttons say is left.
    "  - decision:",
    "      has: 'form button, form input[type=submit]'",
    `      text: ${list(REFUSES)}`,
    `      press: ${list(ALLOW)}`,
    `      deny: ${list(DENY)}`,
    "  - error:",
    `      has: '${FAILED}'`,
    `      text: ${list(FAILS)}`,
    "      end: true",
  ];
}

function deviceLines(): string[] {
  const field = (rest: string): string => `input[name*=user_code i]${rest}, input[name*=usercode i]${rest}`;
  return [
    "  - device:",
    `      has: '${field(":not([type=hidden])")}'`,
    `      choose: { user_code: '${field(":not([type=hidden])")}' }`,
    "  - device_confirmation:",
    `      has: '${field("[type=hidden]")}'`,
    `      press: ${list(["Confirm", "Connect", ...ALLOW])}`,
    `      deny: ${list(DENY)}`,
    "  - device_done:",
    `      text: ${list(DONE)}`,
    "      end: true",
  ];
}
