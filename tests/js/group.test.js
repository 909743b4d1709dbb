// Groups: what keys do with pictures, what is sent, what comes back with one undo, and what corrections offer.
import assert from "node:assert/strict";
import { test } from "node:test";
import { front } from "../../static/desk/asked.js";
import { gridOf } from "../../static/desk/group.js";
import { batch, card, Desk, opened } from "./desk.js";

const ids = (group) => group.cards.map((one) => one.id);
const told = (...groups) => {
  const cards = groups.flatMap((group) => group.map((id) => card(id, "the")));
  return { ...batch(cards, { project: 20 }), groups: groups.map((group) => ({ text: "the", words: group })) };
};

// A desk in the group way, with these groups and no words ahead. Of few groups the server has no more.
function grouped(...groups) {
  const desk = opened(90).do("group way").answer();
  desk.do("groups fetched", { body: told(...groups) });
  return groups.length > 2 ? desk : desk.do("groups fetched", { body: told() });
}

test("the group key asks the server for groups, leaving out what was seen", () => {
  const desk = opened(90).do("group way");
  assert.equal(desk.state.way, "group");
  assert.deepEqual(desk.last.at(-1), { do: "groups", exclude: [] });
  desk.do("groups fetched", { body: told([1, 2, 3]) });
  assert.deepEqual(desk.did("groups"), [{ do: "groups", exclude: [1, 2, 3] }]);
  assert.equal(front(desk.state).id, 1);
});

test("one key confirms all that are not taken out, under one token", () => {
  const desk = grouped([1, 2, 3, 4], [5, 6, 7]).do("toggle", { index: 1 }).do("keep");
  const entry = desk.sent().at(-1);
  assert.deepEqual([entry.type, entry.text, entry.seen.map((one) => one.word)], ["group", "the", [1, 3, 4]]);
  assert.deepEqual(entry.seen[0], { word: 1, reading: 101, label: null, after: null });
  assert.deepEqual(ids(desk.state.groups[0]), [5, 6, 7]);
  assert.deepEqual([desk.state.left.project, desk.state.done, desk.state.passed], [17, 3, [2]]);
});

test("Space takes the marked picture out and puts it back; arrows move the mark, not beyond the ends", () => {
  const desk = grouped([1, 2, 3]).do("previous picture").do("next picture").do("take out");
  assert.deepEqual([desk.state.groups[0].at, desk.state.groups[0].out], [1, { 2: true }]);
  desk.do("take out");
  assert.deepEqual(desk.state.groups[0].out, {});
  desk.do("next picture").do("next picture");
  assert.equal(front(desk.state).id, 3);
});

test("up and down go to the picture above and below", () => {
  const desk = grouped([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  const { columns } = gridOf(desk.state.groups[0]);
  desk.do("picture below");
  assert.equal(desk.state.groups[0].at, columns);
  assert.equal(desk.do("picture above").state.groups[0].at, 0);
});

test("all pictures can be put back", () => {
  const desk = grouped([1, 2, 3]).do("toggle", { index: 0 }).do("toggle", { index: 2 }).do("reset");
  assert.deepEqual(desk.state.groups[0].out, {});
});

test("a group of which everything is taken out, or that is left, saves nothing and does not come again", () => {
  const desk = grouped([1, 2, 3], [4, 5, 6], [7, 8, 9]);
  for (const index of [0, 1, 2]) desk.do("toggle", { index });
  desk.do("keep");
  assert.deepEqual(desk.did("groups"), [{ do: "groups", exclude: [1, 2, 3, 4, 5, 6, 7, 8, 9] }], "two are left");
  desk.do("skip");
  assert.deepEqual(desk.sent(), []);
  assert.deepEqual([desk.state.passed, ids(desk.state.groups[0])], [[1, 2, 3, 4, 5, 6], [7, 8, 9]]);
});

test("one undo brings the whole group back as it was, with what was taken out", () => {
  const desk = grouped([1, 2, 3], [4, 5, 6]).do("toggle", { index: 2 }).do("keep").do("undo");
  assert.deepEqual([ids(desk.state.groups[0]), desk.state.groups[0].out], [[1, 2, 3], { 3: true }]);
  assert.deepEqual([desk.state.texts, desk.state.left.project, desk.state.done, desk.state.passed], [{}, 20, 0, []]);
  desk.answer({ saved: 2, stale: [] });
  assert.equal(desk.sent().at(-1).type, "undo");
  desk.answer(told([1, 2]));
  assert.deepEqual(ids(desk.state.groups[0]), [1, 2, 3]);
});

test("what is not open any more after an undo leaves the group", () => {
  const desk = grouped([1, 2, 3], [4, 5, 6]).do("keep").answer({ saved: 3, stale: [] }).do("groups fetched", { body: told() });
  desk.do("undo").answer(told([1, 3]));
  assert.deepEqual(ids(desk.state.groups[0]), [1, 3]);
  assert.match(desk.state.notice, /not open any more/);
});

test("words against which something stands become conflicts of their own, and stay stored", () => {
  const desk = grouped([1, 2, 3], [4, 5, 6]).do("keep");
  const stale = { word: 2, token: "x2", reason: "labelled", theirs: { kind: "text", text: "she", label: 7, reading: 102 }, by: "Ben" };
  desk.answer({ saved: 2, stale: [stale] });
  assert.deepEqual(desk.state.conflicts.map(({ entry, theirs }) => [entry.card.id, entry.text, theirs.text]), [[2, "the", "she"]]);
  assert.deepEqual(desk.did("store").map(({ entry }) => [entry.token, entry.type]), [["x2", "decision"]]);
  const mine = desk.do("mine").state.outbox.at(-1);
  assert.deepEqual([mine.type, mine.card.label, mine.insists], ["decision", 7, true]);
});

test("words that somebody else holds now leave the group", () => {
  const desk = grouped([1, 2, 3], [4]).do("held", { asked: [1, 2, 3, 4, 90], held: [1, 3, 90] });
  assert.deepEqual(desk.state.groups.map(ids), [[1, 3]]);
});

test("confirmed words are taken from the sprint's queue, too", () => {
  const desk = opened(1, 90).do("group way").do("groups fetched", { body: told([1, 2, 3]) }).do("keep");
  assert.deepEqual(desk.ids, [90]);
});

const corrected = () => {
  const desk = new Desk().do("started").fetched([card(1, "tbe"), card(2, "so"), card(3, "tbe")]);
  return desk.do("typed", { text: "the" }).do("keep");
};

test("a correction is offered for look-alikes, and going on ignores it", () => {
  const desk = corrected();
  const [token] = [desk.state.busy];
  desk.answer({ alike: 2 });
  assert.deepEqual(desk.state.offers, [{ token, text: "the", reading: "tbe", count: 2 }]);
  desk.do("keep").answer({ alike: 0 });
  assert.equal(desk.state.way, "words");
});

test("the group key takes the offer up, and its group leads back", () => {
  const desk = corrected().answer({ alike: 2 }).do("group way");
  const [wish] = desk.did("alike");
  desk.do("groups fetched", { body: told([3, 4]), offer: wish.offer });
  assert.deepEqual([ids(desk.state.groups[0]), desk.state.groups[0].reading, desk.state.offers], [[3, 4], "tbe", []]);
  desk.do("keep");
  assert.equal(desk.state.way, "words");
  assert.deepEqual(desk.ids, [2]);
});

test("an offer whose words have been decided meanwhile leads back with a sentence", () => {
  const desk = corrected().answer({ alike: 2 }).do("group way");
  desk.do("groups fetched", { body: told(), offer: desk.state.like });
  assert.equal(desk.state.way, "words");
  assert.match(desk.state.notice, /meanwhile/);
});

test("undoing a correction withdraws its offer", () => {
  const desk = corrected().answer({ alike: 2 }).do("undo");
  desk.answer(batch([card(1, "tbe")]));
  assert.deepEqual(desk.state.offers, []);
});

test("a correction rises among the alternatives of the same reading on the desk", () => {
  const texts = (id) => corrected().state.words.find((one) => one.id === id).alternatives.map((one) => one.text);
  assert.deepEqual(texts(3), ["tbe", "the", "tbes"]);
  assert.deepEqual(texts(2), ["so", "sos"]);
});

test("the words way goes on with the marked picture", () => {
  const desk = grouped([1, 2, 3]).do("next picture").do("words way");
  assert.deepEqual([desk.state.way, front(desk.state).id], ["words", 2]);
});

for (const [name, ratio, count] of [["short words", 2, 24], ["long words", 9, 24], ["few", 3, 3]]) {
  test(`pictures of ${name} are shown at once`, () => {
    const cards = Array.from({ length: count }, (_, i) => ({ ...card(i), start: 0, end: ratio / 20 }));
    const lines = Object.fromEntries(cards.map((one) => [one.line, { width: 2000, height: 100 }]));
    const { height, columns } = gridOf({ cards, lines });
    assert.ok(columns * (ratio * height + 28) <= 1216);
    assert.ok(Math.ceil(count / columns) * (height + 44) <= 640);
  });
}

test("words of a line that was edited are in no group any more", () => {
  const desk = grouped([1, 2, 3], [4, 5, 6]);
  desk.state.lines = { ...desk.state.lines, 1: { ...desk.state.groups[0].lines[1], words: [{ id: 1, text: "the", by: "machine", asked: true, reading: 101, label: null }] } };
  desk.state.groups[0].lines = { 1: desk.state.lines[1] };
  desk.do("line way").do("line typed", { text: "them" }).do("keep");
  assert.equal(desk.sent().at(-1).type, "line");
  assert.deepEqual(desk.state.groups.map(ids), [[2, 3], [4, 5, 6]]);
});
