// What passes between desk and server: order, loss of the connection, conflicts, undo across a reload.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldText } from "../../static/desk/asked.js";
import { batch, card, Desk, opened } from "./desk.js";

const many = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const conflict = (more) => ({
  reason: "labelled", by: "Ben", theirs: { kind: "text", text: "Dyar", label: 9, reading: 101 }, yours: {}, ...more,
});

test("one request at a time, in the order of the decisions", () => {
  const desk = opened(...many(1, 9)).do("keep").do("keep").do("keep");
  assert.deepEqual(desk.sent().map((entry) => entry.card.id), [1]);
  desk.answer();
  assert.deepEqual(desk.did("forget"), [{ do: "forget", token: desk.sent()[0].token }]);
  desk.answer().answer();
  assert.deepEqual(desk.sent().map((entry) => entry.card.id), [1, 2, 3]);
  assert.deepEqual([desk.state.outbox, desk.state.sync], [[], "saved"]);
});

test("more words are fetched while some are left, and none comes twice", () => {
  const desk = opened(...many(1, 10));
  for (const _ of many(1, 5)) desk.do("keep").answer();
  assert.deepEqual(desk.did("fetch"), [{ do: "fetch", count: 10, counts: false, exclude: [6, 7, 8, 9, 10], skipsUntil: 0 }]);
  desk.do("keep").fetched([6, 7, 11, 12].map((id) => card(id)), { project: 40 });
  assert.deepEqual(desk.ids, [7, 8, 9, 10, 11, 12]);
  assert.equal(desk.state.left.project, 39, "what is on its way counts as done");
});

test("where fewer came than were asked for, it asks again only at the end", () => {
  const desk = opened(1, 2).do("keep").answer();
  assert.deepEqual(desk.did("fetch"), []);
  assert.equal(desk.do("keep").answer().did("fetch").length, 1);
});

test("without a connection work goes on, and everything is sent when it is back", () => {
  const desk = opened(...many(1, 9)).do("keep").do("unsent").do("keep").do("keep");
  assert.equal(desk.sent().length, 1);
  assert.deepEqual([desk.state.sync, desk.state.outbox.length, desk.ids[0]], ["waiting", 3, 4]);
  assert.deepEqual(desk.effects.filter((effect) => effect.do === "retry").length, 1);
  desk.do("online").answer().answer().answer();
  assert.deepEqual(desk.sent().map((entry) => entry.card.id), [1, 1, 2, 3]);
  assert.equal(desk.sent()[0].token, desk.sent()[1].token, "a resend carries its token");
  assert.equal(desk.state.sync, "saved");
});

test("who is logged out keeps everything and is not retried", () => {
  const desk = opened(1, 2).do("keep").do("unsent", { signedOut: true });
  assert.deepEqual([desk.state.sync, desk.state.outbox.length, desk.last], ["signed out", 1, []]);
  assert.equal(desk.do("online").did("send").length, 1);
});

test("coming online while a request is on its way sends nothing twice", () => {
  assert.deepEqual(opened(1, 2).do("keep").do("online").last, []);
});

test("what an earlier window could not send goes first", () => {
  const entry = { type: "decision", token: "old", at: 1, action: "text", text: "x", card: card(5), insists: false };
  const desk = new Desk([entry]).do("started");
  assert.deepEqual(desk.last, [{ do: "send", entry }]);
  assert.equal(desk.answer().did("fetch").length, 1);
});

test("a conflict shows both texts, stays stored, and leaves the word in hand alone", () => {
  const desk = opened(1, 2).do("typed", { text: "Dyor" }).do("keep").do("typed", { text: "half" });
  desk.do("refused", { token: desk.state.busy, status: 409, body: conflict() });
  assert.equal(fieldText(desk.state), "half");
  assert.deepEqual(desk.state.conflicts.map(({ entry, theirs }) => [entry.text, theirs.text]), [["Dyor", "Dyar"]]);
  assert.deepEqual(desk.state.texts[1], { text: "Dyar", by: "person" });
  assert.deepEqual(desk.did("forget"), []);
  desk.do("undo");
  assert.equal(desk.state.phase, "undoing", "a refused decision is no step of this window");
});

test("a person insists: the decision goes out again, knowing what it replaces", () => {
  const desk = opened(1, 2).do("typed", { text: "Dyor" }).do("keep");
  desk.do("refused", { token: desk.state.busy, status: 409, body: conflict() }).do("mine");
  const entry = desk.sent().at(-1);
  assert.deepEqual([entry.text, entry.card.label, entry.insists], ["Dyor", 9, true]);
  assert.deepEqual(desk.state.conflicts, []);
  assert.equal(desk.did("forget").length, 1);
  assert.equal(desk.state.texts[1].text, "Dyor");
});

test("a person leaves the other's text: nothing is sent", () => {
  const desk = opened(1, 2).do("keep");
  desk.do("refused", { token: desk.state.busy, status: 409, body: conflict() }).do("theirs");
  assert.deepEqual([desk.sent().length, desk.state.conflicts, desk.did("forget").length], [1, [], 1]);
});

test("nobody insists on a word that is gone", () => {
  const desk = opened(1, 2).do("keep");
  desk.do("refused", { token: desk.state.busy, status: 409, body: conflict({ reason: "gone", theirs: {} }) }).do("mine");
  assert.equal(desk.sent().length, 1);
});

test("a decision that was undone before it was refused is no conflict", () => {
  const desk = opened(1, 2).do("keep").do("undo");
  desk.do("refused", { token: desk.state.busy, status: 409, body: conflict() });
  assert.deepEqual([desk.state.conflicts, desk.state.outbox, desk.ids], [[], [], [1, 2]]);
  assert.equal(desk.did("forget").length, 2);
});

test("an undo is sent after its decision and names it", () => {
  const desk = opened(1, 2).do("keep").do("undo");
  desk.answer().answer({ words: [card(1)], lines: {}, left: {}, undone: "t" });
  const [decision, undo] = desk.sent();
  assert.deepEqual([undo.type, undo.undoes], ["undo", decision.token]);
  assert.deepEqual(desk.ids, [1, 2]);
});

test("after a reload the server says what is undone, and the hands wait for it", () => {
  const desk = opened(2, 3).do("undo");
  assert.equal(desk.sent()[0].undoes, null);
  assert.deepEqual(desk.do("keep").sent().length, 1);
  desk.answer({ ...batch([card(1)]), undone: "old" });
  assert.deepEqual([desk.ids, desk.state.phase], [[1, 2, 3], "asking"]);
});

test("nothing to undo is said, and work goes on", () => {
  const desk = opened(1).do("undo");
  desk.do("refused", { token: desk.state.busy, status: 400, body: { detail: "There is nothing to undo." } });
  assert.deepEqual([desk.state.phase, desk.state.notice], ["asking", "There is nothing to undo."]);
});

test("an undo that only the server can answer is let go without a connection", () => {
  const desk = opened(1).do("undo").do("unsent");
  assert.deepEqual([desk.state.phase, desk.state.outbox], ["asking", []]);
  assert.match(desk.state.notice, /connection/);
});

test("what another has decided since cannot be undone: both texts, and the word leaves the desk", () => {
  const desk = opened(1, 2).do("keep").answer().do("undo");
  desk.do("refused", { token: desk.state.busy, status: 409, body: conflict() });
  assert.deepEqual(desk.ids, [2]);
  assert.equal(desk.state.conflicts[0].open, false);
});

test("a word that comes back with another's label is not asked again", () => {
  const desk = opened(1, 2).do("keep").answer().do("undo");
  desk.answer({ words: [{ ...card(1), label: 9 }], lines: {}, left: {} });
  assert.deepEqual(desk.ids, [2]);
  assert.match(desk.state.notice, /somebody else/);
});

test("a refusal names the text that was not saved", () => {
  const desk = opened(1, 2).do("typed", { text: "Dyor" }).do("keep");
  desk.do("refused", { token: desk.state.busy, status: 400, body: { detail: "A word may have at most 500 characters." } });
  assert.equal(desk.state.notice, "“Dyor” was not saved. A word may have at most 500 characters.");
});

test("words whose lease went to somebody else leave the desk, but not from under the hands", () => {
  const desk = opened(1, 2, 3).do("held", { asked: [1, 2, 3], held: [3] });
  assert.deepEqual(desk.ids, [1, 3]);
});

test("lines that nobody needs any more are forgotten", () => {
  const desk = opened(1, 2);
  desk.fetched([card(3)]);
  assert.deepEqual(Object.keys(desk.state.lines), ["1", "2", "3"]);
  const later = new Desk().do("started").fetched([card(1)]);
  later.state = { ...later.state, words: [], phase: "loading" };
  later.fetched([card(2)]);
  assert.deepEqual(Object.keys(later.state.lines), ["2"]);
});

// Words w on lines of three: 1 to 3 on line 1, and so on.
const inLines = (from, to) => many(from, to).map((id) => ({ ...card(id), line: Math.ceil(id / 3) }));

test("the line way fetches as many words as make some lines, before the last lines are reached", () => {
  const desk = opened(1).do("line way").do("fetched", { body: batch(inLines(1, 18)), count: 18 });
  assert.equal(new Set(desk.state.words.map((one) => one.line)).size, 6);
  const write = () => desk.do("line typed", { text: "x" }).do("keep").answer({ lines: {} });
  write();
  write();
  assert.deepEqual(desk.did("fetch"), [], "four lines are at hand");
  write();
  const [fetch] = desk.did("fetch");
  assert.deepEqual([fetch.count, fetch.exclude], [18, many(10, 18)]);
});

test("what is left is counted by the server where the queue runs out, and now and then", () => {
  const desk = new Desk().do("started");
  assert.equal(desk.did("fetch")[0].counts, true);
  desk.fetched(many(1, 10).map((id) => card(id)), { project: 400 });
  for (const round of many(1, 6)) {
    for (const _ of many(1, 5)) desk.do("keep").answer();
    const [fetch] = desk.did("fetch");
    assert.equal(fetch.counts, round === 6);
    const body = batch(many(1, 5).map((id) => card(100 * round + id)), { project: 300 });
    if (!fetch.counts) delete body.left, delete body.aside;
    desk.do("fetched", { body, count: 5 });
    assert.equal(desk.state.left.project, round === 6 ? 300 : 400 - 5 * round, "in between the desk counts along");
  }
});

test("a desk that runs out while words are fetched without counts asks once more before it says that it is finished", () => {
  const desk = opened(...many(1, 10));
  for (const _ of many(1, 5)) desk.do("keep").answer();
  for (const _ of many(1, 5)) desk.do("keep");
  const { left, aside, ...bare } = batch([]);
  desk.do("fetched", { body: bare, count: 10 });
  for (const _ of many(1, 5)) desk.answer();
  assert.deepEqual([desk.state.phase, desk.did("fetch")[0]?.counts], ["loading", true]);
  desk.do("fetched", { body: batch([], { skipped: 2 }), count: 10 });
  assert.deepEqual([desk.state.phase, desk.state.aside.skipped], ["finished", 2]);
});
