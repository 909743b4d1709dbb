// Calls to the server, and what their outcome means: an answer, a refusal, or that nothing got through.

const PAUSES = [1000, 2000, 4000, 8000, 15000, 30000];

export class Transport {
  // `unsent({signedOut, missing})` is told where nothing got through.
  constructor(unsent) {
    this.unsent = unsent;
    this.failures = 0;
    this.heldUntil = 0; // seconds, by the server's clock
  }

  // How long to wait before the next try.
  pause() {
    return PAUSES[Math.min(this.failures++, PAUSES.length - 1)];
  }

  // Network errors and a server that is down mean waiting; a person who is logged out must log in; the rest is an
  // answer. What is no JSON comes from something in between: a proxy, a hotel's log-in page. Not found: the project was
  // removed, the person has left it, or another site answers here. What they did stays kept.
  async exchange(call, answer, refuse = (status) => this.unsent({ missing: status === 404 })) {
    let reply;
    try {
      reply = await call();
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
      return this.unsent();
    }
    const { status, body } = reply;
    if (status === 401 || status === 403) return this.unsent({ signedOut: true });
    if (!body || status >= 500 || status === 429) return this.unsent();
    this.failures = 0;
    this.heldUntil = body.held_until ?? this.heldUntil;
    return status < 300 ? answer(body) : refuse(status, body);
  }
}

// Only pages served over HTTPS or from this machine have crypto.randomUUID; this works everywhere.
export function newToken() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
