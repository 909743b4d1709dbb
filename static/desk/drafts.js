// What stands in the field before it is decided: typed, edited or picked, and what a beginning may become.
import { alternativesOf, draftOf, fieldText, front } from "./asked.js";
import { Vocabulary, completions } from "./vocabulary.js";

const MOST_OFFERED = 9; // as many as there are digits

function withDraft(state, draft) {
  const card = front(state);
  return card ? { ...state, notice: "", drafts: { ...state.drafts, [card.id]: draft } } : state;
}

// Into an edited text nothing is put; of one that is begun anew the desk says what it may become.
function typedDraft(state, text) {
  const card = front(state);
  if (!card || draftOf(state)?.edited) return { text, own: true, edited: true };
  const shown = alternativesOf(state, card).map((one) => one.text);
  const found = completions(text, card, state.vocabulary, state.learnt, MOST_OFFERED, shown);
  const offers = found.map((one) => ({ text: one, share: 0, source: "reader" }));
  return offers.length ? { text, own: true, offers } : { text, own: true };
}

// An offer that is picked can be written on.
function nextOffer(state, { text, offers }) {
  const next = offers[(offers.findIndex((one) => one.text === text) + 1) % offers.length];
  return [withDraft(state, { text: next.text, own: true, offers }), [{ do: "focus", caret: "end" }]];
}

function nextAlternative(state) {
  const card = front(state);
  const draft = draftOf(state);
  if (draft?.offers?.length) return nextOffer(state, draft);
  const texts = card ? alternativesOf(state, card).map((one) => one.text) : [];
  if (texts.length < 2 || draft?.own) return [state, []];
  const text = texts[(texts.indexOf(fieldText(state)) + 1) % texts.length];
  const picked = text === card.reading.text ? null : { text, own: false };
  return [withDraft(state, picked), [{ do: "focus", caret: "all" }]];
}

export const draftHandlers = {
  typed: (state, { text }) => [withDraft(state, typedDraft(state, text)), []],
  edit: (state, { caret = "end" }) =>
    front(state) ? [withDraft(state, { text: fieldText(state), own: true, edited: true }), [{ do: "focus", caret }]] : [state, []],
  reset: (state) => [withDraft(state, null), [{ do: "focus", caret: "all" }]],
  "next alternative": nextAlternative,
  "words known": (state, { words }) => [{ ...state, vocabulary: new Vocabulary(words) }, []],
};
