import type { Challenge } from "./challenge.js";

const PART =
  /([!#$%&'*+\-.^_`|~0-9A-Za-z]+)(?:[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([!#$%&'*+\-.^_`|~0-9A-Za-z]+))|(?=[ \t]|,|$))/g;

/** A challenge with the names of the attributes that stand in it more than once. */
export interface Attributes extends Challenge {
  repeated: string[];
}

/**
 * Challenges read without insisting on the grammar, so that a missing comma is a matter of the grammar alone and not of
 * every attribute: a word that is followed by a blank, a comma or the end is a scheme, what has a value its attribute.
 */
export function readChallenges(value: string): Attributes[] {
  const challenges: Attributes[] = [];
  for (const [, word = "", quoted, plain] of value.matchAll(PART)) {
    const text = quoted?.replaceAll(/\\(.)/g, "$1") ?? plain;
    const current = challenges.at(-1);
    const name = word.toLowerCase();
    if (text === undefined) challenges.push({ scheme: word, parameters: {}, repeated: [] });
    else if (current && Object.hasOwn(current.parameters, name)) current.repeated.push(name);
    else if (current) current.parameters[name] = text;
  }
  return challenges;
}
