// The desk as a pure function: (state, event) → [state, effects]. No page, no network, no clock: see main.js.
import { gettext } from "../gettext.js";
import { choices, counted, fieldText, front, isOpen, saidOf, shownSince, standing, withNotes } from "./asked.js";
import { draftHandlers } from "./drafts.js";
import { answered, enqueue, isStuck, merged, pump, refused, unsent, withoutWords } from "./exchange.js";
import { groupBack, groupHandlers, inGroup, rest } from "./group.js";
import { learned } from "./learn.js";
import { asBefore, inLine, lineHandlers, withLine } from "./line.js";
import { noteHandlers } from "./notes.js";
import { nextOpen, sheetHandlers, toNextOpen } from "./sheet.js";
import { withWords } from "./vocabulary.js";
import { wayHandlers } from "./ways.js";

const STEPS = 100;

export function reduce(state, event) {
  const handle = inWay[state.way]?.[event.type] ?? handlers[event.type];
  if (!handle) throw new Error(`The desk knows no event ${event.type}.`);
  const [next, effects] = handle(state, event);
  return [event.type === "away" ? next : shownSince(next, event.at), effects];
}

// What commands mean in one way alone.
const inWay = { line: inLine, group: inGroup };

const handlers = {
  ...draftHandlers,
  ...groupHandlers,
  ...lineHandlers,
  ...sheetHandlers,
  ...wayHandlers,
  ...noteHandlers,
  started: (state) => pump(state),
  online: (state) => (isStuck(state) ? pump({ ...state, sync: state.outbox.length ? "saving" : "saved" }) : [state, []]),


  keep(state, event) {
    if (state.phase === "finished" && !front(state)) return lookAgain(state);
    const text = fieldText(state).trim();
    if (!text) return [{ ...state, notice: front(state) ? gettext("The field is empty. Is it not a word?") : "" }, []];
    return isKeptAlready(state, text) ? toNextOpen(state) : decide(state, event, "text", text);
  },
  choose(state, event) {
    const chosen = choices(state)[event.index];
    return chosen ? decide(state, event, chosen.action ?? "text", chosen.text) : [state, []];
  },
  illegible: (state, event) => decide(state, event, "illegible"),
  "not a word": (state, event) => decide(state, event, "not a word"),
  escalate: (state, event) => decide(state, event, "escalate", event.text),
  skip: (state, event) => (state.way === "page" ? toNextOpen(state) : decide(state, event, "skip")),
  undo,
  mine: (state, event) => resolve(state, event, true),
  theirs: (state, event) => resolve(state, event, false),

  fetched,
  sent: answered,
  refused,
  unsent,
  away: (state) => [{ ...state, shown: { ...state.shown, at: null } }, []], // how long that takes tells nothing of the work
  told: (state, { notice }) => [{ ...state, notice }, []],
  // A word whose lease has gone to somebody else is taken from the desk, but never from under the hands.
  held(state, { asked, held }) {
    const lost = new Set(asked.filter((id) => !held.includes(id)));
    const notice = lost.has(front(state)?.id) ? gettext("Somebody else is at work here.") : state.notice;
    return pump({ ...withoutWords(state, lost), notice, words: state.words.filter((card, i) => i === 0 || !lost.has(card.id)) });
  },
};

// On a page one also walks over words that a person has confirmed; nothing is written about them again.
function isKeptAlready(state, text) {
  const card = front(state);
  return state.way === "page" && (state.texts[card.id]?.by ?? card.by) === "person" && text === standing(state, card);
}

function decide(state, { token, at }, action, text = "") {
  const card = front(state);
  if (!card) return [state, []];
  const before = state.texts[card.id];
  const entry = { type: "decision", token, at, action, text, card, after: before?.token ?? null, insists: false };
  const words = learned(state.words.filter((one) => one.id !== card.id), card, text);
  const counts = action !== "skip" && isOpen(state, card);
  const next = {
    ...state, words, notice: "",
    learnt: action === "text" && text !== card.reading.text ? withWords(state.learnt, text) : state.learnt,
    texts: action === "skip" ? state.texts : { ...state.texts, [card.id]: saidOf(state, card, action, text, token) },
    phase: words.length || state.phase === "finished" ? state.phase : "loading",
    // Whoever is asked about the word again, as for a second look, begins anew; only undo brings back what was typed.
    drafts: action === "skip" ? state.drafts : without(state.drafts, card.id),
    history: [...state.history, { card, token, before, counts, draft: state.drafts[card.id] }].slice(-STEPS),
    ...(counts ? { left: counted(state.left, card, -1), done: state.done + 1 } : {}),
  };
  return enqueue(goneOn(next), entry, [{ do: "focus", caret: "word" }, ...(state.way === "page" ? [{ do: "hold" }] : [])]);
}

// On a page the next word in doubt; where there is none, one stays and is told.
function goneOn(state) {
  if (state.way !== "page") return state;
  const at = nextOpen(state);
  return at ? { ...state, at } : { ...state, notice: gettext("No word of this page is in doubt any more.") };
}

function undo(state, { token, at }) {
  if (state.phase === "undoing") return [state, []];
  const step = state.history.at(-1);
  const entry = { type: "undo", token, at, undoes: step?.token ?? null, card: step?.card, line: step?.line?.id, group: step?.group && rest(step.group).map((card) => card.id), again: Boolean(step?.before) };
  if (!step) return enqueue({ ...state, phase: "undoing", notice: "" }, entry); // from before a reload: the server knows
  const next = { ...state, notice: "", history: state.history.slice(0, -1) };
  const back = step.group ? groupBack : step.line ? lineBack : wordBack;
  return enqueue(back(next, step), entry, [{ do: "focus", caret: "word" }, { do: "hold" }]);
}

function wordBack(state, { card, before, counts, draft }) {
  const texts = before ? { ...state.texts, [card.id]: before } : without(state.texts, card.id);
  const drafts = draft ? { ...state.drafts, [card.id]: draft } : state.drafts;
  const next = { ...asBefore(state, card), texts, drafts, ...(counts ? { left: counted(state.left, card, 1), done: state.done - 1 } : {}) };
  const isOnSheet = state.sheet?.cards[card.id] && (state.way === "page" || card.asked === false);
  if (isOnSheet) return { ...next, way: "page", at: card.id };
  const way = state.way === "page" ? "words" : state.way;
  return { ...next, way, open: null, phase: "asking", words: [card, ...state.words.filter((one) => one.id !== card.id)] };
}

function lineBack(state, { card, line, cards, draft, asked }) {
  const others = state.words.filter((one) => one.line !== line.id);
  const isQueued = cards.some((one) => one.id === card.id);
  return {
    ...withLine(state, line), way: "line", open: isQueued ? null : card, back: null, words: [...cards, ...others],
    phase: cards.length ? "asking" : state.phase,
    lineDrafts: draft === undefined ? state.lineDrafts : { ...state.lineDrafts, [line.id]: draft },
    left: counted(state.left, card, asked), done: state.done - asked,
  };
}

const without = (record, id) => Object.fromEntries(Object.entries(record).filter(([key]) => key !== String(id)));

// Two texts for one word, and a person chooses: insist on one's own, or leave the other as it is.
function resolve(state, { token, at }, mine) {
  const [conflict, ...conflicts] = state.conflicts;
  if (!conflict) return [state, []];
  const next = { ...state, conflicts };
  const settled = [{ do: "forget", token: conflict.entry.token }, { do: "focus", caret: "keep" }];
  if (!mine || !conflict.open) return [next, settled];
  if (conflict.entry.type === "line") return insistOnLine(next, conflict, { token, at }, settled);
  const { card, action, text } = conflict.entry;
  const seen = { ...card, label: conflict.theirs.label, reading: { ...card.reading, id: conflict.theirs.reading } };
  const entry = { type: "decision", token, at, action, text, card: seen, insists: true };
  const texts = { ...next.texts, [card.id]: saidOf(state, card, action, text, token) };
  const history = [...next.history, { card: seen, token }].slice(-STEPS);
  return enqueue({ ...next, texts, history }, entry, settled);
}

function insistOnLine(state, { entry, theirs }, { token, at }, effects) {
  const line = state.lines[entry.line];
  const step = { card: entry.card, token, line, cards: [], asked: 0 };
  const words = state.words.filter((card) => card.line !== entry.line);
  const next = { ...state, words, history: line ? [...state.history, step] : state.history, phase: words.length ? state.phase : "loading" };
  return enqueue(next, { ...entry, token, at, seen: theirs.seen, insists: true }, effects);
}

function lookAgain(state) {
  return pump({ ...state, phase: "loading", dry: false, skipsUntil: state.aside.skipped ? state.aside.until : state.skipsUntil });
}

function fetched(state, { body, count }) {
  const pending = state.outbox.filter((entry) => entry.type === "decision");
  const edited = state.outbox.flatMap((entry) => entry.seen ?? []).map((seen) => seen.word);
  const known = new Set([...state.words.map((card) => card.id), ...pending.map((entry) => entry.card.id), ...edited]);
  const fresh = body.words.filter((card) => !known.has(card.id));
  const words = [...state.words, ...fresh];
  const left = body.left ? pending.filter((e) => e.action !== "skip").reduce((sum, e) => counted(sum, e.card, -1), body.left) : state.left;
  const ended = body.left ? "finished" : "loading"; // what is set aside is told with the counts: ask once more
  const phase = state.phase !== "loading" ? state.phase : words.length ? "asking" : ended;
  const next = {
    ...withNotes(state, body.notes), words, left, phase, busy: null, dry: body.words.length < count,
    aside: body.aside ?? state.aside, uncounted: body.left ? 0 : state.uncounted + 1,
    lines: stillNeeded(merged(state, body.lines), [...words, ...state.history.map((step) => step.card), ...(state.open ? [state.open] : [])]),
  };
  return pump(next, state.words.length ? [] : [{ do: "focus", caret: "word" }]);
}

function stillNeeded(lines, cards) {
  const wanted = new Set(cards.flatMap((card) => [card.above, card.line, card.below]));
  return Object.fromEntries(Object.entries(lines).filter(([id]) => wanted.has(Number(id))));
}
