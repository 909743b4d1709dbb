// The desk's sentences.
import assert from "node:assert/strict";
import { test } from "node:test";
import { initial } from "../../static/desk/asked.js";
import { conflictText, finishText, leftTexts, othersText, syncText } from "../../static/desk/words.js";
import { card } from "./desk.js";

const entry = { type: "decision", action: "text", text: "Dyor" };
const theirs = { kind: "text", text: "Dyar" };

for (const [told, conflict] of [
  ["Ben was quicker: “Dyar”. Yours: “Dyor”.", { entry, theirs, by: "Ben", reason: "labelled" }],
  ["Ben was quicker: it is illegible. Yours: it is not a word.",
    { entry: { type: "decision", action: "not a word", text: "" }, theirs: { kind: "illegible", text: "" }, by: "Ben", reason: "labelled" }],
  ["Ben is at this word now. Yours: “Dyor”.", { entry, theirs, by: "Ben", reason: "held" }],
  ["The word was read again meanwhile: “Dyar”. Yours: “Dyor”.", { entry, theirs, by: "", reason: "read again" }],
  ["This word is no longer there: its page was read again, or removed. Yours: “Dyor”.", { entry, theirs: {}, by: "", reason: "gone" }],
  ["Not undone: Ben has decided since: “Dyar”.", { entry: { type: "undo" }, theirs, by: "Ben", reason: "labelled" }],
]) {
  test(told, () => assert.equal(conflictText(conflict, 1), told));
}

test("more conflicts are announced", () => {
  assert.match(conflictText({ entry, theirs, by: "Ben", reason: "held" }, 3), / 2 more to settle\.$/);
});

test("the other alternatives are said by their digits and by where they come from", () => {
  const alternatives = [{ text: "Dyar", source: "reader" }, { text: "Dyor", source: "picture" }, { text: "Dyer", source: "spelling" }];
  assert.equal(othersText({ alternatives }), "Or 2 Dyor by the picture alone, 3 Dyer by spelling.");
  assert.equal(othersText({ alternatives: alternatives.slice(0, 1) }), "");
});

test("the bar says what is left, in this document first", () => {
  const left = { flagged: 2000, project: 1310, documents: { 1: 214 } };
  assert.deepEqual(leftTexts({ left }, card(1)), { inDocument: "214 left in this document", inProject: " · 1,310 in the project" });
  assert.equal(leftTexts({ left }).inDocument, "1,310 left in the project");
});

test("silence where all is well, a sentence where it is not", () => {
  const of = (sync, count) => syncText({ sync, outbox: Array(count).fill(entry) });
  assert.equal(of("saved", 0), "");
  assert.equal(of("saving", 1), "");
  assert.equal(of("saving", 5), "Saving 5 words");
  assert.equal(of("waiting", 1), "No connection. 1 word kept here, sent later.");
  assert.equal(of("signed out", 2), "You are logged out. 2 words kept here.");
});

test("the finish says what was done and what is still open", () => {
  const state = { ...initial(), done: 3, left: { flagged: 9, project: 3, documents: {} }, aside: { skipped: 1, others: 2, until: 5 } };
  const { title, text, again } = finishText(state);
  assert.equal(title, "Nothing left for you");
  assert.equal(text, "You have decided 3 words just now. Everything is saved. 1 word that you skipped is still open. 2 words are with others at the moment.");
  assert.equal(again, "Look at 1 word again");
  assert.equal(finishText({ ...state, left: { ...state.left, project: 0 }, aside: {} }).title, "All words are decided");
  assert.equal(finishText(initial()).text, "No word of the pages read so far is in doubt.");
});
