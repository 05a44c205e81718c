/** What a refusal in the server's own words is about; servers agree on few of the codes, and their texts help. */
export type Topic = "redirect_uris" | "scope" | "grants" | "client_id";

/** Words that only the server's own pages and descriptions use for it: the first that fits decides. */
const TOPICS: [topic: Topic, pattern: RegExp][] = [
  ["redirect_uris", /redirect[\s_-]*ur[il]|callback[\s_-]*ur[il]|reply[\s_-]*(url|address)/i],
  [
    "scope",
    /invalid_scope|\bscopes?\b[^.]*\b(invalid|unknown|not|unsupported)|\b(invalid|unknown|unsupported)\b[^.]*\bscopes?\b/i,
  ],
  ["grants", /unauthorized_client|unsupported_response_type|grant[\s_]?types?|response[\s_]?types?/i],
  [
    "client_id",
    /invalid_client|client_id|\b(client|application|app)\b[^.]{0,60}\b(unknown|invalid|not found|not registered|does not exist|disabled)|\b(unknown|invalid|unregistered|no such)\b[^.]{0,20}\b(client|application)/i,
  ],
];

export function topicOf(words: string): Topic | undefined {
  return TOPICS.find(([, pattern]) => pattern.test(words))?.[0];
}
