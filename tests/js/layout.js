// An editor without page and server: a layout by hand, and a run through events.
import { reduce, initial } from "../../static/layout/state.js";

export const words = new Proxy({}, { get: (_, name) => String(name) });

export const line = (id, top, { left = 100, right = 900, confirmed = [] } = {}) => ({
  id, baseline: [[left, top + 30], [right, top + 30]],
  polygon: [[left, top], [right, top], [right, top + 40], [left, top + 40]], text: `text ${id}`, fits: true, unread: false, confirmed,
});

export const region = (id, lines, more = {}) => ({
  id, kind: "paragraph", name: "", pattern: "", polygon: [[0, 0], [1000, 0], [1000, 1400], [0, 1400]], lines, ...more,
});

export const body = (regions, more = {}) => ({
  page: { id: 1, number: 1, width: 1000, height: 1400 }, revision: 3, by: "", busy: false, error: "", kinds: ["paragraph", "column"], regions, ...more,
});

export class Editor {
  constructor(regions, draft = null) {
    this.state = initial(body(regions), words, draft);
    this.last = [];
  }

  do(type, event = {}) {
    [this.state, this.last] = reduce(this.state, { type, ...event });
    return this;
  }

  did(name) {
    return this.last.filter((effect) => effect.do === name);
  }

  get keys() {
    return this.state.doc.regions.map((one) => one.lines);
  }

  get line() {
    return this.state.doc.lines[this.state.at];
  }
}

export const letter = () => new Editor([region(1, [line(1, 100), line(2, 160), line(3, 220)])]);
