// The wiring: events in, effects out. Rules stand in state.js, pixels in view.js.
import { Api } from "./api.js";
import { Help } from "./help.js";
import { CHOOSER, labelOf, loadKeymap, saveKeymap } from "./keymap.js";
import { listen } from "./keys.js";
import { Outbox } from "./outbox.js";
import { Pictures } from "./pictures.js";
import { draftOf, front, initial, reduce } from "./state.js";
import { View } from "./view.js";

const HEARTBEAT = 60_000;
const PAUSES = [1000, 2000, 4000, 8000, 15000, 30000];

const root = document.getElementById("desk");
const field = document.getElementById("field");
const api = new Api(root.dataset.api);
const outbox = new Outbox(localStorage, root.dataset.user, root.dataset.slug);
const pictures = new Pictures();
const view = new View(root, pictures);
const isMac = /mac|iphone|ipad/i.test(navigator.userAgentData?.platform ?? navigator.platform);

let state = initial(outbox.load());
let keymap = loadKeymap(localStorage);
let failures = 0;
let heldUntil = 0; // seconds, by the server's clock

function dispatch(event) {
  const [next, effects] = reduce(state, event);
  state = next;
  pictures.prepare(state.lines);
  render();
  for (const effect of effects) run[effect.do](effect);
}

function render() {
  const written = Object.entries({ ...keymap, choose: CHOOSER }).map(([command, chord]) => [command, labelOf(chord, isMac)]);
  const labels = Object.fromEntries(written);
  view.render(state, { chords: keymap, labels });
}

const run = {
  store({ entry }) {
    if (!outbox.store(entry)) dispatch({ type: "told", notice: "This browser stores nothing: what is not sent is lost with the window." });
  },
  forget: ({ token }) => outbox.forget(token),
  focus({ caret }) {
    if (state.phase === "finished") return document.getElementById("finish").focus();
    field.focus({ preventScroll: true });
    const end = field.value.length;
    const isWhole = caret === "all" || (caret === "word" && !draftOf(state)?.own);
    if (isWhole) field.setSelectionRange(0, end);
    else if (caret !== "keep") field.setSelectionRange(...(caret === "start" ? [0, 0] : [end, end]));
  },
  // The network waits until the next word is painted.
  fetch: (effect) => setTimeout(exchange, 0, () => api.next(effect), (body) => dispatch({ type: "fetched", body, count: effect.count })),
  send({ entry }) {
    const { token } = entry;
    const answer = (body) => dispatch({ type: "sent", token, body });
    setTimeout(exchange, 0, () => api.send(entry), answer, (status, body) => dispatch({ type: "refused", token, status, body }));
  },
  retry() {
    setTimeout(() => dispatch({ type: "online" }), PAUSES[Math.min(failures++, PAUSES.length - 1)]);
  },
};

// Network errors and a server that is down mean waiting; a person who is logged out must log in; the rest is an answer.
async function exchange(call, answer, refuse = () => dispatch({ type: "unsent" })) {
  let reply;
  try {
    reply = await call();
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
    return dispatch({ type: "unsent" });
  }
  const { status, body } = reply;
  if (status >= 500 || status === 429) return dispatch({ type: "unsent" });
  if (status === 401 || status === 403) return dispatch({ type: "unsent", signedOut: true });
  failures = 0;
  heldUntil = body?.held_until ?? heldUntil;
  return status < 300 ? answer(body) : refuse(status, body);
}

// Only pages served over HTTPS or from this machine have crypto.randomUUID; this works everywhere.
function newToken() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const heldWords = () => state.words.map((card) => card.id);

async function heartbeat() {
  const asked = heldWords();
  if (!asked.length || document.hidden || state.busy) return;
  await exchange(() => api.heartbeat(asked), (body) => dispatch({ type: "held", asked, held: body.held }), () => {});
}

const help = new Help(document.getElementById("help"), document, {
  isMac,
  read: () => keymap,
  write(changed) {
    keymap = changed;
    saveKeymap(localStorage, keymap);
    render();
  },
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-command]");
  if (!button) return;
  const { command, index } = button.dataset;
  if (command === "help") help.open();
  else dispatch({ type: command, index: Number(index), token: newToken(), at: performance.timeOrigin + performance.now() });
});
listen(document.body, field, {
  isUntouched: () => Boolean(front(state)) && !draftOf(state)?.own,
  onEdit: (caret) => dispatch({ type: "edit", caret }),
});
field.addEventListener("input", () => dispatch({ type: "typed", text: field.value }));
field.addEventListener("pointerup", () => {
  if (front(state) && !draftOf(state)?.own && field.selectionStart === field.selectionEnd) dispatch({ type: "edit", caret: "keep" });
});
field.addEventListener("focus", () => {
  if (!draftOf(state)?.own) field.setSelectionRange(0, field.value.length);
});
addEventListener("online", () => dispatch({ type: "online" }));
addEventListener("pagehide", () => state.words.length && api.release(heldWords(), heldUntil).catch(() => {}));
addEventListener("pageshow", (event) => event.persisted && location.reload());
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  dispatch({ type: "online" });
  heartbeat();
});
setInterval(heartbeat, HEARTBEAT);
dispatch({ type: "started" });
