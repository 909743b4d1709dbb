// The line way on the screen: a line's picture as wide as the window, its whole text in one field under it.
import { gettext, ngettext } from "../gettext.js";
import { byId, element, setField, setText, wordsInto } from "./elements.js";
import { doubts, lineDraft, lineText, wordAt } from "./line.js";
import { show } from "./pictures.js";

export class LineView {
  constructor(stage, pictures) {
    Object.assign(this, { stage, pictures, line: null });
    this.field = byId("line-field");
    this.frame = stage.querySelector(".strip");
    this.mark = element("mark");
  }

  render(state, card, looks) {
    const line = card && state.lines[card.line];
    this.stage.classList.toggle("waiting", !line);
    this.stage.dataset.line = line?.id ?? "";
    for (const name of ["above", "below"]) {
      const slot = this.stage.querySelector(`[data-slot=${name}]`);
      const shown = card && state.lines[card[name]];
      show(slot.querySelector(".film"), shown, shown && this.pictures.of(shown), 0);
      wordsInto(slot.querySelector(".text"), shown?.words ?? [], state.texts);
    }
    const image = line && this.pictures.of(line);
    if (this.frame.firstElementChild !== (image ?? null)) this.frame.replaceChildren(...(image ? [image, this.mark] : []));
    this.frame.style.setProperty("--ratio", line ? line.width / line.height : 1);
    const count = doubts(state).length;
    setText(byId("line-doubts"), !line ? "" : count ? ngettext("%(count)s word in doubt", "%(count)s words in doubt", count) : gettext("No word in doubt"));
    if (line && line !== this.line) setText(byId("announce"), gettext("Line: %(text)s. %(doubts)s.", { text: lineText(state, line), doubts: byId("line-doubts").textContent }));
    this.line = line ?? null;
    setField(this.field, lineDraft(state), !line);
    this.follow(state, looks);
  }

  // The word in which the caret stands is marked in the picture; enlarged, the picture goes along.
  follow(state, { zoom }) {
    const word = wordAt(state, this.field.selectionStart);
    this.mark.hidden = !word || word.start === word.end;
    if (!word) return;
    const { style } = this.frame;
    style.setProperty("--start", word.start);
    style.setProperty("--share", word.end - word.start);
    style.setProperty("--shift", ((word.start + word.end) / 2) * (1 - 1 / zoom));
  }
}
