// The wiring: events in, effects out. Rules stand in state.js and what it gathers, pixels in view.js.
import { byId, setText } from "../desk/elements.js";
import { labelOf } from "../desk/keymap.js";
import { Transport } from "../desk/transport.js";
import { Camera } from "./camera.js";
import { listen } from "./keys.js";
import { Panel } from "./panel.js";
import { Pointer } from "./pointer.js";
import { initial, isDirty, reduce } from "./state.js";
import { Draft, Server } from "./store.js";
import { announcement, View } from "./view.js";

const WATCH = 1500; // milliseconds between looks at what the workers have read
const SETTLED = 250; // a draft is kept once the hands rest

const root = byId("layout");
const words = { ...root.dataset };
const sheet = byId("sheet");
const inner = sheet.querySelector(".sheet-page");
const server = new Server(root.dataset.api);
const draft = new Draft(localStorage, root.dataset.user, root.dataset.page);
const transport = new Transport((how) => dispatch({ type: "unsent", ...how }));
const isMac = /mac|iphone|ipad/i.test(navigator.userAgentData?.platform ?? navigator.platform);
const camera = new Camera(sheet, inner, { width: Number(root.dataset.width), height: Number(root.dataset.height) });
const view = new View(inner.querySelector("svg"), camera);
const panel = new Panel(root, words, dispatch);

let state = null;
let keeping = 0;

function dispatch(event) {
  if (!state) return;
  const [next, effects] = reduce(state, event);
  state = next;
  render();
  for (const effect of effects) run[effect.do](effect);
}

function render() {
  view.render(state);
  panel.render(state);
  for (const button of root.querySelectorAll("[data-modes]")) button.hidden = !button.dataset.modes.split(" ").includes(state.mode);
  setText(byId("sync"), words[`sync${state.sync[0].toUpperCase()}${state.sync.slice(1)}`]);
  byId("sync").dataset.sync = state.sync;
  byId("conflict").hidden = !state.theirs;
  if (state.theirs) setText(byId("conflict-text"), words.conflictText.replace("{person}", state.theirs.by || words.somebody));
  setText(byId("notice"), state.notice);
  setText(byId("announce"), announcement(state, words));
  const lay = byId("lay-fields");
  if (lay) lay.disabled = isDirty(state) || !state.doc.regions.some((region) => region.name);
}

const run = {
  keep() {
    clearTimeout(keeping);
    keeping = setTimeout(keepNow, SETTLED);
  },
  forget() {
    clearTimeout(keeping);
    draft.forget();
  },
  show() {
    const place = view.place(state);
    if (place) camera.show(place);
  },
  field({ name }) {
    byId(name).focus();
    byId(name).select?.();
  },
  save({ revision, regions }) {
    const plain = regions.map(({ key, lines, ...region }) => ({ ...region, lines: lines.map(({ key: own, ...line }) => line) }));
    transport.exchange(() => server.save(revision, plain), (body) => dispatch({ type: "saved", body }), (status, body) => {
      if (status === 409) dispatch({ type: "stale", body });
      else dispatch({ type: "refused", sentence: body.detail ?? words.unsent });
    });
  },
  watch: () => setTimeout(look, WATCH),
};

const look = () => transport.exchange(() => server.load(), (body) => dispatch({ type: "read", body }), () => {});

function keepNow() {
  keeping = 0;
  if (!isDirty(state)) draft.forget();
  else if (!draft.keep(state)) dispatch({ type: "told", notice: words.noRoom });
}

// Commands that change only what is seen.
const own = {
  larger: () => camera.zoom(1.25), smaller: () => camera.zoom(0.8), whole: () => camera.whole(),
  "scroll up": () => camera.pan(0, sheet.clientHeight / 2), "scroll down": () => camera.pan(0, -sheet.clientHeight / 2),
  order: (button) => button.setAttribute("aria-pressed", String(inner.querySelector("svg").classList.toggle("ordered"))),
  help: () => byId("help").showModal(),
};
const STAYS = new Set(["kind", "name", "pattern", "help"]); // the focus goes elsewhere

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-command]");
  if (!button || !state) return;
  const { command } = button.dataset;
  if (own[command]) own[command](button);
  else dispatch({ type: command });
  if (!STAYS.has(command)) sheet.focus({ preventScroll: true });
});

function labelKeys() {
  const rows = [];
  for (const button of document.querySelectorAll("button[aria-keyshortcuts]")) {
    const chords = button.getAttribute("aria-keyshortcuts").split(" ").filter((chord) => chord.includes("Meta") === (isMac && /Control/.test(button.getAttribute("aria-keyshortcuts"))));
    const [chord] = chords;
    const label = chord.length === 1 ? chord : labelOf(chord.replace("Delete", "Del"), isMac);
    const shown = label.length === 1 ? label.toUpperCase() : label;
    if (!button.closest(".arrows")) button.append(Object.assign(document.createElement("kbd"), { textContent: shown }));
    rows.push([button.dataset.name ?? button.querySelector(".verb").textContent, shown]);
  }
  byId("help").querySelector("tbody").replaceChildren(...rows.map(([name, key]) => {
    const row = document.createElement("tr");
    const cells = [Object.assign(document.createElement("th"), { scope: "row", textContent: name }), document.createElement("td")];
    cells[1].append(Object.assign(document.createElement("kbd"), { textContent: key }));
    row.append(...cells);
    return row;
  }));
}

async function open() {
  const { status, body } = await server.load();
  if (status !== 200) return setText(byId("notice"), words.unsent);
  state = initial(body, words, draft.load());
  camera.wide();
  render();
  run.show();
  if (body.busy) run.watch();
  root.removeAttribute("aria-busy");
}

labelKeys();
listen(root, sheet);
new Pointer(sheet, camera, () => state ?? { mode: "lines" }, dispatch);
addEventListener("pagehide", () => keeping && keepNow());
await open();
