// How the pictures are shown: their size and contrast, kept among the person's settings.

const SIZES = [0.8, 1, 1.25, 1.6, 2, 2.5];
const CONTRASTS = ["plain", "strong", "inverted"];

export class Looks {
  constructor(settings, root) {
    Object.assign(this, { settings, root });
    this.#show();
  }

  get size() {
    return this.settings.values.size;
  }

  get contrast() {
    return this.settings.values.contrast;
  }

  get zoom() {
    return SIZES[this.size];
  }

  larger = () => this.#change({ size: Math.min(SIZES.length - 1, this.size + 1) });
  smaller = () => this.#change({ size: Math.max(0, this.size - 1) });
  next = () => this.#change({ contrast: (this.contrast + 1) % CONTRASTS.length });

  #change(changed) {
    this.settings.set(changed);
    this.#show();
  }

  #show() {
    this.root.style.setProperty("--zoom", this.zoom);
    this.root.dataset.contrast = CONTRASTS[this.contrast];
  }
}
