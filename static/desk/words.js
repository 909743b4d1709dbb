// The desk's sentences.
import { gettext, ngettext, number } from "../gettext.js";

export function leftTexts({ left }, card) {
  if (!left.flagged) return { inDocument: "", inProject: "" };
  const inDocument = card ? left.documents[card.document.id] ?? 0 : 0;
  const count = number(Math.max(0, left.project));
  if (inDocument <= 0) return { inDocument: gettext("%(count)s left in the project", { count }), inProject: "" };
  return {
    inDocument: gettext("%(count)s left in this document", { count: number(inDocument) }),
    inProject: ` · ${gettext("%(count)s in the project", { count })}`,
  };
}

// Silence means that all is well: a word that comes and goes with every key would draw the eye away.
export function syncText({ sync, outbox }) {
  const unsaved = outbox.length;
  if (sync === "signed out" || sync === "missing") {
    const kept = unsaved ? ngettext("%(count)s word kept here.", "%(count)s words kept here.", unsaved) : "";
    const why = sync === "missing" ? gettext("This project is not here for you any more.") : gettext("You are logged out.");
    return `${why} ${kept}`;
  }
  if (sync === "waiting") {
    return unsaved ? ngettext("No connection. %(count)s word kept here, sent later.", "No connection. %(count)s words kept here, sent later.", unsaved)
      : gettext("No connection. Trying again.");
  }
  return unsaved > 2 ? ngettext("Saving %(count)s word", "Saving %(count)s words", unsaved) : "";
}

// Where an alternative comes from that is not the reader's own.
const BY = { spelling: gettext("by spelling"), picture: gettext("by the picture alone"), people: gettext("as corrected elsewhere") };

// What else the marked word may be, by its digit.
export function othersText({ alternatives, look }) {
  const texts = alternatives.map(({ text, source, action }, i) => [i + 1, text || SAID[action], BY[source]].filter(Boolean).join(" "));
  const others = look === "final" ? texts : texts.slice(1);
  return others.length ? gettext("Or %(others)s.", { others: others.join(", ") }) : "";
}

const SAID = { illegible: gettext("it is illegible"), "not a word": gettext("it is not a word") };
const saying = (kind, text) => SAID[kind] ?? gettext("“%(text)s”", { text });

const UNDONE = (by, said) => gettext("Not undone: %(by)s has decided since: %(said)s.", { by, said });
const MET = {
  labelled: ({ by, said }) => gettext("%(by)s was quicker: %(said)s.", { by, said }),
  held: ({ by, isLine }) => (isLine ? gettext("%(by)s is at this line now.", { by }) : gettext("%(by)s is at this word now.", { by })),
  "read again": ({ text, isLine }) => isLine ? gettext("The line was read again meanwhile: “%(text)s”.", { text })
    : gettext("The word was read again meanwhile: “%(text)s”.", { text }),
  gone: ({ isLine }) => isLine ? gettext("This line is no longer there: its page was read again, or removed.")
    : gettext("This word is no longer there: its page was read again, or removed."),
};

export function conflictText({ entry, reason, theirs, by }, count) {
  const isUndo = entry.type === "undo";
  const said = saying(theirs.kind, theirs.text);
  const sentence = isUndo && reason === "labelled" ? UNDONE(by, said) : MET[reason]({ by, said, text: theirs.text, isLine: entry.type === "line" });
  const yours = isUndo ? "" : gettext("Yours: %(said)s.", { said: saying(entry.action, entry.text) });
  const more = count > 1 ? gettext("%(count)s more to settle.", { count: count - 1 }) : "";
  return [sentence, yours, more].filter(Boolean).join(" ");
}

export function finishText({ left, aside, done, outbox }) {
  const again = aside.skipped ? ngettext("Look at %(count)s word again", "Look at %(count)s words again", aside.skipped) : gettext("Look again");
  const isAll = left.project ? gettext("Nothing left for you") : gettext("All words are decided");
  const title = left.flagged ? isAll : gettext("Nothing to ask");
  const parts = [];
  if (!left.flagged) parts.push(gettext("No word of the pages read so far is in doubt."));
  if (done > 0) {
    parts.push(ngettext("You have decided %(count)s word just now.", "You have decided %(count)s words just now.", done));
    if (!outbox.length) parts.push(gettext("Everything is saved."));
  }
  if (aside.skipped) parts.push(ngettext("%(count)s word that you skipped is still open.", "%(count)s words that you skipped are still open.", aside.skipped));
  if (aside.others) parts.push(ngettext("%(count)s word is with others at the moment.", "%(count)s words are with others at the moment.", aside.others));
  return { title, text: parts.join(" "), again };
}
