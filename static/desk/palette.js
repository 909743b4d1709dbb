// The palette of special characters: written by a click, or by the compose key and then the character's own key.
import { element } from "./elements.js";
import { chordOf } from "./keys.js";

export class Palette {
  // `field()` gives the field that is written into.
  constructor(root, keys, field) {
    Object.assign(this, { root, keys, field });
    root.hidden = !keys.length;
    root.querySelector("ol").replaceChildren(...keys.map(button));
    root.ownerDocument.addEventListener("keydown", (event) => this.#press(event), { capture: true });
    root.addEventListener("click", (event) => {
      const chosen = event.target.closest("[data-character]");
      if (chosen) this.#write(chosen.dataset.character);
    });
  }

  // The next key names a character.
  compose() {
    if (this.keys.length) this.root.classList.toggle("composing");
  }

  #press(event) {
    if (!this.root.classList.contains("composing")) return;
    const chord = chordOf(event);
    if (!chord) return; // a modifier, or an input method at work
    const known = this.keys.find(({ key }) => key === chord) ?? this.keys.find(({ key }) => key === chord.toLowerCase());
    this.root.classList.remove("composing");
    if (!known && chord !== "Escape") return; // another key means what it always means
    event.preventDefault();
    event.stopPropagation();
    if (known) this.#write(known.text);
  }

  #write(text) {
    const field = this.field();
    field.focus({ preventScroll: true });
    if (field.readOnly) return;
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function button({ text, key }) {
  const one = element("button", { type: "button", className: "character", tabIndex: -1 });
  one.dataset.character = text;
  one.append(element("span", { textContent: text }), element("kbd", { textContent: key }));
  one.lastChild.setAttribute("aria-hidden", "true");
  const item = element("li");
  item.append(one);
  return item;
}
