// One key press → the button that declares it in aria-keyshortcuts. Buttons are the only source of what keys do.

const MODIFIERS = new Set(["Control", "Shift", "Alt", "Meta", "AltGraph", "CapsLock", "Dead", "Process", "Unidentified"]);

// The name of a key press as aria-keyshortcuts writes it; empty where it is only typing or not yet a key.
export function chordOf(event) {
  if (event.isComposing || event.keyCode === 229 || MODIFIERS.has(event.key)) return "";
  if (event.getModifierState?.("AltGraph")) return "";
  const digit = /^(Digit|Numpad)(\d)$/.exec(event.code)?.[2];
  const modified = event.ctrlKey || event.altKey || event.metaKey;
  if (event.key.length === 1 && !modified) return event.key; // Shift is part of the character; on some keyboards of a digit
  const key = modified && digit ? digit : event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const held = [["Control", event.ctrlKey], ["Alt", event.altKey], ["Shift", event.shiftKey], ["Meta", event.metaKey]];
  return [...held.filter(([, down]) => down).map(([name]) => name), key].join("+");
}

// `root`: where the buttons are. `fieldNow()`: where typing goes, wherever the focus was. `onEdit(caret)`: a key that moves or
// deletes text was pressed in a field whose text is still wholly marked.
export function listen(root, fieldNow, { isUntouched, onEdit }) {
  root.ownerDocument.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || root.ownerDocument.querySelector("dialog[open]")) return;
    const chord = chordOf(event);
    const field = fieldNow();
    const elsewhere = event.target !== field;
    if (!chord || (elsewhere && isItsOwn(event.target, chord))) return;
    const button = buttonFor(root, chord);
    if (button) {
      event.preventDefault();
      if (!event.repeat) button.click(); // a key that is held down decides about one word
      return;
    }
    const types = event.key.length === 1 && !event.ctrlKey && !event.metaKey;
    if (elsewhere && types) field.focus();
    if (!isUntouched()) return;
    if (chord === " ") event.preventDefault(); // no word begins with a blank
    else if (caretFor(chord) && !elsewhere) {
      if (chord in MARKS && field.value.endsWith(chord)) event.preventDefault(); // it is there already
      onEdit(caretFor(chord));
    }
  });
}

// Marks go behind what was read: no word begins with them.
const MARKS = Object.fromEntries([...",.;:!?)"].map((mark) => [mark, "end"]));
const EDITING = { ...MARKS, ArrowLeft: "end", ArrowRight: "end", Backspace: "end", End: "end", Home: "start", Delete: "start" };

// Where the cursor goes when this key is pressed in a text that is wholly marked; nowhere where it begins a new one.
export const caretFor = (chord) => EDITING[chord];

const isItsOwn = (target, chord) =>
  (chord === "Enter" || chord === " ") && target.closest?.("button, a[href], summary, input, select, textarea");

function buttonFor(root, chord) {
  const key = chord === " " ? "Space" : chord.length === 1 ? chord.toLowerCase() : chord;
  const declared = [...root.querySelectorAll(":is(button, [role=option])[aria-keyshortcuts]")];
  return declared.find((one) => !one.disabled && !one.closest("[hidden]") && one.getAttribute("aria-keyshortcuts").split(" ").includes(key));
}
