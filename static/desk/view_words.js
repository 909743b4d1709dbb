// The sprint on the screen: one word marked in its line, always at the same spot, and its field under it.
import { Answers } from "./answers.js";
import { alternativesOf, fieldText } from "./asked.js";
import { gettext, ngettext } from "../gettext.js";
import { byId, setField, setText, wordsInto } from "./elements.js";
import { beside, show } from "./pictures.js";
import { othersText } from "./words.js";

export class WordsView {
  constructor(stage, pictures, isRightToLeft) {
    this.pictures = pictures;
    this.isRightToLeft = isRightToLeft;
    this.stage = stage;
    this.slots = Object.fromEntries([...stage.querySelectorAll("[data-slot]")].map((slot) => [slot.dataset.slot, slot]));
    this.answers = new Answers(stage.querySelector(".answers"));
    this.card = null;
  }

  // The field comes last: a focused one lays the page out as soon as its text changes.
  render(state, card, keymap) {
    this.stage.classList.toggle("waiting", !card);
    this.stage.dataset.word = card?.id ?? "";
    const line = card && state.lines[card.line];
    for (const [name, slot] of Object.entries(this.slots)) {
      const shown = card && state.lines[card[name]];
      const anchored = !shown ? 0 : name === "line" ? card.start : beside(card, line, shown);
      show(slot.querySelector(".film"), shown, shown && this.pictures.of(shown), anchored, name === "line" ? card : null);
      if (name !== "line") wordsInto(slot.querySelector(".text"), shown?.words ?? [], state.texts);
    }
    this.#around(state, line?.words ?? [], card);
    this.answers.render(state, card, keymap);
    byId("offer").hidden = !line?.offered;
    if (line?.offered) setText(byId("offer-text"), doubtful(line));
    if (card && card !== this.card) announce({ ...card, alternatives: alternativesOf(state, card) }, line, state.texts);
    this.card = card ?? null;
    setField(byId("field"), fieldText(state), !card);
  }

  #around(state, words, card) {
    const at = words.findIndex((word) => word.id === card?.id);
    const sides = [words.slice(0, Math.max(at, 0)), words.slice(at + 1)];
    const [left, right] = this.isRightToLeft ? sides.toReversed() : sides;
    wordsInto(this.stage.querySelector(".before span"), left, state.texts);
    wordsInto(this.stage.querySelector(".after span"), right, state.texts);
  }
}

function doubtful({ words }) {
  const all = words.length;
  const asked = words.filter((word) => word.asked).length;
  return ngettext("%(count)s of the %(all)s words of this line is in doubt.", "%(count)s of the %(all)s words of this line are in doubt.", asked, { all });
}

function announce(card, line, texts) {
  const words = (line?.words ?? []).map((word) => texts[word.id]?.text ?? word.text).join(" ");
  const others = othersText(card);
  if (card.look === "final") return setText(byId("announce"), gettext("%(others)s Line: %(line)s", { others, line: words }));
  setText(byId("announce"), gettext("%(reading)s. %(others)s Line: %(line)s", { reading: card.reading.text, others, line: words }));
}
