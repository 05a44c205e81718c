import assert from "node:assert/strict";
import { test } from "node:test";
import { openTurns } from "../../engine/run/turns.js";

test("a check that waited goes on before those that have not begun", async () => {
  const turns = openTurns(1);
  const order: string[] = [];
  let timeIsUp: () => void = () => undefined;
  await turns.take();
  const begin = async (name: string): Promise<void> => {
    await turns.take();
    order.push(name);
    // Whoever waited is back in line while the first of the others acts.
    if (name === "second") timeIsUp();
    await new Promise((resolve) => setImmediate(resolve));
    turns.give();
  };
  const others = ["second", "third"].map(begin);
  await turns.aside(() => new Promise<void>((resolve) => (timeIsUp = resolve)));
  order.push("the one that waited");
  turns.give();
  await Promise.all(others);
  assert.deepEqual(order, ["second", "the one that waited", "third"]);
});
