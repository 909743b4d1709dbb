// How long a decision took is counted from the word being shown.
import assert from "node:assert/strict";
import { test } from "node:test";
import { opened } from "./desk.js";

const secondsOf = (desk) => desk.sent().map((entry) => entry.seconds);

// Two words of which the first is shown at second 100.
function shownAt100() {
  const desk = opened(1, 2);
  desk.state = { ...desk.state, shown: { key: 1, at: 100_000 } };
  return desk;
}

test("from the word being shown to the key", () => {
  const desk = shownAt100().do("typed", { text: "x", at: 101_000 }).do("keep", { at: 104_000 }).answer({ token: "" });
  assert.deepEqual(secondsOf(desk.do("keep", { at: 105_500 })), [4, 1.5]);
});

test("nothing where the person was away meanwhile, and the next word counts again", () => {
  const desk = shownAt100().do("away", { at: 101_000 }).do("online", { at: 102_000 }).do("keep", { at: 104_000 });
  assert.deepEqual(secondsOf(desk.answer({ token: "" }).do("keep", { at: 106_000 })), [null, 2]);
});

test("in the line way the whole line is timed", () => {
  const desk = opened(1);
  desk.state = { ...desk.state, lines: { 1: { ...desk.state.lines[1], words: [{ id: 1, text: "w1", asked: true }] } } };
  desk.do("line way", { at: 50_000 }).do("line typed", { text: "w1 more", at: 51_000 }).do("keep", { at: 59_000 });
  assert.deepEqual(secondsOf(desk), [9]);
});
