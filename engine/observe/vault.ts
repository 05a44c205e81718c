import { randomBytes } from "node:crypto";
import { canHavePseudonym, pseudonym } from "./pseudonym.js";
import { cores } from "./vault-base64.js";
import { NeedleIndex } from "./vault-index.js";
import { Memo } from "./vault-memo.js";
import { isToken, MARKER, type Owner, redactText, type Secret, type Secrets } from "./vault-redact.js";
import { cannotHide } from "./vault-words.js";

export { MARKER } from "./vault-redact.js";

const MOST_ATTEMPTS = 1000;

/** The secrets of one run, and what stands for each of them. */
export interface Vault {
  /**
   * Registers a secret that the user gave; it becomes `[secret]`.
   * @returns false when the value cannot be hidden: shorter than four characters, or a word of the protocol
   */
  configure(value: string): boolean;
  /**
   * Registers a secret that a server or Assay made; it becomes a pseudonym.
   * @param name what it is, e.g. `access_token`; gives the short name `access_token-2`
   * @returns false when the value is refused, as for `configure`, or exposed
   */
  issue(value: string, name: string): boolean;
  /** Names a public value (client_id, issuer, redirect URI): it is never taken for an issued secret. */
  expose(value: string): void;
  /** The text with every registered secret replaced, in every encoding. Register first: what is redacted is not mended. */
  redact(text: string): string;
  /** Short name of a pseudonym, e.g. `code-3`. */
  nameOf(pseudonym: string): string | undefined;
  /** All pseudonyms with their short names, to be stored beside the evidence. */
  names(): Record<string, string>;
}

/** Opens an empty vault. The key makes the pseudonyms; without one it is random and lives as long as the vault. */
export function openVault(options: { key?: Uint8Array } = {}): Vault {
  const key = options.key ?? randomBytes(32);
  const secrets = new Map<string, Secret>();
  const exposed = new Set<string>();
  const names = new Map<string, string>();
  const counters = new Map<string, number>();
  const memo = new Memo();
  const known: Secrets = { index: new NeedleIndex<Owner>(), longestOdd: 0, shortest: Number.POSITIVE_INFINITY };

  function add(secret: Secret): void {
    const { value } = secret;
    secrets.set(value, secret);
    known.shortest = Math.min(known.shortest, value.length);
    known.index.set(value, { secret });
    // in base64 it is longer still, so whatever it fits into has room for its value
    memo.note(value.length, isToken(value));
    if (!isToken(value)) known.longestOdd = Math.max(known.longestOdd, value.length);
    if (value.length < 8) return;
    for (const core of cores(value)) known.index.set(core.text, { secret, shift: core.shift });
  }

  function redactOnce(text: string): string {
    const secret = secrets.get(text);
    return secret ? (secret.standIn ?? MARKER) : redactText(text, known);
  }

  return {
    configure(value) {
      if (cannotHide(value)) return false;
      if (secrets.get(value)?.standIn !== undefined || !secrets.has(value)) add({ value });
      return true;
    },
    issue(value, name) {
      if (cannotHide(value) || exposed.has(value)) return false;
      if (secrets.has(value)) return true;
      if (!canHavePseudonym(value)) {
        add({ value });
        return true;
      }
      let standIn = pseudonym(key, value);
      for (let attempt = 1; names.has(standIn) || secrets.has(standIn); attempt++) {
        if (attempt === MOST_ATTEMPTS) {
          add({ value });
          return true;
        }
        standIn = pseudonym(key, value, attempt);
      }
      const count = (counters.get(name) ?? 0) + 1;
      counters.set(name, count);
      names.set(standIn, `${name}-${count}`);
      add({ value, standIn });
      return true;
    },
    expose: (value) => void exposed.add(value),
    // Nothing that is hidden is shorter, and most texts are member names and numbers.
    redact: (text) => (text.length < known.shortest ? text : memo.through(text, redactOnce)),
    nameOf: (standIn) => names.get(standIn),
    names: () => Object.fromEntries(names),
  };
}
