"""A robot's hands at the desk: it decides in whatever way of working is shown, and knows what it has said."""

from __future__ import annotations

import json
import random
import re
import time
from dataclasses import dataclass

from playwright.sync_api import Page

from benchmarks.desk_people import be_quicker, look_of, text_of, text_to_say, touched_by_others

#: The key of each way of working, and how often it is gone to.
WAYS = {"words": ("Shift+F2", 35), "line": ("F4", 20), "page": ("Shift+F4", 20), "group": ("Shift+F1", 25)}
TAKEN_OUT = 0.3
POLL = 40  # milliseconds between two looks at the desk
PATIENCE = 120  # seconds that a person would wait for the desk; other work on the machine must not end the run
#: The keys of a note about a word and of a question to the experts, and how often each is left.
NOTE, ASK, NOTED = "Control+Shift+6", "Control+Shift+9", 0.08
#: What the desk asks: the way, and what it asks about there; of a page also whether the word is one in doubt.
ASKED = """() => {
  const byId = (id) => document.getElementById(id);
  if (!byId("conflict").hidden) return { way: "conflict", ids: [] };
  if (!byId("finish").hidden) return { way: "finish", ids: [] };
  const numbers = (text) => (text ?? "").split(" ").filter(Boolean).map(Number);
  if (!byId("stage").hidden) return { way: "words", ids: numbers(byId("stage").dataset.word) };
  if (!byId("line-stage").hidden) return { way: "line", ids: numbers(byId("line-stage").dataset.line) };
  if (!byId("page-stage").hidden) {
    const word = document.querySelector("#page-stage .asked-now");
    return { way: "page", ids: numbers(word?.dataset.word), open: Boolean(word?.classList.contains("asked")) };
  }
  const ids = numbers(byId("group-stage").dataset.group);
  const kept = [...byId("group").children].map((one) => one.ariaSelected === "true");
  return { way: "group", ids: ids.filter((_, i) => kept[i]), dry: !byId("group-none").hidden };
}"""
OUTBOX = """() => Object.entries(localStorage).filter(([key]) => key.startsWith("hwocr:outbox"))
  .map(([, entry]) => JSON.parse(entry))"""


class EndOfWork(Exception):
    """Every word is decided."""


@dataclass(frozen=True, slots=True)
class Asked:
    """`ids`: the word, the line, or the words of the group that are not taken out."""

    way: str
    ids: list[int]
    open: bool = True
    dry: bool = False

    @property
    def leads_on(self) -> bool:
        """Whether a key has to lead elsewhere, because the robot decides nothing here."""
        no_longer_open = self.way == "page" and bool(self.ids) and not self.open
        return no_longer_open or self.dry or (self.way == "line" and any(map(touched_by_others, self.ids)))


class Hands:
    """`said`: word → text; `looked`: word → what was said in a second look at it; `lines`: line → text, of the lines
    that were edited whole; `theirs`: word → text, of those about which somebody else was quicker; `noted`: note or
    question → the word it is about."""

    page: Page

    def __init__(self) -> None:
        self.said: dict[int, str] = {}
        self.looked: dict[int, str] = {}
        self.lines: dict[int, str] = {}
        self.theirs: dict[int, str] = {}
        self.noted: dict[str, int] = {}
        self.decided_in: list[str] = []
        self.number = 0

    def seen(self) -> Asked:
        return Asked(**self.page.evaluate(ASKED))

    def asked(self) -> Asked:
        """As soon as the desk asks something that the robot can decide; what is to be settled is settled first."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            asked = self.seen()
            if asked.way == "conflict":
                self.settle()
            elif asked.way == "finish":
                raise EndOfWork
            elif asked.leads_on:
                self.page.keyboard.press(WAYS["words"][0])
            elif asked.ids:
                return asked
            else:
                self.page.wait_for_timeout(POLL)
        raise RuntimeError(f"The desk asks nothing: {self.page.locator('body').inner_text()[:500]}")

    def change_way(self) -> None:
        now = self.asked().way
        (way,) = random.choices(list(WAYS), [share for _, share in WAYS.values()])
        if way != now:
            self.page.keyboard.press(WAYS[way][0])

    def decide(self) -> None:
        """One word, one line or one group, as soon as the desk asks; about some words a note or a question first."""
        asked = self.asked()
        if asked.way in ("words", "page") and random.random() < NOTED:
            self._leave(NOTE, asked.ids[0])
        if asked.way == "words" and random.random() < NOTED:
            return self._leave(ASK, asked.ids[0])
        return self.answer(asked)

    def go_on_alone(self) -> None:
        """A decision more without the server, if the desk has something at hand."""
        asked = self.seen()
        if asked.ids and not asked.leads_on:
            self.answer(asked)

    def answer(self, asked: Asked, *, knows_all: bool = True) -> None:
        """`knows_all`: nobody else has decided meanwhile."""
        self.number += 1
        self.decided_in.append(asked.way)
        if asked.way == "group":
            return self._group(takes_out=knows_all and random.random() < TAKEN_OUT)
        (one,) = asked.ids
        if asked.way == "line":
            self.lines[one] = text = text_of("l", self.number) + " all of it"
            self.page.keyboard.press("Control+a")
        else:
            is_second = knows_all and look_of(one) == "second"
            text = text_of("r", self.number)
            text = text_to_say(one, text) if is_second else text
            (self.looked if is_second else self.said)[one] = text
        self.page.keyboard.type(text)
        return self.page.keyboard.press("Enter")

    def _group(self, *, takes_out: bool) -> None:
        if takes_out:
            self.page.keyboard.press("a")
        text = self.page.locator("#group-text").inner_text()
        self.said |= dict.fromkeys(self.seen().ids, text)
        self.page.keyboard.press("Enter")

    def _leave(self, key: str, word: int) -> None:
        self.number += 1
        self.decided_in.append("question" if key == ASK else "note")
        self.noted[f"n{self.number}"] = word
        self.page.keyboard.press(key)
        self.page.keyboard.type(f"n{self.number}")
        self.page.keyboard.press("Enter")

    def meet_another(self) -> None:
        """Somebody else decides about what is on the desk, and the robot then says something of its own."""
        asked = self.asked()
        word = open_word(asked.ids[0]) if asked.way == "line" else asked.ids[0]
        self.number += 1
        self.theirs.pop(word, None)  # the latest comes last
        self.theirs[word] = be_quicker(word, text_of("t", self.number))
        self.answer(asked, knows_all=False)
        self.page.locator("#conflict:visible").wait_for()
        self.settle()

    def settle(self) -> None:
        """Two texts for one word or line: either may stay, and stays."""
        told = self.page.locator("#conflict-text").inner_text()
        mine = re.findall("“([^”]*)”", told)[-1]
        entry = next(entry for entry in self.page.evaluate(OUTBOX) if entry.get("text") == mine)
        line = entry.get("line")
        on_line = (one for one in reversed(self.theirs) if is_on(one, line))
        word = next(on_line, None) if line else entry["card"]["id"]
        if word not in self.theirs:
            raise RuntimeError(f"A conflict about which nobody else has decided: {told} {json.dumps(entry)}")
        key = random.choice(["Alt+Enter", "Shift+Enter"])
        if key == "Shift+Enter":
            self.said[word] = self.theirs[word]
            self.lines.pop(line, None)
        self.page.keyboard.press(key)


def open_word(line_id: int) -> int:
    """The first word of the line that the desk asks about."""
    from recognition.models import Word  # noqa: PLC0415 - models need settings
    from recognition.selectors import flagged  # noqa: PLC0415

    words = Word.objects.filter(flagged(), line=line_id, label=None)
    return words.order_by("position").values_list("pk", flat=True)[0]


def is_on(word_id: int, line_id: int) -> bool:
    from recognition.models import Word  # noqa: PLC0415

    return Word.objects.filter(pk=word_id, line=line_id).exists()
