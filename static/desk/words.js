// The desk's sentences.

const number = new Intl.NumberFormat("en-GB");
const words = (count) => (count === 1 ? "1 word" : `${number.format(count)} words`);

export function leftTexts({ left }, card) {
  if (!left.flagged) return { inDocument: "", inProject: "" };
  const inDocument = card ? left.documents[card.document.id] ?? 0 : 0;
  const count = number.format(Math.max(0, left.project));
  return inDocument > 0 ? { inDocument: `${number.format(inDocument)} left in this document`, inProject: ` · ${count} in the project` }
    : { inDocument: `${count} left in the project`, inProject: "" };
}

// Silence means that all is well: a word that comes and goes with every key would draw the eye away.
export function syncText({ sync, outbox }) {
  const unsaved = outbox.length;
  if (sync === "signed out") return `You are logged out. ${unsaved ? `${words(unsaved)} kept here.` : ""}`;
  if (sync === "waiting") return unsaved ? `No connection. ${words(unsaved)} kept here, sent later.` : "No connection. Trying again.";
  return unsaved > 2 ? `Saving ${words(unsaved)}` : "";
}

// Where an alternative comes from that is not the reader's own.
const BY = { spelling: " by spelling", picture: " by the picture alone" };

// What else the marked word may be, by its digit.
export function othersText({ alternatives, look }) {
  const texts = alternatives.map(({ text, source, action }, i) => `${i + 1} ${text || action}${BY[source] ?? ""}`);
  const others = look === "final" ? texts : texts.slice(1);
  return others.length ? `Or ${others.join(", ")}.` : "";
}

const SAID = { illegible: "it is illegible", "not a word": "it is not a word" };
const saying = (kind, text) => SAID[kind] ?? `“${text}”`;

export function conflictText({ entry, reason, theirs, by }, count) {
  const more = count > 1 ? ` ${count - 1} more to settle.` : "";
  const thing = entry.type === "line" ? "line" : "word";
  const yours = entry.type !== "undo" ? ` Yours: ${saying(entry.action, entry.text)}.` : "";
  const sentence = {
    labelled: entry.type === "undo" ? `Not undone: ${by} has decided since: ${saying(theirs.kind, theirs.text)}.`
      : `${by} was quicker: ${saying(theirs.kind, theirs.text)}.`,
    held: `${by} is at this ${thing} now.`,
    "read again": `The ${thing} was read again meanwhile: “${theirs.text}”.`,
    gone: `The page was read again, and this ${thing} is no longer there.`,
  }[reason];
  return sentence + yours + more;
}

export function finishText({ left, aside, done, outbox }) {
  const again = aside.skipped ? `Look at ${words(aside.skipped)} again` : "Look again";
  const title = left.flagged ? (left.project ? "Nothing left for you" : "All words are decided") : "Nothing to ask";
  const parts = [];
  if (!left.flagged) parts.push("No word of the pages read so far is in doubt.");
  if (done > 0) parts.push(`You have decided ${words(done)} just now.${outbox.length ? "" : " Everything is saved."}`);
  if (aside.skipped) parts.push(`${words(aside.skipped)} that you skipped ${aside.skipped === 1 ? "is" : "are"} still open.`);
  if (aside.others) parts.push(`${words(aside.others)} ${aside.others === 1 ? "is" : "are"} with others at the moment.`);
  return { title, text: parts.join(" "), again };
}
