// Second looks, what differs, questions to experts, and notes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { digitsChoose, fieldText } from "../../static/desk/asked.js";
import { notesHere } from "../../static/desk/notes.js";
import { Api } from "../../static/desk/api.js";
import { card, Desk, opened } from "./desk.js";

const again = (id, more) => ({ ...card(id), look: "second", about: 7, ...more });
const both = [{ text: "1895", action: "text", share: 0, source: "person" }, { text: "", action: "illegible", share: 0, source: "person" }];
const with_ = (...cards) => new Desk().do("started").fetched(cards);

test("a second look shows the reading and says which label it is about", async () => {
  const desk = with_(again(1), card(2)).do("keep");
  const [entry] = desk.sent();
  assert.equal(entry.card.about, 7);
  let told;
  globalThis.document ??= { cookie: "" };
  globalThis.fetch = async (_, { body }) => ((told = JSON.parse(body)), { status: 201, headers: new Map() });
  await new Api("/api").send(entry);
  assert.deepEqual([told.about, told.label, told.text], [7, null, "w1"]);
});

test("between two texts none is proposed, and Enter alone takes none", () => {
  const desk = with_(again(1, { look: "final", alternatives: both }), card(2));
  assert.equal(fieldText(desk.state), "");
  assert.deepEqual(desk.do("keep").ids, [1, 2]);
  assert.match(desk.state.notice, /empty/);
});

test("one key takes one of two texts, digits or not, or that nothing can be read", () => {
  const desk = with_(again(1, { look: "final", alternatives: both }), again(2, { look: "final", alternatives: both }));
  assert.ok(digitsChoose(desk.state));
  desk.do("choose", { index: 0 }).do("choose", { index: 1 });
  desk.answer().answer();
  assert.deepEqual(desk.sent().map((entry) => [entry.action, entry.text]), [["text", "1895"], ["illegible", ""]]);
});

test("a third text is typed", () => {
  const desk = with_(again(1, { look: "final", alternatives: both })).do("typed", { text: "1896" }).do("keep");
  assert.equal(desk.sent()[0].text, "1896");
});

test("a question takes the word from the desk, and undo brings it back", () => {
  const desk = opened(1, 2).do("escalate", { text: "Which plant?" });
  assert.deepEqual(desk.ids, [2]);
  assert.deepEqual([desk.sent()[0].action, desk.sent()[0].text], ["escalate", "Which plant?"]);
  assert.equal(desk.state.texts[1].by, "machine");
  assert.deepEqual(desk.do("undo").ids, [1, 2]);
});

test("a line with a word that is looked at again is not edited whole", () => {
  const desk = opened(1, 2);
  desk.state = { ...desk.state, lines: { ...desk.state.lines, 1: { ...desk.state.lines[1], again: true } } };
  assert.equal(desk.do("line way").state.way, "words");
  assert.match(desk.state.notice, /word by word/);
});

test("a note goes through the outbox and stands where it belongs", () => {
  const desk = opened(1, 2).do("note left", { about: "line", text: "See page 3" });
  const [entry] = desk.sent();
  assert.deepEqual([entry.type, entry.about, entry.id], ["note", "line", 1]);
  assert.equal(desk.did("store")[0].entry, entry);
  const note = { id: 5, page: 1, line: 1, word: null, text: "See page 3", author: "Anna", answers: [] };
  desk.answer({ note });
  assert.deepEqual(desk.did("forget"), [{ do: "forget", token: entry.token }]);
  assert.deepEqual(notesHere(desk.state), [note]);
  assert.deepEqual(notesHere(desk.state, card(2)), []);
});

test("a note on the page belongs to each of its words, one on a word to that alone", () => {
  const { state } = opened(1, 2);
  const notes = [{ id: 1, page: 1, line: null, word: null }, { id: 2, page: 1, line: null, word: 2 }];
  const ids = (id) => notesHere({ ...state, notes }, card(id)).map((note) => note.id);
  assert.deepEqual([ids(1), ids(2)], [[1], [1, 2]]);
});
