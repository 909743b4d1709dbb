// Pointer gestures → events. A drag on a handle moves it, a drag on the paper moves the page.

const CLICK = 4; // pixels that a hand may tremble

export class Pointer {
  constructor(frame, camera, now, dispatch) {
    Object.assign(this, { frame, camera, now, dispatch, drag: null, made: 0 });
    frame.addEventListener("pointerdown", (event) => this.#down(event));
    frame.addEventListener("pointermove", (event) => this.#move(event));
    for (const end of ["pointerup", "pointercancel"]) frame.addEventListener(end, (event) => this.#up(event));
    frame.addEventListener("dblclick", (event) => this.#twice(event));
    frame.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
  }

  #down(event) {
    if (event.button > 1) return;
    const start = { x: event.clientX, y: event.clientY, at: this.camera.toPage(event), moved: false, gesture: `drag ${++this.made}` };
    this.drag = { ...start, last: start, what: event.button === 1 ? { kind: "pan" } : this.#what(event) };
    this.frame.setPointerCapture(event.pointerId);
  }

  #what({ target }) {
    const { mode, at, region } = this.now();
    const { point, corner } = target.dataset;
    const line = target.closest("[data-line]")?.dataset.line;
    if (mode === "draw") return { kind: "draw" };
    if (mode === "frame") return { kind: "frame" };
    if (point) return { kind: "point", index: Number(point) };
    if (corner) return { kind: "corner", index: Number(corner) };
    if (mode === "region" && target.closest("[data-region]")?.dataset.region === region) return { kind: "region" };
    if (line && line === at && target.localName === "polyline") return { kind: "line" };
    return { kind: "pan", line, region: target.closest("[data-region]")?.dataset.region };
  }

  #move(event) {
    const { drag } = this;
    if (!drag) {
      if (this.now().mode === "draw") this.dispatch({ type: "hover", at: this.camera.toPage(event) });
      return;
    }
    if (!drag.moved && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < CLICK) return;
    drag.moved = true;
    const at = this.camera.toPage(event);
    const by = { dx: at[0] - drag.last.at[0], dy: at[1] - drag.last.at[1], gesture: drag.gesture };
    const { kind, index } = drag.what;
    if (kind === "pan" || kind === "draw") this.camera.pan(event.clientX - drag.last.x, event.clientY - drag.last.y);
    else if (kind === "frame") this.dispatch({ type: "frame", polygon: frameOf(drag.at, at) });
    else if (kind === "line" || kind === "region") this.dispatch({ type: `drag ${kind}`, ...by });
    else this.dispatch({ type: `drag ${kind}`, index, at, gesture: drag.gesture });
    drag.last = { x: event.clientX, y: event.clientY, at: kind === "pan" || kind === "draw" ? drag.last.at : at };
  }

  #up(event) {
    const { drag } = this;
    this.drag = null;
    if (!drag || event.type === "pointercancel") return;
    const at = this.camera.toPage(event);
    const { kind, line, region } = drag.what;
    if (kind === "frame" && drag.moved) this.dispatch({ type: "framed", polygon: frameOf(drag.at, at) });
    else if ((kind === "region" || kind === "corner") && drag.moved) this.dispatch({ type: "region dropped" });
    else if (!drag.moved && kind === "draw") this.dispatch({ type: "draw point", at });
    else if (!drag.moved && this.now().mode === "cut") this.dispatch({ type: "cut here", at });
    else if (!drag.moved && line) this.dispatch({ type: "select", line });
    else if (!drag.moved && region) this.dispatch({ type: "region", region });
  }

  #twice(event) {
    const { mode, at } = this.now();
    if (mode === "draw") return;
    if (event.target.closest("[data-line]")?.dataset.line === at) this.dispatch({ type: "add point", at: this.camera.toPage(event) });
  }

  #wheel(event) {
    event.preventDefault();
    const { left, top } = this.frame.getBoundingClientRect();
    if (event.ctrlKey || event.metaKey) return this.camera.zoom(Math.exp(-event.deltaY / 300), [event.clientX - left, event.clientY - top]);
    const lines = event.deltaMode ? 16 : 1;
    this.camera.pan(-event.deltaX * lines, -event.deltaY * lines);
  }
}

const frameOf = ([x0, y0], [x1, y1]) => [[x0, y0], [x1, y0], [x1, y1], [x0, y1]];
