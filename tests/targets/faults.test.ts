import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { loadFaults, loadVariants, packageRoot } from "../../targets/faults.js";
import { operationOf } from "../../targets/overlay/operations/index.js";
import { OPERATIONS } from "../../targets/overlay/types.js";
import { startReference } from "../../targets/reference.js";
import { authorized, CALLBACK, token } from "./client.js";
import { Corpus } from "./corpus.js";

const faults = loadFaults();
const variants = loadVariants();
const all = [...faults, ...variants];

const read = (...path: string[]): string => readFileSync(join(packageRoot(), ...path), "utf8");

function files(): { name: string; text: string }[] {
  return ["faults", "variants"].flatMap((folder) =>
    readdirSync(join(packageRoot(), "targets", folder)).map((name) => ({ name, text: read("targets", folder, name) })),
  );
}

type Inventory = { requirements: { id: string; level: string }[] };

function requirements(): Map<string, string> {
  const suites = join(packageRoot(), "suites");
  if (!existsSync(suites)) return new Map();
  const inventories = readdirSync(suites).filter((name) => existsSync(join(suites, name, "requirements.yaml")));
  const entries = inventories.flatMap(
    (name) => (parse(read("suites", name, "requirements.yaml")) as Inventory).requirements,
  );
  return new Map(entries.map(({ id, level }) => [id, level]));
}

describe("fault and variant files", () => {
  test("follow their schema, name it and stay short", () => {
    const schema = JSON.parse(read("schemas", "formats", "fault.schema.json")) as object;
    const validate = new Ajv2020({ strict: false }).compile(schema);
    for (const { name, text } of files()) {
      assert.ok(text.startsWith("# yaml-language-server: $schema=../../schemas/formats/fault.schema.json\n"), name);
      assert.ok(text.split("\n").length < 200, `${name} is too long`);
      assert.ok(validate(parse(text)), `${name}: ${JSON.stringify(validate.errors?.slice(0, 3))}`);
    }
  });

  test("have unique slugs, and lie over variants that exist", () => {
    assert.equal(new Set(all.map(({ slug }) => slug)).size, all.length);
    const known = new Set(variants.map(({ slug }) => slug));
    for (const { slug, over } of all) for (const one of over) assert.ok(known.has(one), `${slug} over ${one}`);
  });

  test("name requirements that exist, and faults break at least one that can fail", () => {
    const levels = requirements();
    const carried = new Set([...levels.keys()].map((id) => id.split("-")[0]));
    for (const { slug, kind, breaks, also, frees } of all) {
      const named = [...breaks, ...also, ...frees].filter((id) => carried.has(id.split("-")[0] ?? ""));
      for (const id of named) assert.ok(levels.has(id), `${slug} names ${id}`);
      const unscored = breaks.filter((id) => levels.get(id) === "MAY");
      assert.ok(kind === "variant" || unscored.length < breaks.length, `${slug} breaks only what is optional`);
    }
  });

  test("use every operation and nothing else", () => {
    const used = new Set(all.flatMap((one) => one.do.map(operationOf)));
    assert.deepEqual([...used].toSorted(), OPERATIONS.toSorted());
  });
});

describe("triggers", () => {
  // That each acts, and on what, `assay faults` proves.
  test("observing announces what would act, and changes nothing", async (t) => {
    const plain = await startReference();
    const observed = await startReference({ observe: all });
    t.after(() => Promise.all([plain, observed].map((target) => target.stop())));
    const [bare, seen] = await Promise.all([plain, observed].map((target) => new Corpus(target).all()));
    assert.ok(new Set((seen ?? []).flatMap((one) => one.announced)).size > all.length / 2);
    const outline = (list: typeof bare): string[][] =>
      (list ?? []).map(({ name, status, shape }) => [name.replace(/[0-9a-f]{16,}/, ""), status, shape]);
    assert.deepEqual(outline(seen), outline(bare));
  });

  test("a server that is not observed announces nothing", async (t) => {
    const target = await startReference({ faults: faults.slice(0, 3) });
    t.after(() => target.stop());
    const seen = await new Corpus(target).all();
    assert.deepEqual(
      seen.flatMap(({ announced }) => announced),
      [],
    );
  });
});

describe("conforming variants", () => {
  test("no-rotation: a refresh token works many times", async (t) => {
    const target = await startReference({ faults: variants.filter(({ slug }) => slug === "no-rotation") });
    t.after(() => target.stop());
    const landing = await authorized(target);
    const form = {
      grant_type: "authorization_code",
      code: landing.params.get("code") ?? "",
      redirect_uri: CALLBACK,
      code_verifier: landing.verifier,
    };
    const refresh = {
      grant_type: "refresh_token",
      refresh_token: String((await token(target, "confidential", form)).json["refresh_token"]),
    };
    for (let times = 0; times < 3; times += 1) {
      const answered = await token(target, "confidential", refresh);
      assert.equal(answered.status, 200);
      assert.equal(answered.json["refresh_token"], undefined);
    }
  });
});
