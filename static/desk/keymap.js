// Which key does what. A shortcut never types, and never is one of a browser, a Mac's Option characters or a screen reader.

// What each command has from the start. Keys that move or delete text in a field, Tab, and the keys of browsers
// (F1 help stands apart: browsers let a page answer it; F3, F5 to F7, F10 to F12) are left alone, and so are Insert
// and Caps Lock, by which screen readers are spoken to.
export const DEFAULTS = {
  keep: "Enter",
  "next alternative": "ArrowDown",
  edit: "F2",
  reset: "Escape",
  illegible: "F8",
  "not a word": "F9",
  skip: "PageDown",
  undo: "PageUp",
  theirs: "Shift+Enter",
  mine: "Alt+Enter",
  help: "F1",
};

// Chosen with this in front where digits type: Control alone changes tabs on Windows and Linux, Alt alone on Linux,
// Option types characters on a Mac, Control and Option are VoiceOver's, and Control and Alt make AltGr on Windows.
export const CHOOSER = "Control+Shift";

export const CHANGEABLE = ["next alternative", "edit", "illegible", "not a word", "skip", "undo"];

const ALLOWED =
  /^((Shift\+)?(F2|F4|F8|F9|PageUp|PageDown)|(Shift|Alt)\+Enter|ArrowUp|ArrowDown|Alt\+Arrow(Up|Down)|Control\+Shift\+[6-9])$/;

// Empty where the key may be taken for the command, otherwise the sentence that says why not.
export function objection(chord, command, keymap) {
  if (!ALLOWED.test(chord)) return "This key types, or belongs to the browser or to a screen reader. Try another one.";
  const owner = Object.keys(keymap).find((other) => other !== command && keymap[other] === chord);
  return owner ? `This key is taken: ${owner}.` : "";
}

export function loadKeymap(storage) {
  const own = JSON.parse(storage.getItem("hwocr:keys") ?? "{}");
  const keymap = { ...DEFAULTS };
  for (const command of CHANGEABLE) {
    if (own[command] && !objection(own[command], command, keymap)) keymap[command] = own[command];
  }
  return keymap;
}

export function saveKeymap(storage, keymap) {
  const own = CHANGEABLE.filter((command) => keymap[command] !== DEFAULTS[command]);
  storage.setItem("hwocr:keys", JSON.stringify(Object.fromEntries(own.map((command) => [command, keymap[command]]))));
}

const NAMES = { PageDown: "Page Down", PageUp: "Page Up", ArrowDown: "↓", ArrowUp: "↑", Escape: "Esc", Control: "Ctrl" };
const MAC_NAMES = { ...NAMES, PageDown: "fn ↓", PageUp: "fn ↑", Control: "⌃", Shift: "⇧", Alt: "⌥", Enter: "↩" };

export function labelOf(chord, isMac = false) {
  const names = isMac ? MAC_NAMES : NAMES;
  return chord.split("+").map((key) => names[key] ?? key).join(isMac ? "" : " ");
}
