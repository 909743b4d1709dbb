// On the screen: in which part one looks at the word, the notes that belong to it, and the dialog that takes a new one.
import { front } from "./asked.js";
import { byId, element, setText } from "./elements.js";
import { notesHere } from "./notes.js";

export class Notes {
  // `dispatch(event)` is told what was written.
  constructor(document, dispatch) {
    Object.assign(this, { dispatch, dialog: document.getElementById("note"), isQuestion: false, key: "" });
    this.field = byId("note-text");
    // Not when it has closed: that is told later, and the tab may be gone or another word in front by then.
    this.dialog.querySelector("form").addEventListener("submit", ({ submitter }) => submitter?.value === "send" && this.#send());
  }

  render(state) {
    const card = front(state);
    const look = byId("look");
    const here = notesHere(state, card).filter((note) => note.id !== card.question?.id);
    const part = card?.look ? look.dataset[card.look] ?? "" : "";
    const key = [card?.id, part, ...here.map((note) => note.id)].join(" ");
    if (key === this.key) return;
    this.key = key;
    look.hidden = !part && !here.length;
    const told = part ? [element("p", { textContent: part })] : [];
    if (card?.question) told[0].append(" ", noteText(card.question));
    if (card?.written?.length) told[0].append(` ${card.written.map((one) => `“${one.text || one.action}”`).join(", ")}`);
    look.replaceChildren(...told, ...here.slice(-2).map((note) => line("p", note)));
  }

  open(state, isQuestion) {
    const card = front(state);
    if (!card) return;
    this.isQuestion = isQuestion;
    const which = isQuestion ? "ask" : "note";
    for (const id of ["note-title", "note-send"]) setText(byId(id), byId(id).dataset[which]);
    byId("note-about").hidden = isQuestion;
    byId("note-ask-help").hidden = !isQuestion;
    byId("note-here").replaceChildren(...notesHere(state, card).map((note) => line("li", note)));
    this.field.value = "";
    this.dialog.showModal();
    this.field.focus();
  }

  #send() {
    const text = this.field.value.trim();
    if (!text) return;
    this.dialog.close();
    const about = this.dialog.querySelector("input[name=about]:checked").value;
    this.dispatch(this.isQuestion ? { type: "escalate", text } : { type: "note left", about, text });
  }
}

function line(name, note) {
  const row = element(name);
  row.append(noteText(note), ...note.answers.flatMap((answer) => [" — ", noteText(answer)]));
  return row;
}

function noteText(note) {
  const text = element("span", { className: "note-text" });
  text.append(`“${note.text}” `, element("span", { className: "muted", textContent: note.author }));
  return text;
}
