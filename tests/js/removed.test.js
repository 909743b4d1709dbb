// What was removed while somebody worked on it: nothing waits for it in the outbox.
import assert from "node:assert/strict";
import { test } from "node:test";
import { syncText } from "../../static/desk/words.js";
import { card, Desk, opened } from "./desk.js";

const gone = { reason: "gone", theirs: {}, yours: {}, by: "" };

test("behind a decision on a word that is gone, the others are sent at once", () => {
  const desk = opened(1, 2, 3).do("typed", { text: "Dyor" }).do("keep").do("keep").do("keep");
  desk.do("refused", { token: desk.state.busy, status: 409, body: gone });
  assert.deepEqual(desk.sent().map((entry) => entry.card.id), [1, 2]);
  desk.answer().answer();
  assert.deepEqual([desk.state.outbox, desk.state.sync], [[], "saved"]);
  const [token] = desk.sent().map((entry) => entry.token);
  assert.deepEqual(desk.do("theirs").did("forget"), [{ do: "forget", token }], "and it is not kept for the next window");
});

test("what an earlier window has left about words that are gone is settled one after another", () => {
  const entry = (token, id) => ({ type: "decision", token, at: id, action: "text", text: "x", card: card(id), insists: false });
  const desk = new Desk([entry("a", 1), entry("b", 2)]).do("started");
  for (const token of ["a", "b"]) desk.do("refused", { token, status: 409, body: gone });
  assert.equal(desk.did("fetch").length, 1, "work goes on meanwhile");
  const forgotten = ["a", "b"].flatMap(() => desk.do("theirs").did("forget"));
  assert.deepEqual(forgotten.map((effect) => effect.token), ["a", "b"]);
  assert.deepEqual([desk.state.outbox, desk.state.conflicts], [[], []]);
});

test("a line that is gone holds nothing up", () => {
  const desk = opened(1, 2).do("line way").do("line typed", { text: "My dear" }).do("keep");
  const { token } = desk.sent()[0];
  desk.do("refused", { token, status: 409, body: gone });
  assert.deepEqual([desk.state.outbox, desk.state.conflicts.length], [[], 1]);
  assert.deepEqual(desk.do("theirs").did("forget"), [{ do: "forget", token }]);
});

test("an undo of what is gone is let go", () => {
  const desk = opened(1, 2).do("keep").answer().do("undo");
  const { token } = desk.sent()[1];
  desk.do("refused", { token, status: 400, body: { detail: "There is nothing to undo." } });
  assert.deepEqual([desk.state.outbox, desk.did("forget")], [[], [{ do: "forget", token }]]);
});

test("a project that is gone is not asked again and again, and what was decided stays kept", () => {
  const desk = opened(1, 2).do("keep").do("unsent", { missing: true }).do("keep");
  assert.deepEqual([desk.state.sync, desk.state.outbox.length, desk.sent().length], ["missing", 2, 1]);
  assert.deepEqual(desk.effects.filter((effect) => ["retry", "forget"].includes(effect.do)), []);
  assert.equal(syncText(desk.state), "This project is not here for you any more. 2 words kept here.");
  assert.equal(desk.do("online").did("send").length, 1, "it is, when they come back to the window");
});

test("a desk whose project goes while it asks for more says so", () => {
  const desk = opened(1).do("keep").answer().do("unsent", { missing: true });
  assert.equal(syncText(desk.state), "This project is not here for you any more. ");
});
