import { Vocabulary, guesses } from "./vocabulary.js";

// What the desk asks about at the moment, read from its state. Ways of working: words (the sprint), line, page.

export const initial = (outbox = [], place = {}) => ({
  way: place.way ?? "words", // words | group | line | page
  phase: "loading", // loading | asking | undoing | finished; of the queue
  words: [], // cards, the first one is asked about
  lines: {}, // by id, as the server gave them
  texts: {}, // what was decided since: word id → {text, by, token}
  // What stands in the field: word id → {text, own, edited, offers}. own: typed, not picked; edited: from what was read;
  // offers: what a text that has been begun may become.
  drafts: place.drafts ?? {},
  vocabulary: new Vocabulary(), // known words, as soon as they are here
  learnt: {}, // words that were written in this window: word → how often
  lineDrafts: place.lineDrafts ?? {}, // line id → text
  open: null, // the card whose line is edited, where it is not the queue's first
  back: null, // the way to return to when that line is saved
  sheet: null, // the page of the page way: {page, document, order, cards, lines, …}
  at: place.at ?? null, // the word of the sheet that is asked about
  groups: [], // of the group way, the first one is asked about: {text, cards, lines, out: word id → true, at, reading}
  groupsDry: false, // the server had no further group
  passed: [], // words that were in groups and stay open
  offers: [], // corrections that look-alikes may have, too: {token, text, reading, count}; the last one is shown
  like: null, // the offer that is taken up, until its words have come
  wanted: place.page ?? null, // the page that is to be opened
  ahead: null, // the page behind the sheet, as the server gave it, before anybody turns there
  history: [], // steps of this window that can be undone: {card, token, before}, of a line also {line, cards, draft}
  outbox, // what is not yet saved, in order
  busy: null, // "fetch", "page", or the token that is on its way; one request at a time
  sync: outbox.length ? "saving" : "saved", // saved | saving | waiting | signed out | missing
  dry: false, // the last fetch brought fewer words than asked for
  conflicts: [],
  notes: [], // open ones on the pages at hand, as the server gave them
  notice: "",
  left: { project: 0, documents: {}, flagged: 0 },
  aside: { skipped: 0, others: 0, until: 0 },
  skipsUntil: 0,
  uncounted: 0, // fetches since the server has told what is left
  done: 0, // words decided in this window
  shown: null, // what is asked about, and since when: {key, at}; null where the person was away
});

export function front(state) {
  if (state.way === "page") return state.sheet?.cards[state.at];
  if (state.way === "line" && state.open) return state.open;
  if (state.way === "group") return state.like ? undefined : state.groups[0]?.cards[state.groups[0].at];
  return state.phase === "asking" ? state.words[0] : undefined;
}

// What a person looks at: a word, or in the line way a line, or a group.
function shownKey(state) {
  if (state.way === "group") return `group ${state.like ? "" : state.groups[0]?.cards[0].id}`;
  return state.way === "line" ? `line ${front(state)?.line}` : front(state)?.id;
}

// The clock starts anew with everything that is newly shown.
export const shownSince = (state, at) =>
  state.shown?.key === shownKey(state) ? state : { ...state, shown: { key: shownKey(state), at } };

export const draftOf = (state) => (["line", "group"].includes(state.way) ? null : state.drafts[front(state)?.id] ?? null);

// What stands for a word without a draft: on a page the text that was decided, else what was read.
export function standing(state, card) {
  return state.texts[card.id]?.text ?? card.shown ?? card.reading.text;
}

export function fieldText(state) {
  const card = front(state);
  if (!card) return "";
  if (card.look === "final" && !draftOf(state)) return ""; // of two texts none is proposed
  return draftOf(state)?.text ?? (state.way === "page" ? standing(state, card) : card.reading.text);
}

// Is the word one that is asked about, and still open?
export const isOpen = (state, card) => card.asked !== false && !state.texts[card.id];

const MOST_ALTERNATIVES = 9; // as many as there are digits
const more = new WeakMap(); // card → what it may be, by which vocabulary

// What the server offers, and known words that look like what the reader saw.
export function alternativesOf({ vocabulary }, card) {
  const room = MOST_ALTERNATIVES - card.alternatives.length;
  if (!card.sight || card.look === "final" || room <= 0) return card.alternatives;
  if (more.get(card)?.vocabulary === vocabulary) return more.get(card).all;
  const others = guesses(card, vocabulary, room);
  const all = [...card.alternatives, ...others.map((text) => ({ text, share: 0, source: "reader" }))];
  more.set(card, { vocabulary, all });
  return all;
}

// What can be chosen: what a text that has been begun may become, else what the word may be.
export function choices(state) {
  const offers = draftOf(state)?.offers ?? [];
  if (offers.length) return offers;
  const card = front(state);
  return card ? alternativesOf(state, card) : [];
}

// Digits choose unless one may belong to the word, or a text is being typed for which nothing is offered.
export function digitsChoose(state) {
  const card = front(state);
  const draft = draftOf(state);
  if (!card || state.way === "line" || (draft?.own && !draft.offers?.length)) return false;
  return card.look === "final" || ![card.reading, ...card.alternatives].some((one) => /\p{Nd}/u.test(one.text));
}

export const openLine = (state) => {
  const card = state.way === "line" && front(state);
  return card ? state.lines[card.line] : undefined;
};

export const counted = (left, card, change) => {
  const documents = { ...left.documents, [card.document.id]: (left.documents[card.document.id] ?? 0) + change };
  return { ...left, project: left.project + change, documents };
};

// Known notes with those that an answer of the server brings; the newest state of each.
export function withNotes(state, notes) {
  if (!notes?.length) return state;
  const fresh = new Set(notes.map((note) => note.id));
  return { ...state, notes: [...state.notes.filter((note) => !fresh.has(note.id)), ...notes] };
}

const SIGNS = { illegible: "[illegible]", "not a word": "" };

// A question says nothing about the word, but is answered by somebody else: it is not open here any more.
export function saidOf(state, card, action, text, token) {
  return action === "escalate" ? { text: standing(state, card), by: "machine", token } : { text: SIGNS[action] ?? text, by: "person", token };
}
