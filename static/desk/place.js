// Where a person is and what stands half typed, kept in local storage: a reload, a closed tab or a log-in leads back to it.
import { draftOf, front } from "./asked.js";

export class Place {
  constructor(storage, user, slug) {
    this.storage = storage;
    this.key = `hwocr:place:${user}:${slug}`;
    this.kept = storage.getItem(this.key);
  }

  load() {
    return JSON.parse(this.kept ?? "{}");
  }

  keep(state) {
    const text = JSON.stringify(placeOf(state));
    if (text === (this.kept ?? "{}")) return;
    this.kept = text;
    try {
      if (text === "{}") this.storage.removeItem(this.key);
      else this.storage.setItem(this.key, text);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error; // a full storage: the place alone is lost
    }
  }
}

// Only what differs from a desk that is just opened.
export function placeOf(state) {
  const place = {};
  if (state.way !== "words") place.way = state.way;
  if (state.way === "page") Object.assign(place, { page: state.sheet?.page.id ?? state.wanted, at: state.at });
  const draft = draftOf(state);
  if (draft?.own) place.drafts = { [front(state).id]: draft };
  if (Object.keys(state.lineDrafts).length) place.lineDrafts = state.lineDrafts;
  return place;
}
