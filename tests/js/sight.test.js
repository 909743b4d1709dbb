// What the reader saw of a word, and the known words that it may be.
import assert from "node:assert/strict";
import { test } from "node:test";
import { alternativesOf, choices } from "../../static/desk/asked.js";
import { Lexicon, likeliest } from "../../static/desk/lexicon.js";
import { Sight } from "../../static/desk/sight.js";
import { Vocabulary, completions } from "../../static/desk/vocabulary.js";
import { card, Desk } from "./desk.js";

const WORDS = "the of and under every understand unter Londres été étage even envoy le".split(" ");

// As the server keeps it: frames of {letter: share}, "" being silence.
function kept(...frames) {
  const letters = [...new Set(frames.flatMap(Object.keys))].filter(Boolean);
  const rows = frames.map((frame) => [Object.keys(frame).length, ...Object.entries(frame).flatMap(([letter, share]) => [letters.indexOf(letter) + 1, Math.round(-16 * Math.log(share))])]);
  return btoa(String.fromCharCode(...new TextEncoder().encode(letters.join("")), 0, ...rows.flat()));
}
// Each letter in a frame, silence between; "n|u" stands for either.
const seen = (...letters) => kept(...letters.flatMap((one) => [Object.fromEntries(one.split("|").map((letter) => [letter, 0.98 / one.split("|").length])), { "": 0.99 }]));
const found = (sight, head = "", stem = "", most = 3) => likeliest(new Sight(sight), new Lexicon(WORDS), head, stem, most).map((one) => one.text);
const asked = (sight, text = "x") => ({ ...card(1, text), sight });
const begun = (typed, sight, { learnt = {}, shown = [] } = {}) => completions(typed, asked(sight), new Vocabulary(WORDS), learnt, 4, shown);

test("a text is as likely as the sum of the ways in which its letters may lie", () => {
  const sight = new Sight(kept({ a: 0.6, "": 0.4 }, { a: 0.6, "": 0.4 }));
  assert.ok(Math.abs(Math.exp(sight.whole(sight.after("a"))) - 0.84) < 0.02);
  assert.ok(sight.whole(sight.after("aa")) < -5);
});

test("two letters of a kind need silence between them", () => {
  const [once, twice] = [kept({ e: 0.99 }, { e: 0.99 }, { e: 0.99 }), kept({ e: 0.99 }, { "": 0.99 }, { e: 0.99 })];
  const doubled = (sight) => { const one = new Sight(sight); return one.whole(one.after("ee")) > one.whole(one.after("e")); };
  assert.deepEqual([doubled(once), doubled(twice)], [false, true]);
});

test("known words come by how the reader saw them and how often they are written", () => {
  assert.equal(found(seen("u", "n", "d", "e", "r"))[0], "under");
  assert.deepEqual(found(seen("u", "n", "d|t", "e", "r")).slice(0, 2), ["under", "unter"]);
});

test("capitals, marks and a second word are found where they were seen", () => {
  assert.equal(found(seen("T", "h", "e"))[0], "The");
  assert.equal(found(seen("(", "o", "f", ","))[0], "(of,");
  assert.equal(found(seen("o", "f", " ", "t", "h", "e"))[0], "of the");
});

test("what was begun goes on as the rest was seen", () => {
  assert.equal(begun("u", seen("w", "n", "d", "e", "r"))[0], "under");
  assert.equal(begun("l'e", seen("b", "'", "e", "t", "a", "g", "e"))[0], "l'étage");
});

test("a word that nobody knows is completed by its letters", () => {
  assert.equal(begun("K", seen("H", "e", "w", "x", "q"))[0], "Kewxq");
});

test("behind an opening mark a word is offered at once", () => {
  assert.equal(begun("(", seen("C", "u", "n", "d", "e", "r"))[0], "(under");
});

test("what was seen among the alternatives and not taken is not offered again", () => {
  assert.ok(!begun("u", seen("u", "n", "d", "e", "r"), { shown: ["under"] }).includes("under"));
});

test("words that were written here are weighed as the others", () => {
  assert.equal(begun("S", seen("S", "z", "o", "l", "n", "o", "k"), { learnt: { Szolnok: 2 } })[0], "Szolnok");
});

test("as many alternatives are shown as there are digits, the server's first", () => {
  const there = new Desk().do("started").fetched([asked(seen("u", "n", "d|t", "e", "r"), "unber")]).do("words known", { words: WORDS });
  const texts = choices(there.state).map((one) => one.text);
  assert.deepEqual(texts.slice(0, 4), ["unber", "unbers", "under", "unter"]);
  assert.ok(texts.length <= 9);
  assert.equal(alternativesOf(there.state, there.state.words[0]), choices(there.state));
});

test("of two people's texts nothing else is offered", () => {
  const final = { ...asked(seen("o", "f")), look: "final" };
  assert.equal(alternativesOf({ vocabulary: new Vocabulary(WORDS) }, final), final.alternatives);
});

for (const [what, frames] of [["nothing", [{ "": 0.99 }, { "": 0.99 }]], ["a blank", [{ "": 0.5, " ": 0.5 }, { " ": 0.6, "-": 0.4 }, { "": 0.9, " ": 0.1 }]]]) {
  test(`no alternative is empty where ${what} was seen`, () => {
    const there = new Desk().do("started").fetched([asked(kept(...frames), "-")]).do("words known", { words: WORDS });
    assert.ok(choices(there.state).every((one) => one.text));
  });
}
