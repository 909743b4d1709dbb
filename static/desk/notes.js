// Notes on words, lines and pages, in the state: which ones belong to what is asked about, and new ones on their way out.
import { front } from "./asked.js";
import { enqueue } from "./exchange.js";

export function notesHere(state, card = front(state)) {
  if (!card) return [];
  return state.notes.filter((note) => {
    if (note.word) return note.word === card.id;
    return note.line ? note.line === card.line : note.page === card.page.id;
  });
}

export const noteHandlers = {
  "note left"(state, { about, text, token, at }) {
    const card = front(state);
    if (!card) return [state, []];
    const id = { word: card.id, line: card.line, page: card.page.id }[about];
    return enqueue(state, { type: "note", token, at, about, id, text }, [{ do: "focus", caret: "word" }]);
  },
};
