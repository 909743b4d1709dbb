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
  if (state.way !== "page" || !card) return pump({ ...state, way: "line", open: null, back: null }, FOCUS);
  const lines = { ...state.lines, ...linesOf(state, card) };
  return pump({ ...state, way: "line", open: card, back: "page", lines }, FOCUS);
}

function toPage(state) {
  const card = front(state);
  const page = card?.page.id ?? state.sheet?.page.id;
  if (!page) return [{ ...state, notice: gettext("There is no page to show yet.") }, []];
  const next = { ...state, way: "page", open: null, back: null };
  if (state.sheet?.page.id !== page) return pump({ ...next, sheet: null, at: card.id, wanted: page }, FOCUS);
  return pump({ ...next, at: state.sheet.cards[card?.id] ? card.id : state.at }, FOCUS);
}

// The word's line and those around it, where they are on the page that is at hand.
function linesOf(state, card) {
  const there = [card.above, card.line, card.below].filter((id) => state.sheet?.lines[id]);
  return Object.fromEntries(there.map((id) => [id, state.sheet.lines[id]]));
}

const enter = { words: toWords, line: toLine, page: toPage };
const toggle = (way) => (state) => (state.way === way ? enter[state.back ?? "words"](state) : enter[way](state));

export const wayHandlers = {
  "words way": (state) => (state.way === "words" ? [state, []] : toWords(state)),
  "line way": toggle("line"),
  "page way": toggle("page"),
};
