// Regions: drawn, moved, removed; their kind, name and pattern.
import { changed, currentRegion, edited, shown, told } from "./changes.js";
import { changeRegion, claim, FIELDS, outline, regionBy, regionOf, withRegions } from "./document.js";
import { box, boxPolygon, round, shifted, within } from "./shape.js";

const SMALLEST = 12;
const GREATEST_NAME = 100;

// By key: a frame around the chosen line, that the arrows move and, with Shift, make larger and smaller.
function frameByKey(state) {
  const { width, height } = state.page;
  const near = state.at ? box(state.doc.lines[state.at].polygon) : [width * 0.3, height * 0.3, width * 0.7, height * 0.7];
  return framed(state, { polygon: boxPolygon(near), isClaiming: false });
}

function framed(state, { polygon, isClaiming = true }) {
  const [left, top, right, bottom] = box(polygon);
  if (right - left < SMALLEST || bottom - top < SMALLEST) return [{ ...state, mode: "lines", frame: null }, []];
  const key = `rnew${state.made + 1}`;
  const region = { key, kind: "paragraph", name: "", pattern: "", polygon: round(within(state.page, polygon)), drawn: true, lines: [] };
  const doc = withRegions(state.doc, [...state.doc.regions, region]);
  const next = changed({ ...state, made: state.made + 1 }, isClaiming ? claim(doc, key) : doc);
  return [{ ...next, mode: "region", region: key, frame: null, notice: state.words.region }, [{ do: "keep" }, ...shown]];
}

function chooseRegion(state, event) {
  const region = event.region ? regionBy(state.doc, event.region) : currentRegion(state);
  if (!region) return told(state, state.words.noLines);
  return [{ ...state, mode: "region", region: region.key, at: region.lines.includes(state.at) ? state.at : region.lines[0] ?? null, tag: null, notice: state.words.region }, shown];
}

// Moving it makes the frame a drawn one; far moves (with Shift) go to its lower right corner.
export function nudgeRegion(state, { dx, dy, isFar }) {
  const region = regionBy(state.doc, state.region);
  const [left, top, right, bottom] = box(outline(state.doc, region));
  const moved = isFar ? [left, top, Math.max(left + SMALLEST, right + dx), Math.max(top + SMALLEST, bottom + dy)] : [left + dx, top + dy, right + dx, bottom + dy];
  return reshaped(state, region, within(state.page, boxPolygon(moved)), `region ${region.key}`);
}

function reshaped(state, region, polygon, tag) {
  return edited(state, changeRegion(state.doc, region.key, () => ({ polygon: round(polygon), drawn: true })), tag);
}

function dragCorner(state, { index, at, gesture }) {
  const region = regionBy(state.doc, state.region);
  const corners = box(outline(state.doc, region));
  const [x, y] = within(state.page, [at])[0];
  const [isRight, isLower] = [index === 1 || index === 2, index >= 2];
  const moved = [isRight ? corners[0] : x, isLower ? corners[1] : y, isRight ? x : corners[2], isLower ? y : corners[3]];
  if (moved[2] - moved[0] < SMALLEST || moved[3] - moved[1] < SMALLEST) return [state, []];
  return reshaped(state, region, boxPolygon(moved), gesture);
}

function dragRegion(state, { dx, dy, gesture }) {
  const region = regionBy(state.doc, state.region);
  return reshaped(state, region, within(state.page, shifted(outline(state.doc, region), dx, dy)), gesture);
}

// The frame stands: it takes the lines in it.
export function finishRegion(state) {
  const region = regionBy(state.doc, state.region);
  const doc = region?.drawn ? claim(state.doc, region.key) : state.doc;
  const isSame = doc.regions.every((one, i) => one.lines.length === state.doc.regions[i]?.lines.length);
  const next = isSame ? state : changed(state, doc, state.tag ?? `region ${region.key}`);
  const at = regionBy(next.doc, state.region)?.lines[0] ?? state.at;
  return [{ ...next, mode: "lines", region: at && regionOf(next.doc, at)?.key === state.region ? null : state.region, at, frame: null, tag: null }, [{ do: "keep" }, ...shown]];
}

function setField(state, { field, value }) {
  const region = currentRegion(state);
  if (!region || region[field] === value) return [state, []];
  const change = { [field]: field === "name" ? value.slice(0, GREATEST_NAME) : value };
  const polygon = outline(state.doc, region);
  const isDrawn = region.drawn || field === "name" || (field === "kind" && FIELDS.includes(value));
  return edited(state, changeRegion(state.doc, region.key, () => ({ ...change, polygon, drawn: isDrawn })), `${field} ${region.key}`);
}

// Its lines go to the region before it, or the one behind; alone they stay together as a paragraph.
function removeRegion(state) {
  const region = currentRegion(state);
  if (!region) return told(state, state.words.noLines);
  const { regions } = state.doc;
  const place = regions.indexOf(region);
  const heir = regions[place - 1] ?? regions[place + 1];
  if (region.lines.length && !heir) {
    const plain = { kind: "paragraph", name: "", pattern: "", drawn: false };
    return edited({ ...state, mode: "lines", region: null }, changeRegion(state.doc, region.key, () => plain));
  }
  const doc = withRegions(state.doc, regions.filter((one) => one !== region));
  const given = heir && region.lines.length ? changeRegion(doc, heir.key, ({ lines }) => ({ lines: place ? [...lines, ...region.lines] : [...region.lines, ...lines] })) : doc;
  return edited({ ...state, mode: "lines", region: null, at: region.lines[0] ?? state.at }, given);
}

export const regionHandlers = {
  "new region": frameByKey,
  frame: (state, { polygon = null }) => [{ ...state, mode: "frame", frame: polygon, notice: state.words.framing }, []],
  framed,
  region: chooseRegion,
  "drag corner": dragCorner,
  "drag region": dragRegion,
  "region dropped": (state) => {
    const next = finishRegion(state)[0];
    return [{ ...next, mode: "region", region: state.region }, [{ do: "keep" }]];
  },
  "set region": setField,
  "remove region": removeRegion,
  kind: (state) => [state, [{ do: "field", name: "kind" }]],
  name: (state) => [state, [{ do: "field", name: "name" }]],
  pattern: (state) => [state, [{ do: "field", name: "pattern" }]],
};
