// The guide goes on when the person presses the key of its step; sounds and settings follow what happens.
import assert from "node:assert/strict";
import { test } from "node:test";
import { advance, sentence } from "../../static/desk/guide.js";
import { Settings } from "../../static/desk/settings.js";
import { cueOf } from "../../static/desk/sounds.js";
import { card, Desk, opened } from "./desk.js";

const fresh = opened(1, 2).state;
const typed = opened(1, 2).do("typed", { text: "x" }).state;
const single = new Desk().do("started").fetched([card(1, "one", ["one"])]).state;

for (const [told, step, type, state, after] of [
  ["Enter ends the first step", 0, "keep", fresh, 1],
  ["another key does not", 0, "skip", fresh, 0],
  ["a digit ends the second", 1, "choose", fresh, 2],
  ["Enter does not", 1, "keep", fresh, 1],
  ["unless there is nothing to choose", 1, "keep", single, 2],
  ["the third wants a typed text", 2, "keep", fresh, 2],
  ["and ends when it is saved", 2, "keep", typed, 3],
  ["skipping ends the fourth", 3, "skip", fresh, 4],
  ["undoing the fifth", 4, "undo", fresh, 5],
  ["the farewell stays while one looks on", 5, "typed", fresh, 5],
  ["and goes with the next decision", 5, "keep", fresh, 6],
  ["nothing goes on where nothing is asked", 0, "keep", new Desk().state, 0],
  ["nor in the line way", 0, "keep", { ...fresh, way: "line" }, 0],
]) {
  test(told, () => assert.equal(advance(step, { type }, state), after));
}

test("each step names the key as the person has it", () => {
  const labels = { keep: "↩", skip: "fn ↓", undo: "F2", choose: "⌃⇧" };
  const told = [0, 1, 2, 3, 4, 5].map((step) => sentence(step, labels, false)).join(" ");
  for (const label of Object.values(labels)) assert.ok(told.includes(label), label);
});

test("a sound for what was saved, undone and refused, and for nothing else", () => {
  const desk = opened(1, 2).do("keep");
  const { token } = desk.state.outbox[0];
  assert.equal(cueOf(desk.state, { type: "sent", token }), "saved");
  assert.equal(cueOf(desk.state, { type: "refused", token }), "refused");
  assert.equal(cueOf(desk.state, { type: "typed" }), null);
  const undone = desk.answer().do("undo").state;
  assert.equal(cueOf(undone, { type: "sent", token: undone.outbox[0].token }), "undone");
});

test("settings that did not get through go with the next ones", async () => {
  const [sent, replies] = [[], [false, true]];
  const settings = new Settings({ size: 1, sound: false }, async (changes) => (sent.push(changes), replies.shift()));
  await settings.set({ size: 2 });
  await settings.set({ sound: true });
  await settings.flush();
  assert.deepEqual(sent, [{ size: 2 }, { size: 2, sound: true }]);
  assert.deepEqual(settings.values, { size: 2, sound: true });
});
