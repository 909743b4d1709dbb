// The page way: going from word to word, deciding in place, and from one way to another.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldText, front } from "../../static/desk/asked.js";
import { nextOpen } from "../../static/desk/sheet.js";
import { card, Desk, opened } from "./desk.js";

const many = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const word = (id, text, by = "machine", asked = true) => ({
  id, text, read: text, by, asked, start: 0, end: 1, reading: 100 + id, label: by === "person" ? 900 + id : null,
  box: [(id % 10) * 10, 0, (id % 10) * 10 + 9, 9], alternatives: [{ text, share: 0.5 }, { text: `${text}s`, share: 0.2 }],
});
const line = (id, ...words) => ({ id, box: [0, id * 10, 90, id * 10 + 9], words, offered: false });

// Three lines: 11 and 12 in doubt; 21 confirmed, 22 sure; 33 in doubt.
const body = {
  page: { id: 1, number: 1 }, document: { id: 1, title: "Letter" }, picture: "", width: 100, height: 100, before: null, after: null,
  lines: [line(1, word(11, "my"), word(12, "deer")), line(2, word(21, "dear", "person", false), word(22, "Sir", "machine", false)), line(3, word(33, "Ever"))],
};

const page = (after = null) => opened(11, 40).do("page way").do("page opened", { body: { ...body, after } });

test("one key opens the page at the word that was asked about", () => {
  const desk = opened(12).do("page way");
  assert.deepEqual(desk.did("open"), [{ do: "open", page: 1 }]);
  desk.do("page opened", { body });
  assert.deepEqual([front(desk.state).id, fieldText(desk.state)], [12, "deer"]);
});

test("Enter keeps and goes to the next word in doubt, round the page, until there is none", () => {
  const desk = page().do("keep").do("keep");
  assert.equal(desk.state.at, 33);
  desk.do("keep");
  assert.deepEqual([desk.state.at, nextOpen(desk.state)], [33, null]);
  assert.match(desk.state.notice, /in doubt any more/);
  assert.deepEqual([desk.state.done, desk.ids], [3, [40]]);
});

test("any word can be edited, also one that was confirmed", () => {
  const desk = page().do("go to", { id: 21 });
  assert.equal(fieldText(desk.state), "dear");
  desk.do("typed", { text: "dere" }).do("keep");
  assert.deepEqual([desk.sent()[0].card.label, desk.sent()[0].text, desk.state.left.project], [921, "dere", 2]);
});

test("Enter on what was confirmed writes nothing, and confirms what the machine was sure of", () => {
  const desk = page().do("go to", { id: 21 }).do("keep").do("go to", { id: 22 }).do("keep");
  assert.deepEqual(desk.sent().map((entry) => entry.card.id), [22]);
});

test("a second decision about a word names the first", () => {
  const desk = page().do("keep").do("go to", { id: 11 }).do("typed", { text: "thy" }).do("keep").answer();
  const [first, second] = desk.sent();
  assert.deepEqual([first.after, second.after], [null, first.token]);
  desk.do("undo");
  assert.deepEqual([desk.state.at, desk.state.texts[11].text], [11, "my"]);
});

for (const [event, from, to] of [
  ["word after", 11, 12], ["word after", 12, 21], ["word before", 21, 12], ["word before", 11, 11], ["line below", 11, 21],
  ["line below", 12, 22], ["line below", 22, 33], ["line above", 33, 22], ["line below", 33, 33], ["skip", 12, 33], ["skip", 33, 11],
]) {
  test(`${event} leads from ${from} to ${to}`, () => assert.equal(page().do("go to", { id: from }).do(event).state.at, to));
}

test("only another line is held anew", () => {
  assert.equal(page().do("word after").did("hold").length, 0);
  assert.equal(page().do("line below").did("hold").length, 1);
});

test("skipping on a page decides nothing", () => assert.deepEqual(page().do("skip").sent(), []));

test("a line is edited from the page, and Enter leads back to it", () => {
  const desk = page().do("line way");
  assert.deepEqual([desk.state.way, front(desk.state).line], ["line", 1]);
  desk.do("line typed", { text: "my dear" }).do("keep");
  assert.deepEqual([desk.state.way, desk.sent()[0].type, desk.state.at], ["page", "line", 33]);
  desk.answer({ lines: { 1: line(1) } });
  assert.deepEqual(desk.did("open"), [{ do: "open", page: 1 }], "its words have other boxes now");
});

test("leaving the page keeps the word under the hands", () => {
  const desk = page().do("go to", { id: 33 }).do("page way");
  assert.deepEqual([desk.state.way, desk.ids], ["words", [33, 11, 40]]);
});

test("the next page is opened by a key, and where there is none that is said", () => {
  const full = { ...body, after: 2, lines: many(1, 9).map((id) => line(id, word(10 * id + 1, "my"))) };
  const desk = opened(11).do("page way").do("page opened", { body: full });
  assert.deepEqual(desk.do("page after").did("open"), [{ do: "open", page: 2 }]);
  assert.match(page().do("page before").state.notice, /no further page/);
});

test("undo of a word of the queue leads back to it", () => {
  const desk = opened(40, 11).do("keep").do("page way").do("page opened", { body }).do("undo");
  assert.deepEqual([desk.state.way, desk.ids], ["words", [40, 11]]);
});

test("a page that cannot be opened leaves the words", () => {
  const desk = opened(40).do("page way").do("page missing");
  assert.deepEqual([desk.state.way, front(desk.state).id], ["words", 40]);
});

test("the page waits until everything is saved", () => {
  const desk = opened(11, 40).do("keep").do("page way");
  assert.deepEqual(desk.did("open"), []);
  assert.equal(desk.answer().did("open").length, 1);
});

const nextPage = { ...body, page: { id: 2, number: 2 }, after: null, lines: [line(7, word(71, "Yours"))] };

test("the page behind is fetched when few words in doubt are left, and turned to without the server", () => {
  const desk = page(2);
  assert.deepEqual(desk.did("open"), [{ do: "open", page: 2, ahead: true }]);
  desk.do("page opened", { body: nextPage, ahead: true });
  assert.deepEqual([desk.state.sheet.page.id, desk.did("open")], [1, []]);
  desk.do("page after");
  assert.deepEqual([desk.state.sheet.page.id, desk.state.at, desk.did("open")], [2, 71, []]);
});

test("a page that is turned to while it is on its way is shown as soon as it is there", () => {
  const desk = page(2).do("page after");
  assert.deepEqual(desk.did("open"), []);
  desk.do("page opened", { body: nextPage, ahead: true });
  assert.deepEqual([desk.state.sheet.page.id, desk.state.wanted], [2, null]);
});

test("a page behind that is gone is not asked for again", () => {
  const desk = page(2).do("page missing", { ahead: true });
  assert.deepEqual([desk.state.sheet.page.id, desk.state.notice, desk.did("open")], [1, "", []]);
});
