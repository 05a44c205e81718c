import { describeContract } from "../contract/contract.js";
import type { EvidenceRecord } from "../types/evidence.js";
import type { Members } from "../types/suite.js";
import { VERSION } from "../version.js";
import { clientView, scopeFor } from "./clients.js";
import type { OpenOptions } from "./session.js";
import { shardRecord } from "./shards.js";

/** The first record of a run: what is about to be done, and the provider's configuration without its secrets. */
export function runRecord(options: OpenOptions, redact: (text: string) => string): EvidenceRecord {
  const { provider } = options;
  const description: Members = {
    ...describeContract(provider),
    ...Object.fromEntries(
      (["vendor", "product", "version", "contact"] as const).flatMap((key) =>
        provider[key] === undefined ? [] : [[key, provider[key]]],
      ),
    ),
    stand_in: provider.stand_in,
    file: provider.file,
    issuer: provider.issuer,
    discovery: provider.discovery,
    driver: provider.driver,
    pages: provider.pages.map((rule) => rule.name),
    clients: provider.clients.map((client) => ({
      ...clientView(client, provider),
      grants: client.grants,
      scopes: Object.fromEntries(
        client.grants.flatMap((grant) => {
          const scope = scopeFor(client, provider, grant);
          return scope === undefined ? [] : [[grant, scope]];
        }),
      ),
      roles: client.roles,
      missing: client.missing,
    })),
    ...(provider.resource ? { resource: { ...provider.resource } as Members } : {}),
  };
  return {
    type: "run",
    format: 1,
    version: VERSION,
    plans_digest: options.suite.digest,
    started: new Date().toISOString(),
    command: redact(options.command),
    ...(options.shard ? { shard: shardRecord(options.shard, provider, redact) } : {}),
    provider: JSON.parse(redact(JSON.stringify(description))) as Members,
    profiles: options.profiles,
    selected: options.selected.map((check) => check.id),
    not_selected: options.notSelected,
    expected: provider.expected.map((entry) => ({ ...entry })),
  };
}
