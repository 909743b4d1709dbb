// The same line is marked in the picture and in the text; each side scrolls to show it.

const calm = matchMedia("(prefers-reduced-motion: reduce)");

document.documentElement.classList.add("scripted");

function parts(id) {
  return document.querySelectorAll(`[data-line="${id}"]`);
}

function mark(id) {
  for (const marked of document.querySelectorAll("[data-line].marked")) marked.classList.remove("marked");
  if (id) for (const part of parts(id)) part.classList.add("marked");
}

/** Bring the line's place in the picture into view, without moving the page itself. */
function showInPicture(id) {
  const sheet = document.querySelector(".sheet");
  const outline = sheet.querySelector(`[data-line="${id}"]`);
  if (!outline) return;
  const frame = sheet.getBoundingClientRect();
  const place = outline.getBoundingClientRect();
  if (place.top >= frame.top && place.bottom <= frame.bottom) return;
  const top = sheet.scrollTop + place.top - frame.top - (frame.height - place.height) / 2;
  sheet.scrollTo({ top, behavior: calm.matches ? "auto" : "smooth" });
}

function lineOf(target) {
  return target instanceof Element ? target.closest("[data-line]") : null;
}

/** One line at a time can be reached by Tab; arrows go on from there. */
function focusLine(line) {
  for (const other of document.querySelectorAll("li.line[tabindex='0']")) other.tabIndex = -1;
  line.tabIndex = 0;
  line.focus();
}

function prepare() {
  const lines = document.querySelectorAll("li.line");
  lines.forEach((line, index) => { line.tabIndex = index ? -1 : 0; });
}

document.addEventListener("mouseover", (event) => {
  const line = lineOf(event.target);
  const focused = document.activeElement?.closest("li.line");
  mark(line?.dataset.line ?? focused?.dataset.line);
  if (line?.matches("li")) showInPicture(line.dataset.line);
});

document.addEventListener("focusin", (event) => {
  const line = lineOf(event.target);
  mark(line?.dataset.line);
  if (line) showInPicture(line.dataset.line);
});

document.addEventListener("click", (event) => {
  const outline = lineOf(event.target);
  if (outline?.matches("polygon")) focusLine(document.querySelector(`li.line[data-line="${outline.dataset.line}"]`));
  const enlarge = event.target.closest("[data-enlarge]");
  if (enlarge) {
    const large = document.querySelector(".sheet").classList.toggle("large");
    enlarge.setAttribute("aria-pressed", String(large));
  }
});

document.addEventListener("keydown", (event) => {
  const line = event.target.closest?.("li.line");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!line || !step || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  const lines = [...document.querySelectorAll("li.line")];
  const next = lines[lines.indexOf(line) + step];
  if (!next) return;
  event.preventDefault();
  focusLine(next);
});

document.addEventListener("htmx:afterSettle", prepare);
prepare();
