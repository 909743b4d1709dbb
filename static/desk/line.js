// The line way: the whole text of a line is edited under its picture, and Enter confirms all of it.
import { gettext } from "../gettext.js";
import { counted, front, openLine } from "./asked.js";
import { enqueue, withoutWords } from "./exchange.js";
import { nextOpen } from "./sheet.js";

const standingWords = (state, line) =>
  line.words.map((word) => ({ ...word, ...state.texts[word.id] })).filter((word) => word.text);

export const lineText = (state, line) => standingWords(state, line).map((word) => word.text).join(" ");

export function lineDraft(state) {
  const line = openLine(state);
  return line ? state.lineDrafts[line.id] ?? lineText(state, line) : "";
}

const tokens = (text) => [...text.matchAll(/\S+/g)].map((found) => ({ text: found[0], from: found.index, to: found.index + found[0].length }));

// The words under the tokens of a text that is being edited: from both ends as long as nothing changed, between them in
// proportion. A token that was put in has none.
function wordsUnder(words, parts) {
  const units = words.flatMap((word) => word.text.split(" ").map((text) => ({ text, word })));
  const shorter = Math.min(units.length, parts.length);
  let head = 0;
  while (head < shorter && units[head].text === parts[head].text) head++;
  let tail = 0;
  while (tail < shorter - head && units.at(-1 - tail).text === parts.at(-1 - tail).text) tail++;
  const [from, to] = [units.length - head - tail, parts.length - head - tail];
  return parts.map((_, i) => {
    if (i < head) return units[i].word;
    if (i >= parts.length - tail) return units[units.length - (parts.length - i)].word;
    return from ? units[head + Math.min(from - 1, Math.floor(((i - head) * from) / to))].word : null;
  });
}

// The word of the picture in whose text the caret stands.
export function wordAt(state, caret) {
  const line = openLine(state);
  if (!line) return null;
  const parts = tokens(lineDraft(state));
  const index = parts.findIndex((part) => caret <= part.to);
  return index < 0 ? null : wordsUnder(standingWords(state, line), parts)[index];
}

// Where the text has words in doubt, as {from, to}.
export function doubts(state) {
  const line = openLine(state);
  if (!line) return [];
  const parts = tokens(lineDraft(state));
  const under = wordsUnder(standingWords(state, line), parts);
  return parts.filter((_, i) => under[i]?.asked && !state.texts[under[i].id]);
}

function toDoubt(state, { from = 0, to = 0 }, step) {
  const found = doubts(state);
  const next = step > 0 ? found.find((part) => part.from >= Math.max(to, from + 1)) ?? found[0]
    : found.findLast((part) => part.to < from) ?? found.at(-1);
  return [state, next ? [{ do: "select", from: next.from, to: next.to }] : []];
}

const ILLEGIBLE = "[illegible]";

// The sign for an unreadable word, in place of what is marked or where the caret is.
function putIllegible(state, { from, to }) {
  const line = openLine(state);
  if (!line) return [state, []];
  const text = lineDraft(state);
  const part = from === to ? tokens(text).find((one) => one.from <= from && from <= one.to) ?? { from, to } : { from, to };
  const changed = text.slice(0, part.from) + ILLEGIBLE + text.slice(part.to);
  const caret = part.from + ILLEGIBLE.length;
  return [{ ...state, lineDrafts: { ...state.lineDrafts, [line.id]: changed } }, [{ do: "select", from: caret, to: caret }]];
}

function withoutDraft(state, line) {
  const { [line.id]: draft, ...lineDrafts } = state.lineDrafts;
  return [draft, lineDrafts];
}

export function saveLine(state, { token, at }, action) {
  const [card, line] = [front(state), openLine(state)];
  if (!line) return [state, []];
  if (line.words.some((word) => word.id === null)) return [{ ...state, notice: gettext("This line is just being saved.") }, []];
  const text = action === "text" ? lineDraft(state).trim().replace(/\s+/g, " ") : "";
  if (action === "text" && !text) return [{ ...state, notice: gettext("The line is empty. Are these not words?") }, []];
  const seen = line.words.map(({ id, reading, label }) => ({ word: id, reading, label, after: state.texts[id]?.token ?? null }));
  const entry = { type: "line", token, at, action, text, line: line.id, seen, card, insists: false };
  const asked = line.words.filter((word) => word.asked && !state.texts[word.id]).length;
  const [draft, lineDrafts] = withoutDraft(state, line);
  const words = state.words.filter((one) => one.line !== line.id);
  const step = { card, token, line, draft, cards: state.words.filter((one) => one.line === line.id), asked: action === "skip" ? 0 : asked };
  const next = {
    ...(action === "skip" ? withLine(state, line) : withoutWords(withLine(state, provisional(line, text)), new Set(line.words.map((word) => word.id)))),
    words, lineDrafts, notice: "", open: null, back: null, way: state.back ?? "line",
    phase: words.length || state.phase === "finished" ? state.phase : "loading",
    history: [...state.history, step],
    left: counted(state.left, card, -step.asked), done: state.done + step.asked,
  };
  const open = next.way === "page" ? nextOpen(next) : null;
  return enqueue({ ...next, at: open ?? state.at }, entry, [{ do: "focus", caret: "word" }, { do: "hold" }]);
}

export function withLine(state, line) {
  const sheet = state.sheet?.lines[line.id] ? { ...state.sheet, lines: { ...state.sheet.lines, [line.id]: line } } : state.sheet;
  return { ...state, sheet, lines: { ...state.lines, [line.id]: line } };
}

// The line may have been fetched with the label that is now taken back.
export function asBefore(state, card) {
  const line = state.lines[card.line];
  if (!line) return state;
  const { label, asked = true, by = "machine", shown = card.reading.text } = card;
  const words = line.words.map((word) => (word.id === card.id ? { ...word, label, asked, by, text: shown } : word));
  return { ...state, lines: { ...state.lines, [line.id]: { ...line, words } } };
}

// How the line stands until the server has realigned its words.
function provisional(line, text) {
  const words = tokens(text).map((part) => ({ id: null, text: part.text, by: "person", asked: false, start: 0, end: 0 }));
  return { ...line, offered: false, words };
}

export const lineHandlers = {
  "line typed": (state, { text }) => {
    const line = openLine(state);
    return [line ? { ...state, notice: "", lineDrafts: { ...state.lineDrafts, [line.id]: text } } : state, []];
  },
  "next doubt": (state, event) => toDoubt(state, event, 1),
  "previous doubt": (state, event) => toDoubt(state, event, -1),
};

// What the commands of the sprint mean in the line way.
export const inLine = {
  keep: (state, event) => saveLine(state, event, "text"),
  "not a word": (state, event) => saveLine(state, event, "not a word"),
  skip: (state, event) => saveLine(state, event, "skip"),
  illegible: putIllegible,
  reset: (state) => [{ ...state, lineDrafts: withoutDraft(state, openLine(state) ?? { id: null })[1] }, [{ do: "focus", caret: "word" }]],
};
