// What keys and typing do at the desk.
import assert from "node:assert/strict";
import { test } from "node:test";
import { digitsChoose, draftOf, fieldText } from "../../static/desk/asked.js";
import { card, Desk, opened } from "./desk.js";

test("it starts by asking for ten words and shows the first", () => {
  const desk = new Desk().do("started");
  assert.deepEqual(desk.last, [{ do: "fetch", count: 10, counts: true, exclude: [], skipsUntil: 0 }]);
  desk.fetched([card(1, "Dyer"), card(2)]);
  assert.equal(desk.state.phase, "asking");
  assert.equal(fieldText(desk.state), "Dyer");
});

test("keeping sends the reading and shows the next word at once", () => {
  const desk = opened(1, 2).do("keep");
  assert.deepEqual(desk.ids, [2]);
  const [entry] = desk.sent();
  assert.deepEqual([entry.action, entry.text, entry.card.id], ["text", "w1", 1]);
  assert.equal(desk.did("store")[0].entry, entry);
});

test("typing replaces, editing begins with the reading, putting back forgets both", () => {
  const desk = opened(1, 2).do("typed", { text: "Dyar" });
  assert.equal(fieldText(desk.state), "Dyar");
  desk.do("reset");
  assert.equal(draftOf(desk.state), null);
  desk.do("edit", { caret: "start" });
  assert.deepEqual(draftOf(desk.state), { text: "w1", own: true, edited: true });
  assert.deepEqual(desk.last, [{ do: "focus", caret: "start" }]);
  desk.do("typed", { text: "w11" }).do("keep");
  assert.equal(desk.sent()[0].text, "w11");
});

test("a digit chooses its alternative, one that is not there does nothing", () => {
  const desk = opened(1, 2).do("choose", { index: 4 });
  assert.deepEqual(desk.ids, [1, 2]);
  assert.equal(desk.do("choose", { index: 1 }).sent()[0].text, "w1s");
});

test("digits choose, unless a digit may belong to the word or a text is being typed", () => {
  const desk = new Desk().do("started").fetched([card(1, "dear"), card(2, "1895"), card(3, "to", ["to", "10"]), card(4, "so")]);
  const asks = () => digitsChoose(desk.state);
  assert.equal(asks(), true);
  desk.do("typed", { text: "x" });
  assert.equal(asks(), false);
  desk.do("keep");
  assert.equal(asks(), false);
  desk.do("keep");
  assert.equal(asks(), false);
  desk.do("keep");
  assert.equal(asks(), true);
  desk.do("next alternative");
  assert.equal(asks(), true);
});

test("the alternatives can be walked through, but never over a typed text", () => {
  const desk = opened(1).do("next alternative");
  assert.equal(fieldText(desk.state), "w1s");
  desk.do("next alternative");
  assert.equal(fieldText(desk.state), "w1");
  desk.do("typed", { text: "mine" }).do("next alternative");
  assert.equal(fieldText(desk.state), "mine");
});

test("an empty field is not saved but answered with a sentence", () => {
  const desk = opened(1).do("typed", { text: " " }).do("keep");
  assert.deepEqual(desk.ids, [1]);
  assert.match(desk.state.notice, /empty/);
  assert.equal(desk.do("typed", { text: "a" }).state.notice, "");
});

for (const action of ["illegible", "not a word", "skip"]) {
  test(`${action} is sent without a text`, () => {
    const [entry] = opened(1, 2).do("typed", { text: "x" }).do(action).sent();
    assert.deepEqual([entry.action, entry.text], [action, ""]);
  });
}

test("what is left is counted down at once, but not for a skip", () => {
  const desk = opened(1, 2, 3).do("skip");
  assert.equal(desk.state.left.project, 3);
  desk.do("keep");
  assert.deepEqual([desk.state.left.project, desk.state.left.documents[1]], [2, 2]);
});

test("the line's text shows what was decided", () => {
  const desk = opened(1, 2, 3).do("typed", { text: "Dyar" }).do("keep").do("illegible");
  assert.deepEqual(desk.state.texts, { 1: { text: "Dyar", by: "person", token: desk.sent()[0].token }, 2: { text: "[illegible]", by: "person", token: desk.state.outbox[1].token } });
});

test("undo steps back through words as they were, more than fifty times", () => {
  const ids = Array.from({ length: 60 }, (_, i) => i + 1);
  const desk = new Desk().do("started").fetched(ids.map((id) => card(id)));
  for (const id of ids) desk.do("typed", { text: `mine ${id}` }).do("keep");
  for (const id of ids.toReversed()) {
    desk.do("undo");
    assert.equal(desk.ids[0], id);
    assert.equal(fieldText(desk.state), `mine ${id}`);
  }
  assert.deepEqual(desk.ids, ids);
  assert.deepEqual(desk.state.texts, {});
  assert.deepEqual([desk.state.left.project, desk.state.done], [60, 0]);
});

test("undo keeps what stands half typed in the field", () => {
  const desk = opened(1, 2).do("keep").do("typed", { text: "half" }).do("undo");
  assert.deepEqual([desk.ids, fieldText(desk.state)], [[1, 2], "w1"]);
  assert.equal(fieldText(desk.do("keep").state), "half");
});

test("when nothing is left the desk says so, and skipped words can be looked at again", () => {
  const desk = opened(1).do("skip").answer().fetched([], { skipped: 1, until: 77 });
  assert.equal(desk.state.phase, "finished");
  desk.do("keep");
  assert.deepEqual(desk.last, [{ do: "fetch", count: 10, counts: true, exclude: [], skipsUntil: 77 }]);
  desk.fetched([card(1)]);
  assert.deepEqual([desk.state.phase, desk.ids], ["asking", [1]]);
});

test("a word that is asked about again begins anew, and undo brings back what was typed", () => {
  const desk = opened(1).do("typed", { text: "mine" }).do("keep").answer().fetched([card(1, "w1")]);
  assert.equal(fieldText(desk.state), "w1");
  const back = opened(1, 2).do("typed", { text: "mine" }).do("keep").do("undo");
  assert.equal(fieldText(back.state), "mine");
});

test("undo works from the finish", () => {
  const desk = opened(1).do("keep").answer().fetched([]).do("undo");
  assert.deepEqual([desk.state.phase, desk.ids], ["asking", [1]]);
});

test("an event that nobody knows is an error", () => {
  assert.throws(() => new Desk().do("dance"), /dance/);
});
