"""Faults at the review desk, in a real Chromium: nothing that was decided may be lost, nothing silently overwritten.

    .venv/bin/python benchmarks/desk_faults.py --faults 1000

A robot gives every word a text of its own, in all ways of working: the sprint, the line, the page, groups; about some
it leaves a note, or a question to the experts. Others have been there before: it looks again at some of their words,
without seeing their texts, and settles where two of them differ. In the midst of it the tab is crashed, closed or
reloaded, the network cut, the session ended, the server killed, or another person is quicker; then it goes on as a
person would. In the end the database must hold what was said last about every word, the first texts behind the second
looks, the second looks themselves, and each note once. Ends with an error otherwise. Several robots work at once, each
at a site of its own.
Without --data the letters are read anew, which takes minutes; a folder that is given is copied, never changed.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import django
from playwright.sync_api import BrowserContext, Error, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.desk_hands import OUTBOX, PATIENCE, POLL, EndOfWork, Hands
from benchmarks.desk_people import be_there_before, begin_anew, differences, notes_lost
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
COUNTED = ("faults", "seconds_in", "decisions", "kept")
CHANGES = 0.5  # how often the robot goes to another way of working


class Robot(Hands):
    """Hands that go on through every fault, as a person would."""

    def __init__(self, context: BrowserContext, site: Site) -> None:
        super().__init__()
        self.context, self.site = context, site
        self.took: Counter[str] = Counter()
        self.page = context.new_page()
        log_in(self.page)

    def saved(self) -> None:
        """Wait until the browser holds nothing back."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self.seen().way == "conflict":
                self.settle()
            elif not self.page.evaluate(OUTBOX):
                return
            self.page.wait_for_timeout(POLL)
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
        self.saved()
        self.meet_another()


def work(robot: Robot, faults: int) -> Counter[str]:
    done: Counter[str] = Counter()
    with contextlib.suppress(EndOfWork):
        while done.total() < faults:
            for _ in range(random.randint(0, 2)):
                robot.decide()
            if random.random() < CHANGES:
                robot.change_way()
            (fault,) = random.choices(list(FAULTS), list(FAULTS.values()))
            started = time.monotonic()
            getattr(robot, fault.replace(" ", "_"))()
            done[fault] += 1
            robot.took[fault] += time.monotonic() - started
            if done.total() % 25 == 0:
                print(f"{done.total()} faults", file=sys.stderr, flush=True)
    robot.saved()
    return done


def rounds(site: Site, chromium: str, faults: int) -> dict[str, object]:
    done, ways, said, took = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    wrong = list[str]()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        while done.total() < faults:
            begin_anew()
            be_there_before()
            context = browser.new_context(base_url=site.address, viewport={"width": 1280, "height": 800})
            context.set_default_timeout(1000 * PATIENCE)
            robot = Robot(context, site)
            done += work(robot, faults - done.total())
            wrong += differences(robot.said, robot.looked, robot.lines) + notes_lost(robot.noted)
            ways += Counter(robot.decided_in)
            took += robot.took
            said += Counter(words=len(robot.said), second_looks=len(robot.looked), lines=len(robot.lines))
            said["notes"] += len(robot.noted)
            context.close()
        browser.close()
    seconds = {fault: round(taken, 1) for fault, taken in took.items()}
    return {"faults": done, "seconds_in": seconds, "decisions": ways, "kept": said, "lost_or_overwritten": wrong}


def together(options: argparse.Namespace) -> dict[str, object]:
    """Several robots at once, each in a process with a site of its own."""
    read = Site(options.data)
    same = ["--robots", "1", "--data", str(read.folder), "--chromium", options.chromium]
    shares = [options.faults // options.robots + (i < options.faults % options.robots) for i in range(options.robots)]
    own = [["--faults", str(share), "--seed", str(options.seed + i)] for i, share in enumerate(shares)]
    commands = [[sys.executable, __file__, *same, *one] for one in own]
    robots = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for command in commands]
    told = [json.loads(robot.communicate()[0] or "null") for robot in robots]
    if None in told:
        raise RuntimeError("A robot did not come to its end; what stopped it stands above.")
    wrong = [line for one in told for line in one["lost_or_overwritten"]]
    counts = {name: sum((Counter(one[name]) for one in told), Counter()) for name in COUNTED}
    return {**counts, "lost_or_overwritten": wrong}


def alone(options: argparse.Namespace) -> dict[str, object]:
    random.seed(options.seed)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the driver keeps an event loop in this thread
    with Site(options.data) as site:
        django.setup()
        return rounds(site, options.chromium, options.faults)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--faults", type=int, default=1000)
    arguments.add_argument("--robots", type=int, default=3, help="how many work at the same time")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--data", type=Path, help="a data folder in which the sample letters are read already")
    arguments.add_argument("--chromium", default=shutil.which("chromium"))
    options = arguments.parse_args()
    started = time.monotonic()
    told = alone(options) if options.robots == 1 else together(options)
    print(json.dumps({"seconds": round(time.monotonic() - started), **told}, indent=1))
    sys.exit(bool(told["lost_or_overwritten"]))


if __name__ == "__main__":
    main()
