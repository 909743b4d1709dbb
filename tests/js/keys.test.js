// Keys: how a press is named, which may be taken, and where they are kept.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CHANGEABLE, DEFAULTS, IN_WAY, labelOf, keymapOf, movesIn, objection, ownKeys } from "../../static/desk/keymap.js";
import { caretFor, chordOf } from "../../static/desk/keys.js";
import { Outbox } from "../../static/desk/outbox.js";

const press = (key, more = {}) => chordOf({ key, code: "", getModifierState: (name) => name === more.held, ...more });

// What Storage does as far as it is used here: items are also its own keys.
class Store {
  getItem(key) { return Object.hasOwn(this, key) ? this[key] : null; }
  setItem(key, value) { this[key] = String(value); }
  removeItem(key) { delete this[key]; }
}

for (const [name, event, chord] of [
  ["a letter", { key: "a" }, "a"],
  ["a digit", { key: "1", code: "Digit1" }, "1"],
  ["a digit that needs Shift, as in France", { key: "1", code: "Digit1", shiftKey: true }, "1"],
  ["the same key without Shift types", { key: "&", code: "Digit1" }, "&"],
  ["a digit with Control and Shift, whatever it would type", { key: "!", code: "Digit1", ctrlKey: true, shiftKey: true }, "Control+Shift+1"],
  ["Shift and Enter", { key: "Enter", shiftKey: true }, "Shift+Enter"],
  ["Control and z", { key: "z", code: "KeyZ", ctrlKey: true }, "Control+Z"],
  ["Option and Enter", { key: "Enter", altKey: true }, "Alt+Enter"],
  ["a key with AltGr", { key: "@", ctrlKey: true, altKey: true, held: "AltGraph" }, ""],
  ["a dead accent", { key: "Dead" }, ""],
  ["Enter that ends a composition", { key: "Enter", isComposing: true }, ""],
  ["a modifier alone", { key: "Shift", shiftKey: true }, ""],
]) {
  test(`${name} is ${chord || "no command"}`, () => assert.equal(press(event.key, event), chord));
}

test("no command begins with a key that types, or has another one's key", () => {
  const chords = Object.values(DEFAULTS);
  assert.equal(new Set(chords).size, chords.length);
  for (const chord of chords) assert.ok(chord.split("+").at(-1).length > 1 || /^Control\+Shift\+[6-9]$/.test(chord), chord);
});

for (const chord of ["a", "Control+T", "Tab", "F5", "F6", "F12", "Insert", "Backspace", "ArrowLeft", "Alt+E", "Control+1", "Meta+Enter"]) {
  test(`${chord} may not be taken`, () => assert.match(objection(chord, "skip", DEFAULTS), /Try another/));
}

test("a key has one meaning in each way of working", () => {
  for (const moves of Object.values(IN_WAY)) assert.equal(new Set(Object.values(moves)).size, Object.keys(moves).length);
  assert.match(objection("ArrowUp", "skip", DEFAULTS), /moves about/);
});

test("where writing runs to the left, the left arrow goes on", () => {
  assert.equal(movesIn("page", true)["word after"], "ArrowLeft");
  assert.deepEqual(movesIn("page", false), IN_WAY.page);
  assert.deepEqual(movesIn("words", true), {});
});

test("a free key may be taken, somebody else's may not", () => {
  assert.equal(objection("Control+Shift+8", "skip", DEFAULTS), "");
  assert.equal(objection("PageDown", "skip", DEFAULTS), "");
  assert.match(objection("F8", "skip", DEFAULTS), /taken/);
});

test("changed keys are kept, and what cannot be used is left out", () => {
  assert.deepEqual(keymapOf({}), DEFAULTS);
  const changed = { ...DEFAULTS, skip: "Control+Shift+8" };
  assert.deepEqual(ownKeys(changed), { skip: "Control+Shift+8" });
  assert.deepEqual(keymapOf(ownKeys(changed)), changed);
  assert.deepEqual(keymapOf({ skip: "x", undo: "F8", keep: "Control+Shift+9" }), DEFAULTS);
});

test("keys are written as the keyboard has them", () => {
  assert.equal(labelOf("Control+Shift+1"), "Ctrl Shift 1");
  assert.equal(labelOf("Control+Shift+1", true), "⌃⇧1");
  assert.ok(CHANGEABLE.every((command) => command in DEFAULTS));
});

test("the outbox gives its entries back in order, to this person and project only", () => {
  const storage = new Store();
  const outbox = new Outbox(storage, 1, "kew");
  outbox.store({ token: "b", at: 2 });
  outbox.store({ token: "a", at: 1 });
  new Outbox(storage, 2, "kew").store({ token: "c", at: 0 });
  assert.deepEqual(new Outbox(storage, 1, "kew").load().map((entry) => entry.token), ["a", "b"]);
  outbox.forget("a");
  assert.deepEqual(outbox.load().map((entry) => entry.token), ["b"]);
});

test("a browser that stores nothing is told apart from a mistake", () => {
  const full = { setItem() { throw new DOMException("full", "QuotaExceededError"); } };
  const broken = { setItem() { throw new RangeError("mistake"); } };
  assert.equal(new Outbox(full, 1, "kew").store({ token: "a" }), false);
  assert.throws(() => new Outbox(broken, 1, "kew").store({ token: "a" }), RangeError);
});

for (const mark of [",", ".", "!", ")"]) {
  test(`${mark} goes behind what was read`, () => assert.equal(caretFor(mark), "end"));
}

test("letters and opening marks begin a new text", () => {
  assert.deepEqual(["a", "(", "\"", "-"].map(caretFor), [undefined, undefined, undefined, undefined]);
});
