// The desk as a pure function: (state, event) → [state, effects]. No page, no network, no clock: see main.js.
import { answered, isStuck, pump, refused, unsent } from "./exchange.js";

const STEPS = 100;

export const initial = (outbox = []) => ({
  phase: "loading", // loading | asking | undoing | finished
  words: [], // cards, the first one is asked about
  lines: {}, // by id, as the server gave them
  texts: {}, // what was decided since: word id → {text, by}
  drafts: {}, // what stands in the field: word id → {text, own}; own: typed, not picked
  history: [], // steps of this window that can be undone: {card, token}
  outbox, // what is not yet saved, in order
  busy: null, // "fetch", or the token that is on its way; one request at a time
  sync: outbox.length ? "saving" : "saved", // saved | saving | waiting | signed out
  dry: false, // the last fetch brought fewer words than asked for
  conflicts: [],
  notice: "",
  left: { project: 0, documents: {}, flagged: 0 },
  aside: { skipped: 0, others: 0, until: 0 },
  skipsUntil: 0,
  done: 0, // words decided in this window
});

export const front = (state) => (state.phase === "asking" ? state.words[0] : undefined);
export const draftOf = (state) => state.drafts[front(state)?.id] ?? null;
export const fieldText = (state) => draftOf(state)?.text ?? front(state)?.reading.text ?? "";

// Digits choose unless one may belong to the word, or a text is being typed.
export function digitsChoose(state) {
  const card = front(state);
  if (!card || draftOf(state)?.own) return false;
  return ![card.reading, ...card.alternatives].some((one) => /\p{Nd}/u.test(one.text));
}

export function reduce(state, event) {
  const handle = handlers[event.type];
  if (!handle) throw new Error(`The desk knows no event ${event.type}.`);
  return handle(state, event);
}

const handlers = {
  started: (state) => pump(state),
  online: (state) => (isStuck(state) ? pump({ ...state, sync: state.outbox.length ? "saving" : "saved" }) : [state, []]),

  typed: (state, { text }) => [withDraft(state, { text, own: true }), []],
  edit: (state, { caret = "end" }) =>
    front(state) ? [withDraft(state, { text: fieldText(state), own: true }), [{ do: "focus", caret }]] : [state, []],
  reset: (state) => [withDraft(state, null), [{ do: "focus", caret: "all" }]],
  "next alternative": nextAlternative,

  keep(state, event) {
    if (state.phase === "finished") return lookAgain(state);
    const text = fieldText(state).trim();
    if (!text) return [{ ...state, notice: front(state) ? "The field is empty. Is it not a word?" : "" }, []];
    return decide(state, event, "text", text);
  },
  choose(state, event) {
    const chosen = front(state)?.alternatives[event.index];
    return chosen ? decide(state, event, "text", chosen.text) : [state, []];
  },
  illegible: (state, event) => decide(state, event, "illegible"),
  "not a word": (state, event) => decide(state, event, "not a word"),
  skip: (state, event) => decide(state, event, "skip"),
  undo,
  mine: (state, event) => resolve(state, event, true),
  theirs: (state, event) => resolve(state, event, false),

  fetched,
  sent: answered,
  refused,
  unsent,
  told: (state, { notice }) => [{ ...state, notice }, []],
  // A word whose lease has gone to somebody else is taken from the desk, but never from under the hands.
  held(state, { asked, held }) {
    const lost = new Set(asked.filter((id) => !held.includes(id)));
    return pump({ ...state, words: state.words.filter((card, i) => i === 0 || !lost.has(card.id)) });
  },
};

function withDraft(state, draft) {
  const card = front(state);
  return card ? { ...state, notice: "", drafts: { ...state.drafts, [card.id]: draft } } : state;
}

function nextAlternative(state) {
  const card = front(state);
  const texts = card?.alternatives.map((one) => one.text) ?? [];
  if (texts.length < 2 || draftOf(state)?.own) return [state, []];
  const text = texts[(texts.indexOf(fieldText(state)) + 1) % texts.length];
  const draft = text === card.reading.text ? null : { text, own: false };
  return [withDraft(state, draft), [{ do: "focus", caret: "all" }]];
}

const SIGNS = { illegible: "[illegible]", "not a word": "" };

function decide(state, { token, at }, action, text = "") {
  const card = front(state);
  if (!card) return [state, []];
  const entry = { type: "decision", token, at, action, text, card, insists: false };
  const words = state.words.slice(1);
  const texts = action === "skip" ? state.texts : { ...state.texts, [card.id]: { text: SIGNS[action] ?? text, by: "person" } };
  const next = {
    ...state, words, texts, notice: "",
    phase: words.length ? "asking" : "loading",
    history: [...state.history, { card, token }].slice(-STEPS),
    ...(action === "skip" ? {} : { left: counted(state.left, card, -1), done: state.done + 1 }),
  };
  return enqueue(next, entry, [{ do: "focus", caret: "word" }]);
}

function undo(state, { token, at }) {
  if (state.phase === "undoing") return [state, []];
  const step = state.history.at(-1);
  const entry = { type: "undo", token, at, undoes: step?.token ?? null, card: step?.card };
  if (!step) return enqueue({ ...state, phase: "undoing", notice: "" }, entry); // from before a reload: the server knows
  const { [step.card.id]: taken, ...texts } = state.texts;
  return enqueue({
    ...state, texts, notice: "", phase: "asking",
    words: [step.card, ...state.words.filter((card) => card.id !== step.card.id)],
    history: state.history.slice(0, -1),
    ...(taken ? { left: counted(state.left, step.card, 1), done: state.done - 1 } : {}),
  }, entry, [{ do: "focus", caret: "word" }]);
}

function enqueue(state, entry, effects = []) {
  const sync = state.sync === "saved" ? "saving" : state.sync;
  return pump({ ...state, outbox: [...state.outbox, entry], sync }, [{ do: "store", entry }, ...effects]);
}

function counted(left, card, change) {
  const documents = { ...left.documents, [card.document.id]: (left.documents[card.document.id] ?? 0) + change };
  return { ...left, project: left.project + change, documents };
}

// Two texts for one word, and a person chooses: insist on one's own, or leave the other as it is.
function resolve(state, { token, at }, mine) {
  const [conflict, ...conflicts] = state.conflicts;
  if (!conflict) return [state, []];
  const next = { ...state, conflicts };
  const settled = [{ do: "forget", token: conflict.entry.token }, { do: "focus", caret: "keep" }];
  if (!mine || !conflict.open) return [next, settled];
  const { card, action, text } = conflict.entry;
  const seen = { ...card, label: conflict.theirs.label, reading: { ...card.reading, id: conflict.theirs.reading } };
  const entry = { type: "decision", token, at, action, text, card: seen, insists: true };
  const texts = { ...next.texts, [card.id]: { text: SIGNS[action] ?? text, by: "person" } };
  const history = [...next.history, { card: seen, token }].slice(-STEPS);
  return enqueue({ ...next, texts, history }, entry, settled);
}

function lookAgain(state) {
  return pump({ ...state, phase: "loading", dry: false, skipsUntil: state.aside.skipped ? state.aside.until : state.skipsUntil });
}

function fetched(state, { body, count }) {
  const pending = state.outbox.filter((entry) => entry.type === "decision");
  const known = new Set([...state.words.map((card) => card.id), ...pending.map((entry) => entry.card.id)]);
  const fresh = body.words.filter((card) => !known.has(card.id));
  const words = [...state.words, ...fresh];
  const left = pending.filter((e) => e.action !== "skip").reduce((sum, e) => counted(sum, e.card, -1), body.left);
  const phase = state.phase === "loading" ? (words.length ? "asking" : "finished") : state.phase;
  const next = {
    ...state, words, left, phase, busy: null, dry: body.words.length < count, aside: body.aside,
    lines: stillNeeded({ ...state.lines, ...body.lines }, [...words, ...state.history.map((step) => step.card)]),
  };
  return pump(next, state.words.length ? [] : [{ do: "focus", caret: "word" }]);
}

function stillNeeded(lines, cards) {
  const wanted = new Set(cards.flatMap((card) => [card.above, card.line, card.below]));
  return Object.fromEntries(Object.entries(lines).filter(([id]) => wanted.has(Number(id))));
}
