"""A robot at the review desk, in a real Chromium: keystrokes, the time from key to paint, and what a person would need.

    .venv/bin/python benchmarks/desk.py --words 500

It works the sample letters word by word and line by line, knowing their true text, by keyboard alone. The seconds a
person would think are added afterwards (keystroke-level model: keep 1.6 s, choose 2.9 s, type 3.9 s a word, each with
its own keys); in a line, a word that is right costs a look, a keep without its key. `line_by_line` is the same letters
in a plain editor: every line is read, every wrong word is gone to and typed; nothing of it is performed.
Without --data the letters are read anew, which takes minutes; a folder that is given is copied, never changed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import django
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.desk_site import Site, log_in

KEEP, CHOOSE, TYPE = 1.6, 2.9, 3.9
KEY = 0.28  # of an average typist (Card, Moran and Newell 1980)
LOOK = KEEP - KEY
#: From the moment the browser got a key to the end of the frame that shows what it did; of keys that led on alone.
WATCH = """
window.painted = []; window.pointers = 0;
const dataset = (id) => document.getElementById(id)?.dataset ?? {};
const asked = () => [dataset('stage').word, dataset('line-stage').line];
addEventListener('keydown', (event) => {
  const before = asked().join();
  const channel = new MessageChannel();
  channel.port1.onmessage = () => asked().join() !== before && window.painted.push(performance.now() - event.timeStamp);
  requestAnimationFrame(() => channel.port2.postMessage(0));
}, true);
for (const kind of ['pointerdown', 'mousedown', 'touchstart']) addEventListener(kind, () => window.pointers++, true);
"""


@dataclass
class Tally:
    """What was done in one way of working. `words`: those that the desk had asked about."""

    words: int = 0
    keys: int = 0
    seconds: float = 0.0
    kinds: Counter[str] = field(default_factory=Counter)

    def told(self, painted: list[float], asked: int) -> dict[str, object]:
        """`asked`: how many words of all letters the desk asks about; what that would take in all is told last."""
        a_word = (self.seconds + sum(painted) / 1000) / max(self.words, 1)
        return {
            "words": self.words,
            "kinds": dict(self.kinds),
            "keystrokes_a_word": round(self.keys / max(self.words, 1), 2),
            "key_to_painted_ms": {"median": round(at(painted, 0.5), 1), "p95": round(at(painted, 0.95), 1)},
            "modelled_seconds_a_word": round(a_word, 2),
            "modelled_minutes_for_all_letters": round(a_word * asked / 60, 1),
        }


class Robot:
    def __init__(self, page: Page, truth) -> None:
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
        self.tally.keys += len(text)

    def at(self, stage: str, name: str, before: int = 0) -> int:
        """The primary key of what the desk asks about now, as soon as that is something new; 0 at the end."""
        for _ in range(2000):
            found = self.page.evaluate(
                "([stage, name]) => document.getElementById('finish').hidden"
                " ? Number(document.getElementById(stage).dataset[name] || 0) : -1", [stage, name],
            )  # fmt: skip
            if found and found != before:
                return max(found, 0)
            self.page.wait_for_timeout(5)
        raise RuntimeError("The desk does not go on.")

    def painted(self) -> list[float]:
        return self.page.evaluate("() => window.painted.splice(0)")

    def words(self, most: int) -> dict[str, object]:
        self.tally, word = Tally(), self.at("stage", "word")
        self.painted()
        while word and self.tally.words < most:
            self.decide(word)
            self.tally.words += 1
            word = self.at("stage", "word", word)
        return self.tally.told(self.painted(), self.truth.asked)

    def decide(self, word: int) -> None:
        true = self.truth.words[word]
        reading, _ = self.truth.readings[word]
        shown = self.page.locator("#alternatives .verb").all_inner_texts()
        digits_type = "digits-type" in (self.page.locator("#alternatives").get_attribute("class") or "")
        if true == reading:
            self.count("keep", KEEP)
            self.lead_on("Enter")
        elif not true:
            self.count("not a word", CHOOSE)
            self.lead_on("F9")
        elif true in shown:
            self.count("choose", CHOOSE)
            digit = str(shown.index(true) + 1)
            self.lead_on(f"Control+Shift+{digit}" if digits_type else digit)
        else:
            self.count("type", TYPE)
            self.rewrite(reading, true)
            self.lead_on("Enter")

    def rewrite(self, reading: str, true: str) -> None:
        """The whole word anew, or from where it begins to differ: whichever takes fewer keys."""
        same = next(
            (i for i, (a, b) in enumerate(zip(reading, true, strict=False)) if a != b), min(len(reading), len(true))
        )
        if len(reading) - same + len(true) - same < len(true) and same < len(reading):
            self.press(*["Backspace"] * (len(reading) - same))
            self.type(true[same:])
        else:
            self.type(true)

    def lines(self, most: int) -> dict[str, object]:
        self.press("F4")
        self.tally, line = Tally(), self.at("line-stage", "line")
        self.painted()
        while line and self.tally.words < most:
            known = self.truth.lines[line]
            asked = sum(is_asked for _, _, is_asked in known.words)
            self.edit(known)
            self.lead_on("Enter" if known.text else "F9")
            self.tally.words += asked
            line = self.at("line-stage", "line", line)
        told = self.tally.told(self.painted(), self.truth.asked)
        self.press("F4")
        return told

    def edit(self, known) -> None:
        wrong = [read != true for read, true, _ in known.words]
        self.tally.seconds += LOOK * wrong.count(False) + TYPE * wrong.count(True) + KEY
        self.tally.kinds.update({"right": wrong.count(False), "wrong": wrong.count(True)})
        if not known.text or (known.is_whole and not any(wrong)):
            return
        reachable = all(is_asked for (_, _, is_asked), is_wrong in zip(known.words, wrong, strict=True) if is_wrong)
        if not known.is_whole or not reachable or sum(wrong) * 2 > len(wrong):
            self.press("Control+a")
            self.type(known.text)
            return
        for (_, true, is_asked), is_wrong in zip(known.words, wrong, strict=True):
            if is_wrong:
                self.type(true)
            if is_asked:
                self.press("ArrowDown")

    def count(self, kind: str, seconds: float) -> None:
        self.tally.kinds[kind] += 1
        self.tally.seconds += seconds


def line_by_line(truth) -> dict[str, object]:
    """All lines of the letters in a plain editor; to a wrong word one goes by Control and an arrow, word by word."""
    keys, seconds, words = 0, 0.0, 0
    for line in truth.lines.values():
        wrong = [(read, true) for read, true, _ in line.words if read != true]
        steps = max((i + 1 for i, (read, true, _) in enumerate(line.words) if read != true), default=0)
        keys += 1 + min(2 * steps + sum(len(true) + 3 for _, true in wrong), len(line.text) + 2)
        seconds += TYPE * len(wrong) + LOOK * (len(line.words) - len(wrong)) + KEY
        words += len(line.words)
    return {
        "words": words,
        "keystrokes_a_word": round(keys / max(words, 1), 2),
        "modelled_seconds_a_word": round(seconds / max(words, 1), 2),
        "modelled_minutes_for_all_letters": round(seconds / 60, 1),
    }


def at(values: list[float], share: float) -> float:
    ordered = sorted(values) or [0.0]
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def work(address: str, chromium: str, truth, most: int) -> dict[str, object]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(base_url=address, viewport={"width": 1280, "height": 800})
        page.add_init_script(WATCH)
        log_in(page)
        robot = Robot(page, truth)
        sprint = robot.words(most)
        lines = robot.lines(most)
        pointers = page.evaluate("() => window.pointers")
        browser.close()
    return {"sprint": sprint, "line": lines, "line_by_line": line_by_line(truth), "pointer_events": pointers}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--words", type=int, default=500, help="in each way of working")
    arguments.add_argument("--data", type=Path, help="a data folder in which the sample letters are read already")
    arguments.add_argument("--chromium", default=shutil.which("chromium"))
    options = arguments.parse_args()
    with Site(options.data) as site:
        django.setup()
        from benchmarks.desk_truth import truth_of  # noqa: PLC0415 - models need settings
        from recognition.models import Project  # noqa: PLC0415

        told = work(site.address, options.chromium, truth_of(Project.objects.get(slug="sample-letters")), options.words)
    print(json.dumps(told | {"load": round(os.getloadavg()[0], 1)}, indent=1))


if __name__ == "__main__":
    main()
