// The server, as the desk sees it. Every call gives {status, body}; it throws TypeError where nothing got through.

const cookie = (name) =>
  document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";

// The person's settings; also while the page goes away.
export async function prefer(changes) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") };
  const request = { method: "PATCH", headers, body: JSON.stringify(changes), keepalive: true, credentials: "same-origin" };
  return (await fetch("/api/preferences", request)).ok;
}

export class Api {
  constructor(root) {
    this.root = root;
  }

  next({ count, counts, exclude, skipsUntil }) {
    const query = new URLSearchParams({ count, counts, exclude: exclude.join(","), skips_until: skipsUntil });
    return this.#call("GET", `next?${query}`);
  }

  send(entry) {
    if (entry.type === "undo") return this.#call("POST", "undo", { token: entry.token, undoes: entry.undoes });
    if (entry.type === "group") return this.#call("POST", "groups/decisions", { text: entry.text, seen: entry.seen, token: entry.token, seconds: entry.seconds });
    const { card, action, text, insists, token, seconds } = entry;
    if (entry.type === "line") return this.#call("POST", "lines", { line: entry.line, seen: entry.seen, action, text, insists, token, seconds });
    if (entry.type === "note") return this.#call("POST", "notes", { about: entry.about, id: entry.id, text, token });
    const seen = { word: card.id, reading: card.reading.id, label: card.label, after: entry.after, about: card.about, look: card.look };
    return this.#call("POST", "decisions", { ...seen, action, text, insists, token, seconds });
  }

  groups(exclude) {
    return this.#call("POST", "groups", { exclude });
  }

  // Words that look like the one whose correction had this token.
  alike(token) {
    return this.#call("POST", "groups/alike", { token });
  }

  // Known words, most frequent first.
  words() {
    return this.#call("GET", "words");
  }

  page(id) {
    return this.#call("GET", `pages/${id}`);
  }

  hold(words) {
    return this.#call("POST", "hold", { words });
  }

  heartbeat(words) {
    return this.#call("POST", "heartbeat", { words });
  }

  // Sent while the page goes away, so nobody waits for the answer.
  release(words, until) {
    return this.#call("POST", "release", { words, until }, true);
  }

  async #call(method, path, data, keepalive = false) {
    const headers = { Accept: "application/json", "X-CSRFToken": cookie("csrftoken") };
    if (data) headers["Content-Type"] = "application/json";
    const body = data && JSON.stringify(data);
    const response = await fetch(`${this.root}/${path}`, { method, headers, body, keepalive, credentials: "same-origin" });
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    return { status: response.status, body: isJson ? await response.json() : null };
  }
}
