// Regions: what they take, what they are called, and the order in which they are read.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Editor, letter, line, region } from "./layout.js";

const table = () => new Editor([region(1, [line(1, 100, { right: 400 }), line(2, 100, { left: 500 }), line(3, 160, { right: 400 })])]);
const frame = (left, top, right, bottom) => [[left, top], [right, top], [right, bottom], [left, bottom]];

test("a region that is framed takes the lines in it, from top to bottom", () => {
  const editor = table().do("framed", { polygon: frame(50, 50, 450, 400) });
  assert.deepEqual(editor.keys, [["l2"], ["l1", "l3"]]);
  assert.equal(editor.state.mode, "region");
});

test("a frame that is only a click makes no region", () => {
  assert.deepEqual(table().do("framed", { polygon: frame(50, 50, 52, 51) }).keys, [["l1", "l2", "l3"]]);
});

test("by keys a region begins around the chosen line, grows with Shift, and takes its lines at the end", () => {
  const editor = table().do("new region");
  for (let i = 0; i < 4; i += 1) editor.do("far down");
  assert.deepEqual(editor.keys[0], ["l1", "l2", "l3"]);
  assert.deepEqual(editor.do("enter").keys, [["l2"], ["l1", "l3"]]);
});

test("kind, name and pattern belong to the region of the chosen line", () => {
  const editor = table();
  for (const [field, value] of Object.entries({ kind: "column", name: "Date", pattern: "date" })) editor.do("set region", { field, value });
  const { kind, name, pattern, drawn } = editor.state.doc.regions[0];
  assert.deepEqual([kind, name, pattern, drawn], ["column", "Date", "date", true]);
});

test("typing a name is one step to undo", () => {
  const editor = table();
  for (const value of ["D", "Da", "Dat"]) editor.do("set region", { field: "name", value });
  assert.equal(editor.do("undo").state.doc.regions[0].name, "");
});

test("a region that is removed leaves its lines to its neighbour", () => {
  const editor = new Editor([region(1, [line(1, 100)]), region(2, [line(2, 160)])]).do("region", { region: "r2" }).do("remove");
  assert.deepEqual(editor.keys, [["l1", "l2"]]);
});

test("the last region with lines stays as a paragraph", () => {
  const editor = letter().do("set region", { field: "name", value: "Date" }).do("region").do("remove");
  assert.deepEqual(editor.keys, [["l1", "l2", "l3"]]);
  assert.equal(editor.state.doc.regions[0].name, "");
});

test("regions are read in the order they are given", () => {
  const editor = new Editor([region(1, [line(1, 100)]), region(2, [line(2, 160)])]).do("region", { region: "r2" }).do("earlier");
  assert.deepEqual(editor.keys, [["l2"], ["l1"]]);
});

test("a corner is dragged, and the frame never turns inside out", () => {
  const editor = table().do("framed", { polygon: frame(50, 50, 450, 400) }).do("drag corner", { index: 2, at: [480, 140], gesture: "g" });
  assert.deepEqual(editor.state.doc.regions[1].polygon, frame(50, 50, 480, 140));
  editor.do("drag corner", { index: 2, at: [10, 10], gesture: "g" });
  assert.deepEqual(editor.state.doc.regions[1].polygon, frame(50, 50, 480, 140));
});
