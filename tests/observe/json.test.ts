import assert from "node:assert/strict";
import { test } from "node:test";
import { duplicateMembers, parseJson } from "../../engine/observe/json.js";

test("JSON is parsed, anything else is undefined", () => {
  assert.deepEqual(parseJson('{"a":[1,null]}'), { a: [1, null] });
  assert.equal(parseJson("null"), null);
  for (const text of ["", "<html>", "{", "{'a':1}", '{"a":1,}']) assert.equal(parseJson(text), undefined);
});

test("a member that occurs twice is named once, with its path when nested", () => {
  assert.deepEqual(duplicateMembers('{"a":1,"b":2,"a":3,"a":4}'), ["a"]);
  assert.deepEqual(duplicateMembers('{"keys":[{"kid":"1"},{"kid":"2","x":{"y":1,"y":2},"kid":"3"}]}'), [
    "keys[1].x.y",
    "keys[1].kid",
  ]);
  assert.deepEqual(duplicateMembers('[[{"a":1}],[{"b":1},{"a":1,"a":1}]]'), ["[1][1].a"]);
  assert.deepEqual(duplicateMembers('{"a":{"a":{"a":1}},"b":["a","a"],"c":"a"}'), []);
});

test("names are compared after unescaping and strings are not mistaken for structure", () => {
  assert.deepEqual(duplicateMembers('{"code":1,"c\\u006fde":2}'), ["code"]);
  assert.deepEqual(duplicateMembers('{"a\\"":"{\\"x\\":1,\\"x\\":2}","b":"}\\\\","a\\"":1}'), ['a"']);
  assert.deepEqual(duplicateMembers('{"":1,"":2}'), [""]);
  assert.deepEqual(duplicateMembers('{"a":1,"a"'), []);
});
