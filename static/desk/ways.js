// From one way of working to another, staying with the word that is asked about.
import { gettext } from "../gettext.js";
import { front, isOpen } from "./asked.js";
import { pump } from "./exchange.js";

const FOCUS = [{ do: "focus", caret: "word" }, { do: "hold" }];

function toWords(state) {
  const card = state.way === "words" ? undefined : front(state);
  const next = { ...state, way: "words", open: null, back: null };
  if (!card || !isOpen(state, card)) return pump(next, FOCUS);
  const words = [card, ...state.words.filter((one) => one.id !== card.id)];
  return pump({ ...next, words, phase: "asking", lines: { ...state.lines, ...linesOf(state, card) } }, FOCUS);
}

function toLine(state) {
  const card = front(state);
  const line = card && (state.lines[card.line] ?? state.sheet?.lines[card.line]);
  if (line?.again) return [{ ...state, notice: gettext("A word of this line is looked at again: that goes word by word.") }, []];
  if (!["page", "group"].includes(state.way) || !card) return pump({ ...state, way: "line", open: null, back: null }, FOCUS);
  const lines = { ...state.lines, ...linesOf(state, card) };
  return pump({ ...state, way: "line", open: card, back: state.way, lines }, FOCUS);
}

function toPage(state) {
  const card = front(state);
  const page = card?.page.id ?? state.sheet?.page.id;
  if (!page) return [{ ...state, notice: gettext("There is no page to show yet.") }, []];
  const next = { ...state, way: "page", open: null, back: null, ahead: null };
  if (state.sheet?.page.id !== page) return pump({ ...next, sheet: null, at: card.id, wanted: page }, FOCUS);
  return pump({ ...next, at: state.sheet.cards[card?.id] ? card.id : state.at }, FOCUS);
}

// What a correction has offered comes first, and leads back; else the groups of the project.
function toGroup(state) {
  const offer = state.offers.at(-1) ?? null;
  const next = { ...state, way: "group", open: null, like: offer, back: offer ? state.way : null, groupsDry: false, notice: "" };
  return pump(next, FOCUS);
}

// The word's line and those around it, where they are at hand on the page or in the group.
function linesOf(state, card) {
  const lines = state.way === "group" ? state.groups[0]?.lines ?? {} : state.sheet?.lines ?? {};
  const there = [card.above, card.line, card.below].filter((id) => lines[id]);
  return Object.fromEntries(there.map((id) => [id, lines[id]]));
}

const enter = { words: toWords, group: toGroup, line: toLine, page: toPage };
const toggle = (way) => (state) => (state.way === way ? enter[state.back ?? "words"](state) : enter[way](state));

export const wayHandlers = {
  "words way": (state) => (state.way === "words" ? [state, []] : toWords(state)),
  "group way": toggle("group"),
  "line way": toggle("line"),
  "page way": toggle("page"),
};
