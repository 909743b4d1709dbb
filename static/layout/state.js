// The editor as a pure function: (state, event) → [state, effects]. No page, no network, no clock: see main.js.
import { selected, shown, told } from "./changes.js";
import { isField, lineKeys, opened, regionOf } from "./document.js";
import { lineHandlers } from "./lines.js";
import { pointHandlers } from "./points.js";
import { regionHandlers } from "./regions.js";
import { savingHandlers } from "./saving.js";

// `words`: sentences for notices, by name, from the template. `draft`: what this browser kept of unsaved work.
export function initial(body, words, draft = null) {
  const { doc, ids, info } = opened(body);
  const state = {
    page: body.page, kinds: body.kinds, words, revision: body.revision, doc, saved: doc, ids, info,
    past: [], future: [], tag: null, made: 0, sending: null, theirs: null, sync: body.busy ? "reading" : "saved", notice: body.error ?? "",
    mode: "lines", at: lineKeys(doc)[0] ?? null, region: null, point: 0, cut: 0.5, path: [], cursor: null, frame: null,
  };
  if (!draft) return state;
  const mine = { ...state, doc: draft.doc, ids: { ...ids, ...draft.ids }, made: draft.made, sync: "unsaved", notice: words.restored };
  const chosen = { ...mine, at: lineKeys(mine.doc)[0] ?? null };
  return draft.revision === body.revision ? chosen : { ...chosen, revision: draft.revision, theirs: body, sync: "conflict", notice: "" };
}

export function reduce(state, event) {
  const handle = handlers[event.type];
  if (!handle) throw new Error(`The editor knows no event ${event.type}.`);
  const [next, effects] = handle({ ...state, notice: "" }, event);
  return [next, effects];
}

function back(state, from, to) {
  if (!state[from].length) return told(state, from === "past" ? state.words.noUndo : state.words.noRedo);
  const doc = state[from].at(-1);
  const next = { ...state, doc, [from]: state[from].slice(0, -1), [to]: [...state[to], state.doc], tag: null, mode: "lines", path: [], frame: null };
  const sync = state.sync === "conflict" ? "conflict" : doc === state.saved ? "saved" : "unsaved";
  return [settled({ ...next, sync }, state), [{ do: "keep" }, ...shown]];
}

// Stays with the line or region that is there still; else goes to the one that has changed, or stands in its place.
function settled(state, before) {
  const keys = lineKeys(state.doc);
  const isChanged = (key) => state.doc.lines[key] !== before.doc.lines[key];
  const place = Math.max(0, lineKeys(before.doc).indexOf(before.at));
  const at = keys.find(isChanged) ?? (keys.includes(state.at) ? state.at : keys[Math.min(place, keys.length - 1)] ?? null);
  const region = state.doc.regions.some((one) => one.key === state.region) ? state.region : null;
  return { ...state, at, region };
}

function stepTo(state, by) {
  const keys = lineKeys(state.doc);
  const index = keys.indexOf(state.at);
  const at = index < 0 ? keys[0] : keys[Math.min(keys.length - 1, Math.max(0, index + by))];
  return at ? selected(state, at) : told(state, state.words.noLines);
}

// From region to region: the first line of the one before or after, or the region itself where it has none.
function regionStep(state, by) {
  const { regions } = state.doc;
  const here = regions.findIndex((one) => one.key === (state.region ?? regionOf(state.doc, state.at)?.key));
  const next = regions[Math.min(regions.length - 1, Math.max(0, here + by))];
  if (!next) return told(state, state.words.noLines);
  return next.lines.length && !state.region ? selected(state, next.lines[0]) : [{ ...state, mode: "region", region: next.key, at: next.lines[0] ?? null, tag: null }, shown];
}

const DIRECTIONS = { up: [0, -1], down: [0, 1], left: [-1, 0], right: [1, 0] };

// An arrow goes from line to line, or moves what is being worked on.
function arrow(name, isFar) {
  return (state) => {
    const [dx, dy] = DIRECTIONS[name];
    const step = Math.max(1, Math.round(state.page.width / 1000)) * 2 * (isFar ? 10 : 1);
    if (state.mode === "lines" && !isFar) return dy ? stepTo(state, dy) : regionStep(state, dx);
    return handlers.nudge(state, { dx: dx * step, dy: dy * step, isFar });
  };
}

const handlers = {
  ...lineHandlers,
  ...pointHandlers,
  ...regionHandlers,
  ...savingHandlers,
  ...Object.fromEntries(Object.keys(DIRECTIONS).flatMap((name) => [[name, arrow(name, false)], [`far ${name}`, arrow(name, true)]])),
  // Delete concerns what is being worked on.
  remove: (state) => handlers[{ region: "remove region", points: "remove point" }[state.mode] ?? "remove line"](state),
  undo: (state) => back(state, "past", "future"),
  redo: (state) => back(state, "future", "past"),
  select: (state, { line }) => (state.doc.lines[line] ? selected(state, line) : [state, []]),
  told: (state, { notice }) => told(state, notice),
};

export const isDirty = (state) => state.doc !== state.saved;
export const hasFields = (state) => state.doc.regions.some(isField);
