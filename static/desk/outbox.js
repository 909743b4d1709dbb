// What is not saved yet, kept in local storage: one item for each entry, so that two windows never overwrite each other.

export class Outbox {
  constructor(storage, user, slug) {
    this.storage = storage;
    this.prefix = `hwocr:outbox:${user}:${slug}:`;
  }

  // Entries of this person and project, oldest first; also those that another window could not send.
  load() {
    const keys = Object.keys(this.storage).filter((key) => key.startsWith(this.prefix));
    const entries = keys.map((key) => JSON.parse(this.storage.getItem(key)));
    return entries.sort((a, b) => a.at - b.at);
  }

  // False where the browser keeps nothing; the entry then lives only as long as the window.
  store(entry) {
    try {
      this.storage.setItem(this.prefix + entry.token, JSON.stringify(entry));
      return true;
    } catch (error) {
      if (error instanceof DOMException) return false;
      throw error;
    }
  }

  forget(token) {
    this.storage.removeItem(this.prefix + token);
  }
}
