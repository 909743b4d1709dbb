// The group way: one text and many words that look alike; Enter confirms all that are not taken out.
import { gettext } from "../gettext.js";
import { counted, isOpen } from "./asked.js";
import { enqueue, pump } from "./exchange.js";
import { asBefore } from "./line.js";

const MOST_PASSED = 1000;
const FOCUS = { do: "focus", caret: "word" };
const HOLD = { do: "hold" };

export const LETTERS = "abcdefghijklmnopqrstuvwxyz";
export const rest = (group) => group.cards.filter((card) => !group.out[card.id]);
const standing = (state) => (state.like ? undefined : state.groups[0]);
const withFirst = (state, changed) => ({ ...state, groups: [{ ...state.groups[0], ...changed }, ...state.groups.slice(1)] });

// How the pictures stand: their height and how many beside each other, so that all of them are seen at once. The stage is
// taken to be as large as on a small laptop; of one text, all pictures are about equally wide.
export function gridOf({ cards, lines }) {
  const widest = Math.max(...cards.map(({ line, start, end }) => ((end - start) * (lines[line]?.width ?? 1)) / (lines[line]?.height || 1)));
  const tried = [72, 58, 46, 36].map((height) => {
    const columns = Math.max(1, Math.min(8, Math.floor(1200 / (widest * height + 64))));
    return { height, columns, all: Math.ceil(cards.length / columns) * (height + 44) };
  });
  return tried.find(({ all }) => all <= 440) ?? tried.at(-1);
}

function arrived(state, { body, offer }) {
  const decided = new Set(state.outbox.flatMap((entry) => (entry.seen ?? [{ word: entry.card?.id }]).map((seen) => seen.word)));
  const cards = Object.fromEntries(body.words.filter((card) => !decided.has(card.id)).map((card) => [card.id, card]));
  const fresh = body.groups.map(({ text, words }) => groupOf(text, words.map((id) => cards[id]).filter(Boolean), body.lines, offer));
  const found = fresh.filter((group) => group.cards.length);
  const next = { ...state, busy: null, left: body.left };
  if (!offer) return pump({ ...next, groups: [...state.groups, ...found], groupsDry: !found.length }, [FOCUS]);
  const open = { ...next, like: null, offers: state.offers.filter((one) => one.token !== offer.token) };
  if (found.length) return pump({ ...open, groups: [...found, ...state.groups] }, [FOCUS, HOLD]);
  return pump({ ...goneOn(open), notice: gettext("These words have been decided meanwhile.") }, [FOCUS]);
}

function groupOf(text, cards, lines, offer) {
  const own = Object.fromEntries(cards.map((card) => [card.line, lines[card.line]]));
  return { text, cards, lines: own, out: {}, at: 0, reading: offer?.reading ?? null };
}

// Back to where an offer was taken up, else on to the next group.
const goneOn = (state) => ({ ...state, way: state.back ?? "group", back: null });

function passed(state, cards) {
  const [, ...groups] = state.groups;
  const ids = cards.map((card) => card.id);
  return { ...goneOn(state), groups, passed: [...state.passed, ...ids].slice(-MOST_PASSED), notice: "" };
}

function confirm(state, { token, at }) {
  const group = standing(state);
  if (!group) return pump({ ...state, groupsDry: false });
  const cards = rest(group);
  if (!cards.length) return pass(state);
  const open = cards.filter((card) => isOpen(state, card));
  const seen = cards.map((card) => ({ word: card.id, reading: card.reading.id, label: card.label, after: state.texts[card.id]?.token ?? null }));
  const entry = { type: "group", token, at, text: group.text, seen, cards };
  const decided = Object.fromEntries(cards.map((card) => [card.id, { text: group.text, by: "person", token }]));
  const next = {
    ...passed(state, group.cards.filter((card) => group.out[card.id])),
    words: state.words.filter((card) => !decided[card.id]),
    texts: { ...state.texts, ...decided },
    history: [...state.history, { card: cards[0], token, group, open, way: state.way, back: state.back }].slice(-100),
    left: open.reduce((left, card) => counted(left, card, -1), state.left), done: state.done + open.length,
  };
  const phase = next.words.length || next.phase === "finished" ? next.phase : "loading";
  return enqueue({ ...next, phase }, entry, [FOCUS, HOLD]);
}

function pass(state) {
  const group = standing(state);
  return group ? pump(passed(state, group.cards), [FOCUS, HOLD]) : [state, []];
}

function move(by) {
  return (state) => {
    const group = standing(state);
    const at = group && group.at + by(group);
    return group?.cards[at] ? [withFirst(state, { at }), []] : [state, []];
  };
}

function toggle(state, index) {
  const group = standing(state);
  const card = group?.cards[index];
  if (!card) return [state, []];
  const { [card.id]: isOut, ...others } = group.out;
  return [withFirst(state, { out: isOut ? others : { ...group.out, [card.id]: true }, at: index }), []];
}

// The group as it was before it was confirmed.
export function groupBack(state, { group, open, back }) {
  const texts = Object.fromEntries(Object.entries(state.texts).filter(([id]) => !rest(group).some((card) => card.id === Number(id))));
  const next = group.cards.reduce(asBefore, { ...state, texts });
  const ids = new Set(group.cards.map((card) => card.id));
  return {
    ...next, way: "group", back, like: null, groups: [group, ...state.groups], passed: state.passed.filter((id) => !ids.has(id)),
    left: open.reduce((left, card) => counted(left, card, 1), state.left), done: state.done - open.length,
  };
}

export const groupHandlers = {
  "groups fetched": arrived,
  "take out": (state) => toggle(state, standing(state)?.at),
  toggle: (state, { index }) => toggle(state, index),
  "previous picture": move(() => -1),
  "next picture": move(() => 1),
  "picture above": move((group) => -gridOf(group).columns),
  "picture below": move((group) => gridOf(group).columns),
};

// What the commands of the sprint mean here.
export const inGroup = { keep: confirm, skip: pass, reset: (state) => [standing(state) ? withFirst(state, { out: {} }) : state, []] };
