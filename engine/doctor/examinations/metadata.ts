import { ofIssuer, wellKnownUrls } from "../../run/discover.js";
import { parseJson } from "../../observe/json.js";
import type { Exchange } from "../../types/evidence.js";
import type { Members } from "../../types/suite.js";
import { firstExchange } from "./network.js";
import type { Examination, Patient, Said } from "../types.js";

/** The document is where `discovery` says, and it is that of the issuer that the file names. */
export const examination: Examination = {
  after: ["network"],
  needsServer: false,
  async *examine(patient) {
    const { provider, run, problem } = patient;
    const exchange = firstExchange(patient);
    if (exchange?.error) {
      yield { subject: "metadata", ok: "not tried", message: "there is no answer to read" };
      return;
    }
    if (provider.discovery === "none") {
      yield { subject: "metadata", ok: "good", message: "not read, as the file says (discovery: none)" };
      yield* endpoints(patient);
      return;
    }
    if (problem !== undefined) {
      yield await elsewhere(patient, problem, exchange);
      return;
    }
    const found = run.endpoints["metadata"] ?? "";
    const named = provider.endpoints["metadata"];
    yield found === (named ? ofIssuer(provider, named) : wellKnownUrls(provider.issuer)[provider.discovery])
      ? { subject: "metadata", ok: "good", message: `found at "${found}"` }
      : {
          subject: "metadata",
          ok: "warning",
          message: `found at "${found}", which is not the place of discovery: ${provider.discovery}`,
          key: "discovery",
          hint: "say discovery: openid if the server is known to have no RFC 8414 metadata; else their absence is judged",
        };
    yield* issuer(patient);
    yield* endpoints(patient);
  },
};

function* issuer({ provider, run }: Patient): Generator<Said> {
  const stated = run.metadata["issuer"];
  if (stated === provider.issuer) yield { subject: "issuer", ok: "good", message: `the metadata state the same` };
  else if (typeof stated === "string")
    yield {
      subject: "issuer",
      ok: "bad",
      message: `the metadata state "${stated.slice(0, 200)}", the file "${provider.issuer}"`,
      key: "issuer",
      hint: "an issuer is compared letter by letter: host, port, path, a slash at the end",
    };
}

/** Endpoints that the clients' grants need. */
function* endpoints({ clients, run, provider }: Patient): Generator<Said> {
  const needed = new Map<string, string>();
  for (const client of clients.filter(({ missing }) => missing.length === 0)) {
    for (const grant of client.grants) {
      if (grant !== "implicit") needed.set("token", grant);
      if (grant === "implicit" || grant === "authorization_code") needed.set("authorization", grant);
    }
    if (client.roles.includes("resource_server")) needed.set("introspection", "the role resource_server");
  }
  const missing = [...needed].filter(([name]) => run.endpoints[name] === undefined);
  for (const [name, grant] of missing)
    yield {
      subject: "endpoints",
      ok: "bad",
      message: `there is no ${name} endpoint, which ${grant} needs: ${provider.discovery === "none" ? "the file names none" : "the metadata have none"}`,
      key: `endpoints.${name}`,
      hint: `name it: endpoints: { ${name}: /path }, relative to the issuer`,
    };
  if (missing.length === 0 && needed.size > 0)
    yield { subject: "endpoints", ok: "good", message: `${[...needed.keys()].join(", ")}` };
}

/** Not at the place that the file names: is it at one of the others? */
async function elsewhere(patient: Patient, problem: string, exchange: Exchange | undefined): Promise<Said> {
  const { provider, run } = patient;
  const bad = { subject: "metadata", ok: "bad" as const, ...(exchange ? { exchange } : {}) };
  const status = exchange?.response?.status;
  if (status === 401 || status === 403)
    return {
      ...bad,
      message: problem,
      key: "network.headers",
      also: ["network.client_certificate"],
      hint: "metadata are public; a gateway before the server may want a key in a header",
    };
  for (const [place, url] of Object.entries(wellKnownUrls(provider.issuer))) {
    if (place === provider.discovery || url === exchange?.request.url) continue;
    const { response } = await run.http.send({ method: "GET", url, headers: { accept: ["application/json"] } });
    const document = response?.status === 200 ? parseJson(response.body) : undefined;
    if (document === undefined || document === null || typeof document !== "object" || Array.isArray(document))
      continue;
    if (typeof (document as Members)["token_endpoint"] !== "string") continue;
    return { ...bad, message: `${problem}; they are at "${url}"`, key: "discovery", hint: `say discovery: ${place}` };
  }
  return {
    ...bad,
    message: `${problem}, nor at the other well-known places`,
    key: "issuer",
    also: ["discovery"],
    hint: 'does the issuer lack a path (realm, tenant)? A server without metadata: "discovery: none", and endpoints by name',
  };
}
