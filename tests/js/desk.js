// A desk without page and server: cards by hand, and a run through events.
import { initial } from "../../static/desk/asked.js";
import { reduce } from "../../static/desk/state.js";

export const card = (id, text = `w${id}`, alternatives = [text, `${text}s`], document = 1) => ({
  id, line: id, above: null, below: null, start: 0, end: 1, label: null,
  document: { id: document, title: "Letter" }, page: { id: 1, number: 1 },
  reading: { id: 100 + id, text },
  alternatives: alternatives.map((one) => ({ text: one, share: 0.3 })),
});

export const line = (id) => ({ id, picture: "", width: 10, height: 1, left: 0, right: 10, words: [] });

export function batch(cards, { project = cards.length, skipped = 0, others = 0, until = 0 } = {}) {
  return {
    words: cards,
    lines: Object.fromEntries(cards.map((one) => [one.line, line(one.line)])),
    left: { project, documents: { 1: project }, flagged: 50 },
    aside: { skipped, others, until },
  };
}

let made = 0;

// Runs events from left to right; gives the state after them, all effects, and those of the last event.
export class Desk {
  constructor(outbox = []) {
    this.state = initial(outbox);
    this.effects = [];
    this.last = [];
  }

  do(type, event = {}) {
    const [state, effects] = reduce(this.state, { type, token: `t${++made}`, at: made, ...event });
    this.state = state;
    this.last = effects;
    this.effects.push(...effects);
    return this;
  }

  fetched(cards, aside) {
    return this.do("fetched", { body: batch(cards, aside), count: 10 });
  }

  // The server takes what is on its way.
  answer(body = {}) {
    return this.do("sent", { token: this.state.busy, body });
  }

  get ids() {
    return this.state.words.map((one) => one.id);
  }

  sent() {
    return this.effects.filter((effect) => effect.do === "send").map((effect) => effect.entry);
  }

  did(name) {
    return this.last.filter((effect) => effect.do === name);
  }
}

export const opened = (...ids) => new Desk().do("started").fetched(ids.map((id) => card(id)));
