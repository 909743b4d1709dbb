// What stands between the editor and the outside: the server, and what this browser keeps of unsaved work.

const cookie = (name) => document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";

export class Server {
  constructor(address) {
    this.address = address;
  }

  load() {
    return this.#call("GET");
  }

  save(revision, regions) {
    return this.#call("PUT", { revision, regions });
  }

  async #call(method, data) {
    const headers = { Accept: "application/json", "X-CSRFToken": cookie("csrftoken") };
    if (data) headers["Content-Type"] = "application/json";
    const response = await fetch(this.address, { method, headers, body: data && JSON.stringify(data), credentials: "same-origin" });
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    return { status: response.status, body: isJson ? await response.json() : null };
  }
}

// Unsaved work of one person on one page. `keep` is false where the browser has no room.
export class Draft {
  constructor(storage, user, page) {
    Object.assign(this, { storage, name: `hwocr:layout:${user}:${page}` });
  }

  load() {
    return JSON.parse(this.storage.getItem(this.name) ?? "null");
  }

  keep({ doc, ids, made, revision }) {
    try {
      this.storage.setItem(this.name, JSON.stringify({ doc, ids, made, revision }));
      return true;
    } catch {
      return false;
    }
  }

  forget() {
    this.storage.removeItem(this.name);
  }
}
