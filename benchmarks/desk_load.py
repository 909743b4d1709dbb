"""Twenty reviewers at once: how long from a key to the next word painted, and how long the server's answers take.

    .venv/bin/python benchmarks/desk_load.py --seconds 120

One works in a real Chromium, in turn in all ways of working; the others ask the server what a desk asks, with sessions
of their own, each about one decision in 2.5 seconds. Every word of the sample letters is asked about, so that there is
enough for all. `key_to_painted_ms` counts until the next word, line or group is on the screen, also where it has to
come from the server first. Without --data the letters are read anew, which takes minutes; a folder that is given is
copied, never changed.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import shutil
import statistics
import sys
import threading
import time
from collections import defaultdict
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import django
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.desk_hands import ASKED, WAYS
from benchmarks.desk_site import DESK, Site, log_in

PAUSE = 2.5  # seconds between two decisions, on average
HEARTBEAT = 20
AHEAD, LOW = 10, 5  # as static/desk/exchange.js has them
API = "/api/review/sample-letters/"
#: From the moment the browser got Enter to the end of the frame that shows what is asked next.
WATCH = (
    f"window.painted = []; window.asked = {ASKED};"
    + """
const now = () => { const { way, ids } = window.asked(); return ids.length ? `${way} ${ids}` : ""; };
addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || document.getElementById("stage") === null) return;
  const before = now();
  const channel = new MessageChannel();
  const look = () => requestAnimationFrame(() => channel.port2.postMessage(0));
  channel.port1.onmessage = () => {
    if (now() && now() !== before) window.painted.push(performance.now() - event.timeStamp);
    else if (performance.now() - event.timeStamp < 30000) look();
  };
  look();
}, true);"""
)


class Reviewer(threading.Thread):
    """What a desk asks the server for, at the pace of a person. `took`: what → milliseconds; `failed`: refusals."""

    def __init__(self, address: str, session: str, seconds: float, seed: int) -> None:
        super().__init__()
        self.connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
        self.cookies = {"sessionid": session}
        self.ends = time.monotonic() + seconds
        self.random = random.Random(seed)
        self.took: dict[str, list[float]] = defaultdict(list)
        self.failed: list[str] = []
        self.decided = 0

    def run(self) -> None:
        time.sleep(self.random.uniform(0, PAUSE))
        self.ask("GET", DESK, "desk")
        words, seen, beat = list[dict](), set[str](), time.monotonic()
        while time.monotonic() < self.ends:
            if len(words) <= LOW:
                exclude = ",".join(str(card["id"]) for card in words)
                told = self.ask("GET", f"{API}next?count={AHEAD}&skips_until=0&exclude={exclude}", "next")
                pictures = {line["picture"] for line in told["lines"].values()} - seen
                for picture in pictures:
                    self.ask("GET", picture, "picture")
                words, seen = words + told["words"], seen | pictures
            time.sleep(self.random.expovariate(1 / PAUSE))
            if words:
                self.decide(words.pop(0))
            if time.monotonic() - beat > HEARTBEAT:
                self.ask("POST", f"{API}heartbeat", "heartbeat", {"words": [card["id"] for card in words]})
                beat = time.monotonic()

    def decide(self, card: dict) -> None:
        text = card["reading"]["text"] if self.random.random() < 0.5 else f"x{self.random.random():.3f}"
        seen = {"reading": card["reading"]["id"], "label": card["label"], "about": card.get("about")}
        said = {"word": card["id"], "action": "text", "text": text, "token": str(uuid4()), "seconds": PAUSE}
        self.ask("POST", f"{API}decisions", "decision", said | seen)
        self.decided += 1

    def ask(self, method: str, path: str, kind: str, data: object = None) -> dict:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers |= {"X-CSRFToken": self.cookies.get("csrftoken", ""), "Content-Type": "application/json"}
        started = time.monotonic()
        request = (method, path, data and json.dumps(data), headers)
        try:
            self.connection.request(*request)
            answer = self.connection.getresponse()
        except OSError:  # the server has closed a connection on which nothing came for a while; a browser opens another
            self.connection.close()
            self.connection.request(*request)
            answer = self.connection.getresponse()
        body = answer.read()
        self.took[kind].append(1000 * (time.monotonic() - started))
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, rest = value.partition("=")
                self.cookies[cookie] = rest.partition(";")[0]
        if answer.status >= 300:
            self.failed.append(f"{kind}: {answer.status}")
        return json.loads(body) if (answer.getheader("Content-Type") or "").startswith("application/json") else {}


def sessions(count: int) -> list[str]:
    """Of so many people of their own. Every word is asked about from now on."""
    from django.contrib.auth.models import User  # noqa: PLC0415 - models need settings
    from django.test import Client  # noqa: PLC0415

    from recognition.models import Project  # noqa: PLC0415

    Project.objects.update(threshold=1.01)
    found = []
    for i in range(count):
        person, client = User.objects.create_superuser(f"reviewer{i}"), Client()
        client.force_login(person)
        found.append(client.cookies["sessionid"].value)
    return found


def work(page: Page, seconds: float) -> dict[str, list[float]]:
    """Milliseconds from key to paint, by way of working; each gets an equal share of the time."""
    painted = {}
    for way, (key, _) in WAYS.items():
        if way != "words":
            page.keyboard.press(key)
        ends = time.monotonic() + seconds / len(WAYS)
        page.evaluate("() => window.painted.splice(0)")
        while time.monotonic() < ends:
            page.wait_for_timeout(random.uniform(500, 1500))
            asked = page.evaluate("() => window.asked()")
            if asked["way"] == "conflict":  # somebody else has decided about a word of the line: their text stays
                page.keyboard.press("Shift+Enter")
            elif asked["way"] != way:
                break  # nothing is left there
            elif asked["ids"]:
                page.keyboard.press("Enter")
        page.wait_for_timeout(500)
        painted[way] = page.evaluate("() => window.painted.splice(0)")
    return painted


def spread(values: list[float]) -> dict[str, float]:
    ordered = sorted(values) or [0.0]
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    figures = {"median": statistics.median(ordered), "p95": p95, "max": ordered[-1]}
    return {"count": len(values), **{name: round(value, 1) for name, value in figures.items()}}


def measure(address: str, options: argparse.Namespace) -> dict[str, object]:
    people = [
        Reviewer(address, session, options.seconds + 10, i) for i, session in enumerate(sessions(options.people - 1))
    ]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=options.chromium, args=["--no-sandbox"])
        page = browser.new_page(base_url=address, viewport={"width": 1280, "height": 800})
        page.add_init_script(WATCH)
        log_in(page)
        for person in people:
            person.start()
        page.wait_for_timeout(5000)
        painted = work(page, options.seconds)
        browser.close()
    for person in people:
        person.join()
    kinds = sorted({kind for person in people for kind in person.took})
    return {
        "key_to_painted_ms": {way: spread(values) for way, values in painted.items()}
        | {"all": spread([value for values in painted.values() for value in values])},
        "answers_ms": {kind: spread([ms for person in people for ms in person.took[kind]]) for kind in kinds},
        "decisions_a_second": round(sum(person.decided for person in people) / (options.seconds + 10), 1),
        "failed": [what for person in people for what in person.failed],
        "load": round(os.getloadavg()[0], 1),
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--people", type=int, default=20)
    arguments.add_argument("--seconds", type=float, default=120)
    arguments.add_argument("--data", type=Path, help="a data folder in which the sample letters are read already")
    arguments.add_argument("--chromium", default=shutil.which("chromium"))
    options = arguments.parse_args()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the driver keeps an event loop in this thread
    with Site(options.data) as site:
        django.setup()
        told = measure(site.address, options)
    print(json.dumps(told, indent=1))
    sys.exit(bool(told["failed"]))


if __name__ == "__main__":
    main()
