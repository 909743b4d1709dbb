// The alternatives of the word that is asked about, and which key chooses one.
import { choices, digitsChoose, draftOf, fieldText } from "./asked.js";
import { gettext } from "../gettext.js";
import { element, setText } from "./elements.js";

// Where an alternative comes from that is not the reader's own.
const SOURCES = { spelling: gettext("spelling"), picture: gettext("picture") };

export class Answers {
  constructor(root) {
    this.list = root.querySelector("ol");
    this.hint = root.querySelector(".hint");
    this.shown = undefined;
  }

  render(state, card, { labels }) {
    const { list, hint } = this;
    const choose = digitsChoose(state);
    const alternatives = card ? choices(state) : [];
    if (alternatives !== this.shown) list.replaceChildren(...alternatives.map(alternative));
    this.shown = alternatives;
    [...list.querySelectorAll("button")].forEach((button, i) => {
      const digit = String(i + 1);
      const chord = `Control+Shift+${digit}`;
      button.setAttribute("aria-keyshortcuts", choose ? `${digit} ${chord}` : chord);
      button.setAttribute("aria-pressed", String(alternatives[i].text === fieldText(state)));
    });
    list.classList.toggle("digits-type", Boolean(card) && !choose);
    hint.hidden = !card || choose || !alternatives.length;
    const { choose: chord, "next alternative": next } = labels;
    const isAlone = (draftOf(state)?.own && !draftOf(state).offers?.length) || state.way === "page";
    setText(hint, isAlone ? gettext("Digits type. %(chord)s with a digit chooses.", { chord })
      : gettext("Digits type. %(chord)s with a digit, or %(next)s, chooses.", { chord, next }));
  }
}

// What is no text is said as its command is.
const said = (action) => document.querySelector(`#commands [data-command="${action}"] .verb`).textContent.toLowerCase();

function alternative({ text, share, source, action }, i) {
  const button = element("button", { type: "button", className: "alternative" });
  button.dataset.command = "choose";
  button.dataset.index = i;
  const bar = element("span", { className: "share" });
  bar.style.setProperty("--share", share);
  button.append(element("kbd", { textContent: i + 1 }), element("span", { className: "verb", textContent: text || said(action) }));
  if (source !== "reader" && source !== "person") button.append(" ", element("small", { textContent: SOURCES[source] ?? source }));
  button.append(bar);
  const item = element("li");
  item.append(button);
  return item;
}
