// Short quiet cues for what one need not look at: saved, undone, refused. Off until the person wants them.

// Hertz of the tones that follow each other.
const CUES = { saved: [880], undone: [660, 440], refused: [220, 220] };
const SECONDS = 0.06;
const LOUDNESS = 0.05; // of 1

// The cue for an event that meets this state; none for most.
export function cueOf(state, { type, token }) {
  if (type === "refused") return "refused";
  if (type !== "sent") return null;
  return state.outbox.find((entry) => entry.token === token)?.type === "undo" ? "undone" : "saved";
}

export class Sounds {
  // `isOn()`: whether the person wants them.
  constructor(isOn) {
    Object.assign(this, { isOn, audio: null });
  }

  play(cue) {
    if (!cue || !this.isOn()) return;
    this.audio ??= new AudioContext();
    CUES[cue].forEach((hertz, i) => this.#tone(hertz, this.audio.currentTime + i * 1.5 * SECONDS));
  }

  // It fades out, so that it does not click.
  #tone(hertz, start) {
    const tone = new OscillatorNode(this.audio, { frequency: hertz });
    const volume = new GainNode(this.audio, { gain: LOUDNESS });
    volume.gain.setValueAtTime(LOUDNESS, start);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + SECONDS);
    tone.connect(volume).connect(this.audio.destination);
    tone.start(start);
    tone.stop(start + SECONDS);
  }
}
