// The first-time guide: five steps on real words, each of which ends when the person has pressed its key.
import { draftOf, front } from "./asked.js";
import { byId, setText } from "./elements.js";
import { gettext } from "../gettext.js";

// Which event ends a step. A word without another reading has nothing to choose.
const ENDS = [
  (event) => event.type === "keep",
  (event, state) => event.type === "choose" || (event.type === "keep" && front(state).alternatives.length < 2),
  (event, state) => event.type === "keep" && Boolean(draftOf(state)?.own),
  (event) => event.type === "skip",
  (event) => event.type === "undo",
];
const OVER = ENDS.length;

// The step after an event that meets this state. Past the last one comes a farewell, which ends with the next decision.
export function advance(step, event, state) {
  if (step > OVER || state.way !== "words" || !front(state)) return step;
  if (step === OVER) return ["keep", "choose", "skip"].includes(event.type) ? OVER + 1 : step;
  return ENDS[step](event, state) ? step + 1 : step;
}

export function sentence(step, labels, digits) {
  const { keep, skip, undo } = labels;
  return [
    () => gettext("The marked word was read as the text in the field. If it is right, press %(keep)s.", { keep }),
    () => gettext("Other readings have digits. Press the digit of the right one; 1 is the text in the field."),
    () => gettext("If no reading is right, type the word: it replaces what was read. Then press %(keep)s.", { keep }),
    () => gettext("Not now? %(skip)s skips the word. It comes back at the end.", { skip }),
    () => gettext("%(undo)s takes the last step back, as often as you like. Try it.", { undo }),
    () => gettext("That is all you need. ? shows all keys, and this guide again."),
  ][step]() + (step === 1 && !digits ? ` ${gettext("Here digits type: hold %(choose)s with it.", { choose: labels.choose })}` : "");
}

export class Guide {
  // `onEnd()`: it was gone through, or left.
  constructor(root, isWanted, onEnd) {
    Object.assign(this, { root, onEnd, step: isWanted ? 0 : OVER + 1 });
  }

  get isOn() {
    return this.step <= OVER;
  }

  start() {
    this.step = 0;
  }

  leave() {
    this.step = OVER + 1;
    this.onEnd();
  }

  follow(event, state) {
    const step = advance(this.step, event, state);
    if (this.isOn && step > OVER) return this.leave();
    this.step = step;
  }

  render(state, labels, digits) {
    this.root.hidden = !this.isOn || state.way !== "words" || !front(state);
    if (this.root.hidden) return;
    setText(byId("guide-step"), this.step < OVER ? gettext("%(step)s of %(steps)s", { step: this.step + 1, steps: OVER }) : "");
    setText(byId("guide-text"), sentence(this.step, labels, digits));
  }
}
