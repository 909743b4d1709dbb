// The drawn layout as a value: {regions: [{key, kind, name, pattern, polygon, drawn, lines: [key…]}], lines: {key: {baseline, polygon}}}.
// Ids and texts of the server stand beside it, by key, so that undoing never brings back an old one.
import { box, boxPolygon, inside, middle, reach, round, simplified } from "./shape.js";

export const FIELDS = ["field", "column"];
const USUAL = { up: 40, down: 16 };
const SLACK = 0.04; // of a line's height

export const lineKeys = (doc) => doc.regions.flatMap((region) => region.lines);
export const regionOf = (doc, line) => doc.regions.find((region) => region.lines.includes(line)) ?? null;
export const regionBy = (doc, key) => doc.regions.find((region) => region.key === key) ?? null;
export const withRegions = (doc, regions) => ({ ...doc, regions });
export const changeRegion = (doc, key, change) =>
  withRegions(doc, doc.regions.map((region) => (region.key === key ? { ...region, ...change(region) } : region)));
// `given`: the baseline as it came, until somebody moves it.
export function changeLine(doc, key, line) {
  const given = line.baseline ? undefined : doc.lines[key]?.given;
  return { ...doc, lines: { ...doc.lines, [key]: { ...doc.lines[key], ...line, given } } };
}

// Of a server's answer: the layout, and beside it ids and texts by key. `keyOf(id)` finds keys that are known already.
export function opened(body, keyOf = () => null) {
  const doc = { regions: [], lines: {} };
  const [ids, info] = [{}, {}];
  for (const told of body.regions) {
    const region = { key: keyOf("region", told.id) ?? `r${told.id}`, kind: told.kind, name: told.name, pattern: told.pattern, polygon: told.polygon, drawn: isField(told), lines: [] };
    ids[region.key] = told.id;
    for (const line of told.lines) {
      const key = keyOf("line", line.id) ?? `l${line.id}`;
      ids[key] = line.id;
      info[key] = { text: line.text, fits: line.fits, unread: line.unread, confirmed: line.confirmed };
      doc.lines[key] = atHand(line);
      region.lines.push(key);
    }
    doc.regions.push(region);
  }
  return { doc, ids, info };
}

// A machine's baseline has a point every few letters; a person wants as few to move as will do.
function atHand({ baseline, polygon }) {
  const { up, down } = reach({ baseline, polygon });
  return { baseline: simplified(baseline, (up + down) * SLACK), polygon, given: baseline };
}

export const isField = (region) => Boolean(region.name) || FIELDS.includes(region.kind);

// What is sent: regions that were drawn, or hold lines. Those that were not drawn reach as far as their lines.
export function sent(doc, ids) {
  return doc.regions.filter((region) => region.drawn || region.lines.length).map((region) => ({
    id: ids[region.key] ?? null, kind: region.kind, name: region.name, pattern: region.pattern, key: region.key,
    polygon: round(outline(doc, region)),
    lines: region.lines.map((key) => ({ id: ids[key] ?? null, key, baseline: round(doc.lines[key].given ?? doc.lines[key].baseline), polygon: round(doc.lines[key].polygon) })),
  }));
}

export function outline(doc, region) {
  if (region.drawn || !region.lines.length) return region.polygon;
  return boxPolygon(box(region.lines.flatMap((key) => doc.lines[key].polygon)));
}

// How far lines of this page usually reach, for one that is drawn.
export function usualReach(doc, near) {
  if (near) return reach(doc.lines[near]);
  const all = Object.values(doc.lines).map(reach);
  if (!all.length) return USUAL;
  const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
  return { up: median(all.map((one) => one.up)), down: median(all.map((one) => one.down)) };
}

// Distance from a line to the next one below: where a line that is added is looked for.
export function pitch(doc, key) {
  const keys = lineKeys(doc);
  const next = keys[keys.indexOf(key) + 1];
  const { up, down } = reach(doc.lines[key]);
  const step = next ? middle(doc.lines[next].baseline)[1] - middle(doc.lines[key].baseline)[1] : 0;
  return step > 0.5 * (up + down) && step < 4 * (up + down) ? step : up + down;
}

// Put a line where it is read: in the region around it, else in the one it is nearest to, in order of height.
export function insertLine(doc, key, line, makeKey, after = null) {
  const lines = { ...doc.lines, [key]: line };
  const at = middle(line.baseline);
  const home = after ? regionOf(doc, after) : regionAround(doc, at) ?? regionNear(doc, at);
  if (!home) {
    const region = { key: makeKey("r"), kind: "paragraph", name: "", pattern: "", polygon: line.polygon, drawn: false, lines: [key] };
    return { regions: [...doc.regions, region], lines };
  }
  const place = after ? home.lines.indexOf(after) + 1 : home.lines.filter((one) => middle(doc.lines[one].baseline)[1] <= at[1]).length;
  return changeRegion({ ...doc, lines }, home.key, ({ lines: own }) => ({ lines: own.toSpliced(place, 0, key) }));
}

const area = (polygon) => { const [left, top, right, bottom] = box(polygon); return (right - left) * (bottom - top); };

const regionAround = (doc, point) =>
  doc.regions.filter((one) => inside(outline(doc, one), point)).sort((a, b) => area(outline(doc, a)) - area(outline(doc, b)))[0];

function regionNear(doc, [x, y]) {
  const apart = (region) => {
    const [left, top, right, bottom] = box(outline(doc, region));
    return Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
  };
  return doc.regions.filter((one) => !isField(one)).sort((a, b) => apart(a) - apart(b))[0] ?? null;
}

export function removeLine(doc, key) {
  const { [key]: gone, ...lines } = doc.lines;
  return { regions: doc.regions.map((region) => ({ ...region, lines: region.lines.filter((one) => one !== key) })), lines };
}

// A region that was drawn takes the lines whose middle lies in it, from top to bottom.
export function claim(doc, key) {
  const { polygon } = regionBy(doc, key);
  const height = (one) => middle(doc.lines[one].baseline)[1];
  const taken = lineKeys(doc).filter((one) => inside(polygon, middle(doc.lines[one].baseline)));
  const regions = doc.regions.map((region) => {
    if (region.key !== key) return { ...region, lines: region.lines.filter((one) => !taken.includes(one)) };
    const own = new Set([...region.lines, ...taken]);
    return { ...region, lines: taken.every((one) => region.lines.includes(one)) ? region.lines : [...own].sort((a, b) => height(a) - height(b)) };
  });
  return withRegions(doc, regions.filter((region) => region.drawn || region.lines.length));
}
