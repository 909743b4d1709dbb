// The person's settings: the page brings them, and changes go to the server, so that they follow the person.

export class Settings {
  // `send(changes)` resolves to whether the server has taken them, or throws TypeError where it cannot be reached.
  constructor(values, send) {
    Object.assign(this, { values, send, unsent: {} });
  }

  set(changes) {
    this.values = { ...this.values, ...changes };
    this.unsent = { ...this.unsent, ...changes };
    return this.flush();
  }

  // What did not get through is sent with what comes later.
  async flush() {
    const changes = this.unsent;
    if (!Object.keys(changes).length) return;
    this.unsent = {};
    const taken = await this.send(changes).catch((error) => {
      if (!(error instanceof TypeError)) throw error;
    });
    if (!taken) this.unsent = { ...changes, ...this.unsent };
  }
}
