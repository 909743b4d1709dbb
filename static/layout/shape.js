// Plain geometry in pixels of the page: points are [x, y]. Nothing here knows of the page in the browser.

export const LEAST = 8; // of a baseline's length: less cannot be cut out

const add = ([x, y], dx, dy) => [x + dx, y + dy];
export const shifted = (points, dx, dy) => points.map((point) => add(point, dx, dy));
export const round = (points) => points.map(([x, y]) => [Math.round(x * 10) / 10, Math.round(y * 10) / 10]);
export const middle = (points) => pointAt(points, 0.5);

export function box(points) {
  const [xs, ys] = [points.map((one) => one[0]), points.map((one) => one[1])];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

export const boxPolygon = ([left, top, right, bottom]) => [[left, top], [right, top], [right, bottom], [left, bottom]];

export const within = ({ width, height }, points) =>
  points.map(([x, y]) => [Math.min(width, Math.max(0, x)), Math.min(height, Math.max(0, y))]);

// Ray casting: whether a point lies in a polygon.
export function inside(polygon, [x, y]) {
  let isIn = false;
  polygon.forEach(([x0, y0], i) => {
    const [x1, y1] = polygon.at(i - 1);
    if (y0 > y !== y1 > y && x < ((x1 - x0) * (y - y0)) / (y1 - y0) + x0) isIn = !isIn;
  });
  return isIn;
}

const steps = (line) => line.slice(1).map((point, i) => Math.hypot(point[0] - line[i][0], point[1] - line[i][1]));
export const lengthOf = (line) => steps(line).reduce((sum, step) => sum + step, 0);

// The point at a share of the way along a polyline.
export function pointAt(line, share) {
  let left = share * lengthOf(line);
  const lengths = steps(line);
  for (const [i, step] of lengths.entries()) {
    if (left <= step || i === lengths.length - 1) {
      const part = step ? Math.min(1, left / step) : 0;
      return [line[i][0] + part * (line[i + 1][0] - line[i][0]), line[i][1] + part * (line[i + 1][1] - line[i][1])];
    }
    left -= step;
  }
  return line[0];
}

// Where on a polyline a point is nearest: the segment that begins at `index`, the share of the way along the whole, the distance.
export function nearest(line, [x, y]) {
  const lengths = steps(line);
  const whole = lengthOf(line) || 1;
  let before = 0;
  let best = { index: 0, share: 0, distance: Infinity };
  for (const [index, step] of lengths.entries()) {
    const [[x0, y0], [x1, y1]] = [line[index], line[index + 1]];
    const part = step ? Math.min(1, Math.max(0, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / step ** 2)) : 0;
    const distance = Math.hypot(x0 + part * (x1 - x0) - x, y0 + part * (y1 - y0) - y);
    if (distance < best.distance) best = { index, share: (before + part * step) / whole, distance };
    before += step;
  }
  return best;
}

// The fewest points from which no point of a polyline is farther than so much (Douglas and Peucker 1973).
export function simplified(line, most) {
  const [first, last] = [line[0], line.at(-1)];
  const far = line.slice(1, -1).map((point) => nearest([first, last], point).distance);
  const farthest = far.reduce((best, distance, i) => (distance > far[best] ? i : best), 0) + 1;
  if (!far.length || far[farthest - 1] <= most) return [first, last];
  return [...simplified(line.slice(0, farthest + 1), most).slice(0, -1), ...simplified(line.slice(farthest), most)];
}

// How far an outline reaches above and below its baseline: the upper quartile of its corners on each side.
export function reach({ baseline, polygon }) {
  const offsets = polygon.map(([x, y]) => y - heightAt(baseline, x));
  const quartile = (values, otherwise) => (values.length ? values.sort((a, b) => a - b)[Math.floor(0.75 * (values.length - 1))] : otherwise);
  return { up: quartile(offsets.filter((d) => d < 0).map((d) => -d), 20), down: quartile(offsets.filter((d) => d > 0), 8) };
}

function heightAt(line, x) {
  const points = [...line].sort((a, b) => a[0] - b[0]);
  const next = points.findIndex((point) => point[0] >= x);
  if (next <= 0) return points.at(next)[1];
  const [[x0, y0], [x1, y1]] = [points[next - 1], points[next]];
  return x1 === x0 ? y1 : y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
}

// The outline that reaches so far above and below a baseline.
export function band(baseline, { up, down }) {
  const normals = baseline.map((_, i) => {
    const [[x0, y0], [x1, y1]] = [baseline[Math.max(0, i - 1)], baseline[Math.min(baseline.length - 1, i + 1)]];
    const length = Math.hypot(x1 - x0, y1 - y0) || 1;
    return [-(y1 - y0) / length, (x1 - x0) / length];
  });
  const edge = (distance) => baseline.map(([x, y], i) => [x + distance * normals[i][0], y + distance * normals[i][1]]);
  return [...edge(-up), ...edge(down).reverse()];
}

export const lineOf = (baseline, itsReach) => ({ baseline, polygon: band(baseline, itsReach) });
export const withBaseline = (line, baseline) => ({ ...line, ...lineOf(baseline, reach(line)) });

// Two lines for one, parted at a share of its length.
export function split(line, share) {
  const [cut] = round([pointAt(line.baseline, share)]);
  const { index } = nearest(line.baseline, cut);
  const isApart = (point) => Math.hypot(point[0] - cut[0], point[1] - cut[1]) > 0.05;
  const [before, after] = [line.baseline.slice(0, index + 1).filter(isApart), line.baseline.slice(index + 1).filter(isApart)];
  const parts = [[...before, cut], [cut, ...after]];
  return parts.every((part) => part.length > 1 && lengthOf(part) >= LEAST) ? parts.map((part) => lineOf(part, reach(line))) : null;
}

// One line for two, in the direction of writing.
export function join(one, other) {
  const [first, second] = one.baseline[0][0] <= other.baseline[0][0] ? [one, other] : [other, one];
  const [a, b] = [reach(one), reach(other)];
  return lineOf([...first.baseline, ...second.baseline], { up: Math.max(a.up, b.up), down: Math.max(a.down, b.down) });
}
