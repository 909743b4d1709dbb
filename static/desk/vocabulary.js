// What a word that has been begun may become. Known words are weighed by how often they are written and by how far they
// are from what was read (the noisy channel, as spelling.py does on the server), so that a letter or two find most.

const RUNS = /\p{L}+/gu;
const LAST = /\p{L}+$/u;
// A slip makes a word so much less likely (natural log); letters that hands write alike, and accents, are half a slip.
const SLIP = 3;
const ALIKE = 0.4;
const PAIRS = new Set("nu ec ao ie lt au eo rv vn ir hk hb fs gy gq co lb lh tr sr xn zr ji".split(" ").flatMap(([a, b]) => [a + b, b + a]));
// Words written here before count like the few hundred most frequent ones.
const OWN = -6;
const MOST_COMPARED = 1500;

const folded = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

export class Vocabulary {
  // `words`: most frequent first.
  constructor(words = []) {
    this.of = new Map(); // first letter → {text, key, prior}, most frequent first
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

// Texts that go on from what was typed, likeliest first: the machine's own readings, then known words, each with the marks
// that were read behind it. `texts`: of the readings, the first is what was read; `learnt`: word → how often it was written here.
export function completions(typed, texts, vocabulary, learnt, most) {
  const stem = LAST.exec(typed)?.[0];
  if (!stem) return [];
  const head = typed.slice(0, -stem.length);
  const read = texts[0] ?? "";
  const run = [...read.matchAll(RUNS)][[...head.matchAll(RUNS)].length];
  const tail = run ? read.slice(run.index + run[0].length) : "";
  const others = texts.slice(1).filter((text) => text !== read && text.length > typed.length && goesOn(text, typed));
  const known = likeliest(stem, (run?.[0] ?? "").toLowerCase(), vocabulary, learnt, most).map((word) => head + cased(word, stem) + tail);
  return [...new Set([...others, ...known])].filter((text) => text !== typed).slice(0, most);
}

function likeliest(stem, read, vocabulary, learnt, most) {
  const own = Object.entries(learnt).filter(([text]) => folded(text).startsWith(folded(stem)) && goesOn(text, stem));
  const mine = own.map(([text, times]) => ({ text, prior: Math.log(times) + OWN }));
  const written = new Set(own.map(([text]) => text.toLowerCase()));
  const known = vocabulary.begunWith(stem).filter((word) => !written.has(word.text.toLowerCase()));
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
