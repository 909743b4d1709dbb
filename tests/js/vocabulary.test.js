// What a word that has been begun may become.
import assert from "node:assert/strict";
import { test } from "node:test";
import { choices, digitsChoose, fieldText } from "../../static/desk/asked.js";
import { Vocabulary, completions, slips, withWords } from "../../static/desk/vocabulary.js";
import { card, Desk } from "./desk.js";

const WORDS = "the of and under every understand unter Londres État étage even envoy".split(" ");
const begun = (typed, texts, learnt = {}) => completions(typed, card(1, texts[0], texts), new Vocabulary(WORDS), learnt, 5);
const desk = (...cards) => new Desk().do("started").fetched(cards).do("words known", { words: WORDS });

test("of the known words that go on from what was typed, the frequent and similar come first", () => {
  assert.deepEqual(begun("u", ["winter"]), ["unter", "under", "understand"]);
  assert.deepEqual(begun("und", ["winter"]), ["under", "understand"]);
});

test("the machine's own readings come before all known words", () => {
  assert.equal(begun("e", ["any", "envy"])[0], "envy");
});

test("what was read is not offered again, nor what is typed already", () => {
  assert.deepEqual(begun("en", ["envoi", "envoi", "envoie"]), ["envoie", "envoy"]);
  assert.deepEqual(begun("even", ["any", "even"]), []);
});

test("marks behind the reading stay, and capitals are as typed", () => {
  assert.deepEqual(begun("Ev", ["any,"]), ["Every,", "Even,"]);
  assert.equal(begun("(lo", ["(bonds)"])[0], "(londres)");
});

test("accents may be left out, and those that are typed are meant", () => {
  assert.deepEqual(begun("et", ["étape"]), ["étage", "état"]);
  assert.deepEqual(begun("é", ["étape"]), ["étage", "état"]);
});

test("the part after an apostrophe or hyphen is completed by itself", () => {
  assert.equal(begun("l'ét", ["l'itage"])[0], "l'étage");
});

test("after a mark or a digit nothing is offered", () => {
  assert.deepEqual([begun("e.", ["any"]), begun("18", ["any"]), begun("", ["any"])], [[], [], []]);
});

test("words that were written here before are known from then on", () => {
  const learnt = withWords({}, "Jász-Nagykun");
  assert.deepEqual(begun("na", ["Naku"], learnt), ["nagykun"]);
  assert.deepEqual(begun("jas", ["JASz"], learnt), ["jász"]);
});

test("slips of letters that look alike weigh less than others", () => {
  assert.ok(slips("hand", "hard") > slips("hond", "hand"));
  assert.equal(slips("abc", ""), 3);
});

test("a digit chooses what a beginning may become, and saves it", () => {
  const there = desk(card(1, "winter"), card(2)).do("typed", { text: "und" });
  assert.deepEqual(choices(there.state).map((one) => one.text), ["under", "understand"]);
  assert.equal(digitsChoose(there.state), true);
  assert.equal(there.do("choose", { index: 1 }).sent()[0].text, "understand");
});

test("an offer can be walked to and written on", () => {
  const there = desk(card(1, "winter"), card(2)).do("typed", { text: "und" }).do("next alternative");
  assert.equal(fieldText(there.state), "under");
  there.do("next alternative");
  assert.equal(fieldText(there.state), "understand");
  assert.deepEqual(there.last, [{ do: "focus", caret: "end" }]);
  there.do("typed", { text: "understand," }).do("keep");
  assert.equal(there.sent()[0].text, "understand,");
});

test("into an edited text nothing is offered, so that digits type", () => {
  const there = desk(card(1, "winter"), card(2)).do("edit").do("typed", { text: "und" });
  assert.equal(digitsChoose(there.state), false);
  assert.equal(choices(there.state)[0].text, "winter");
});

test("what was corrected is offered for the next word", () => {
  const there = desk(card(1, "Szouvon"), card(2, "Szouron")).do("typed", { text: "Szolnok" }).do("keep").do("typed", { text: "Szol" });
  assert.deepEqual(choices(there.state).map((one) => one.text), ["Szolnok"]);
});
