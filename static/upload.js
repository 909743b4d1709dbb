// Files are sent one after the other, each with a line of its own: how far it is, then what became of it.

import { gettext, language } from "./gettext.js";

const form = document.getElementById("upload");
const input = document.getElementById("upload-files");
const title = document.getElementById("upload-title");
const drop = form.querySelector(".drop");
const list = document.querySelector(".upload-files");
const said = document.getElementById("upload-said");
const most = Number(form.dataset.most);

const waiting = [];
const counts = { taken: 0, refused: 0 };
let sending = false;

const byName = new Intl.Collator(undefined, { numeric: true });

function megabytes(bytes) {
  return `${Math.round(bytes / 1e6).toLocaleString(language)} MB`;
}

function line(file) {
  const item = document.createElement("li");
  const name = document.createElement("b");
  name.textContent = file.name;
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", gettext("Sending %(name)s", { name: file.name }));
  const words = document.createElement("p");
  words.textContent = gettext("Waiting");
  item.append(name, bar, words);
  list.append(item);
  return { item, name, bar, words };
}

function finish(entry, ok, sentence) {
  entry.view.bar.remove();
  if (sentence.includes(entry.file.name)) entry.view.name.remove();
  entry.view.words.textContent = sentence;
  entry.view.words.className = ok ? "ok" : "warning";
  counts[ok ? "taken" : "refused"] += 1;
  sending = false;
  sendNext();
}

function offerAgain(entry, sentence) {
  finish(entry, false, sentence);
  const again = document.createElement("button");
  again.type = "button";
  again.className = "small";
  again.textContent = gettext("Send again");
  again.setAttribute("aria-label", gettext("Send %(name)s again", { name: entry.file.name }));
  again.addEventListener("click", () => {
    counts.refused -= 1;
    entry.view.item.remove();
    add([entry.file], entry.title);
  });
  entry.view.item.append(again);
}

function answered(entry, request) {
  if (request.status === 200 && request.response) {
    const [result] = request.response.files;
    finish(entry, result.ok, result.message);
  } else if (request.status === 403 || request.status === 200) {
    // The log-in page answers where the session has ended.
    finish(entry, false, gettext("You are not logged in any more. Load the page again and log in."));
  } else if (request.status === 413) {
    finish(entry, false, gettext("%(name)s is too large for this server. Split it, or scan it at a lower resolution.", { name: entry.file.name }));
  } else {
    offerAgain(entry, request.response?.detail ?? gettext("%(name)s could not be taken in. Send it again.", { name: entry.file.name }));
  }
}

function send(entry) {
  const { file, view } = entry;
  const data = new FormData();
  data.append("title", entry.title);
  data.append("files", file, file.name);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.responseType = "json";
  request.setRequestHeader("Accept", "application/json");
  request.setRequestHeader("X-CSRFToken", form.elements.csrfmiddlewaretoken.value);
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    view.bar.value = total ? loaded / total : 0;
  });
  request.upload.addEventListener("load", () => { view.words.textContent = gettext("Being checked"); });
  request.addEventListener("load", () => answered(entry, request));
  request.addEventListener("error", () => {
    offerAgain(entry, gettext("%(name)s could not be sent. Check the connection and send it again.", { name: file.name }));
  });
  view.words.textContent = gettext("Being sent");
  request.send(data);
}

function sendNext() {
  if (sending) return;
  const entry = waiting.shift();
  if (!entry) {
    said.textContent = gettext("%(taken)s taken in, %(refused)s refused.", counts);
    return;
  }
  sending = true;
  if (entry.file.size > most) {
    const values = { name: entry.file.name, limit: megabytes(most) };
    finish(entry, false, gettext("%(name)s is larger than %(limit)s. Split it, or scan it at a lower resolution.", values));
  } else {
    send(entry);
  }
}

function add(files, documentTitle) {
  if (!files.length) return;
  list.hidden = false;
  const sorted = [...files].sort((a, b) => byName.compare(a.name, b.name));
  for (const file of sorted) waiting.push({ file, title: documentTitle, view: line(file) });
  sendNext();
}

/** All files of what was dropped; folders are opened. */
async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some((entry) => entry.isDirectory)) return [...transfer.files];
  return (await Promise.all(entries.map(filesIn))).flat();
}

async function filesIn(entry) {
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const batch = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!batch.length) return found;
    found.push(...(await Promise.all(batch.map(filesIn))).flat());
  }
}

form.classList.add("scripted");
form.addEventListener("submit", (event) => event.preventDefault());
input.addEventListener("change", () => {
  add([...input.files], title.value.trim());
  input.value = "";
});

// A file dropped beside the target would replace the page in the browser: take it from anywhere.
document.addEventListener("dragover", (event) => {
  if (!event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  drop.classList.add("over");
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) drop.classList.remove("over");
});
document.addEventListener("drop", async (event) => {
  if (!event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  drop.classList.remove("over");
  add(await dropped(event.dataTransfer), title.value.trim());
});
