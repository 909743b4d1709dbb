// The page way: the whole page is at hand, any word of it can be gone to and edited in its place.
import { gettext } from "../gettext.js";
import { isOpen, withNotes } from "./asked.js";
import { pump } from "./exchange.js";

// The page as the server gave it, with a card for each of its words.
export function sheetOf({ lines, page, document, ...rest }) {
  const cards = {};
  lines.forEach((line, i) => {
    const [above, below] = [lines[i - 1]?.id ?? null, lines[i + 1]?.id ?? null];
    for (const word of line.words.filter((one) => one.text)) {
      const { id, start, end, label, asked, by, box, look, about, question, written, alternatives = [] } = word;
      const reading = { id: word.reading, text: word.read };
      cards[id] = { id, document, page, line: line.id, above, below, start, end, label, asked, by, box, alternatives, reading, look, about, question, written, shown: word.text };
    }
  });
  const order = lines.flatMap((line) => line.words.map((word) => word.id).filter((id) => cards[id]));
  return { ...rest, page, document, cards, order, lineOrder: lines.map((line) => line.id), lines: Object.fromEntries(lines.map((line) => [line.id, line])) };
}

// The next word in doubt after the one that is asked about, from the start of the page where there is none behind it.
export function nextOpen(state, sheet = state.sheet, at = state.at) {
  const from = sheet.order.indexOf(at) + 1;
  const around = [...sheet.order.slice(from), ...sheet.order.slice(0, from)];
  return around.find((id) => id !== at && isOpen(state, sheet.cards[id]) && isThere(sheet, id)) ?? null;
}

// A word whose line is just being saved has no place of its own until the server has answered.
const isThere = (sheet, id) => sheet.lines[sheet.cards[id].line].words.some((word) => word.id === id);

export function moved(state, at) {
  const { cards } = state.sheet;
  const effects = [{ do: "focus", caret: "word" }];
  if (cards[at].line !== cards[state.at]?.line) effects.push({ do: "hold" });
  return [{ ...state, at, notice: "" }, effects];
}

export function toNextOpen(state) {
  const next = state.sheet && nextOpen(state);
  if (next) return moved(state, next);
  return [{ ...state, notice: gettext("No other word of this page is in doubt.") }, [{ do: "focus", caret: "word" }]];
}

function step(state, by) {
  const { order, cards } = state.sheet ?? { order: [] };
  let index = order.indexOf(state.at) + by;
  while (order[index] && !isThere(state.sheet, order[index])) index += by;
  return order[index] && cards[order[index]] ? moved(state, order[index]) : [state, []];
}

// The word of the next line that stands under the one that is asked about, or over it.
function lineStep(state, by) {
  const { cards, lineOrder, lines } = state.sheet ?? {};
  const card = cards?.[state.at];
  if (!card) return [state, []];
  const middle = (box) => (box[0] + box[2]) / 2;
  for (let i = lineOrder.indexOf(card.line) + by; lineOrder[i]; i += by) {
    const there = lines[lineOrder[i]].words.filter((word) => cards[word.id]);
    if (!there.length) continue;
    const far = (word) => Math.abs(middle(word.box) - middle(card.box));
    return moved(state, there.reduce((best, word) => (far(word) < far(best) ? word : best)).id);
  }
  return [state, []];
}

function opened(state, { body, ahead }) {
  if (ahead && state.wanted !== body.page.id) return pump({ ...state, busy: null, ahead: body });
  return shown({ ...state, busy: null }, body);
}

function shown(state, body) {
  const sheet = sheetOf(body);
  const known = [state.at, state.words[0]?.id].find((id) => sheet.cards[id]);
  const next = { ...withNotes(state, body.notes), sheet, wanted: null, ahead: null };
  const at = known ?? nextOpen(next, sheet, null) ?? sheet.order[0] ?? null;
  return pump({ ...next, at }, state.way === "page" ? [{ do: "focus", caret: "word" }, { do: "hold" }] : []);
}

function turn(state, page) {
  if (!page) return [{ ...state, notice: gettext("The document has no further page there.") }, []];
  const next = { ...state, at: null, notice: "" };
  return state.ahead?.page.id === page ? shown(next, state.ahead) : pump({ ...next, wanted: page });
}

function missing(state, { ahead }) {
  if (ahead) return pump({ ...state, busy: null, sheet: { ...state.sheet, after: null } });
  const way = state.sheet ? state.way : "words";
  return pump({ ...state, busy: null, wanted: null, way, notice: gettext("This page cannot be opened.") });
}

export const sheetHandlers = {
  "page opened": opened,
  "page missing": missing,
  "go to": (state, { id }) => (state.sheet?.cards[id] && isThere(state.sheet, id) ? moved(state, id) : [state, []]),
  "word before": (state) => step(state, -1),
  "word after": (state) => step(state, 1),
  "line above": (state) => lineStep(state, -1),
  "line below": (state) => lineStep(state, 1),
  "page before": (state) => turn(state, state.sheet?.before),
  "page after": (state) => turn(state, state.sheet?.after),
};
