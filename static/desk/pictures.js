// Line pictures, fetched and decoded ahead, so that showing one costs no frame.

export class Pictures {
  constructor() {
    this.images = new Map(); // line id → <img>
  }

  // Make ready what the cards need and let go of the rest.
  prepare(lines) {
    for (const line of Object.values(lines)) {
      if (line.picture && !this.images.has(line.id)) this.images.set(line.id, load(line));
    }
    for (const id of this.images.keys()) if (!lines[id]) this.images.delete(id);
  }

  of(line) {
    return this.images.get(line.id);
  }
}

function load(line) {
  const image = new Image(line.width, line.height);
  image.alt = "";
  image.draggable = false;
  image.style.aspectRatio = `${line.width} / ${line.height}`;
  image.src = line.picture;
  image.decode().catch(() => image.classList.add("missing")); // the text alone stands then
  return image;
}

// Put a line's picture into its window so that the given share of its width stands at the anchor, and mark a span of it.
// Nothing is asked of the page here: asking an image for its width would lay the page out in the middle of a key press.
export function show(film, line, image, anchored, span = null) {
  const reel = film.firstElementChild;
  if (reel.firstElementChild !== (image ?? null)) reel.replaceChildren(...(image ? [image] : []));
  const place = film.parentElement.style;
  place.setProperty("--anchored", anchored);
  place.setProperty("--ratio", line ? line.width / line.height : 1);
  if (!image || !span) return;
  if (reel.childElementCount < 2) reel.append(document.createElement("mark"));
  place.setProperty("--start", span.start);
  place.setProperty("--share", span.end - span.start);
}

// Where on a neighbouring line the word's place on the page lies, as a share of that line's width; where the line
// does not reach so far, what it has comes as near as it can.
export function beside(card, line, neighbour) {
  const x = line.left + card.start * (line.right - line.left);
  return Math.min(0.8, Math.max(0, (x - neighbour.left) / (neighbour.right - neighbour.left || 1)));
}
