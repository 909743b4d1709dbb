// How the page lies in its frame. Panning and zooming move one element that holds picture and drawing together: nothing is
// done a line, however many there are.

const [LEAST, MOST] = [0.02, 8];
const MARGIN = 24;

export class Camera {
  // `frame` shows `inner`, which holds the page at its own size.
  constructor(frame, inner, page) {
    Object.assign(this, { frame, inner, page, x: 0, y: 0, k: 1, asked: 0 });
  }

  whole() {
    const { clientWidth, clientHeight } = this.frame;
    this.k = Math.min((clientWidth - MARGIN) / this.page.width, (clientHeight - MARGIN) / this.page.height);
    this.x = (clientWidth - this.page.width * this.k) / 2;
    this.y = (clientHeight - this.page.height * this.k) / 2;
    this.#move();
  }

  // As wide as the frame, from the top: the size at which one reads.
  wide() {
    this.k = (this.frame.clientWidth - MARGIN) / this.page.width;
    [this.x, this.y] = [MARGIN / 2, MARGIN / 2];
    this.#move();
  }

  pan(dx, dy) {
    const { clientWidth, clientHeight } = this.frame;
    const held = (at, size, room) => Math.min(room - 80, Math.max(80 - size, at));
    this.x = held(this.x + dx, this.page.width * this.k, clientWidth);
    this.y = held(this.y + dy, this.page.height * this.k, clientHeight);
    this.#move();
  }

  // What lies under a point of the frame stays there.
  zoom(factor, [left, top] = [this.frame.clientWidth / 2, this.frame.clientHeight / 2]) {
    const k = Math.min(MOST, Math.max(LEAST, this.k * factor));
    this.x = left - ((left - this.x) / this.k) * k;
    this.y = top - ((top - this.y) / this.k) * k;
    this.k = k;
    this.#move();
  }

  // Bring a box of the page into view, without moving what is seen already.
  show([left, top, right, bottom]) {
    const { clientWidth, clientHeight } = this.frame;
    const nudge = (from, to, size) => (to - from > size - 2 * MARGIN || from < MARGIN ? MARGIN - from : to > size - MARGIN ? size - MARGIN - to : 0);
    const dx = nudge(this.x + left * this.k, this.x + right * this.k, clientWidth);
    const dy = nudge(this.y + top * this.k, this.y + bottom * this.k, clientHeight);
    if (dx || dy) this.pan(dx, dy);
  }

  // Where on the page a point of the window lies.
  toPage({ clientX, clientY }) {
    const { left, top } = this.frame.getBoundingClientRect();
    return [(clientX - left - this.x) / this.k, (clientY - top - this.y) / this.k];
  }

  #move() {
    this.asked ||= requestAnimationFrame(() => {
      this.asked = 0;
      this.inner.style.transform = `translate(${this.x}px, ${this.y}px) scale(${this.k})`;
      if (this.drawn !== this.k) this.inner.style.setProperty("--k", (this.drawn = this.k));
    });
  }
}
