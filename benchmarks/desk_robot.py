"""The robot at the desk: it knows what is true, and does what a practised person would, by keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from benchmarks.desk_model import Tally, difference, keys_of
from benchmarks.desk_truth import KnownWord, Truth

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: From the moment the browser got a key to the end of the frame that shows what it did; of keys that led on alone.
WATCH = """
window.painted = []; window.pointers = 0;
const dataset = (id) => document.getElementById(id)?.dataset ?? {};
const asked = () => [dataset('stage').word, dataset('line-stage').line, dataset('group-stage').group];
addEventListener('keydown', (event) => {
  const before = asked().join();
  const channel = new MessageChannel();
  channel.port1.onmessage = () => asked().join() !== before && window.painted.push(performance.now() - event.timeStamp);
  requestAnimationFrame(() => channel.port2.postMessage(0));
}, true);
for (const kind of ['pointerdown', 'mousedown', 'touchstart']) addEventListener(kind, () => window.pointers++, true);
"""
#: What goes behind a text that is wholly marked, instead of replacing it.
MARKS = tuple(",.;:!?)")
#: Looks at the desk, at least 5 ms each, before it counts as stuck: beside other work a server may need minutes.
PATIENCE = 40_000
LETTERS = "abcdefghijklmnopqrstuvwxyz"
#: Keys up to which mending a text on the screen is quicker than writing it anew and having it completed; or this share
#: of the keys that writing it takes.
FEW, SHARE = 4, 0.5
#: Letters up to which one writes on behind what is offered; with more to come, the next letter brings a better offer.
ENDING = 3
_ASKED = """([stage, name]) => document.getElementById('finish').hidden
  ? Number(document.getElementById(stage).dataset[name] || 0) : -1"""
_GROUP = """() => document.getElementById('group-none').hidden
  ? document.getElementById('group-stage').dataset.group : 'none'"""


class Robot:
    def __init__(self, page: Page, truth: Truth) -> None:
        self.page, self.truth, self.tally = page, truth, Tally()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.tally.keys += len(key.split("+"))

    def lead_on(self, key: str) -> None:
        """The key that ends a word or line. People are slower than the screen, so what was typed is painted before."""
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        self.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.tally.keys += keys_of(text)

    def at(self, stage: str, name: str, before: int = 0) -> int:
        """The primary key of what the desk asks about now, as soon as that is something new; 0 at the end."""
        for _ in range(PATIENCE):
            found = self.page.evaluate(_ASKED, [stage, name])
            if found and found != before:
                return max(found, 0)
            self.page.wait_for_timeout(5)
        raise RuntimeError(f"The desk does not go on: {self.page.locator('body').inner_text()[:800]}")

    def done(self) -> Tally:
        """What was done since the last time; everything is saved by then."""
        self.page.wait_for_function("() => document.getElementById('sync').dataset.sync === 'saved'")
        self.tally.painted = self.page.evaluate("() => window.painted.splice(0)")
        done, self.tally = self.tally, Tally()
        return done

    # Word by word

    def words(self) -> Tally:
        word = self.at("stage", "word")
        while word:
            self.decide(self.truth.words[word])
            self.tally.words += 1
            word = self.at("stage", "word", word)
        return self.done()

    def decide(self, word: KnownWord) -> None:
        shown = self.shown()
        if word.true == word.read:
            self.tally.did("keep", 1)
            self.lead_on("Enter")
        elif not word.true:
            self.tally.did("not a word", 2)
            self.lead_on("F9")
        elif word.true in shown:
            self.tally.did("choose", 2)
            self.choose(shown.index(word.true))
        else:
            self.write(word, shown)

    def shown(self) -> list[str]:
        return self.page.locator("#alternatives .verb").all_inner_texts()

    def choose(self, index: int) -> None:
        if not self.digits_type():
            return self.lead_on(str(index + 1))
        if index > 1:  # more keys to walk there than to press a digit with two others
            return self.lead_on(f"Control+Shift+{index + 1}")
        self.press(*["ArrowDown"] * index)
        return self.lead_on("Enter")

    def digits_type(self) -> bool:
        return "digits-type" in (self.page.locator("#alternatives").get_attribute("class") or "")

    def write(self, word: KnownWord, shown: list[str]) -> None:
        """Mend what stands there where that takes few keys; else write until the desk offers the word."""
        picked, keys = min(
            ((i, [*["ArrowDown"] * i, *mending(text, word.true)]) for i, text in enumerate([word.read, *shown[1:]])),
            key=lambda plan: _count(plan[1]),
        )
        if _count(keys) < max(min(FEW, keys_of(word.true)), SHARE * keys_of(word.true)):
            self.tally.did("mend" if not picked else "choose and mend", 2 if not picked else 3)
            self.play(keys)
            return self.lead_on("Enter")
        for i, letter in enumerate(word.true, 1):
            self.type(letter)
            if i == len(word.true):
                continue
            offered = self.offered()
            if word.true in offered and len(word.true) - i > 1:
                self.tally.did("complete", 3)
                return self.choose(offered.index(word.true))
            near = next((k for k, text in enumerate(offered) if _is_end(word.true, text, i + k + 2)), None)
            if near is not None:
                self.tally.did("complete and mend", 3)
                self.press(*["ArrowDown"] * (near + 1))
                self.type(word.true[len(offered[near]) :])
                return self.lead_on("Enter")
        self.tally.did("type", 2)
        self.lead_on("Enter")
        return None

    def offered(self) -> list[str]:
        """What the text that has been begun may become; nothing where digits do not choose."""
        return [] if self.digits_type() else self.shown()

    def play(self, keys: list[str]) -> None:
        for key in keys:
            self.type(key) if len(key) == 1 else self.press(key)

    # Groups

    def groups(self) -> Tally:
        """Every group of the project, until the desk has no more."""
        self.at("stage", "word")
        self.press("Shift+F1")
        self.tally, group = Tally(), self.group("")
        while group != "none":
            self.settle([int(word) for word in group.split()])
            group = self.group(group)
        done = self.done()
        self.press("Shift+F1")
        self.tally = Tally()
        return done

    def group(self, before: str) -> str:
        for _ in range(PATIENCE):
            found = self.page.evaluate(_GROUP)
            if found and found != before:
                return found
            self.page.wait_for_timeout(5)
        raise RuntimeError("The desk does not go on.")

    def settle(self, words: list[int]) -> None:
        text = self.page.locator("#group-text").inner_text()
        strangers = [i for i, word in enumerate(words) if self.truth.words[word].true != text]
        self.tally.glances += len(words)
        self.tally.did("group", 1 + len(strangers))
        self.tally.kinds["taken out"] += len(strangers)
        if len(strangers) == len(words):
            return self.lead_on("PageDown")
        self.press(*(LETTERS[i] for i in strangers))
        self.lead_on("Enter")
        self.tally.words += len(words) - len(strangers)
        return None

    # Line by line at the desk

    def lines(self) -> Tally:
        self.at("stage", "word")
        self.press("F4")
        self.tally, line = Tally(), self.at("line-stage", "line")
        while line:
            known = self.truth.lines[line]
            self.edit(known, self.truth.texts[line])
            self.lead_on("Enter" if self.truth.texts[line] else "F9")
            self.tally.words += sum(word.is_asked for word in known)
            line = self.at("line-stage", "line", line)
        return self.done()

    def edit(self, known: list[KnownWord], text: str) -> None:
        wrong = [word.read != word.true for word in known]
        self.tally.thoughts += len(wrong) + sum(wrong)
        self.tally.kinds.update({"right": wrong.count(False), "wrong": wrong.count(True)})
        if not any(wrong):
            return
        reachable = all(word.is_asked for word in known if word.read != word.true)
        if not reachable or not all(word.true for word in known) or sum(wrong) * 2 > len(wrong):
            self.press("Control+a")
            self.type(text)
            return
        for word in known:
            if word.read != word.true:
                self.type(word.true)
            if word.is_asked:
                self.press("ArrowDown")


def mending(text: str, true: str) -> list[str]:
    """The fewest keys, without Enter, that turn a text into another: one change reached from the end, or all of them
    from the start."""
    removed, inserted, after = difference(text, true)
    from_end = ["ArrowLeft"] * after or ([] if removed or inserted[:1] in MARKS else ["End"])
    return min(([*from_end, *["Backspace"] * removed, *inserted], _from_start(text, true)), key=_count)


def _from_start(text: str, true: str) -> list[str]:
    keys, at = ["Home"], 0
    for operation, place, source in Levenshtein.editops(text, true):
        keys += ["End"] if at < place == len(text) else ["ArrowRight"] * (place - at)
        keys += ["Delete"] if operation != "insert" else []
        keys += [true[source]] if operation != "delete" else []
        at = place + (operation != "insert")
    return keys[1:] if keys[1:2] == ["Delete"] else keys


def _count(keys: list[str]) -> int:
    return sum(keys_of(key) if len(key) == 1 else 1 for key in keys)


def _is_end(true: str, offer: str, steps: int) -> bool:
    """Whether taking the offer, and writing the few letters that are missing behind it, saves keys."""
    left = len(true) - len(offer)
    return left <= ENDING and true.startswith(offer) and steps + left < len(true)
