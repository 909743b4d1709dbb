// Points of a baseline, the cursor with which one is drawn, and what the arrows move in each mode.
import { edited, shown, told } from "./changes.js";
import { changeLine } from "./document.js";
import { cutLine, drawn, movedLine } from "./lines.js";
import { finishRegion, nudgeRegion } from "./regions.js";
import { LEAST, lengthOf, nearest, pointAt, within, withBaseline } from "./shape.js";

const lineAt = (state) => state.doc.lines[state.at];

function withPoint(state, index, point, tag) {
  const [inside] = within(state.page, [point]);
  const baseline = lineAt(state).baseline.with(index, inside);
  if (lengthOf(baseline) < LEAST) return told(state, state.words.tooShort);
  const line = withBaseline(lineAt(state), baseline);
  return edited({ ...state, point: index }, changeLine(state.doc, state.at, { ...line, polygon: within(state.page, line.polygon) }), tag);
}

// Enter: the chosen line's points, or the end of what is being done.
function enter(state) {
  if (state.mode === "draw" && state.cursor) return drawPoint(state, { at: state.cursor });
  if (state.mode === "cut") return cutLine(state);
  if (state.mode === "region" || state.mode === "frame") return finishRegion(state);
  if (state.mode !== "lines") return [{ ...state, mode: "lines", tag: null }, shown];
  return state.at ? [{ ...state, mode: "points", point: 0, notice: state.words.points }, shown] : told(state, state.words.noLines);
}

// Escape: back to the lines; a baseline that is being drawn ends with its last point.
function leave(state) {
  if (state.mode === "draw") return state.path.length ? drawn(state) : [{ ...state, mode: "lines", cursor: null }, []];
  if (state.mode === "region") return finishRegion(state);
  return [{ ...state, mode: "lines", path: [], frame: null, tag: null }, []];
}

function drawPoint(state, { at }) {
  const last = state.path.at(-1);
  if (last && Math.hypot(last[0] - at[0], last[1] - at[1]) < 1) return drawn(state); // twice at one place: the end
  return [{ ...state, path: [...state.path, at], cursor: at }, shown];
}

function addPoint(state, { at }) {
  const { baseline } = lineAt(state) ?? {};
  if (!baseline) return told(state, state.words.noLines);
  const index = at ? nearest(baseline, at).index : Math.min(state.point, baseline.length - 2);
  const point = at ?? pointAt([baseline[index], baseline[index + 1]], 0.5);
  const line = withBaseline(lineAt(state), baseline.toSpliced(index + 1, 0, point));
  return edited({ ...state, mode: "points", point: index + 1 }, changeLine(state.doc, state.at, line));
}

function removePoint(state) {
  const { baseline } = lineAt(state);
  if (baseline.length < 3) return told(state, state.words.twoPoints);
  const line = withBaseline(lineAt(state), baseline.toSpliced(state.point, 1));
  return edited({ ...state, point: Math.max(0, state.point - 1) }, changeLine(state.doc, state.at, line));
}

function choose(state, by) {
  if (state.mode !== "points") return enter({ ...state, mode: "lines" });
  const last = lineAt(state).baseline.length - 1;
  return [{ ...state, point: Math.min(last, Math.max(0, state.point + by)), tag: null }, shown];
}

const nudges = {
  lines: (state, { dx, dy }) => movedLine(state, dx / 10, dy / 10, `move ${state.at}`),
  move: (state, { dx, dy }) => movedLine(state, dx, dy, `move ${state.at}`),
  points(state, { dx, dy }) {
    const [x, y] = lineAt(state).baseline[state.point];
    return withPoint(state, state.point, [x + dx, y + dy], `point ${state.at} ${state.point}`);
  },
  cut(state, { dx }) {
    const share = state.cut + dx / lengthOf(lineAt(state).baseline);
    return [{ ...state, cut: Math.min(0.99, Math.max(0.01, share)) }, shown];
  },
  draw(state, { dx, dy }) {
    const [x, y] = state.cursor ?? [state.page.width / 4, state.page.height / 4];
    return [{ ...state, cursor: within(state.page, [[x + dx, y + dy]])[0] }, shown];
  },
  region: nudgeRegion,
  frame: (state) => [state, []],
};

export const pointHandlers = {
  enter,
  leave,
  "draw point": drawPoint,
  hover: (state, { at }) => [{ ...state, cursor: within(state.page, [at])[0] }, []],
  "cut here": (state, { at }) => cutLine({ ...state, cut: nearest(lineAt(state).baseline, at).share }),
  "add point": addPoint,
  "remove point": removePoint,
  "point before": (state) => choose(state, -1),
  "point after": (state) => choose(state, 1),
  "drag point": (state, { index, at, gesture }) => withPoint(state, index, at, gesture),
  nudge: (state, event) => nudges[state.mode](state, event),
};
