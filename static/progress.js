// Background work on a project's page: by websocket, and by asking every few seconds while that fails.
// The server's answer is the truth; nothing is kept here but what was last shown.

import { gettext } from "./gettext.js";

const POLL_SECONDS = 3;
const SOCKET_AGAIN_SECONDS = 15;

const section = document.getElementById("progress");
const bar = section.querySelector("progress");
const words = document.getElementById("progress-words");
const said = section.querySelector("[role=status]");

let seen = section.dataset.seen;
let working = !section.hidden;
let polling = 0;

/** What the server renders into the page: when one of these changes, that part is fetched again. */
function rendered(progress) {
  const { pages, pages_read, pages_failed, removals, jobs_failed, sources_refused, words: all, flagged, decided, remaining } = progress;
  const going = progress.jobs_running + progress.jobs_waiting;
  return [pages, pages_read, pages_failed, going, removals, jobs_failed, sources_refused, all, flagged, decided, remaining].join(" ");
}

function sentence({ pages, pages_read, pages_failed }) {
  const done = pages_read + pages_failed;
  return done < pages ? gettext("Reading pages: %(done)s of %(pages)s done", { done, pages }) : gettext("Opening files");
}

function show(progress) {
  const busy = progress.jobs_running + progress.jobs_waiting > 0;
  section.hidden = !busy;
  bar.max = progress.pages || 1;
  bar.value = progress.pages_read + progress.pages_failed;
  words.textContent = sentence(progress);
  if (busy !== working) said.textContent = busy ? gettext("Reading has begun.") : gettext("Reading is done.");
  working = busy;
  const now = rendered(progress);
  if (now !== seen) document.body.dispatchEvent(new CustomEvent("progress-changed"));
  seen = now;
}

async function ask() {
  try {
    const answer = await fetch(section.dataset.poll, { headers: { Accept: "application/json" } });
    if (answer.ok) show(await answer.json());
    else if (answer.status === 404) location.reload(); // the project is removed, or the person is no longer in it
  } catch {
    // The server cannot be reached; the next turn asks again.
  }
}

function startPolling() {
  if (polling) return;
  ask();
  polling = setInterval(ask, POLL_SECONDS * 1000);
}

function stopPolling() {
  clearInterval(polling);
  polling = 0;
}

function listen() {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(`${scheme}//${location.host}${section.dataset.socket}`);
  socket.addEventListener("open", stopPolling);
  socket.addEventListener("message", (event) => show(JSON.parse(event.data)));
  socket.addEventListener("close", () => {
    startPolling();
    setTimeout(listen, SOCKET_AGAIN_SECONDS * 1000);
  });
}

// Who was logged out in another window must not get the log-in page inside this one.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (new URL(event.detail.xhr.responseURL).pathname === new URL(event.detail.pathInfo.finalRequestPath, location.href).pathname) return;
  event.detail.shouldSwap = false;
  location.reload();
});

listen();
