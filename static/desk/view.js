// The state, on the screen. Only writes; nothing is ever read back from the page.
import { beside, show } from "./pictures.js";
import { digitsChoose, draftOf, fieldText, front } from "./state.js";
import { conflictText, finishText, leftTexts, othersText, syncText } from "./words.js";

const $ = (id) => document.getElementById(id);

export class View {
  constructor(root, pictures) {
    this.root = root;
    this.pictures = pictures;
    this.slots = Object.fromEntries([...root.querySelectorAll("[data-slot]")].map((slot) => [slot.dataset.slot, slot]));
    this.card = null;
  }

  render(state, keymap) {
    this.#bar(state);
    this.#shelf(state);
    const finished = state.phase === "finished";
    $("stage").hidden = $("commands").hidden = finished;
    $("finish").hidden = !finished;
    if (finished) this.#finish(state);
    else this.#stage(state, keymap);
    this.#buttons(state, keymap);
    this.#field(state);
    this.card = front(state) ?? null;
  }

  // Last: a focused field lays the page out as soon as its text changes.
  #field(state) {
    const field = $("field");
    const readOnly = !front(state);
    if (field.readOnly !== readOnly) field.readOnly = readOnly;
    if (field.value !== fieldText(state)) field.value = fieldText(state);
  }

  #bar(state) {
    const card = front(state);
    const where = $("where");
    where.hidden = !card;
    if (card) {
      setText(where, `${card.document.title}, page ${card.page.number}`);
      where.href = this.root.dataset.page.replace("/0/", `/${card.page.id}/`);
    }
    const { inDocument, inProject } = leftTexts(state, card);
    setText($("left").querySelector(".document"), inDocument);
    setText($("left").querySelector(".project"), inProject);
    const { flagged, project } = state.left;
    $("progress").value = flagged ? Math.max(0, flagged - project) / flagged : 0;
    const sync = $("sync");
    sync.dataset.sync = state.sync;
    if (sync.textContent === syncText(state)) return;
    sync.replaceChildren(syncText(state));
    if (state.sync === "signed out") sync.append(" ", link(this.root.dataset.login, "Log in"));
  }

  #shelf(state) {
    const conflict = state.conflicts[0];
    $("notice").hidden = !state.notice || Boolean(conflict);
    setText($("notice"), state.notice);
    $("conflict").hidden = !conflict;
    if (!conflict) return;
    setText($("conflict-text"), conflictText(conflict, state.conflicts.length));
    const { card } = conflict.entry;
    const line = card && state.lines[card.line];
    show($("conflict").querySelector(".film"), line, line && this.pictures.of(line)?.cloneNode(), card?.start ?? 0, card);
  }

  #stage(state, keymap) {
    const card = front(state);
    $("stage").classList.toggle("waiting", !card);
    const line = card && state.lines[card.line];
    for (const [name, slot] of Object.entries(this.slots)) {
      const shown = card && state.lines[card[name]];
      const anchored = !shown ? 0 : name === "line" ? card.start : beside(card, line, shown);
      show(slot.querySelector(".film"), shown, shown && this.pictures.of(shown), anchored, name === "line" ? card : null);
      if (name !== "line") lineText(slot.querySelector(".text"), shown?.words ?? [], state.texts);
    }
    const words = line?.words ?? [];
    const at = words.findIndex((word) => word.id === card.id);
    lineText(this.root.querySelector(".before span"), words.slice(0, Math.max(at, 0)), state.texts);
    lineText(this.root.querySelector(".after span"), words.slice(at + 1), state.texts);
    this.#answers(state, card, keymap);
    if (card && card !== this.card) announce(card, line, state.texts);
  }

  #answers(state, card, { labels }) {
    const list = $("alternatives");
    const choose = digitsChoose(state);
    const alternatives = card?.alternatives ?? [];
    if (card !== this.card || list.children.length !== alternatives.length) {
      list.replaceChildren(...alternatives.map(alternative));
    }
    [...list.querySelectorAll("button")].forEach((button, i) => {
      const digit = String(i + 1);
      const chord = `Control+Shift+${digit}`;
      button.setAttribute("aria-keyshortcuts", choose ? `${digit} ${chord}` : chord);
      button.setAttribute("aria-pressed", String(alternatives[i].text === fieldText(state)));
    });
    list.classList.toggle("digits-type", Boolean(card) && !choose);
    $("digits").hidden = !card || choose || !alternatives.length;
    const also = draftOf(state)?.own ? " chooses" : `, or ${labels["next alternative"]}, chooses`;
    setText($("digits"), `Digits type. ${labels.choose} with a digit${also}.`);
  }

  #finish(state) {
    const { title, text, again } = finishText(state);
    setText($("finish-title"), title);
    setText($("finish-text"), text);
    setText($("again").querySelector(".verb"), again);
  }

  #buttons(state, { chords, labels }) {
    const own = Boolean(draftOf(state)?.own);
    for (const button of document.querySelectorAll("[data-command]")) {
      const command = button.dataset.command;
      const spare = command === "undo" && !own ? " Control+Z Meta+Z" : "";
      if (command !== "choose") declare(button, chords[command] + spare, labels[command]);
    }
    const keep = $("commands").querySelector("[data-command=keep] .verb");
    const kept = front(state) && fieldText(state) !== front(state).reading.text;
    setText(keep, kept ? "Save" : "Keep");
    const conflict = state.conflicts[0];
    $("conflict").querySelector("[data-command=mine]").hidden = !conflict?.open;
    setText($("conflict").querySelector("[data-command=theirs] .verb"), conflict?.open ? "Leave theirs" : "All right");
  }
}

function declare(button, shortcuts, label) {
  if (button.getAttribute("aria-keyshortcuts") !== shortcuts) button.setAttribute("aria-keyshortcuts", shortcuts);
  const key = button.querySelector("kbd") ?? button.appendChild(document.createElement("kbd"));
  setText(key, label);
}

function alternative({ text, share, source }, i) {
  const button = element("button", { type: "button", className: "alternative" });
  button.dataset.command = "choose";
  button.dataset.index = i;
  const bar = element("span", { className: "share" });
  bar.style.setProperty("--share", share);
  button.append(element("kbd", { textContent: i + 1 }), element("span", { className: "verb", textContent: text }));
  if (source === "spelling") button.append(" ", element("small", { textContent: source }));
  button.append(bar);
  const item = element("li");
  item.append(button);
  return item;
}

function lineText(target, words, texts) {
  const parts = words.map((word) => ({ ...word, ...texts[word.id] })).filter((word) => word.text);
  const key = parts.map((word) => `${word.by} ${word.text}`).join("\n");
  if (target.dataset.key === key) return;
  target.dataset.key = key;
  target.replaceChildren(...parts.flatMap((word) => [element("span", { className: word.by, textContent: word.text }), " "]));
}

function announce(card, line, texts) {
  const words = line.words.map((word) => texts[word.id]?.text ?? word.text).join(" ");
  setText($("announce"), `${card.reading.text}. ${othersText(card)} Line: ${words}`);
}

const element = (name, properties = {}) => Object.assign(document.createElement(name), properties);
const link = (href, textContent) => element("a", { href, textContent });

function setText(target, text) {
  if (target.textContent !== String(text)) target.textContent = text;
}
