// Saving under a revision: what others changed in the meantime is never overwritten unseen, and nothing of one's own is lost.
import { told } from "./changes.js";
import { lineKeys, opened, sent } from "./document.js";

function save(state) {
  if (state.sending) return [state, []];
  if (state.theirs) return told(state, state.words.conflict);
  if (state.doc === state.saved) return told(state, state.words.nothing);
  const regions = sent(state.doc, state.ids);
  return [{ ...state, sending: { doc: state.doc, regions }, sync: "saving" }, [{ do: "save", revision: state.revision, regions }]];
}

// The answer stands in the order that was sent: each key learns its id.
function saved(state, { body }) {
  const { doc, regions } = state.sending;
  const ids = { ...state.ids };
  const info = { ...state.info };
  regions.forEach((region, r) => {
    ids[region.key] = body.regions[r].id;
    region.lines.forEach((line, l) => {
      const { id, text, fits, unread, confirmed } = body.regions[r].lines[l];
      ids[line.key] = id;
      info[line.key] = { text, fits, unread, confirmed };
    });
  });
  const isCurrent = state.doc === doc;
  const sync = !isCurrent ? "unsaved" : body.busy ? "reading" : "saved";
  const next = { ...state, sending: null, saved: doc, ids, info, revision: body.revision, sync };
  return [next, [isCurrent ? { do: "forget" } : { do: "keep" }, ...(body.busy ? [{ do: "watch" }] : [])]];
}

// What the workers have read since; a layout that they had to change is shown, unless one's own stands on it.
function read(state, { body }) {
  const watching = body.busy ? [{ do: "watch" }] : [];
  if (state.sending || state.theirs) return [state, watching];
  if (body.revision !== state.revision) return state.doc === state.saved ? [reopened(state, body), watching] : [state, watching];
  const keyOf = keysById(state.ids);
  const info = { ...state.info };
  for (const line of body.regions.flatMap((region) => region.lines)) {
    const { text, fits, unread, confirmed } = line;
    const key = keyOf("line", line.id);
    if (key) info[key] = { text, fits, unread, confirmed };
  }
  const sync = state.sync === "reading" && !body.busy ? "saved" : state.sync;
  return [{ ...state, info, sync, notice: body.error || state.notice }, watching];
}

function keysById(ids) {
  const keys = new Map(Object.entries(ids).map(([key, id]) => [`${key[0]}${id}`, key]));
  return (kind, id) => keys.get(`${kind[0]}${id}`) ?? null;
}

function reopened(state, body) {
  const { doc, ids, info } = opened(body, keysById(state.ids));
  const at = doc.lines[state.at] ? state.at : lineKeys(doc)[0] ?? null;
  return { ...state, doc, saved: doc, ids: { ...state.ids, ...ids }, info: { ...state.info, ...info }, revision: body.revision, theirs: null, at, region: null, mode: "lines", tag: null, sync: body.busy ? "reading" : "saved" };
}

export const savingHandlers = {
  save,
  saved,
  read,
  stale: (state, { body }) => [{ ...state, sending: null, theirs: body, sync: "conflict" }, []],
  refused: (state, { sentence }) => [{ ...state, sending: null, sync: "unsaved", notice: sentence }, []],
  unsent: (state, { signedOut }) => [{ ...state, sending: null, sync: state.theirs ? "conflict" : "unsaved", notice: signedOut ? state.words.signedOut : state.words.unsent }, []],
  // Mine over theirs, which I have seen by now; or theirs, and mine is one undo away.
  mine: (state) => (state.theirs ? save({ ...state, revision: state.theirs.revision, theirs: null, saved: null }) : [state, []]),
  theirs(state) {
    if (!state.theirs) return [state, []];
    const next = reopened(state, state.theirs);
    return [{ ...next, past: [...state.past, state.doc], future: [] }, [{ do: "forget" }, { do: "show" }]];
  },
};
