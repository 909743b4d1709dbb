// One key press → the button that declares it in aria-keyshortcuts.
//
// What a person does, in keystrokes (written down before the editor was made):
//   a line was missed         ↓ to the line above it, N, ↓ ↓ until it sits, Enter                          5
//   a line is askew           Enter, . to its other end, ↓ ↓, Esc                                           5
//   two columns read as one   S, ← ← to the gap, Enter                                                      4
//   one line read as two      J                                                                             1
//   a stain was read          Del                                                                           1
//   a note is read too late   Alt ↑ until it stands where it belongs                                        n
//   a column holds dates      R, Shift ↓ and arrows to its edges, Enter, P, “date fra”, Esc                12
//   too low for its letters   H                                                                             1
//   that was wrong            Ctrl Z                                                                        1
//   done                      Ctrl S                                                                        1
//
// Letters count only while the picture has the focus, so that they never get in the way of typing or of a screen reader.
import { chordOf } from "../desk/keys.js";

const TYPED = "input, select, textarea";
const NATIVE = "button, a[href], summary";

export function listen(root, sheet) {
  root.ownerDocument.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || root.ownerDocument.querySelector("dialog[open]")) return;
    const chord = chordOf(event);
    if (chord === "Escape" && event.target.closest?.(TYPED)) return sheet.focus();
    if (!chord || !mayTake(event.target, chord, sheet)) return;
    const button = buttonFor(root.ownerDocument, chord);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
}

// A field keeps all keys but Save, and Escape, which leads back to the picture; elsewhere plain keys belong to the browser.
function mayTake(target, chord, sheet) {
  if (/^(Control|Meta)\+S$/.test(chord) || chord === "F1") return true;
  if (target.closest?.(TYPED)) return false;
  if (target === sheet) return true;
  return chord !== "Enter" && chord !== " " && /\+/.test(chord) && chord !== "+" && !(target.closest?.(NATIVE) && /Arrow/.test(chord));
}

function buttonFor(root, chord) {
  const declared = [...root.querySelectorAll("button[aria-keyshortcuts]")];
  return declared.find((one) => !one.disabled && !one.closest("[hidden]") && one.getAttribute("aria-keyshortcuts").split(" ").includes(chord));
}
