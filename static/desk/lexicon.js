// Known words and what the reader saw of one, searched best first (A*): the bound of a beginning is the mass of all texts that
// begin so, and the most frequent word among them.

const folded = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

// What other capitals than a word's own, a mark, and one more word cost, as natural logs; and what is looked at before giving up.
const CAPITAL = 3;
const MARK = 3;
const JOINT = 3;
const MOST_OPENED = 600;
// Longer beginnings are opened first: all begin alike.
const EAGER = 2.2;
// So much less likely than the best, nothing is looked at any more.
const HOPELESS = 16;
// An unknown word, and each of its letters.
const UNKNOWN = 8;
const LETTER = 2.5;
const OPENING = ["(", "«", "\"", "“"];
const CLOSING = [",", ".", ";", ":", "!", "?", "-", ")", "»", "\"", "”", "'", "’"];
const JOINTS = ["'", "’", "-", " "];

export class Lexicon {
  // `words`: most frequent first, each with small and with its own capitals once.
  constructor(words) {
    const ranked = [...new Map(words.map((text, rank) => [text, -Math.log(rank + 10)]).toReversed())].sort(([a], [b]) => (a < b ? -1 : 1));
    this.words = ranked.map(([text]) => text);
    this.size = 1;
    while (this.size < ranked.length) this.size *= 2;
    // A tree of maxima over the priors, leaves last.
    this.most = new Float64Array(2 * this.size).fill(-Infinity);
    ranked.forEach(([, prior], i) => { this.most[this.size + i] = prior; });
    for (let i = this.size - 1; i; i--) this.most[i] = Math.max(this.most[2 * i], this.most[2 * i + 1]);
  }

  prior = (at) => this.most[this.size + at];

  // The likeliest word's prior in from ≤ i < to.
  best(from, to) {
    let most = -Infinity;
    for (let a = from + this.size, z = to + this.size; a < z; a >>= 1, z >>= 1) {
      if (a & 1) most = Math.max(most, this.most[a++]);
      if (z & 1) most = Math.max(most, this.most[--z]);
    }
    return most;
  }

  // Where the words from `from` on that have this letter at this depth end.
  end(from, to, depth, letter) {
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.words[middle][depth] ?? "") <= letter) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

// Up to `most` texts that go on from `head` and `stem`, the letters of a word that has been begun, likeliest first.
// `but`: what is offered already.
export function likeliest(sight, lexicon, head, stem, most, but = new Set()) {
  const search = new Search(sight, lexicon, stem);
  const state = sight.after(head);
  search.root(state, head, 0, stem.length);
  search.unknown(sight.after(stem, state), head + stem);
  if (!head && !stem) for (const mark of OPENING) if (sight.seen.has(mark)) search.root(sight.on(state, mark), mark, -MARK, 0, sight.massOf(state, mark));
  return search.found(most, but);
}

class Search {
  constructor(sight, lexicon, stem) {
    Object.assign(this, { sight, lexicon, stem, heap: [], floor: -Infinity });
    this.closing = CLOSING.filter((mark) => sight.seen.has(mark));
    this.joints = JOINTS.filter((mark) => sight.seen.has(mark));
  }

  // `mass`: of all texts that begin so.
  root(state, text, gift, typed, mass = 1) {
    const to = this.lexicon.words.length;
    if (!to) return;
    const worth = gift + this.lexicon.best(0, to);
    this.#add({ from: 0, to, depth: 0, state, text, gift, typed, worth: worth + Math.log(mass) });
  }

  // Letters as they were seen, whether they make a word or not.
  unknown(state, text) {
    this.#add({ isFree: true, state, text, gift: -UNKNOWN, worth: -UNKNOWN });
  }

  found(most, but) {
    const texts = new Map();
    for (let opened = 0; this.heap.length && texts.size < 3 * most && opened < MOST_OPENED; opened++) {
      const node = this.#pop();
      if (node.isWhole && but.has(node.text)) continue;
      if (node.isWhole) texts.set(node.text, Math.max(node.worth, texts.get(node.text) ?? -Infinity));
      else if (node.isFree) this.#spell(node);
      else this.#open(node);
    }
    return [...texts].map(([text, worth]) => ({ text, worth })).sort((a, b) => b.worth - a.worth).slice(0, most);
  }

  // States are made when they are needed: most beginnings are never opened.
  #open(node) {
    const { words } = this.lexicon;
    node.state ??= this.sight.on(node.before, node.letter);
    const { depth, to } = node;
    let { from } = node;
    if (words[from].length === depth) this.#end(node, this.lexicon.prior(from++));
    while (from < to) {
      const letter = words[from][depth];
      const end = this.lexicon.end(from, to, depth, letter);
      for (const [form, gift] of this.#forms(letter, node)) {
        this.#push(node, form, node.gift + gift, from, end);
      }
      from = end;
    }
  }

  #spell(node) {
    node.state ??= this.sight.on(node.before, node.letter);
    this.#whole(node.state, node.text, node.gift);
    for (const letter of this.sight.seen.keys()) {
      if (!letter) continue;
      const gift = node.gift - LETTER;
      const worth = gift + Math.log(this.sight.massOf(node.state, letter));
      if (worth > this.floor) this.#add({ isFree: true, before: node.state, letter, text: node.text + letter, gift, worth });
    }
  }

  // As which letters the next one of a word may be written.
  #forms(letter, { depth, typed }) {
    if (depth < typed) {
      const said = this.stem[depth];
      if (said.toLowerCase() === letter.toLowerCase()) return [[said, 0]];
      if (folded(letter) !== said.toLowerCase()) return [];
      return [[said === said.toLowerCase() ? letter.toLowerCase() : letter.toUpperCase(), 0]];
    }
    if (depth) return [[letter, 0]];
    const other = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
    return [[letter, 0], [other, -CAPITAL]];
  }

  // A word ends here: the text may, too, or go on behind a mark.
  #end({ state, text, gift, depth, typed }, prior) {
    if (depth < typed) return;
    const worth = gift + prior;
    this.#whole(state, text, worth);
    for (const mark of this.closing) this.#whole(this.sight.on(state, mark), text + mark, worth - MARK);
    for (const mark of this.joints) this.root(this.sight.on(state, mark), text + mark, worth - JOINT, 0, this.sight.massOf(state, mark));
  }

  #whole(state, text, gift) {
    const worth = gift + this.sight.whole(state);
    this.floor = Math.max(this.floor, worth - HOPELESS);
    if (worth > this.floor) this.#add({ isWhole: true, text, worth });
  }

  #push({ state, text, depth, typed }, letter, gift, from, to) {
    const worth = gift + this.lexicon.best(from, to) + Math.log(this.sight.massOf(state, letter));
    if (worth > this.floor) this.#add({ before: state, letter, text: text + letter, depth: depth + 1, typed, gift, from, to, worth });
  }

  // A heap, the worthiest first.
  #add(node) {
    const { heap } = this;
    node.rank = node.worth + EAGER * node.text.length;
    let at = heap.push(node) - 1;
    for (let up = (at - 1) >> 1; at && heap[up].rank < node.rank; at = up, up = (at - 1) >> 1) heap[at] = heap[up];
    heap[at] = node;
  }

  #pop() {
    const { heap } = this;
    const [first, last] = [heap[0], heap.pop()];
    for (let at = 0, next = 1; heap.length; at = next, next = 2 * at + 1) {
      if (next + 1 < heap.length && heap[next + 1].rank > heap[next].rank) next++;
      if (next >= heap.length || heap[next].rank <= last.rank) { heap[at] = last; break; }
      heap[at] = heap[next];
    }
    return first;
  }
}
