import type { KeyObject } from "node:crypto";
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { isIPv4 } from "node:net";
import { bits, implicit, integer, octets, oid, sequence, set, tagged, time, utf8, yes } from "./der.js";

/** A certificate and its private key, both PEM. */
export interface Certificate {
  cert: string;
  key: string;
}

export interface Authority extends Certificate {
  /** Issues a certificate for host names and addresses. */
  issue(names: string[], validity?: { from: Date; to: Date }): Certificate;
}

const HOUR_MS = 3_600_000;
const ECDSA_WITH_SHA256 = sequence(oid("1.2.840.10045.4.3.2"));

interface Contents {
  issuer: string;
  subject: string;
  names: string[];
  authority: boolean;
  from: Date;
  to: Date;
  publicKey: KeyObject;
}

const distinguishedName = (commonName: string): Buffer => sequence(set(sequence(oid("2.5.4.3"), utf8(commonName))));

const extension = (id: string, critical: boolean, value: Buffer): Buffer =>
  sequence(oid(id), ...(critical ? [yes] : []), octets(value));

function generalName(name: string): Buffer {
  return isIPv4(name) ? implicit(7, Buffer.from(name.split(".").map(Number))) : implicit(2, Buffer.from(name));
}

/** An X.509 v3 certificate (RFC 5280 section 4.1), signed with ECDSA over P-256. */
function certificate(contents: Contents, signer: KeyObject): string {
  const extensions = [extension("2.5.29.19", true, contents.authority ? sequence(yes) : sequence())];
  if (contents.names.length > 0)
    extensions.push(extension("2.5.29.17", false, sequence(...contents.names.map(generalName))));
  const tbs = sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_WITH_SHA256,
    distinguishedName(contents.issuer),
    sequence(time(contents.from), time(contents.to)),
    distinguishedName(contents.subject),
    contents.publicKey.export({ type: "spki", format: "der" }),
    tagged(3, sequence(...extensions)),
  );
  const signature = sign("sha256", tbs, signer);
  const text = sequence(tbs, ECDSA_WITH_SHA256, bits(signature))
    .toString("base64")
    .match(/.{1,64}/g)
    ?.join("\n");
  return `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`;
}

const pem = (key: KeyObject): string => key.export({ type: "pkcs8", format: "pem" }).toString();

/** A private authority of its own, made anew: nothing trusts it unless it is told to. */
export function makeAuthority(name: string): Authority {
  const own = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const now = { from: new Date(Date.now() - HOUR_MS), to: new Date(Date.now() + 24 * HOUR_MS) };
  const cert = certificate(
    { issuer: name, subject: name, names: [], authority: true, ...now, publicKey: own.publicKey },
    own.privateKey,
  );
  return {
    cert,
    key: pem(own.privateKey),
    issue(names, validity = now) {
      const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const contents = {
        issuer: name,
        subject: names[0] ?? "nobody",
        names,
        authority: false,
        ...validity,
        publicKey: pair.publicKey,
      };
      return { cert: certificate(contents, own.privateKey), key: pem(pair.privateKey) };
    },
  };
}
