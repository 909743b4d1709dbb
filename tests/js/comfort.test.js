// Compose keys, the place that is kept, and what an outcome of a call means.
import assert from "node:assert/strict";
import { test } from "node:test";
import { composeKeys } from "../../static/desk/compose.js";
import { placeOf } from "../../static/desk/place.js";
import { Transport } from "../../static/desk/transport.js";
import { initial } from "../../static/desk/asked.js";
import { opened } from "./desk.js";

const keys = (characters) => composeKeys(characters).map(({ text, key }) => `${text}${key}`).join(" ");

for (const [characters, expected] of [
  ["", ""],
  ["é ſ æ ꝑ", "ée ſs æa ꝑp"],
  ["é è ê", "ée èE ê1"],
  ["⁊ ☙ ☞", "⁊7 ☙1 ☞2"],
  ["[illegible]", "[illegible]["],
]) {
  test(`compose keys of “${characters}”`, () => assert.equal(keys(characters), expected));
}

test("a desk that is just opened has no place to keep", () => assert.deepEqual(placeOf(opened(1, 2).state), {}));

test("what stands half typed, and the way, are found again", () => {
  const desk = opened(1, 2).do("typed", { text: "ha" });
  assert.deepEqual(placeOf(desk.state), { drafts: { 1: { text: "ha", own: true } } });
  assert.deepEqual(initial([], placeOf(desk.do("line way").state)).way, "line");
  assert.deepEqual(placeOf(desk.do("keep").state).drafts, undefined);
});

// What becomes of a call with this reply, where a refusal is handled or not.
async function outcome(reply, ...handlers) {
  const told = [];
  const transport = new Transport((how = {}) => told.push(how.signedOut ? "log in" : how.missing ? "leave it" : "wait"));
  await transport.exchange(reply, () => told.push("answer"), ...handlers.map((say) => () => told.push(say)));
  return told.join();
}

for (const [told, reply, expected] of [
  ["an answer", async () => ({ status: 201, body: { token: "a" } }), "answer"],
  ["a conflict", async () => ({ status: 409, body: {} }), "refusal"],
  ["a page of something in between", async () => ({ status: 200, body: null }), "wait"],
  ["a server that is down", async () => ({ status: 502, body: null }), "wait"],
  ["an ended session", async () => ({ status: 403, body: {} }), "log in"],
  ["no connection", async () => { throw new TypeError("Failed to fetch"); }, "wait"],
  ["an answer that was cut off", async () => { throw new SyntaxError("Unexpected end"); }, "wait"],
]) {
  test(`${told} means: ${expected}`, async () => assert.equal(await outcome(reply, "refusal"), expected));
}

for (const [told, status, expected] of [["a project that is not there", 404, "leave it"], ["what is refused", 400, "wait"]]) {
  test(`${told}, of which nobody is told, means: ${expected}`, async () => {
    assert.equal(await outcome(async () => ({ status, body: {} })), expected);
  });
}

test("a mistake in the desk itself is not taken for a dead network", async () => {
  await assert.rejects(outcome(async () => { throw new RangeError("mistake"); }), RangeError);
});
