// Two panes that show the same lines, and scroll together: what stands in the middle of one stands in the middle of the other.

const calm = matchMedia("(prefers-reduced-motion: reduce)");

// `picture` shows the page, `text` its lines; `sheet()` gives their boxes.
export function scrollTogether(picture, text, sheet) {
  let leader = null; // the pane under the hands; what the other does then is only an echo
  let asked = 0;

  const scale = () => picture.firstElementChild.clientWidth / sheet().width;
  const centres = () => sheet().lineOrder.map((id) => (sheet().lines[id].box[1] + sheet().lines[id].box[3]) / 2);

  // From the picture: the line nearest to its middle, and how far past it in shares of the way to the next one.
  function fromPicture() {
    const middle = (picture.scrollTop + picture.clientHeight / 2) / scale();
    const at = centres();
    const index = Math.max(0, at.findLastIndex((y) => y <= middle));
    const way = (at[index + 1] ?? at[index]) - at[index];
    return [index, way > 0 ? Math.min(1, Math.max(0, (middle - at[index]) / way)) : 0];
  }

  function fromText() {
    const middle = text.scrollTop + text.clientHeight / 2;
    let [low, high] = [0, text.children.length - 1];
    while (low < high) {
      const half = Math.ceil((low + high) / 2);
      if (top(half) <= middle) low = half;
      else high = half - 1;
    }
    return [low, Math.min(1, Math.max(0, (middle - top(low)) / (text.children[low]?.offsetHeight || 1)))];
  }

  const top = (index) => (text.children[index]?.offsetTop ?? 0) - text.offsetTop;

  function follow() {
    asked = 0;
    if (!sheet()?.lineOrder.length) return;
    if (leader === picture) {
      const [index, share] = fromPicture();
      text.scrollTop = top(index) + share * (text.children[index]?.offsetHeight ?? 0) - text.clientHeight / 2;
    } else {
      const [index, share] = fromText();
      const at = centres();
      picture.scrollTop = (at[index] + share * ((at[index + 1] ?? at[index]) - at[index])) * scale() - picture.clientHeight / 2;
    }
  }

  for (const pane of [picture, text]) {
    for (const kind of ["wheel", "pointerdown", "touchstart"]) pane.addEventListener(kind, () => (leader = pane), { passive: true });
    pane.addEventListener("keydown", (event) => { if (event.target === pane) leader = pane; });
    pane.addEventListener("scroll", () => { if (leader === pane) asked ||= requestAnimationFrame(follow); }, { passive: true });
  }

  return {
    // Bring a word into view in both, without moving what shows it already.
    show([left, top_, right, bottom], field) {
      leader = null;
      field.parentElement.scrollIntoView({ block: "nearest" });
      const [from, to, size] = [top_ * scale(), bottom * scale(), picture.clientHeight];
      const [x, wide] = [((left + right) / 2) * scale(), picture.clientWidth];
      const isSeen = picture.scrollTop <= from && to <= picture.scrollTop + size && picture.scrollLeft <= left * scale() && right * scale() <= picture.scrollLeft + wide;
      if (!isSeen) picture.scrollTo({ top: (from + to - size) / 2, left: x - wide / 2, behavior: calm.matches ? "auto" : "smooth" });
    },
  };
}
