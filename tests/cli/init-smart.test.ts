// What assay init makes of a smart-configuration, which stands below a FHIR base URL and names the issuer.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Members } from "../../engine/index.js";
import { documents, endpoints, written } from "./init-support.js";

const document = (capabilities: string[]): Members => ({
  ...endpoints(),
  capabilities,
  scopes_supported: ["openid", "fhirUser", "launch", "launch/patient", "patient/*.rs", "user/*.rs"],
});

const LAUNCHES: [capabilities: string[], launch: string | undefined][] = [
  [["launch-ehr", "launch-standalone"], "${env:ACME_LAUNCH:-}"],
  [["launch-ehr"], "${env:ACME_LAUNCH}"],
  [["launch-standalone"], undefined],
];
for (const [capabilities, launch] of LAUNCHES)
  test(`a FHIR base is looked at for its smart-configuration: ${capabilities.join(", ")}`, async (t) => {
    const url = await documents(t, { "/r4/.well-known/smart-configuration": document(capabilities) });
    for (const given of [`${url}/r4`, `${url}/r4/`, `${url}/r4/.well-known/smart-configuration`]) {
      const { value, text, said } = await written(t, given);
      assert.deepEqual([value["discovery"], value["issuer"]], ["smart", "https://as.example.com"]);
      assert.deepEqual(value["endpoints"], { metadata: `${url}/r4/.well-known/smart-configuration` });
      const authorization = { aud: `${url}/r4`, ...(launch === undefined ? {} : { launch }) };
      assert.deepEqual(value["grants"], { authorization_code: { authorization } });
      assert.equal(
        value["scope"],
        `\${env:ACME_SCOPE:-${launch === "${env:ACME_LAUNCH}" ? "launch " : ""}patient/*.rs}`,
      );
      assert.match(text, /^# A smart-configuration was found/m);
      assert.match(said, /^issuer, as the metadata state it: https:\/\/as\.example\.com$/m);
    }
  });

for (const stated of ["not a URL", "https://as.example.com/${env:HOME}", "https://me:pw@as.example.com"])
  test(`a FHIR base stays the issuer where its smart-configuration states "${stated}"`, async (t) => {
    const url = await documents(t, { "/r4/.well-known/smart-configuration": { ...endpoints(), issuer: stated } });
    const { value, said } = await written(t, `${url}/r4`);
    assert.deepEqual([value["issuer"], value["endpoints"]], [`${url}/r4`, undefined]);
    assert.match(said, /^warning: the metadata are of another issuer/m);
  });
