/**
 * A JSON Schema as Markdown: a table of its keys, then one for each of its definitions.
 *
 * @param file name of the schema's file
 * @param schemas every schema by its file's name, for what references lead to
 */
export function schemaPage(schema, file, schemas) {
  const meaning = (one) => one.description ?? (one.$ref ? definition(one.$ref, file, schemas)?.description : undefined);
  const lines = [`# ${schema.title}`, "", ...(schema.description ? [schema.description, ""] : [])];
  const rows = rowsOf(schema, "");
  if (rows.length > 0) lines.push(...tableOf(rows, meaning), "");
  else if (schema.oneOf || schema.items) lines.push(`${capital(typeOf(schema))}.`, "");
  for (const [name, part] of Object.entries(schema.$defs ?? {})) {
    lines.push(`## ${name}`, "");
    if (part.description) lines.push(cell(part.description), "");
    const inner = rowsOf(part, "");
    if (inner.length > 0) lines.push(...tableOf(inner, meaning), "");
    else lines.push(`${capital(typeOf(part))}.`, "");
  }
  return `${note(`schemas/formats/${file}`)}\n\n${lines.join("\n").trimEnd()}\n`;
}

/** First line of a page that nobody edits. */
export function note(source) {
  return `<!-- Generated from ${source} by scripts/docs.mjs. -->`;
}

/** A Markdown table with the header in its first row. */
export function markdownTable([header, ...rows]) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)];
}

/** Text that stands in a table: on one line, with nothing that Markdown takes for markup. */
export function cell(text) {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll("\n", " ");
}

function definition(ref, file, schemas) {
  const [other, pointer = ""] = ref.split("#");
  return schemas.get(other === "" ? file : other)?.$defs?.[pointer.replace(/^\/\$defs\//, "")];
}

function tableOf(rows, meaning) {
  return markdownTable([
    ["key", "type", "", "meaning"],
    ...rows.map(({ path, schema, required }) => [
      `\`${path}\``,
      typeOf(schema),
      required ? "required" : "",
      cell(meaning(schema) ?? ""),
    ]),
  ]);
}

/** Every key below a schema, with its path; what a reference leads to has a table of its own. */
function rowsOf(schema, prefix) {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    if (typeof member !== "object") return [];
    const path = `${prefix}${name}`;
    return [{ path, schema: member, required: schema.required?.includes(name) ?? false }, ...below(member, path)];
  });
  const further = [schema.additionalProperties, ...Object.values(schema.patternProperties ?? {})].filter(
    (one) => one !== null && typeof one === "object" && prefix !== "",
  );
  const alternatives = [...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...(schema.allOf ?? [])];
  const others = alternatives
    .filter((one) => !one.$ref)
    .flatMap((one) => rowsOf(one, prefix))
    .map((row) => ({ ...row, required: false }));
  return unique([...own, ...further.flatMap((one) => below(one, `${prefix}NAME`)), ...others]);
}

function below(schema, path) {
  if (schema.$ref) return [];
  if (schema.items && !schema.items.$ref) return rowsOf(schema.items, `${path}[].`);
  return rowsOf(schema, `${path}.`);
}

function unique(rows) {
  const seen = new Set();
  return rows.filter(({ path }) => !seen.has(path) && seen.add(path));
}

function typeOf(schema) {
  if (schema.$ref) return refOf(schema.$ref);
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(", ");
  const all = schema.allOf?.filter((one) => one.$ref);
  if (all?.length > 0 && !schema.properties) return all.map(typeOf).join(" and ");
  const alternatives = schema.oneOf ?? schema.anyOf ?? (schema.then && [schema.else, schema.then]);
  if (alternatives) return [...new Set(alternatives.map(typeOf))].join(" or ");
  if (schema.items) return `list of ${typeOf(schema.items)}`;
  const types = [schema.type ?? "anything"].flat().map((type) => TYPES[type] ?? type);
  if (types.join() === "map" && typeof schema.additionalProperties === "object")
    return `map to ${typeOf(schema.additionalProperties)}`;
  return types.join(" or ");
}

const TYPES = { object: "map", array: "list", string: "text", boolean: "true or false", integer: "whole number" };

function refOf(ref) {
  const [file, pointer = ""] = ref.split("#");
  const name = pointer.replace(/^\/\$defs\//, "");
  if (name === "") return `[${file}](#)`;
  const page = file === "" ? "" : `${file.replace(/^.*\//, "").replace(/\.schema\.json$/, "")}.md`;
  return `[${name}](${page}#${name.toLowerCase()})`;
}

function capital(text) {
  return text === "" ? text : text[0].toUpperCase() + text.slice(1);
}
