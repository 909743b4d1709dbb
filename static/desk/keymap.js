// Which key does what. A shortcut never types, and never is one of a browser, a Mac's Option characters or a screen reader.

import { gettext } from "../gettext.js";

// What each command has from the start. Keys that move or delete text in a field, Tab, and the keys of browsers
// (F1 help stands apart: browsers let a page answer it; F3, F5 to F7, F10 to F12) are left alone, and so are Insert
// and Caps Lock, by which screen readers are spoken to. Arrows count only where no text is being edited.
export const DEFAULTS = {
  keep: "Enter",
  "next alternative": "ArrowDown",
  edit: "F2",
  reset: "Escape",
  illegible: "F8",
  "not a word": "F9",
  skip: "PageDown",
  undo: "PageUp",
  "line way": "F4",
  "page way": "Shift+F4",
  "words way": "Shift+F2",
  characters: "Shift+F9",
  larger: "Alt+ArrowUp",
  smaller: "Alt+ArrowDown",
  contrast: "Shift+F8",
  theirs: "Shift+Enter",
  mine: "Alt+Enter",
  help: "F1",
};

// The same keys mean what is nearest to them in the line and page ways.
export const IN_WAY = {
  line: { "next doubt": "ArrowDown", "previous doubt": "ArrowUp" },
  page: {
    "word before": "ArrowLeft", "word after": "ArrowRight", "line above": "ArrowUp", "line below": "ArrowDown",
    "page before": "Shift+PageUp", "page after": "Shift+PageDown",
  },
};

// Where writing runs to the left, so does the way to the next word.
export function movesIn(way, isRightToLeft) {
  const moves = IN_WAY[way] ?? {};
  return isRightToLeft && way === "page" ? { ...moves, "word before": "ArrowRight", "word after": "ArrowLeft" } : moves;
}

// Chosen with this in front where digits type: Control alone changes tabs on Windows and Linux, Alt alone on Linux,
// Option types characters on a Mac, Control and Option are VoiceOver's, and Control and Alt make AltGr on Windows.
export const CHOOSER = "Control+Shift";

export const CHANGEABLE = [
  "next alternative", "edit", "illegible", "not a word", "skip", "undo", "line way", "page way", "words way", "characters",
  "larger", "smaller", "contrast",
];

const ALLOWED =
  /^((Shift\+)?(F2|F4|F8|F9|PageUp|PageDown)|(Shift|Alt)\+Enter|ArrowUp|ArrowDown|Alt\+Arrow(Up|Down)|Control\+Shift\+[6-9])$/;

// The arrows of the line and page ways only meet there what has no place there.
const FIXED = new Set(Object.values(IN_WAY).flatMap((keys) => Object.values(keys)));
const ARROWS = ["next alternative"];

// Empty where the key may be taken for the command, otherwise the sentence that says why not.
export function objection(chord, command, keymap) {
  if (!ALLOWED.test(chord)) return gettext("This key types, or belongs to the browser or to a screen reader. Try another one.");
  const owner = Object.keys(keymap).find((other) => other !== command && keymap[other] === chord);
  if (owner) return gettext("This key is taken.");
  return FIXED.has(chord) && !ARROWS.includes(command) ? gettext("This key moves about in the line and on the page.") : "";
}

// `own`: command → chord, where it differs from the desk's.
export function keymapOf(own) {
  const keymap = { ...DEFAULTS };
  for (const command of CHANGEABLE) {
    if (own[command] && !objection(own[command], command, keymap)) keymap[command] = own[command];
  }
  return keymap;
}

export function ownKeys(keymap) {
  const own = CHANGEABLE.filter((command) => keymap[command] !== DEFAULTS[command]);
  return Object.fromEntries(own.map((command) => [command, keymap[command]]));
}

const NAMES = {
  PageDown: gettext("Page Down"), PageUp: gettext("Page Up"), Enter: gettext("Enter"), Shift: gettext("Shift"), ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→", Escape: gettext("Esc"), Control: gettext("Ctrl"),
};
const MAC_NAMES = { ...NAMES, PageDown: "fn ↓", PageUp: "fn ↑", Control: "⌃", Shift: "⇧", Alt: "⌥", Enter: "↩" };

export function labelOf(chord, isMac = false) {
  const names = isMac ? MAC_NAMES : NAMES;
  return chord.split("+").map((key) => names[key] ?? key).join(isMac ? "" : " ");
}
