// What the reader saw of a word, frame by frame (recognition/engine/sight.py), and how likely that makes a text: the forward
// pass of connectionist temporal classification (Graves et al. 2006), letter by letter, so that texts share their beginnings.

const STEPS = 16;
// Of a letter that was not seen in a frame: readers are surer than they should be.
const UNSEEN = Math.exp(-8);

export class Sight {
  // `kept`: the bytes in base64, as cards have them.
  constructor(kept) {
    const bytes = Uint8Array.from(atob(kept), (char) => char.charCodeAt(0));
    const end = bytes.indexOf(0);
    const letters = ["", ...new TextDecoder().decode(bytes.subarray(0, end))];
    const frames = [];
    for (let at = end + 1; at < bytes.length; at += 1 + 2 * bytes[at]) frames.push(bytes.subarray(at + 1, at + 1 + 2 * bytes[at]));
    this.length = frames.length;
    this.seen = new Map(letters.map((letter) => [letter, new Float64Array(frames.length).fill(UNSEEN)])); // "" is the blank
    frames.forEach((frame, t) => {
      for (let i = 0; i < frame.length; i += 2) this.seen.get(letters[frame[i]])[t] = Math.max(UNSEEN, Math.exp(-frame[i + 1] / STEPS));
    });
    this.unseen = new Float64Array(frames.length).fill(UNSEEN);
  }

  // Before any letter. Of a text: P(it was written by frame t, and t ends in silence, or in its last letter).
  start() {
    const silent = new Float64Array(this.length + 1).fill(1);
    const blank = this.seen.get("");
    for (let t = 0; t < this.length; t++) silent[t + 1] = silent[t] * blank[t];
    return { silent, inked: new Float64Array(this.length + 1), last: "" };
  }

  // P(the text begins so), with one letter more.
  massOf({ silent, inked, last }, letter) {
    const shown = this.seen.get(letter) ?? this.unseen;
    const touches = letter === last ? 0 : 1; // two of a kind need silence between them
    let mass = 0;
    for (let t = 0; t < this.length; t++) mass += shown[t] * (silent[t] + touches * inked[t]);
    return mass;
  }

  on({ silent: before, inked: touching, last }, letter) {
    const [shown, blank] = [this.seen.get(letter) ?? this.unseen, this.seen.get("")];
    const touches = letter === last ? 0 : 1;
    const [silent, inked] = [new Float64Array(this.length + 1), new Float64Array(this.length + 1)];
    for (let t = 0; t < this.length; t++) {
      inked[t + 1] = shown[t] * (before[t] + touches * touching[t] + inked[t]);
      silent[t + 1] = blank[t] * (silent[t] + inked[t]);
    }
    return { silent, inked, last: letter };
  }

  after(text, state = this.start()) {
    return [...text].reduce((now, letter) => this.on(now, letter), state);
  }

  // The natural log of P(text | frames), of the text that led to this state.
  whole({ silent, inked }) {
    return Math.log(silent[this.length] + inked[this.length]);
  }
}
