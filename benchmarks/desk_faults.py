"""Faults at the review desk, in a real Chromium: nothing that was decided may be lost, nothing silently overwritten.

    .venv/bin/python benchmarks/desk_faults.py --faults 1000

A robot gives every word a text of its own, now and then a whole line. Others have been there before: it looks again at
some of their words, without seeing their texts, and settles where two of them differ. In the midst of it the tab is
crashed, closed or reloaded, the network cut, the session ended, the server killed, or another person is quicker; then
it goes on as a person would. In the end the database must hold what was said last about every word, the first texts
behind the second looks, and the second looks themselves. Ends with an error otherwise.
Without --data the letters are read anew, which takes minutes; a folder that is given is copied, never changed.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import sys
import time
from collections import Counter
from pathlib import Path

import django
from playwright.sync_api import BrowserContext, Error, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.desk_people import (
    be_quicker,
    be_there_before,
    begin_anew,
    differences,
    look_of,
    text_to_say,
    touched_by_others,
)
from benchmarks.desk_site import DESK, Site, log_in

#: How often each fault comes, in shares of all.
FAULTS = {
    "crashed": 20,
    "closed": 15,
    "reloaded": 20,
    "cut off": 20,
    "logged out": 10,
    "server killed": 5,
    "two people": 10,
}
LINE_SHARE = 0.05
FIELD = "() => document.getElementById('stage').dataset.word || ''"


class Robot:
    """`said`: word → text; `looked`: word → what was said in a second look at it; `lines`: line → text, of the lines
    that were edited whole."""

    def __init__(self, context: BrowserContext, site: Site) -> None:
        self.context, self.site = context, site
        self.said: dict[int, str] = {}
        self.looked: dict[int, str] = {}
        self.lines: dict[int, str] = {}
        self.number = 0
        self.page = context.new_page()
        log_in(self.page)

    def decide(self) -> None:
        """One word, or one line, as soon as the desk asks."""
        word = self.asked()
        self.number += 1
        if random.random() < LINE_SHARE and not touched_by_others(word):
            return self.edit_line()
        is_second = look_of(word) == "second"
        text = text_to_say(word, f"r{self.number}") if is_second else f"r{self.number}"
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")
        (self.looked if is_second else self.said)[word] = text
        return None

    def go_on_alone(self) -> None:
        """A word more without the server, if the desk has one at hand."""
        if self.page.evaluate(FIELD):
            self.decide()

    def edit_line(self) -> None:
        self.page.keyboard.press("F4")
        self.page.locator("#line-field:focus").wait_for()
        line = int(self.page.locator("#line-stage").get_attribute("data-line"))
        text = f"l{self.number} all of it"
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")
        self.lines[line] = text
        self.page.keyboard.press("F4")

    def asked(self) -> int:
        for _ in range(1500):
            if self.page.locator("#finish:visible").count():
                raise EndOfWork
            if word := self.page.evaluate(FIELD):
                return int(word)
            self.page.wait_for_timeout(20)
        raise RuntimeError(f"The desk asks nothing: {self.page.locator('body').inner_text()[:500]}")

    def saved(self) -> None:
        """Wait until the browser holds nothing back."""
        waiting = "() => Object.keys(localStorage).filter((key) => key.startsWith('hwocr:outbox')).length"
        for _ in range(3000):
            if not self.page.evaluate(waiting):
                return
            self.page.wait_for_timeout(20)
        raise RuntimeError(f"Not everything is saved: {self.page.locator('#sync').inner_text()}")

    def crashed(self) -> None:
        with contextlib.suppress(Error):
            self.page.goto("chrome://crash", timeout=3000)
        self.come_back()

    def closed(self) -> None:
        self.page.close()
        self.come_back()

    def come_back(self) -> None:
        old, self.page = self.page, self.context.new_page()
        self.page.goto(DESK)
        old.close()

    def reloaded(self) -> None:
        self.page.reload()

    def cut_off(self) -> None:
        self.asked()
        self.context.set_offline(True)
        for _ in range(random.randint(1, 3)):
            self.go_on_alone()
        self.context.set_offline(False)
        self.saved()

    def logged_out(self) -> None:
        from django.contrib.sessions.models import Session  # noqa: PLC0415 - models need settings

        self.asked()
        Session.objects.all().delete()
        self.decide()
        self.page.get_by_role("link", name="Log in and go on").press("Enter")
        self.page.get_by_label("Name").wait_for()
        log_in(self.page)

    def server_killed(self) -> None:
        self.asked()
        self.site.kill()
        self.go_on_alone()
        self.site.start()
        self.page.evaluate("() => dispatchEvent(new Event('online'))")

    def two_people(self) -> None:
        """Another decides about the word while it is on the desk; the robot takes either text."""
        self.saved()
        word = self.asked()
        self.number += 1
        theirs, mine = be_quicker(word, f"t{self.number}"), f"m{self.number}"
        self.page.keyboard.type(mine)
        self.page.keyboard.press("Enter")
        self.page.locator("#conflict:visible").wait_for()
        key, self.said[word] = random.choice([("Alt+Enter", mine), ("Shift+Enter", theirs)])
        self.page.keyboard.press(key)


class EndOfWork(Exception):
    """Every word is decided."""


def work(robot: Robot, faults: int) -> Counter[str]:
    done: Counter[str] = Counter()
    with contextlib.suppress(EndOfWork):
        while done.total() < faults:
            for _ in range(random.randint(0, 2)):
                robot.decide()
            (fault,) = random.choices(list(FAULTS), list(FAULTS.values()))
            getattr(robot, fault.replace(" ", "_"))()
            done[fault] += 1
    robot.saved()
    return done


def rounds(site: Site, chromium: str, faults: int) -> dict[str, object]:
    done: Counter[str] = Counter()
    words, looks, lines, wrong = 0, 0, 0, list[str]()
    started = time.monotonic()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        while done.total() < faults:
            begin_anew()
            be_there_before()
            context = browser.new_context(base_url=site.address, viewport={"width": 1280, "height": 800})
            robot = Robot(context, site)
            done += work(robot, faults - done.total())
            wrong += differences(robot.said, robot.looked, robot.lines)
            words, looks, lines = words + len(robot.said), looks + len(robot.looked), lines + len(robot.lines)
            context.close()
        browser.close()
    seconds = round(time.monotonic() - started)
    counts = {"words": words, "second_looks": looks, "lines": lines}
    return {"faults": done, **counts, "seconds": seconds, "lost_or_overwritten": wrong}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--faults", type=int, default=1000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--data", type=Path, help="a data folder in which the sample letters are read already")
    arguments.add_argument("--chromium", default=shutil.which("chromium"))
    options = arguments.parse_args()
    random.seed(options.seed)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the driver keeps an event loop in this thread
    with Site(options.data) as site:
        django.setup()
        told = rounds(site, options.chromium, options.faults)
    print(json.dumps(told, indent=1))
    sys.exit(bool(told["lost_or_overwritten"]))


if __name__ == "__main__":
    main()
