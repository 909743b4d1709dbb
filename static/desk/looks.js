// How the pictures are shown: their size and contrast, kept in this browser.

const SIZES = [0.8, 1, 1.25, 1.6, 2, 2.5];
const CONTRASTS = ["plain", "strong", "inverted"];
const KEY = "hwocr:looks";

export class Looks {
  constructor(storage, root) {
    Object.assign(this, { storage, root, size: 1, contrast: 0, ...JSON.parse(storage.getItem(KEY) ?? "{}") });
    this.#show();
  }

  get zoom() {
    return SIZES[this.size];
  }

  larger = () => this.#change({ size: Math.min(SIZES.length - 1, this.size + 1) });
  smaller = () => this.#change({ size: Math.max(0, this.size - 1) });
  next = () => this.#change({ contrast: (this.contrast + 1) % CONTRASTS.length });

  #change(changed) {
    Object.assign(this, changed);
    const { size, contrast } = this;
    if (size === 1 && !contrast) this.storage.removeItem(KEY);
    else this.storage.setItem(KEY, JSON.stringify({ size, contrast }));
    this.#show();
  }

  #show() {
    this.root.style.setProperty("--zoom", this.zoom);
    this.root.dataset.contrast = CONTRASTS[this.contrast];
  }
}
