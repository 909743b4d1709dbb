// What keys and pointer do to lines and their points.
import assert from "node:assert/strict";
import { test } from "node:test";
import { box } from "../../static/layout/shape.js";
import { Editor, letter, line, region } from "./layout.js";

test("arrows go from line to line and stop at the ends", () => {
  const editor = letter();
  assert.equal(editor.state.at, "l1");
  assert.equal(editor.do("down").state.at, "l2");
  assert.equal(editor.do("down").do("down").state.at, "l3");
  assert.equal(editor.do("up").state.at, "l2");
});

test("a new line stands one pitch below the chosen one, and arrows move it", () => {
  const editor = letter().do("down").do("new line");
  assert.deepEqual(editor.keys, [["l1", "l2", "lnew1", "l3"]]);
  assert.deepEqual(editor.line.baseline, [[100, 250], [900, 250]]);
  editor.do("down").do("enter");
  assert.deepEqual(editor.line.baseline, [[100, 252], [900, 252]]);
  assert.equal(editor.state.mode, "lines");
});

test("on an empty page the first line makes the first paragraph", () => {
  const editor = new Editor([]).do("new line");
  assert.equal(editor.state.doc.regions[0].kind, "paragraph");
  assert.equal(editor.state.doc.regions[0].lines.length, 1);
});

test("a point that is moved takes the outline along", () => {
  const editor = letter().do("enter").do("point after").do("far down");
  assert.deepEqual(editor.line.baseline, [[100, 130], [900, 150]]);
  assert.ok(box(editor.line.polygon)[3] > 150);
});

test("a baseline has few points at hand, and is sent as it came until it is moved", () => {
  const baseline = [[100, 130], [300, 130.5], [500, 129.8], [700, 131], [900, 130]];
  const editor = new Editor([region(1, [{ ...line(1, 100), baseline }])]).do("taller").do("save");
  assert.deepEqual(editor.line.baseline, [[100, 130], [900, 130]]);
  assert.deepEqual(editor.last[0].regions[0].lines[0].baseline, baseline);
});

test("points are inserted and removed, but two stay", () => {
  const editor = letter().do("enter").do("add point");
  assert.deepEqual(editor.line.baseline, [[100, 130], [500, 130], [900, 130]]);
  editor.do("remove");
  assert.deepEqual(editor.line.baseline, [[100, 130], [900, 130]]);
  assert.equal(editor.do("remove").state.notice, "twoPoints");
});

test("a line is cut where the mark stands", () => {
  const editor = letter().do("split").do("far left").do("far left").do("enter");
  assert.deepEqual(editor.keys, [["l1", "lnew1", "l2", "l3"]]);
  assert.deepEqual(editor.state.doc.lines.l1.baseline, [[100, 130], [460, 130]]);
  assert.deepEqual(editor.state.doc.lines.lnew1.baseline, [[460, 130], [900, 130]]);
});

test("what is confirmed goes with its part of a line that is cut", () => {
  const editor = new Editor([region(1, [line(1, 100, { confirmed: [[800, 120]] })])]).do("split").do("enter");
  assert.deepEqual(editor.state.info.l1.confirmed, []);
  assert.deepEqual(editor.state.info.lnew1.confirmed, [[800, 120]]);
});

test("two lines are joined from left to right", () => {
  const editor = new Editor([region(1, [line(1, 100, { left: 500 }), line(2, 104, { right: 400 })])]).do("join");
  assert.deepEqual(editor.keys, [["l1"]]);
  assert.deepEqual(editor.line.baseline, [[100, 134], [400, 134], [500, 130], [900, 130]]);
  assert.equal(editor.do("join").state.notice, "noNext");
});

test("a line that is removed makes room for the next one", () => {
  const editor = letter().do("down").do("remove");
  assert.deepEqual(editor.keys, [["l1", "l3"]]);
  assert.equal(editor.state.at, "l3");
});

test("a line with confirmed words is not removed", () => {
  const editor = new Editor([region(1, [line(1, 100, { confirmed: [[200, 120]] })])]).do("remove");
  assert.deepEqual(editor.keys, [["l1"]]);
  assert.equal(editor.state.notice, "confirmed");
});

test("the order changes within a region and over its edge", () => {
  const editor = new Editor([region(1, [line(1, 100), line(2, 160)]), region(2, [line(3, 220)])]).do("later");
  assert.deepEqual(editor.keys, [["l2", "l1"], ["l3"]]);
  assert.deepEqual(editor.do("later").keys, [["l2"], ["l1", "l3"]]);
  assert.deepEqual(editor.do("earlier").keys, [["l2", "l1"], ["l3"]]);
});

test("a line becomes higher and lower without moving its baseline", () => {
  const editor = letter();
  const { baseline } = editor.line;
  const [, top] = box(editor.do("taller").line.polygon);
  assert.ok(top < 100);
  assert.ok(box(editor.do("flatter").do("flatter").line.polygon)[1] > 100);
  assert.deepEqual(editor.line.baseline, baseline);
});

test("a baseline is drawn by pointer, and stands where it is read", () => {
  const editor = letter().do("draw").do("draw point", { at: [100, 200] }).do("draw point", { at: [900, 205] }).do("leave");
  assert.deepEqual(editor.keys, [["l1", "l2", "lnew1", "l3"]]);
  assert.deepEqual(editor.line.baseline, [[100, 200], [900, 205]]);
});

test("a baseline is drawn by keys: Enter sets a point, Enter there again ends it", () => {
  const editor = letter().do("draw");
  for (const key of ["enter", "far right", "far right", "enter", "enter"]) editor.do(key);
  assert.equal(editor.state.mode, "lines");
  assert.equal(editor.line.baseline[1][0] - editor.line.baseline[0][0], 40);
});

test("nothing leaves the page", () => {
  const editor = letter().do("drag line", { dx: -500, dy: 0, gesture: "g" });
  assert.deepEqual(editor.line.baseline, [[100, 130], [900, 130]]);
  editor.do("drag point", { index: 0, at: [-50, -50], gesture: "g" });
  assert.deepEqual(editor.line.baseline[0], [0, 0]);
});

test("a point is dragged without further ado", () => {
  const editor = letter().do("drag point", { index: 1, at: [900, 140], gesture: "g" });
  assert.deepEqual([editor.state.mode, editor.line.baseline[1]], ["lines", [900, 140]]);
});

test("undo and redo go back and forth, and a drag is one step", () => {
  const editor = letter();
  for (const dy of [1, 2, 3]) editor.do("drag line", { dx: 0, dy, gesture: "drag 1" });
  editor.do("remove");
  assert.deepEqual(editor.do("undo").keys, [["l1", "l2", "l3"]]);
  assert.deepEqual(editor.line.baseline[0], [100, 136]);
  assert.deepEqual(editor.do("undo").line.baseline[0], [100, 130]);
  assert.equal(editor.do("undo").state.notice, "noUndo");
  assert.deepEqual(editor.do("redo").do("redo").keys, [["l2", "l3"]]);
});
