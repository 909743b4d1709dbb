// The state, on the screen. Only writes; nothing is ever read back from the page.
import { draftOf, fieldText, front } from "./asked.js";
import { gettext } from "../gettext.js";
import { byId, setText } from "./elements.js";
import { movesIn } from "./keymap.js";
import { show } from "./pictures.js";
import { GroupView, renderOffer } from "./view_group.js";
import { LineView } from "./view_line.js";
import { PageView } from "./view_page.js";
import { WordsView } from "./view_words.js";
import { conflictText, finishText, leftTexts, syncText } from "./words.js";

const WAYS = ["words", "group", "line", "page"];

export class View {
  constructor(root, pictures, looks, dispatch) {
    Object.assign(this, { root, pictures, looks });
    const [words, group, line, page] = ["stage", "group-stage", "line-stage", "page-stage"].map(byId);
    this.stages = { words, group, line, page };
    this.views = {
      words: new WordsView(words, pictures, root.dataset.direction === "rtl"),
      group: new GroupView(group, pictures),
      line: new LineView(line, pictures),
      page: new PageView(page, dispatch),
    };
  }

  // Of this moment; each way has one.
  field(state) {
    return byId({ words: "field", group: "group", line: "line-field", page: "page-field" }[state.way]);
  }

  render(state, keymap) {
    const card = front(state);
    const finished = state.phase === "finished" && !card && !["page", "group"].includes(state.way);
    this.#bar(state, card);
    this.#shelf(state);
    renderOffer(state);
    for (const way of WAYS) this.stages[way].hidden = finished || way !== state.way;
    byId("commands").hidden = finished;
    byId("finish").hidden = !finished;
    if (finished) this.#finish(state);
    this.#buttons(state, card, keymap);
    if (!finished) this.views[state.way].render(state, card, state.way === "line" ? this.looks : keymap);
  }

  // The caret has moved in the field of the line way.
  follow(state) {
    if (state.way === "line") this.views.line.follow(state, this.looks);
  }

  // The pictures have another size.
  look(state) {
    if (state.way === "page") this.views.page.look(front(state));
  }

  #bar(state, card) {
    const where = byId("where");
    where.hidden = !card;
    if (card) {
      setText(where, gettext("%(title)s, page %(number)s", { title: card.document.title, number: card.page.number }));
      where.href = this.root.dataset.page.replace("/0/", `/${card.page.id}/`);
    }
    const { inDocument, inProject } = leftTexts(state, card);
    setText(byId("left").querySelector(".document"), inDocument);
    setText(byId("left").querySelector(".project"), inProject);
    const { flagged, project } = state.left;
    byId("progress").value = flagged ? Math.max(0, flagged - project) / flagged : 0;
    const sync = byId("sync");
    sync.dataset.sync = state.sync;
    setText(sync, syncText(state));
    // While it is tried again the link stays where it is: somebody may be about to press it.
    if (state.sync !== "saving") byId("log-in").hidden = state.sync !== "signed out";
  }

  #shelf(state) {
    const conflict = state.conflicts[0];
    byId("notice").hidden = !state.notice || Boolean(conflict);
    setText(byId("notice"), state.notice);
    byId("conflict").hidden = !conflict;
    if (!conflict) return;
    setText(byId("conflict-text"), conflictText(conflict, state.conflicts.length));
    const { card } = conflict.entry;
    const line = card && state.lines[card.line];
    show(byId("conflict").querySelector(".film"), line, line && this.pictures.of(line)?.cloneNode(), card?.start ?? 0, card);
  }

  #finish(state) {
    const { title, text, again } = finishText(state);
    setText(byId("finish-title"), title);
    setText(byId("finish-text"), text);
    setText(byId("again").querySelector(".verb"), again);
  }

  #buttons(state, card, { chords, labels, labelOf }) {
    const own = state.way === "line" || Boolean(draftOf(state)?.own);
    const moves = movesIn(state.way, this.root.dataset.direction === "rtl");
    for (const button of document.querySelectorAll("[data-command]")) {
      const { command, ways } = button.dataset;
      if (ways) button.hidden = !ways.split(" ").includes(state.way);
      if (button.hidden || command === "choose") continue;
      if (moves[command]?.startsWith("Arrow") && state.way === "page") button.disabled = own;
      const spare = { undo: own ? "" : " Control+Z Meta+Z", help: own ? "" : " ?" }[command] ?? "";
      const chord = moves[command] ?? chords[command];
      if (chord) declare(button, chord + spare, labels[command] ?? labelOf(chord));
      const verb = button.dataset[state.way];
      if (verb) setText(button.querySelector(".verb"), verb);
      if (button.hasAttribute("aria-pressed")) button.setAttribute("aria-pressed", String(command === `${state.way} way`));
    }
    const kept = card && state.way !== "line" && fieldText(state) !== card.reading.text;
    setText(byId("commands").querySelector("[data-command=keep] .verb"), state.way === "group" ? this.views.group.verb(state) : state.way === "line" ? gettext("Confirm the line") : kept ? gettext("Save") : gettext("Keep"));
    const conflict = state.conflicts[0];
    byId("conflict").querySelector("[data-command=mine]").hidden = Boolean(conflict && !conflict.open);
    setText(byId("conflict").querySelector("[data-command=theirs] .verb"), conflict?.open ? gettext("Leave theirs") : gettext("All right"));
  }
}

function declare(button, shortcuts, label) {
  if (button.getAttribute("aria-keyshortcuts") !== shortcuts) button.setAttribute("aria-keyshortcuts", shortcuts);
  const key = button.querySelector("kbd") ?? button.appendChild(document.createElement("kbd"));
  setText(key, label);
}
