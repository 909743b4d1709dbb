// How every handler answers: a changed layout that can be undone, a sentence, or another line that is chosen.
import { regionOf } from "./document.js";

const STEPS = 200;

// A new layout: the one before can be had back. Changes with the same tag, one after the other, are one step.
export function changed(state, doc, tag = null) {
  if (doc === state.doc) return state;
  const past = tag && tag === state.tag ? state.past : [...state.past, state.doc].slice(-STEPS);
  return { ...state, doc, past, future: [], tag, sync: state.sync === "conflict" ? "conflict" : "unsaved" };
}

// A change, kept in this browser until it is saved.
export const edited = (state, doc, tag) => [changed(state, doc, tag), [{ do: "keep" }]];
export const told = (state, notice) => [{ ...state, notice }, []];
export const shown = [{ do: "show" }];

export const selected = (state, at) =>
  [{ ...state, mode: "lines", at, region: null, point: 0, path: [], frame: null, tag: null }, shown];

// What the panel is about: the region that is chosen, or that of the chosen line.
export const currentRegion = (state) =>
  state.doc.regions.find((one) => one.key === state.region) ?? regionOf(state.doc, state.at);
