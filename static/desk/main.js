// The wiring: events in, effects out. Rules stand in state.js, pixels in view.js.
import { gettext } from "../gettext.js";
import { Api, prefer } from "./api.js";
import { alternativesOf, digitsChoose, draftOf, front, initial, openLine } from "./asked.js";
import { composeKeys } from "./compose.js";
import { Guide } from "./guide.js";
import { Help } from "./help.js";
import { CHOOSER, keymapOf, labelOf, ownKeys } from "./keymap.js";
import { listen } from "./keys.js";
import { doubts } from "./line.js";
import { Looks } from "./looks.js";
import { Notes } from "./view_notes.js";
import { Outbox } from "./outbox.js";
import { Palette } from "./palette.js";
import { Pictures } from "./pictures.js";
import { Place } from "./place.js";
import { Settings } from "./settings.js";
import { Sounds, cueOf } from "./sounds.js";
import { reduce } from "./state.js";
import { newToken, Transport } from "./transport.js";
import { View } from "./view.js";

const HEARTBEAT = 20_000; // a third of a lease
const SETTLED = 300; // a line that is only walked through is not held

const root = document.getElementById("desk");
const { user, slug } = root.dataset;
const api = new Api(root.dataset.api);
const outbox = new Outbox(localStorage, user, slug);
const kept = new Place(localStorage, user, slug);
const pictures = new Pictures();
const settings = new Settings(JSON.parse(document.getElementById("preferences").textContent), prefer);
const looks = new Looks(settings, document.body);
const sounds = new Sounds(() => settings.values.sound);
const guide = new Guide(document.getElementById("guide"), !settings.values.guided, () => settings.set({ guided: true }));
const transport = new Transport((how) => dispatch({ type: "unsent", ...how }));
const view = new View(root, pictures, looks, (event) => dispatch(event));
const notes = new Notes(document, (event) => dispatch({ ...event, token: newToken(), at: performance.timeOrigin + performance.now() }));
const isMac = /mac|iphone|ipad/i.test(navigator.userAgentData?.platform ?? navigator.platform);
const opened = Number(new URLSearchParams(location.search).get("page"));

let state = initial(outbox.load(), opened ? { way: "page", page: opened } : kept.load());
let keymap = keymapOf(settings.values.keys);
let holding = 0;

const fieldNow = () => view.field(state);

const now = () => performance.timeOrigin + performance.now();

function dispatch(event) {
  sounds.play(cueOf(state, event));
  guide.follow(event, state);
  const [next, effects] = reduce(state, { at: now(), ...event });
  state = next;
  pictures.prepare(Object.assign({}, state.lines, ...state.groups.map((group) => group.lines)));
  // A mistake on the screen must not keep what was decided from being stored and sent.
  try { render(); } finally { effects.forEach((effect) => run[effect.do](effect)); }
  kept.keep(state);
  foresee();
}

function render() {
  const written = Object.entries({ ...keymap, choose: CHOOSER }).map(([command, chord]) => [command, labelOf(chord, isMac)]);
  notes.render(state);
  const labels = Object.fromEntries(written);
  view.render(state, { chords: keymap, labels, labelOf: (chord) => labelOf(chord, isMac) });
  guide.render(state, labels, digitsChoose(state));
}

const run = {
  store({ entry }) {
    if (!outbox.store(entry)) dispatch({ type: "told", notice: gettext("This browser stores nothing: what is not sent is lost with the window.") });
  },
  forget: ({ token }) => outbox.forget(token),
  focus({ caret }) {
    if (state.phase === "finished" && !front(state)) return document.getElementById("finish").focus();
    const field = fieldNow();
    field.focus({ preventScroll: true });
    if (state.way === "group") return;
    if (state.way === "line") return run.select(doubts(state)[0] ?? { from: field.value.length, to: field.value.length });
    const end = field.value.length;
    const isWhole = caret === "all" || (caret === "word" && !draftOf(state)?.own);
    if (isWhole) field.setSelectionRange(0, end);
    else if (caret !== "keep") field.setSelectionRange(...(caret === "start" ? [0, 0] : [end, end]));
  },
  select({ from, to }) {
    fieldNow().setSelectionRange(from, to);
    view.follow(state);
  },
  // The network waits until the next word is painted.
  fetch: (effect) => later(() => api.next(effect), (body) => dispatch({ type: "fetched", body, count: effect.count })),
  groups: ({ exclude }) => later(() => api.groups(exclude), (body) => dispatch({ type: "groups fetched", body })),
  alike: ({ offer }) => later(() => api.alike(offer.token), (body) => dispatch({ type: "groups fetched", body, offer })),
  open({ page, ahead }) {
    const arrived = (body) => {
      if (ahead) new Image().src = body.picture;
      dispatch({ type: "page opened", body, ahead });
    };
    later(() => api.page(page), arrived, () => dispatch({ type: "page missing", ahead }));
  },
  send({ entry }) {
    const { token } = entry;
    const isFor = (body) => body.token === token; // not what something in between has made up
    const answer = (body) => dispatch(isFor(body) ? { type: "sent", token, body } : { type: "unsent" });
    const refuse = (status, body) => dispatch(status === 404 ? { type: "unsent", missing: true } : { type: "refused", token, status, body });
    later(() => api.send(entry), answer, refuse);
  },
  retry: () => setTimeout(() => dispatch({ type: "online" }), transport.pause()),
  hold() {
    clearTimeout(holding);
    if (state.way !== "words") holding = setTimeout(renew, SETTLED);
  },
};

// What the next word may be is found before it is asked.
const foresee = () => setTimeout(() => state.words[1] && alternativesOf(state, state.words[1]), 0);

const later = (...exchange) => setTimeout(() => transport.exchange(...exchange), 0);

// The words on the desk: those of the queue, and of the line that one is at those that are not decided here.
function heldWords() {
  const line = openLine(state) ?? (state.way === "page" ? state.sheet?.lines[front(state)?.line] : undefined);
  const there = (line?.words ?? []).map((word) => word.id).filter((id) => id && !state.texts[id]);
  const grouped = state.groups.flatMap((group) => group.cards.map((card) => card.id));
  return [...new Set([...state.words.map((card) => card.id), ...there, ...grouped])];
}

// The sprint prolongs what the queue has given; in the other ways one takes what one comes to, if nobody has it.
async function renew() {
  settings.flush();
  const asked = heldWords();
  if (!asked.length || document.hidden) return;
  if (state.busy) return run.hold(); // one request at a time
  const call = state.way === "words" ? () => api.heartbeat(asked) : () => api.hold(asked);
  await transport.exchange(call, (body) => dispatch({ type: "held", asked, held: body.held }), () => {});
}

const help = new Help(document.getElementById("help"), document, {
  isMac,
  read: () => keymap,
  write(changed) {
    keymap = changed;
    settings.set({ keys: ownKeys(keymap) });
    render();
  },
});
const palette = new Palette(document.getElementById("characters"), composeKeys(root.dataset.characters), fieldNow);
const guided = (change) => { change(); dispatch({ type: "words way" }); run.focus({ caret: "word" }); };

function hearing(sound) {
  if (sound !== settings.values.sound) settings.set({ sound });
  document.querySelector("[data-command=sound]").setAttribute("aria-pressed", String(sound));
  sounds.play("saved");
}

const looking = (change) => () => { change(); render(); view.look(state); };
// Commands that change nothing about words.
const own = {
  help: () => help.open(), characters: () => palette.compose(),
  note: () => notes.open(state, false), "ask an expert": () => notes.open(state, true),
  "leave guide": () => guided(() => guide.leave()), "show guide": () => guided(() => guide.start()),
  sound: () => hearing(!settings.values.sound),
  larger: looking(looks.larger), smaller: looking(looks.smaller), contrast: looking(looks.next),
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-command]");
  if (!button) return;
  const { command, index } = button.dataset;
  if (own[command]) return own[command]();
  const { selectionStart: from, selectionEnd: to } = fieldNow();
  dispatch({ type: command, index: Number(index), from, to, token: newToken() });
});
const isUntouched = () => !["line", "group"].includes(state.way) && Boolean(front(state)) && !draftOf(state)?.own;
listen(document.body, fieldNow, { isUntouched, onEdit: (caret) => dispatch({ type: "edit", caret }) });
for (const field of document.querySelectorAll("#field, #page-field")) {
  field.addEventListener("input", () => dispatch({ type: "typed", text: field.value }));
  field.addEventListener("pointerup", () => isUntouched() && field.selectionStart === field.selectionEnd && dispatch({ type: "edit", caret: "keep" }));
  field.addEventListener("focus", () => isUntouched() && field.setSelectionRange(0, field.value.length));
}
const lineField = document.getElementById("line-field");
lineField.addEventListener("input", () => dispatch({ type: "line typed", text: lineField.value }));
document.addEventListener("selectionchange", () => document.activeElement === lineField && view.follow(state));
addEventListener("online", () => dispatch({ type: "online" }));
addEventListener("pagehide", () => heldWords().length && api.release(heldWords(), transport.heldUntil).catch(() => {}));
addEventListener("pageshow", (event) => event.persisted && location.reload());
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return dispatch({ type: "away" });
  dispatch({ type: "online" });
  renew();
});
setInterval(renew, HEARTBEAT);
hearing(settings.values.sound);
dispatch({ type: "started" });
// For completing what is typed; the desk works without them.
api.words().then(({ status, body }) => status === 200 && dispatch({ type: "words known", words: body.words.split(" ") }), () => {});
