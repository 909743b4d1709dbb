// The help sheet, built from the buttons that are there; keys can be changed in it.
import { gettext } from "../gettext.js";
import { CHANGEABLE, CHOOSER, DEFAULTS, labelOf, objection } from "./keymap.js";
import { chordOf } from "./keys.js";

export class Help {
  // `read()` and `write(keymap)`: the keymap in use. `isMac` chooses how keys are written.
  constructor(dialog, root, { read, write, isMac }) {
    Object.assign(this, { dialog, root, read, write, isMac, waiting: null });
    this.rows = dialog.querySelector("tbody");
    this.note = dialog.querySelector("#help-note");
    dialog.addEventListener("keydown", (event) => this.#press(event));
    dialog.addEventListener("close", () => (this.waiting = null));
    this.rows.addEventListener("click", (event) => this.#ask(event.target.closest("button")?.dataset.change));
  }

  open() {
    this.#build();
    this.note.textContent = "";
    this.dialog.showModal();
  }

  #build() {
    const rows = new Map();
    const groups = ["#commands", "#tools", "#conflict", "header"].map((where) => [...this.root.querySelectorAll(`${where} [data-command]`)]);
    for (const button of groups.flat().filter((one) => !one.hidden && one.hasAttribute("aria-keyshortcuts"))) {
      const { command, name } = button.dataset;
      const chords = button.getAttribute("aria-keyshortcuts").split(" ");
      const key = chords.map((chord) => labelOf(chord, this.isMac)).join(` ${gettext("or")} `);
      rows.set(command, row(name ?? button.querySelector(".verb").textContent, key, CHANGEABLE.includes(command) && command));
    }
    const chooser = gettext("1–5, or %(chord)s 1–5 where digits type", { chord: labelOf(CHOOSER, this.isMac) });
    if (this.root.getElementById("line-stage").hidden) rows.set("choose", row(gettext("Choose an alternative"), chooser));
    this.rows.replaceChildren(...rows.values());
  }

  #ask(command) {
    if (!command) return;
    this.waiting = command;
    this.note.textContent = gettext("Press the new key for “%(name)s”, or Esc to leave it.", { name: this.#name(command) });
  }

  #press(event) {
    const chord = chordOf(event);
    if (!this.waiting || !chord || chord === "Tab") return;
    event.preventDefault();
    const command = this.waiting;
    if (chord === "Escape") return this.#done(gettext("Nothing changed."));
    const refused = chord === DEFAULTS[command] ? "" : objection(chord, command, this.read());
    if (refused) return void (this.note.textContent = refused);
    this.write({ ...this.read(), [command]: chord });
    this.#build();
    this.#done(gettext("%(key)s now means “%(name)s”.", { key: labelOf(chord, this.isMac), name: this.#name(command) }));
    this.rows.querySelector(`[data-change="${command}"]`)?.focus();
  }

  #name(command) {
    return this.rows.querySelector(`[data-change="${command}"]`).closest("tr").firstChild.textContent;
  }

  #done(sentence) {
    this.waiting = null;
    this.note.textContent = sentence;
  }
}

function row(name, key, change) {
  const cells = [document.createElement("th"), document.createElement("td"), document.createElement("td")];
  cells[0].scope = "row";
  cells[0].textContent = name;
  cells[1].append(Object.assign(document.createElement("kbd"), { textContent: key }));
  if (change) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "quiet small", textContent: gettext("Change") });
    button.dataset.change = change;
    button.setAttribute("aria-label", gettext("Change the key for %(name)s", { name }));
    cells[2].append(button);
  }
  const line = document.createElement("tr");
  line.append(...cells);
  return line;
}
