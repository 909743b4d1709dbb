// The line way: what the caret shows, what Enter saves, and the way back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { doubts, lineDraft, wordAt } from "../../static/desk/line.js";
import { batch, card, Desk } from "./desk.js";

const word = (id, text, asked = true) => ({ id, text, by: asked ? "machine" : "person", asked, start: id / 10, end: id / 10 + 0.1, reading: 100 + id, label: asked ? null : 900 + id });
const lineOf = (id, ...words) => ({ id, picture: "", width: 10, height: 1, left: 0, right: 10, words, offered: true });
const theirs = { kind: "text", text: "my deer Sire", seen: [{ word: 1, reading: 101, label: 9 }] };

// Two lines: “my deer Sir”, of which “deer” is confirmed, and “Ever yours”.
function desk() {
  const cards = [[1, "my", 1], [3, "Sir", 1], [4, "Ever", 2], [5, "yours", 2]].map(([id, text, line]) => ({ ...card(id, text), line }));
  const lines = { 1: lineOf(1, word(1, "my"), word(2, "deer", false), word(3, "Sir")), 2: lineOf(2, word(4, "Ever"), word(5, "yours")) };
  const opened = new Desk().do("started");
  return opened.do("fetched", { body: { ...batch(cards), lines }, count: 10 }).do("line way");
}

const typed = (text) => desk().do("line typed", { text });

test("one key opens the line of the word, and leads back to it", () => {
  const opened = desk();
  assert.deepEqual([opened.state.way, lineDraft(opened.state)], ["line", "my deer Sir"]);
  assert.deepEqual(opened.last.map((effect) => effect.do), ["focus", "hold"]);
  opened.do("line way");
  assert.deepEqual([opened.state.way, opened.ids], ["words", [1, 3, 4, 5]]);
});

test("the words in doubt can be gone through in the text", () => {
  const opened = desk();
  assert.deepEqual(doubts(opened.state).map((part) => part.text), ["my", "Sir"]);
  assert.deepEqual(opened.do("next doubt", { from: 0, to: 2 }).last, [{ do: "select", from: 8, to: 11 }]);
  assert.deepEqual(opened.do("next doubt", { from: 8, to: 11 }).last, [{ do: "select", from: 0, to: 2 }]);
  assert.deepEqual(opened.do("previous doubt", { from: 0, to: 2 }).last, [{ do: "select", from: 8, to: 11 }]);
});

for (const [told, text, caret, id] of [
  ["an unchanged word", "my deer Sir", 4, 2],
  ["a changed word", "my dear Sir", 4, 2],
  ["a word behind one that was put in", "my very deer Sir", 14, 3],
  ["a word that was put in", "my deer good Sir", 10, undefined],
  ["a part of a word", "my de er Sir", 6, 2],
]) {
  test(`the picture shows ${told} under the caret`, () => assert.equal(wordAt(typed(text).state, caret)?.id, id));
}

test("Enter saves the whole line with what was seen, and the next line is there at once", () => {
  const saved = typed("my dear  Sir ").do("keep");
  const [entry] = saved.sent();
  assert.deepEqual([entry.type, entry.line, entry.text], ["line", 1, "my dear Sir"]);
  assert.deepEqual(entry.seen[1], { word: 2, reading: 102, label: 902, after: null });
  assert.deepEqual([lineDraft(saved.state), saved.ids, saved.state.left.project, saved.state.done], ["Ever yours", [4, 5], 2, 2]);
});

test("a word that was just decided is seen with its own decision", () => {
  const opened = desk().do("words way").do("keep").do("line way");
  const [first] = opened.sent();
  opened.do("keep").answer();
  assert.equal(opened.sent().at(-1).seen[0].after, first.token);
});

test("a word that was taken back is seen as it was before, also before the server has answered", () => {
  const opened = desk().do("words way").do("keep").answer();
  const labelled = lineOf(1, { ...word(1, "my", false), label: 77 }, word(2, "deer", false), word(3, "Sir"));
  opened.state = { ...opened.state, lines: { ...opened.state.lines, 1: labelled } };
  opened.do("undo").do("line way").do("keep").answer({ words: [card(1)], lines: {} });
  assert.deepEqual(opened.sent().at(-1).seen[0], { word: 1, reading: 101, label: null, after: null });
});

test("lines that were fetched before an undo was sent change nothing that was taken back", () => {
  const opened = desk().do("words way").do("keep").answer();
  opened.state = { ...opened.state, busy: "fetch" };
  const labelled = lineOf(1, { ...word(1, "my", false), label: 77 }, word(2, "deer", false), word(3, "Sir"));
  opened.do("undo").do("fetched", { body: { ...batch([]), lines: { 1: labelled } }, count: 10 });
  assert.equal(opened.state.lines[1].words[0].label, null);
});

test("another's text that one has left is seen when the line is saved", () => {
  const opened = desk().do("words way").do("keep");
  const label = { reason: "labelled", by: "Ben", theirs: { kind: "text", text: "thy", label: 55, reading: 101 } };
  opened.do("refused", { token: opened.state.busy, status: 409, body: label }).do("theirs").do("line way");
  assert.equal(lineDraft(opened.state), "thy deer Sir");
  assert.equal(opened.do("keep").sent().at(-1).seen[0].label, 55);
});

test("one undo brings the line back as it was typed", () => {
  const undone = typed("my dear Sir").do("keep").do("undo");
  assert.deepEqual([lineDraft(undone.state), undone.ids, undone.state.left.project], ["my dear Sir", [1, 3, 4, 5], 4]);
  assert.deepEqual(undone.state.lines[1].words.map((one) => one.id), [1, 2, 3]);
  undone.answer({ lines: { 1: lineOf(1) } }).answer({ words: [], lines: undone.state.lines });
  assert.deepEqual(undone.state.lines[1].words.length, 3, "the answer to what is being undone changes nothing");
});

test("the server's words take the place of what was typed", () => {
  const saved = typed("my dear Sir").do("keep");
  assert.deepEqual(saved.state.lines[1].words.map((one) => one.id), [null, null, null]);
  saved.answer({ lines: { 1: lineOf(1, word(1, "my", false), word(9, "dear", false)) } });
  assert.deepEqual(saved.state.lines[1].words.map((one) => one.id), [1, 9]);
});

test("an unreadable word is written as a sign where the caret is", () => {
  const signed = desk().do("illegible", { from: 4, to: 4 });
  assert.equal(lineDraft(signed.state), "my [illegible] Sir");
  assert.deepEqual(signed.sent(), []);
});

test("an empty line is asked about, no words is another command", () => {
  const empty = typed(" ").do("keep");
  assert.match(empty.state.notice, /empty/);
  assert.deepEqual([empty.do("not a word").sent()[0].action, empty.ids], ["not a word", [4, 5]]);
});

test("skipping a line leaves it as it is", () => {
  const skipped = desk().do("skip");
  assert.deepEqual([skipped.sent()[0].action, skipped.state.left.project, skipped.state.lines[1].words.length], ["skip", 4, 3]);
});

test("a line that another has changed comes back with both texts; one may insist", () => {
  const refused = typed("my dear Sir").do("keep");
  refused.do("refused", { token: refused.state.busy, status: 409, body: { reason: "labelled", by: "Ben", theirs } });
  assert.deepEqual([refused.state.conflicts[0].open, refused.state.lines[1].words.length], [true, 3]);
  const entry = refused.do("mine").sent().at(-1);
  assert.deepEqual([entry.type, entry.insists, entry.seen, entry.text], ["line", true, theirs.seen, "my dear Sir"]);
  assert.deepEqual(refused.ids, [4, 5]);
});

test("words of a line that is on its way do not come from the queue again", () => {
  const saved = desk();
  saved.state = { ...saved.state, busy: "fetch" };
  saved.do("keep").do("fetched", { body: batch([card(1), card(6)]), count: 10 });
  assert.deepEqual(saved.ids, [4, 5, 6]);
});
