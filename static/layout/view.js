// The drawing over the picture. Only lines and regions that differ from what is drawn are touched.
import { currentRegion } from "./changes.js";
import { isField, lineKeys, outline, regionOf } from "./document.js";
import { box, pointAt } from "./shape.js";

const SVG = "http://www.w3.org/2000/svg";
const points = (list) => list.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");

function node(name, attributes = {}) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

export class View {
  constructor(svg, camera) {
    Object.assign(this, { svg, camera, lines: new Map(), regions: new Map(), doc: null, tools: null });
    [this.regionLayer, this.lineLayer, this.orderLine, this.toolLayer] = ["g", "g", "polyline", "g"].map((name) => node(name));
    this.orderLine.setAttribute("class", "reading-order");
    svg.append(this.regionLayer, this.lineLayer, this.orderLine, this.toolLayer);
  }

  render(state) {
    this.#lines(state);
    if (this.doc !== state.doc || this.region !== state.region) this.#regions(state);
    if (this.doc !== state.doc) this.orderLine.setAttribute("points", points(lineKeys(state.doc).map((key) => pointAt(state.doc.lines[key].baseline, 0))));
    this.#tools(state);
    this.doc = state.doc;
    this.region = state.region;
    this.svg.dataset.mode = state.mode;
  }

  // What the person is at, so that the camera can show it.
  place(state) {
    if (state.cursor && state.mode === "draw") return box([state.cursor]);
    if (state.mode === "region" && state.region) return box(outline(state.doc, currentRegion(state)));
    if (state.mode === "points") return box([state.doc.lines[state.at].baseline[state.point]]);
    return state.at ? box(state.doc.lines[state.at].polygon) : null;
  }

  #lines(state) {
    for (const [key, line] of Object.entries(state.doc.lines)) {
      const known = this.lines.get(key) ?? this.#newLine(key);
      if (known.line !== line) {
        known.polygon.setAttribute("points", points(line.polygon));
        known.baseline.setAttribute("points", points(line.baseline));
        known.line = line;
      }
      const { unread, fits = true } = state.info[key] ?? { unread: true };
      const names = `line${key === state.at ? " at" : ""}${unread ? " unread" : ""}${fits ? "" : " misfit"}`;
      if (known.names !== names) known.group.setAttribute("class", (known.names = names));
    }
    for (const [key, { group }] of this.lines) {
      if (key in state.doc.lines) continue;
      group.remove();
      this.lines.delete(key);
    }
  }

  #newLine(key) {
    const made = { group: node("g", { "data-line": key }), polygon: node("polygon"), baseline: node("polyline") };
    made.group.append(made.polygon, made.baseline);
    this.lineLayer.append(made.group);
    this.lines.set(key, made);
    return made;
  }

  #regions(state) {
    const shown = state.doc.regions.map((region) => {
      const group = node("g", { "data-region": region.key, class: `region${isField(region) ? " field" : ""}${region.key === state.region ? " at" : ""}` });
      const polygon = outline(state.doc, region);
      group.append(node("polygon", { points: points(polygon) }));
      if (region.name) {
        const [left, top] = box(polygon);
        const name = node("text", { x: left, y: top, "font-size": Math.round(state.page.width / 70) });
        name.textContent = region.name;
        group.append(name);
      }
      return group;
    });
    this.regionLayer.replaceChildren(...shown);
  }

  // Handles of what is chosen, the cut, the baseline that is being drawn.
  #tools(state) {
    const { mode, at, point, region, cut, path, cursor, frame, doc } = state;
    const key = [doc, mode, at, point, region, cut, path, cursor, frame];
    if (this.tools?.every((one, i) => one === key[i])) return;
    this.tools = key;
    const made = [];
    const line = doc.lines[at];
    const handle = (kind, index, [cx, cy], isNow) => node("circle", { class: `handle${isNow ? " now" : ""}`, [`data-${kind}`]: index, cx, cy });
    if (mode === "region" && region) made.push(...box4(outline(doc, currentRegion(state))).map((corner, i) => handle("corner", i, corner, false)));
    else if (line && ["lines", "points", "move"].includes(mode)) made.push(...line.baseline.map((one, i) => handle("point", i, one, mode === "points" && i === point)));
    if (mode === "cut" && line) made.push(cutMark(line, cut));
    if (path.length) made.push(node("polyline", { class: "path", points: points(cursor ? [...path, cursor] : path) }));
    if (mode === "draw" && cursor) made.push(handle("cursor", 0, cursor, true));
    if (frame) made.push(node("polygon", { class: "frame", points: points(frame) }));
    this.toolLayer.replaceChildren(...made);
  }
}

function box4(polygon) {
  const [left, top, right, bottom] = box(polygon);
  return [[left, top], [right, top], [right, bottom], [left, bottom]];
}

function cutMark({ baseline, polygon }, share) {
  const [x] = pointAt(baseline, share);
  const [, top, , bottom] = box(polygon);
  return node("line", { class: "cut", x1: x, x2: x, y1: top, y2: bottom });
}

// What is said of the chosen line or region, for those who do not see it.
export function announcement(state, { lineWord, regionWord, pointWord }) {
  if (state.notice) return state.notice;
  const region = currentRegion(state);
  if (state.mode === "region" && region) return `${regionWord} ${state.doc.regions.indexOf(region) + 1}/${state.doc.regions.length}: ${region.name || region.kind}`;
  if (!state.at) return "";
  const keys = lineKeys(state.doc);
  const home = regionOf(state.doc, state.at);
  const place = `${lineWord} ${keys.indexOf(state.at) + 1}/${keys.length}, ${home?.name || home?.kind || ""}`;
  if (state.mode === "points") return `${pointWord} ${state.point + 1}/${state.doc.lines[state.at].baseline.length}`;
  return `${place}: ${state.info[state.at]?.text ?? ""}`;
}
