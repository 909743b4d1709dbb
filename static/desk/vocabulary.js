// What a word may be, and what one that has been begun may become. Known words are weighed by how often they are written and by
// how likely what the reader saw makes them. Where that was not kept, by how far they are from what was read (the noisy channel,
// as spelling.py does on the server).

import { Lexicon, likeliest as likeliestSeen } from "./lexicon.js";
import { Sight } from "./sight.js";

const RUNS = /\p{L}+/gu;
// Marks behind which a word begins.
const BEFORE = /["“«(\-'’\s]$/u;
const LAST = /\p{L}+$/u;
// A slip makes a word so much less likely (natural log); letters that hands write alike, and accents, are half a slip.
const SLIP = 3;
const ALIKE = 0.4;
const PAIRS = new Set("nu ec ao ie lt au eo rv vn ir hk hb fs gy gq co lb lh tr sr xn zr ji".split(" ").flatMap(([a, b]) => [a + b, b + a]));
// Words written here before count like the few hundred most frequent ones.
const OWN = -6;
const MOST_COMPARED = 1500;
// What the machine read counts like a rare word, known or not.
const READ = -8;

const folded = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

export class Vocabulary {
  // `words`: most frequent first.
  constructor(words = []) {
    this.of = new Map(); // first letter → {text, key, prior}, most frequent first
    this.lexicon = new Lexicon(words);
    const known = new Set();
    words.forEach((text, rank) => {
      const key = folded(text);
      const lower = text.toLowerCase();
      if (!key || known.has(lower)) return; // with other capitals
      known.add(lower);
      if (!this.of.has(key[0])) this.of.set(key[0], []);
      this.of.get(key[0]).push({ text, key, prior: -Math.log(rank + 10) });
    });
  }

  begunWith(stem) {
    const key = folded(stem);
    const found = (this.of.get(key[0]) ?? []).filter((word) => word.key.startsWith(key) && goesOn(word.text, stem));
    return found.slice(0, MOST_COMPARED);
  }
}

// A person may leave accents out; those that are typed are meant.
function goesOn(text, stem) {
  return [...stem.toLowerCase()].every((letter, i) => letter === text[i]?.toLowerCase() || letter === folded(text[i] ?? ""));
}

const sights = new WeakMap(); // of cards

function sightOf(card) {
  if (!card.sight) return null;
  if (!sights.has(card)) sights.set(card, new Sight(card.sight));
  return sights.get(card);
}

// Known words that a word may be, likeliest first.
export function guesses(card, vocabulary, most) {
  const sight = sightOf(card);
  const but = new Set(["", ...card.alternatives.map((one) => one.text)]); // a picture without letters looks like no text
  return sight ? likeliestSeen(sight, vocabulary.lexicon, "", "", most, but).map((one) => one.text) : [];
}

// Texts that go on from what was typed, likeliest first: the machine's own readings, known words, and words that were written
// here (`learnt`: word → how often). What a person has seen and not taken (`shown`) is not offered again.
export function completions(typed, card, vocabulary, learnt, most, shown = []) {
  const stem = LAST.exec(typed)?.[0] ?? "";
  if (!stem && !(card.sight && BEFORE.test(typed))) return [];
  const head = typed.slice(0, typed.length - stem.length);
  const texts = [card.reading, ...card.alternatives].map((one) => one.text).filter(Boolean);
  const sight = sightOf(card);
  if (!sight) return unseen(typed, head, stem, texts, vocabulary, learnt, most);
  const but = new Set([typed, ...shown]);
  const seen = (text, prior) => ({ text, worth: prior + sight.whole(sight.after(text)) });
  const read = texts.slice(1).filter((text) => text !== texts[0] && goesOn(text, typed)).map((text) => seen(text, READ));
  const own = written(stem, learnt).map(({ text, prior }) => seen(head + cased(text, stem), prior));
  const all = [...read, ...own, ...likeliestSeen(sight, vocabulary.lexicon, head, stem, most, but)];
  const worth = all.filter((one) => !but.has(one.text)).sort((a, b) => b.worth - a.worth);
  return [...new Set(worth.map((one) => one.text))].slice(0, most);
}

// The same by what was read, each known word with the marks that were read behind it.
function unseen(typed, head, stem, texts, vocabulary, learnt, most) {
  const read = texts[0] ?? "";
  const run = [...read.matchAll(RUNS)][[...head.matchAll(RUNS)].length];
  const tail = run ? read.slice(run.index + run[0].length) : "";
  const others = texts.slice(1).filter((text) => text !== read && text.length > typed.length && goesOn(text, typed));
  const known = likeliest(stem, (run?.[0] ?? "").toLowerCase(), vocabulary, learnt, most).map((word) => head + cased(word, stem) + tail);
  return [...new Set([...others, ...known])].filter((text) => text !== typed).slice(0, most);
}

function written(stem, learnt) {
  const own = Object.entries(learnt).filter(([text]) => folded(text).startsWith(folded(stem)) && goesOn(text, stem));
  return own.map(([text, times]) => ({ text, prior: Math.log(times) + OWN }));
}

function likeliest(stem, read, vocabulary, learnt, most) {
  const mine = written(stem, learnt);
  const own = new Set(mine.map(({ text }) => text.toLowerCase()));
  const known = vocabulary.begunWith(stem).filter((word) => !own.has(word.text.toLowerCase()));
  const worth = [...mine, ...known].map(({ text, prior }) => ({ text, worth: prior - SLIP * slips(read, text.toLowerCase()) }));
  return worth.sort((a, b) => b.worth - a.worth).slice(0, most).map((one) => one.text);
}

// The capitals that were typed, then those of the word.
const cased = (word, stem) => [...word].map((letter, i) => {
  if (i >= stem.length) return letter;
  return stem[i] === stem[i].toLowerCase() ? letter.toLowerCase() : letter.toUpperCase();
}).join("");

// The lightest slips that turn one into the other (Wagner and Fischer 1974).
export function slips(read, word) {
  let row = Array.from({ length: word.length + 1 }, (_, j) => j);
  for (let i = 1; i <= read.length; i++) {
    const next = [i];
    for (let j = 1; j <= word.length; j++) {
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + change(read[i - 1], word[j - 1])));
    }
    row = next;
  }
  return row[word.length];
}

function change(one, other) {
  if (one === other) return 0;
  return PAIRS.has(one + other) || folded(one) === folded(other) ? ALIKE : 1;
}

// With the words of a text that a person has written.
export function withWords(learnt, text) {
  const words = text.match(RUNS) ?? [];
  return words.reduce((known, word) => (word.length > 1 ? { ...known, [word]: (known[word] ?? 0) + 1 } : known), learnt);
}
