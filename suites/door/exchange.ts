import type { Exchange, Headers, Observation } from "assay";

/** An observation as it went over the wire, for people. Secrets are pseudonyms already. */
export function exchangeText(observation: Observation): string {
  const { exchanges, transport, redirect, redirect_uri: uri, delivered, page, page_text: pageText } = observation;
  const end = [
    ...(redirect
      ? [`authorization response at ${uri ?? "the redirect URI"} (${delivered ?? "?"}): ${JSON.stringify(redirect)}`]
      : []),
    ...(page ? [`ended on page "${page}": ${pageText ?? ""}`] : []),
    ...(transport && exchanges.length === 0 ? [`no answer: ${transport.code}: ${transport.message}`] : []),
  ];
  return printable([...exchanges.map(oneExchange), ...end].join("\n\n"));
}

function oneExchange({ request, response, error, retried, braked = [], duration_ms: duration }: Exchange): string {
  const before = [
    ...(retried ? [`before: no answer: ${retried.code}`] : []),
    ...braked.map(({ status, waited_ms: waited }) => `before: ${status}, asked again ${Math.round(waited)} ms later`),
  ].map((line) => `${line}\n`);
  const answer = response
    ? [`${response.status} after ${Math.round(duration)} ms`, ...headerLines(response.headers), "", response.body].join(
        "\n",
      )
    : `no answer: ${error?.code ?? "unknown"}: ${error?.message ?? ""}`;
  const sent = [`${request.method} ${request.url}`, ...headerLines(request.headers)].join("\n");
  return `${sent}\n${request.body ? `\n${request.body}\n` : ""}\n${before.join("")}${answer}`.trimEnd();
}

function headerLines(headers: Headers): string[] {
  return Object.entries(headers).flatMap(([name, values]) => values.map((value) => `${name}: ${value}`));
}

/** What a server sent must not drive a terminal, nor reorder what a person reads. */
export function printable(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) =>
      character === "\n" || character === "\t" ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
    );
}
