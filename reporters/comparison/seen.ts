/** What token responses showed, whatever the server says of itself. */
import type { Observation } from "../../engine/types/evidence.js";
import type { Evidence } from "../../engine/types/report.js";
import type { Json, Members } from "../../engine/types/suite.js";
import { viewOf } from "../../engine/observe/view.js";
import type { FeatureCell } from "./model.js";

interface Given {
  observation: Observation;
  body: Members;
}

/** Each says in a few words what one token response shows; undefined: nothing of it. */
const SHOWS: { group: string; name: string; of(given: Given): string | undefined }[] = [
  { group: "Tokens, as seen in the run", name: "access token", of: format },
  { group: "Tokens, as seen in the run", name: "token type", of: ({ body }) => text(body["token_type"]) },
  {
    group: "Tokens, as seen in the run",
    name: "access token lives (expires_in)",
    of: ({ body }) => (body["expires_in"] === undefined ? "not told" : `${text(body["expires_in"])} s`),
  },
  {
    group: "Tokens, as seen in the run",
    name: "refresh token with an authorization code",
    of: ({ observation, body }) =>
      observation.sent["grant_type"] === "authorization_code" ? given(body["refresh_token"]) : undefined,
  },
  { group: "Tokens, as seen in the run", name: "refresh token after its use", of: rotation },
];

export const SEEN: { group: string; name: string }[] = SHOWS.map(({ group, name }) => ({ group, name }));

/** One cell for each row of `SEEN`; several answers stand in the order of how often they came. */
export function seenIn(evidence: Evidence): FeatureCell[] {
  const responses = [...evidence.values()].flatMap(tokensGiven);
  const none = evidence.size === 0 ? "no evidence at hand" : "no such response in this run";
  return SHOWS.map(({ of }) => {
    const counts = new Map<string, number>();
    for (const word of responses.flatMap((one) => of(one) ?? [])) counts.set(word, (counts.get(word) ?? 0) + 1);
    const words = [...counts].toSorted(([a, often], [b, seldom]) => seldom - often || (a < b ? -1 : 1));
    const [most] = words;
    if (!most) return { state: "not seen", source: none };
    const rest = words.slice(1, 4).map(([word]) => word);
    const total = words.reduce((sum, [, count]) => sum + count, 0);
    return {
      state: "seen",
      value: most[0] + (rest.length > 0 ? `; also ${rest.join(", ")}` : ""),
      source:
        words.length > 1
          ? `${most[1]} of ${total} token responses`
          : `${total} token ${total === 1 ? "response" : "responses"}`,
    };
  });
}

/** A successful token response, not the answer of an introspection or of a page. */
function tokensGiven(observation: Observation): Given[] {
  if (observation.kind !== "response" || observation.sent["grant_type"] === undefined) return [];
  const { ok, body } = viewOf(observation);
  if (ok !== true || body === null || typeof body !== "object" || Array.isArray(body)) return [];
  return typeof body["access_token"] === "string" ? [{ observation, body }] : [];
}

/** Facts of a JWT are derived where a token is one. */
function format({ observation }: Given): string {
  const jwt = observation.jwt?.["access_token"];
  return jwt ? `JWT, signed with ${text(jwt.header["alg"])}` : "opaque";
}

const given = (token: Json | undefined): string => (token === undefined ? "not given" : "given");

function rotation({ observation, body }: Given): string | undefined {
  if (observation.sent["grant_type"] !== "refresh_token") return undefined;
  const { refresh_token: after } = body;
  return after !== undefined && after !== observation.sent["refresh_token"] ? "replaced by a new one" : "stays";
}

const text = (value: Json | undefined): string => (typeof value === "string" ? value : (JSON.stringify(value) ?? "?"));
