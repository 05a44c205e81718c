/**
 * One file that needs no network and trusts nothing in it but its own script and style, whose hashes are the whole
 * of its Content-Security-Policy.
 */
import { createHash } from "node:crypto";
import { markup, Markup } from "./markup.js";

export interface Page {
  title: string;
  style: string;
  script: string;
  body: Markup;
}

const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** The whole document. `style` and `script` are our own texts; everything else goes through the escaping template. */
export const page = ({ title, style, script, body }: Page): string => {
  const policy = `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; base-uri 'none'; form-action 'none'`;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
${body}
<script>${new Markup(script)}</script>
</body>
</html>
`.text;
};
