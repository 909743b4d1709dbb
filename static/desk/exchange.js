// The half of the reducer that speaks with the server: what goes out next, and what an answer does to the state.
import { gettext } from "../gettext.js";
import { isOpen, withNotes } from "./asked.js";
import { offered, withdrawn } from "./learn.js";

export const AHEAD = 10;
const LOW = 5;
// Of lines: when more are fetched, how many at a time, and how many words the server gives at once.
const LOW_LINES = 3;
const LINES_AHEAD = 6;
// A large group takes the server a while to save, and the next ones are asked for only then.
const LOW_GROUPS = 2;
const MOST = 50;
// The desk counts along what is left; every so many fetches the server counts anew, because others work there, too.
const COUNTED_EVERY = 5;

export const isStuck = (state) => ["waiting", "signed out", "missing"].includes(state.sync);

// One request at a time: first what is not saved, then more words. While the line is down nothing goes out.
export function pump(state, effects = []) {
  if (state.busy || isStuck(state)) return [state, effects];
  const entry = state.outbox[0];
  if (entry) return [{ ...state, busy: entry.token, sync: "saving" }, [...effects, { do: "send", entry }]];
  if (state.wanted) return [{ ...state, busy: "page", sync: "saved" }, [...effects, { do: "open", page: state.wanted }]];
  const wish = groupWish(state) ?? pageWish(state) ?? wordsWish(state);
  return wish ? [{ ...state, busy: wish.do, sync: "saved" }, [...effects, wish]] : [{ ...state, sync: "saved" }, effects];
}

// More of the queue, before the way runs out of what one key takes away: a word, or a line with all its words.
function wordsWish(state) {
  const lines = new Set(state.words.map((card) => card.line)).size;
  const isLow = state.way === "line" ? lines <= LOW_LINES : state.words.length <= LOW;
  if (state.phase !== "loading" && !(isLow && !state.dry && state.phase === "asking")) return null;
  const ofLine = lines ? Math.ceil(state.words.length / lines) : LOW;
  const count = state.way === "line" ? Math.min(MOST, LINES_AHEAD * ofLine) : AHEAD;
  const counts = state.phase === "loading" || state.uncounted >= COUNTED_EVERY;
  return { do: "fetch", count, counts, exclude: state.words.map((card) => card.id), skipsUntil: state.skipsUntil };
}

// The page behind this one, when few words in doubt are left here.
function pageWish({ way, sheet, ahead, texts }) {
  if (way !== "page" || !sheet?.after || ahead?.page.id === sheet.after) return null;
  let open = 0;
  const isFull = sheet.order.some((id) => isOpen({ texts }, sheet.cards[id]) && ++open > LOW);
  return isFull ? null : { do: "open", page: sheet.after, ahead: true };
}

// What the desk asks the server for in the group way, if anything.
function groupWish(state) {
  if (state.way !== "group") return null;
  if (state.like) return { do: "alike", offer: state.like };
  if (state.groups.length > LOW_GROUPS || state.groupsDry) return null;
  return { do: "groups", exclude: [...state.passed, ...state.groups.flatMap((group) => group.cards.map((card) => card.id))] };
}

// How long it took from the word being shown to the key; null where the person was away, or settled a conflict.
const secondsOf = ({ shown }, { at, insists }) => (shown?.at && !insists ? (at - shown.at) / 1000 : null);

export function enqueue(state, decided, effects = []) {
  const entry = { ...decided, seconds: secondsOf(state, decided) };
  const sync = state.sync === "saved" ? "saving" : state.sync;
  return pump({ ...state, outbox: [...state.outbox, entry], sync }, [{ do: "store", entry }, ...effects]);
}

export function answered(state, { token, body }) {
  const entry = state.outbox.find((one) => one.token === token);
  const next = without(state, token);
  if (entry?.type === "undo") return undone(next, entry, body);
  if (entry?.type === "group") return groupAnswered(next, entry, body);
  if (entry?.type === "note") return pump(withNotes(next, [body.note]), [{ do: "forget", token }]);
  if (entry?.type === "line") return pump(withLines(next, body.lines), [{ do: "forget", token }]);
  return pump(entry ? offered(next, entry, body) : next, [{ do: "forget", token }]);
}

// What stood against some words of a group: each is from now on a decision of its own, for a person to settle.
function groupAnswered(state, { token, at, text, cards }, { saved, stale }) {
  const history = saved ? state.history : state.history.filter((step) => step.token !== token);
  const left = stale.map((one) => {
    const card = cards.find(({ id }) => id === one.word);
    return [{ type: "decision", token: one.token, at, action: "text", text, card, after: null, insists: false }, one];
  });
  const next = left.reduce((before, [entry, body]) => conflicting(before, entry, body), { ...state, history });
  return pump(next, [{ do: "forget", token }, ...left.map(([entry]) => ({ do: "store", entry }))]);
}

// Lines as the server has them now, but for those about which something is still on its way: the server's state is older
// than what stands here. A page that shows one of them is fetched again.
export function merged(state, lines) {
  const changing = new Set(state.outbox.flatMap((entry) => entry.cards?.map((card) => card.line) ?? entry.line ?? entry.card?.line));
  const settled = Object.entries(lines ?? {}).filter(([id]) => !changing.has(Number(id)) || !state.lines[id]);
  return { ...state.lines, ...Object.fromEntries(settled) };
}

function withLines(state, lines) {
  const isShown = Object.keys(lines).some((id) => state.sheet?.lines[id]);
  return { ...state, lines: merged(state, lines), wanted: isShown ? state.sheet.page.id : state.wanted };
}

function undone(before, entry, body) {
  const state = { ...withdrawn(before, entry.undoes), ahead: null }; // it may tell what is undone
  const forget = { do: "forget", token: entry.token };
  const card = body.words[0];
  if (entry.line) return pump(withLines(state, body.lines), [forget]);
  const told = { ...state, lines: merged(state, body.lines) };
  if (entry.group) return pump(groupUndone(told, entry, body), [forget]);
  if (entry.card) {
    if (entry.again || (card && card.label === entry.card.label)) return pump(told, [forget]);
    // Taken back, but there is nothing to ask: the page was read again, or another's text stands for the word.
    const notice = card ? gettext("Undone. The word has somebody else’s text.") : gettext("Undone. The page has been read again since.");
    return pump(dropped({ ...told, notice }, entry.card.id), [forget]);
  }
  const open = body.words.filter((one) => one.label === null);
  const words = [...open, ...state.words.filter((one) => !open.some((other) => other.id === one.id))];
  const wanted = state.sheet ? state.sheet.page.id : state.wanted; // it was told before the undo
  const at = state.sheet?.cards[card?.id] ? card.id : state.at;
  return pump({ ...told, left: body.left, words, wanted, at, phase: words.length ? "asking" : "loading" }, [forget, { do: "focus", caret: "word" }]);
}

// What another has decided since, or a new reading has taken away, is no part of the group any more.
function groupUndone(state, { group }, { words }) {
  const open = new Set(words.map((card) => card.id));
  const lost = new Set(group.filter((id) => !open.has(id)));
  return lost.size ? { ...withoutWords(state, lost), notice: gettext("Undone, but for words that are not open any more.") } : state;
}

// Groups that have lost words; one that is empty is gone.
export function withoutWords(state, lost) {
  const kept = state.groups.map((group) => ({ ...group, cards: group.cards.filter((card) => !lost.has(card.id)) }));
  const groups = kept.filter((group) => group.cards.length).map((group) => ({ ...group, at: Math.min(group.at, group.cards.length - 1) }));
  return { ...state, groups };
}

// The server will not take it: a conflict for a person to settle (409), or a sentence to read.
export function refused(state, { token, status, body }) {
  const entry = state.outbox.find((one) => one.token === token);
  const forget = [{ do: "forget", token }];
  let next = without(state, token);
  if (!entry) return pump(next, forget);
  next = { ...next, phase: next.phase === "undoing" ? (next.words.length ? "asking" : "loading") : next.phase };
  if (status !== 409) return pump({ ...next, notice: sentence(entry, body) }, forget);
  if (entry.type === "undo") return pump(conflicting(dropped(next, entry.card?.id), entry, body), forget);
  const revoked = next.outbox.filter((one) => one.undoes === token).map((one) => one.token);
  const step = next.history.find((one) => one.token === token);
  next = { ...next, history: next.history.filter((one) => one !== step) };
  if (step?.line) next = withLines({ ...next, words: [...next.words, ...step.cards] }, { [step.line.id]: step.line });
  if (!revoked.length) return pump(conflicting(next, entry, body)); // it stays stored until somebody settles it
  const outbox = next.outbox.filter((one) => !revoked.includes(one.token)); // undone before it was saved: nothing to settle
  return pump({ ...next, outbox }, [...forget, ...revoked.map((one) => ({ do: "forget", token: one }))]);
}

function conflicting(state, entry, body) {
  const open = entry.type !== "undo" && body.reason !== "gone";
  const conflict = { entry, open, reason: body.reason, theirs: body.theirs, by: body.by };
  const { kind, text, label } = body.theirs;
  const texts = { ...state.texts };
  if (entry.type === "line") return { ...state, conflicts: [...state.conflicts, conflict] };
  if (entry.card) delete texts[entry.card.id];
  if (!entry.card || !kind || kind === "machine") return { ...state, texts, conflicts: [...state.conflicts, conflict] };
  texts[entry.card.id] = { text, by: "person" };
  return { ...state, texts, lines: withLabel(state.lines, entry.card, label), conflicts: [...state.conflicts, conflict] };
}

// Another's label is known from now on, also to who edits the whole line.
function withLabel(lines, card, label) {
  const line = lines[card.line];
  if (!line) return lines;
  const words = line.words.map((word) => (word.id === card.id ? { ...word, label, asked: false } : word));
  return { ...lines, [line.id]: { ...line, words } };
}

function sentence(entry, body) {
  const detail = typeof body?.detail === "string" ? body.detail : gettext("The server refused it.");
  return entry.type !== "undo" && entry.text ? gettext("“%(text)s” was not saved. %(detail)s", { text: entry.text, detail }) : detail;
}

// Nothing got through. What is not saved stays; an undo that only the server can answer is let go. Who is logged out, or
// for whom the project is not there, is asked again when they come back to the window.
export function unsent(state, { signedOut = false, missing = false }) {
  const sync = signedOut ? "signed out" : missing ? "missing" : "waiting";
  const retry = sync === "waiting" ? [{ do: "retry" }] : [];
  const entry = state.outbox.find((one) => one.token === state.busy);
  if (state.phase !== "undoing" || entry?.type !== "undo") return [{ ...state, busy: null, sync }, retry];
  const next = without(state, entry.token);
  const phase = next.words.length ? "asking" : "loading";
  const notice = gettext("Undo of earlier work needs the connection.");
  return [{ ...next, phase, sync, notice }, [{ do: "forget", token: entry.token }, ...retry]];
}

const without = (state, token) => ({ ...state, busy: null, outbox: state.outbox.filter((one) => one.token !== token) });

function dropped(state, id) {
  const words = state.words.filter((card) => card.id !== id);
  return { ...state, words, phase: words.length || state.phase !== "asking" ? state.phase : "loading" };
}
