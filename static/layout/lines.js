// Whole lines: new ones, splitting, joining, moving, their height, their place in the reading order.
import { changed, edited, shown, told } from "./changes.js";
import { changeLine, changeRegion, insertLine, lineKeys, pitch, regionOf, removeLine, usualReach, withRegions } from "./document.js";
import { join, LEAST, lengthOf, lineOf, reach, shifted, split, within } from "./shape.js";

const keep = [{ do: "keep" }];

export function nextKey(state, kind) {
  return [{ ...state, made: state.made + 1 }, `${kind}new${state.made + 1}`];
}

// A line is added, chosen, and its points are at hand.
export function withNewLine(state, line, { after = null, mode = "lines" } = {}) {
  const [numbered, key] = nextKey(state, "l");
  const regionKey = `rnew${numbered.made}`;
  const doc = insertLine(state.doc, key, line, () => regionKey, after);
  return { ...changed(numbered, doc), at: key, mode, point: 0, path: [], cursor: null, region: null };
}

// Below the chosen line one as long; on an empty page one across its middle.
function newLine(state) {
  const { width, height } = state.page;
  const near = state.at ? state.doc.lines[state.at] : null;
  const baseline = near ? shifted(near.baseline, 0, pitch(state.doc, state.at)) : [[width * 0.15, height / 2], [width * 0.85, height / 2]];
  const line = lineOf(within(state.page, baseline), usualReach(state.doc, state.at));
  const next = withNewLine(state, { ...line, polygon: within(state.page, line.polygon) }, { after: state.at, mode: "move" });
  return [{ ...next, notice: state.words.moving }, [...keep, ...shown]];
}

// Lines that hold what a person has confirmed are not thrown away here: their words would come back.
function remove(state) {
  if (!state.at) return told(state, state.words.noLines);
  const confirmed = state.info[state.at]?.confirmed.length;
  if (confirmed) return told(state, state.words.confirmed);
  const keys = lineKeys(state.doc);
  const place = keys.indexOf(state.at);
  const next = changed(state, removeLine(state.doc, state.at));
  return [{ ...next, mode: "lines", at: keys[place + 1] ?? keys[place - 1] ?? null }, [...keep, ...shown]];
}

export function cutLine(state) {
  const parts = state.at && split(state.doc.lines[state.at], state.cut);
  if (!parts) return told(state, state.words.tooShort);
  const [numbered, key] = nextKey(state, "l");
  const first = changeLine(state.doc, state.at, parts[0]);
  const doc = changeRegion({ ...first, lines: { ...first.lines, [key]: parts[1] } }, regionOf(first, state.at).key, ({ lines }) => ({
    lines: lines.toSpliced(lines.indexOf(state.at) + 1, 0, key),
  }));
  return [{ ...changed(numbered, doc), mode: "lines", info: sharedInfo(state, key, parts) }, [...keep, ...shown]];
}

// What is confirmed goes with the part it stands on; the text is read anew.
function sharedInfo(state, key, parts) {
  const info = state.info[state.at];
  const border = parts[1].baseline[0][0];
  const [before, after] = [true, false].map((isBefore) => (info?.confirmed ?? []).filter(([x]) => x < border === isBefore));
  return { ...state.info, [state.at]: { ...info, confirmed: before }, [key]: { text: "", fits: true, unread: true, confirmed: after } };
}

function joinNext(state) {
  const region = regionOf(state.doc, state.at);
  const next = region?.lines[region.lines.indexOf(state.at) + 1];
  if (!next) return told(state, state.words.noNext);
  const whole = join(state.doc.lines[state.at], state.doc.lines[next]);
  const doc = changeLine(removeLine(state.doc, next), state.at, whole);
  const confirmed = [state.at, next].flatMap((key) => state.info[key]?.confirmed ?? []);
  const info = { ...state.info, [state.at]: { ...state.info[state.at], confirmed } };
  return [{ ...changed(state, doc), info, mode: "lines" }, [...keep, ...shown]];
}

// Within its region, and over its edge into the region before or behind; in region mode the region itself.
function reorder(state, by) {
  if (state.mode === "region") return moveRegion(state, by);
  const { regions } = state.doc;
  const here = regions.findIndex((region) => region.lines.includes(state.at));
  if (here < 0) return told(state, state.words.noLines);
  const place = regions[here].lines.indexOf(state.at);
  const rest = regions[here].lines.toSpliced(place, 1);
  const isInside = place + by >= 0 && place + by <= rest.length;
  if (isInside) return edited(state, changeRegion(state.doc, regions[here].key, () => ({ lines: rest.toSpliced(place + by, 0, state.at) })), `order ${state.at}`);
  const there = regions[here + by];
  if (!there) return told(state, by < 0 ? state.words.isFirst : state.words.isLast);
  const lines = by < 0 ? [...there.lines, state.at] : [state.at, ...there.lines];
  const moved = regions.map((region) => (region === there ? { ...region, lines } : region === regions[here] ? { ...region, lines: rest } : region));
  return edited(state, withRegions(state.doc, moved.filter((region) => region.drawn || region.lines.length)), `order ${state.at}`);
}

function moveRegion(state, by) {
  const here = state.doc.regions.findIndex((region) => region.key === state.region);
  if (!state.doc.regions[here + by]) return told(state, by < 0 ? state.words.isFirst : state.words.isLast);
  const region = state.doc.regions[here];
  return edited(state, withRegions(state.doc, state.doc.regions.toSpliced(here, 1).toSpliced(here + by, 0, region)), `order ${region.key}`);
}

function resize(state, factor) {
  const line = state.doc.lines[state.at];
  if (!line) return told(state, state.words.noLines);
  const { up, down } = reach(line);
  const polygon = within(state.page, lineOf(line.baseline, { up: up * factor, down: down * factor }).polygon);
  return edited(state, changeLine(state.doc, state.at, { polygon }), `height ${state.at}`);
}

export function movedLine(state, dx, dy, tag) {
  const line = state.doc.lines[state.at];
  const fits = (points) => shifted(points, dx, dy).every(([x, y]) => x >= 0 && y >= 0 && x <= state.page.width && y <= state.page.height);
  if (!line || !fits(line.baseline)) return [state, []];
  const [baseline, polygon] = [shifted(line.baseline, dx, dy), within(state.page, shifted(line.polygon, dx, dy))];
  return edited(state, changeLine(state.doc, state.at, { baseline, polygon }), tag);
}

// A baseline point by point, by pointer or with a cursor that the arrows move.
function draw(state) {
  const cursor = state.at ? shifted([state.doc.lines[state.at].baseline[0]], 0, pitch(state.doc, state.at))[0] : [state.page.width / 4, state.page.height / 4];
  return [{ ...state, mode: "draw", path: [], cursor: within(state.page, [cursor])[0], notice: state.words.drawing }, shown];
}

export function drawn(state) {
  if (state.path.length < 2 || lengthOf(state.path) < LEAST) return [{ ...state, mode: "lines", path: [], cursor: null, notice: state.words.tooShort }, []];
  const line = lineOf(state.path, usualReach(state.doc, null));
  return [withNewLine(state, { ...line, polygon: within(state.page, line.polygon) }), [...keep, ...shown]];
}

export const lineHandlers = {
  "new line": newLine,
  "remove line": remove,
  split: (state) => (state.mode === "cut" ? cutLine(state) : state.at ? [{ ...state, mode: "cut", cut: 0.5, notice: state.words.cutting }, shown] : told(state, state.words.noLines)),
  join: joinNext,
  earlier: (state) => reorder(state, -1),
  later: (state) => reorder(state, 1),
  taller: (state) => resize(state, 1.1),
  flatter: (state) => resize(state, 1 / 1.1),
  draw,
  "drag line": (state, { dx, dy, gesture }) => movedLine(state, dx, dy, gesture),
};
