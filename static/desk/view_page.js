// The page way on the screen: the picture of the page, its text beside it, and one field that stands where the word is.
import { Answers } from "./answers.js";
import { fieldText, standing } from "./asked.js";
import { gettext } from "../gettext.js";
import { byId, element, setField, setText } from "./elements.js";
import { scrollTogether } from "./scroll.js";

export class PageView {
  // `dispatch({type, id})` is told to which word a click leads.
  constructor(stage, dispatch) {
    Object.assign(this, { stage, dispatch, sheet: null, texts: {}, spans: new Map(), at: null });
    this.picture = stage.querySelector(".sheet");
    this.inner = stage.querySelector(".sheet-inner");
    this.text = stage.querySelector(".page-text");
    this.field = byId("page-field");
    this.image = element("img", { alt: "" });
    [this.now, this.over] = ["now", "over"].map((className) => element("mark", { className }));
    this.inner.append(this.image, this.now, this.over);
    this.answers = new Answers(stage.querySelector(".answers"));
    this.scroll = scrollTogether(this.picture, this.text, () => this.sheet);
    this.#pointer();
  }

  render(state, card, keymap) {
    const { sheet } = state;
    this.stage.classList.toggle("waiting", !sheet);
    if (sheet && sheet !== this.sheet) this.#sheet(state);
    if (sheet && state.texts !== this.texts) this.#texts(state);
    if (sheet && this.at !== (card?.id ?? null)) this.#move(state, card);
    this.answers.render(state, card, keymap);
    setField(this.field, fieldText(state), !card);
  }

  look(card) {
    if (card) this.scroll.show(card.box, this.field);
  }

  #sheet(state) {
    const { sheet } = state;
    this.stage.append(this.field); // out of the text that is about to be replaced
    if (this.sheet?.page.id !== sheet.page.id) {
      this.image.src = sheet.picture;
      this.image.width = sheet.width;
      this.image.height = sheet.height;
      setText(byId("page-title"), gettext("%(title)s, page %(number)s", { title: sheet.document.title, number: sheet.page.number }));
      this.picture.scrollTo(0, 0);
    }
    this.spans.clear();
    this.text.replaceChildren(...sheet.lineOrder.map((id) => this.#line(state, sheet.lines[id])));
    this.sheet = sheet;
    this.texts = state.texts;
    this.at = null;
  }

  #line(state, line) {
    const row = element("li", { className: "line" });
    for (const word of line.words) {
      const card = state.sheet.cards[word.id];
      const span = element("span");
      if (card) {
        span.dataset.word = card.id;
        this.spans.set(card.id, span);
        write(span, state, card);
      } else if (word.id === null) Object.assign(span, { className: "word person", textContent: word.text });
      row.append(span, " ");
    }
    return row;
  }

  #texts(state) {
    const changed = new Set([...Object.keys(state.texts), ...Object.keys(this.texts)]);
    for (const id of changed) {
      const [card, span] = [state.sheet.cards[id], this.spans.get(Number(id))];
      if (span && state.texts[id] !== this.texts[id]) write(span, state, card);
    }
    this.texts = state.texts;
  }

  #move(state, card) {
    this.spans.get(this.at)?.classList.remove("asked-now");
    this.at = card?.id ?? null;
    const span = this.spans.get(this.at);
    this.now.hidden = !span;
    if (!span) return;
    span.classList.add("asked-now");
    span.before(this.field);
    place(this.now, card.box, state.sheet);
    this.scroll.show(card.box, this.field);
    const others = card.alternatives.slice(1).map((one, i) => `${i + 2} ${one.text}`).join(", ");
    setText(byId("announce"), `${standing(state, card)}. ${others ? gettext("Or %(others)s.", { others }) : ""}`);
  }

  // Hover and click lead from the text to the picture and back; what lies under the pointer is found by its box.
  #pointer() {
    const inText = (event) => Number(event.target.closest?.("[data-word]")?.dataset.word) || null;
    const inPicture = (event) => {
      if (!this.sheet) return null;
      const frame = this.inner.getBoundingClientRect();
      const [x, y] = [(event.clientX - frame.left) / frame.width * this.sheet.width, (event.clientY - frame.top) / frame.height * this.sheet.height];
      return wordUnder(this.sheet, x, y);
    };
    for (const [pane, find] of [[this.text, inText], [this.inner, inPicture]]) {
      pane.addEventListener("pointermove", (event) => this.#hover(find(event)));
      pane.addEventListener("pointerleave", () => this.#hover(null));
      pane.addEventListener("click", (event) => {
        const id = find(event);
        if (id) this.dispatch({ type: "go to", id });
      });
    }
  }

  #hover(id) {
    if (this.hovered === id) return;
    this.spans.get(this.hovered)?.classList.remove("hovered");
    this.hovered = id;
    this.spans.get(id)?.classList.add("hovered");
    this.over.hidden = !id;
    if (id) place(this.over, this.sheet.cards[id].box, this.sheet);
  }
}

// The smallest box under the point: boxes of slanted lines overlap.
export function wordUnder(sheet, x, y) {
  const area = ([left, top, right, bottom]) => (right - left) * (bottom - top);
  const under = sheet.order.filter((id) => {
    const [left, top, right, bottom] = sheet.cards[id].box;
    return left <= x && x <= right && top <= y && y <= bottom;
  });
  return under.reduce((best, id) => (best && area(sheet.cards[best].box) <= area(sheet.cards[id].box) ? best : id), null);
}

const POINTED_AT = ["asked-now", "hovered"];

function write(span, state, card) {
  const decided = state.texts[card.id];
  const by = decided?.by ?? card.by;
  const kept = POINTED_AT.filter((one) => span.classList.contains(one));
  span.className = ["word", by, ...(card.asked && !decided ? ["asked"] : []), ...kept].join(" ");
  setText(span, standing(state, card) || "–"); // what is no word keeps a place that can be gone to
}

function place(mark, [left, top, right, bottom], { width, height }) {
  const percent = (value) => `${value * 100}%`;
  mark.style.inset = `${percent(top / height)} ${percent(1 - right / width)} ${percent(1 - bottom / height)} ${percent(left / width)}`;
}
