// Saving under a revision: ids that come back, work that goes on meanwhile, and two people on one page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { body, Editor, letter, line, region } from "./layout.js";

const changed = () => letter().do("down").do("new line").do("enter");
const answer = (more = {}) => body([region(1, [line(1, 100), line(2, 160), { ...line(17, 220), text: "", unread: true }, line(3, 220)])], { revision: 4, busy: true, ...more });

test("the whole layout is sent, with ids where there are any", () => {
  const [effect] = changed().do("save").did("save");
  assert.equal(effect.revision, 3);
  assert.deepEqual(effect.regions[0].lines.map((one) => one.id), [1, 2, null, 3]);
});

test("a new line learns its id, and saving again changes it", () => {
  const editor = changed().do("save").do("saved", { body: answer() });
  assert.equal(editor.state.sync, "reading");
  editor.do("far down").do("save");
  assert.deepEqual(editor.did("save")[0].regions[0].lines.map((one) => one.id), [1, 2, 17, 3]);
  assert.equal(editor.did("save")[0].revision, 4);
});

test("work goes on while a save is under way, and stays unsaved", () => {
  const editor = changed().do("save").do("far down").do("saved", { body: answer() });
  assert.equal(editor.state.sync, "unsaved");
  assert.equal(editor.did("forget").length, 0);
});

test("nothing is sent where nothing has changed", () => {
  const editor = letter().do("save");
  assert.deepEqual(editor.last, []);
  assert.equal(editor.state.notice, "nothing");
});

test("a removed line that is brought back by undo after a save is sent as it was", () => {
  const editor = letter().do("remove").do("save").do("saved", { body: body([region(1, [line(2, 160), line(3, 220)])], { revision: 4 }) });
  editor.do("undo").do("save");
  assert.deepEqual(editor.did("save")[0].regions[0].lines.map((one) => one.id), [1, 2, 3]);
});

test("texts come in as they are read", () => {
  const editor = changed().do("save").do("saved", { body: answer() });
  const read = answer({ busy: false });
  read.regions[0].lines[2] = { ...line(17, 220), text: "found" };
  editor.do("read", { body: read });
  assert.equal(editor.state.info.lnew1.text, "found");
  assert.equal(editor.state.sync, "saved");
  assert.deepEqual(editor.did("watch"), []);
});

test("a line that the workers gave back appears where nothing is unsaved", () => {
  const editor = letter().do("read", { body: body([region(1, [line(1, 100), line(9, 300)])], { revision: 5 }) });
  assert.deepEqual(editor.keys, [["l1", "l9"]]);
  assert.equal(editor.state.revision, 5);
});

const theirs = () => body([region(1, [line(3, 220)])], { revision: 8, by: "ben" });

test("a stale save keeps mine on the desk, and nothing is sent until I choose", () => {
  const editor = changed().do("save").do("stale", { body: theirs() });
  assert.equal(editor.state.sync, "conflict");
  assert.deepEqual(editor.keys, [["l1", "l2", "lnew1", "l3"]]);
  assert.deepEqual(editor.do("save").last, []);
});

test("mine is sent over theirs", () => {
  const [effect] = changed().do("save").do("stale", { body: theirs() }).do("mine").did("save");
  assert.equal(effect.revision, 8);
  assert.equal(effect.regions[0].lines.length, 4);
});

test("theirs is taken, and mine is one undo away", () => {
  const editor = changed().do("save").do("stale", { body: theirs() }).do("theirs");
  assert.deepEqual(editor.keys, [["l3"]]);
  assert.deepEqual(editor.do("undo").keys, [["l1", "l2", "lnew1", "l3"]]);
});

test("a save that does not get through loses nothing", () => {
  const editor = changed().do("save").do("unsent", { signedOut: true });
  assert.deepEqual([editor.state.sync, editor.state.notice], ["unsaved", "signedOut"]);
  assert.equal(editor.do("save").did("save").length, 1);
});

test("a draft of this revision goes on, one of an older revision is a conflict", () => {
  const { doc, ids, made } = changed().state;
  const lines = [region(1, [line(1, 100), line(2, 160), line(3, 220)])];
  const editor = new Editor(lines, { doc, ids, made, revision: 3 });
  assert.deepEqual([editor.state.sync, editor.keys[0].length], ["unsaved", 4]);
  const late = new Editor(lines, { doc, ids, made, revision: 2 });
  assert.deepEqual([late.state.sync, late.keys[0].length], ["conflict", 4]);
  assert.equal(late.do("mine").did("save")[0].revision, 3);
});
