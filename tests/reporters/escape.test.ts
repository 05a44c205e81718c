import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "cheerio";
import { forHtml, forShell, forTerminal, forXml, forXmlAttribute, linkable } from "../../reporters/escape.js";
import { foreignXml, rawControls } from "./detectors.js";
import { HOSTILE } from "./hostile.js";

const table: [string, (text: string) => string, string, string][] = [
  ["ESC shows as an escape", forTerminal, "\u001b[31mred", "\\x1b[31mred"],
  ["C1 controls show as escapes", forTerminal, "\u009b31m", "\\x9b31m"],
  ["line ends cannot forge a line", forTerminal, "a\r\nb\tc", "a\\r\\nb\\tc"],
  ["bidi overrides show as escapes", forTerminal, "\u202efdp.exe\u2069", "\\u{202e}fdp.exe\\u{2069}"],
  ["zero width, tags and lone surrogates show", forTerminal, "\u200b\u{e0041}\ud800", "\\u{200b}\\u{e0041}\\u{d800}"],
  [
    "a command to a build server is broken up",
    forTerminal,
    "##[error]a ##vso[b]c # ## [",
    "#\\x23[error]a #\\x23vso[b]c # ## [",
  ],
  ["other scripts are left alone", forTerminal, "Ünïcode 日本 ✓", "Ünïcode 日本 ✓"],
  ["markup is inert in HTML", forHtml, `<a b="c" d='e'>&\``, "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;&#96;"],
  ["HTML keeps lines and tabs, no other control", forHtml, "a\r\nb\tc\u0000", "a\nb\tc\\x00"],
  [
    "characters that XML cannot write become escapes",
    forXml,
    "a\u0000\u000b\ufffe\ud800",
    "a\\x00\\x0b\\u{fffe}\\u{d800}",
  ],
  ["CDATA ends are inert", forXml, "]]>", "]]&gt;"],
  ["XML attributes keep their lines", forXmlAttribute, "a\n\tb", "a&#10;&#9;b"],
  ["shell words stay bare", forShell, "rfc6749-code/x", "rfc6749-code/x"],
  ["anything else is quoted for a shell", forShell, "a'; rm -rf $HOME", "'a'\\''; rm -rf $HOME'"],
  ["an option-like word is quoted", forShell, "-x", "'-x'"],
];

for (const [name, escape, input, expected] of table) test(name, () => assert.equal(escape(input), expected));

test("only http and https become links", () => {
  assert.equal(linkable("https://example.com/a#b"), "https://example.com/a#b");
  for (const bad of [
    "javascript:alert(1)",
    "JAVASCRIPT:alert(1)",
    " https://example.com",
    "data:text/html,x",
    "//example.com",
    "https://",
    "vbscript:x",
    "java\nscript:x",
  ])
    assert.equal(linkable(bad), undefined, bad);
});

test("the hostile text sets off each detector raw, and none escaped", () => {
  assert.ok(rawControls(HOSTILE).length > 10);
  assert.deepEqual(rawControls(forTerminal(HOSTILE)), []);
  assert.ok(foreignXml(`<testsuites>${HOSTILE}</testsuites>`).length > 3);
  assert.deepEqual(foreignXml(`<testsuites>${forXml(HOSTILE)}</testsuites>`), []);
  assert.ok(load(`<p>${HOSTILE}</p>`)("script, img, svg").length > 2);
  assert.equal(load(`<p title="${forHtml(HOSTILE)}">${forHtml(HOSTILE)}</p>`)("p *").length, 0);
});
