"""Twenty reviewers at once: how long from a key to the next word painted, and how long the server's answers take.

    .venv/bin/python benchmarks/desk_load.py --seconds 160 --data FOLDER

Two of the twenty work in a real Chromium and are measured, in all ways of working one after the other, with a key about
every 0.7 seconds: quicker than people, so that each way gets its hundred samples. Twenty browsers on two cores would
measure Chromium; the others ask the server over HTTP what a desk asks, each in a session of its own, with one decision
in 2.5 seconds. Every word of the sample letters is asked about, and the letters are there several times, so that there
is enough for all.

`key_to_painted_ms` counts from the moment the browser got the key to the end of the frame that shows the next word,
line, group or page, also where it has to come from the server first; `script_ms` is the part until the desk's own code
has run. `empty_page` is the same key on a page with one text and nothing else, in the same browser at the same time:
what the browser and the machine take for themselves. Without --data the letters are read anew, which takes minutes; a
folder that is given is copied, never changed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import django
from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.desk_copies import copy_pages
from benchmarks.desk_hands import ASKED, WAYS
from benchmarks.desk_people import EVERYTHING
from benchmarks.desk_reviewers import PAUSE, Reviewer, sessions
from benchmarks.desk_site import DESK, Site

MEASURED = 2
#: Seconds between two keys of a measured reviewer.
KEYS_EVERY = (0.5, 0.9)
COPIES = 4
PATIENCE = 120_000  # milliseconds for a desk to open; other work on the machine must not end the run
#: Keys after which something new is to be asked: decisions, and turning the page.
WATCH = (
    f"window.times = []; window.asked = {ASKED};"
    + """
const now = () => { const { way, ids } = window.asked(); return ids.length ? `${way} ${ids}` : ""; };
let [script, latest] = [0, null];
addEventListener("keydown", (event) => {
  const leadsOn = event.key === "Enter" || (event.key === "PageDown" && event.shiftKey);
  if (!leadsOn || document.getElementById("stage") === null) return;
  const before = now();
  latest = event; // a key that has led nowhere, as behind the last word of a page, is not waited for any more
  const channel = new MessageChannel();
  const look = () => requestAnimationFrame(() => channel.port2.postMessage(0));
  channel.port1.onmessage = () => {
    const taken = performance.now() - event.timeStamp;
    if (now() && now() !== before) window.times.push([taken, script]);
    else if (latest === event) look();
  };
  look();
}, true);
addEventListener("keydown", (event) => { script = performance.now() - event.timeStamp; });"""
)
EMPTY = """<p></p><script>
window.times = [];
addEventListener("keydown", (event) => {
  document.querySelector("p").textContent = event.timeStamp;
  const channel = new MessageChannel();
  channel.port1.onmessage = () => window.times.push([performance.now() - event.timeStamp, 0]);
  requestAnimationFrame(() => channel.port2.postMessage(0));
});
</script>"""


def press(page: Page, way: str) -> bool:
    """The key that leads on; False where there is none at the moment."""
    asked = page.evaluate("() => window.asked()")
    if asked["way"] == "conflict":  # somebody else has decided about a word of the line: their text stays
        page.keyboard.press("Shift+Enter")
    elif asked["way"] != way or (way == "page" and asked.get("open") is False and not turn(page)):
        go_to(page, way)
    elif asked["ids"] and asked.get("open", True):
        page.keyboard.press("Enter")
        return True
    return False


def turn(page: Page) -> bool:
    """To the next page of the document, if there is one."""
    before = page.locator("#page-title").inner_text()
    page.keyboard.press("Shift+PageDown")
    page.wait_for_timeout(300)
    return page.locator("#page-title").inner_text() != before or page.locator("#notice").is_hidden()


def go_to(page: Page, way: str) -> None:
    """By way of the sprint, so that a page is that of the word that is asked next."""
    page.keyboard.press(WAYS["words"][0])
    page.wait_for_timeout(200)
    if way != "words":
        page.keyboard.press(WAYS[way][0])
        page.wait_for_timeout(1000)


def work(pages: Sequence[Page], empty: Page, seconds: float) -> dict[str, list[tuple[float, float]]]:
    """Milliseconds from key to paint and in the desk's own code, by way of working; each gets the same time."""
    taken = {}
    for way in WAYS:
        for page in pages:
            go_to(page, way)
            page.evaluate("() => window.times.splice(0)")
        ends = time.monotonic() + seconds / len(WAYS)
        while time.monotonic() < ends:
            for page in pages:
                page.wait_for_timeout(1000 * random.uniform(*KEYS_EVERY) / len(pages))
                press(page, way)
            empty.keyboard.press("Enter")
        pages[0].wait_for_timeout(500)
        taken[way] = [times for page in pages for times in page.evaluate("() => window.times.splice(0)")]
    taken["empty_page"] = empty.evaluate("() => window.times")
    return taken


def at_the_desk(browser: Browser, address: str, session: str) -> Page:
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 800})
    context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(DESK)
    page.locator("#stage:visible").wait_for()
    return page


def spread(values: Sequence[float]) -> dict[str, float]:
    ordered = sorted(values) or [0.0]
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    figures = {"p50": statistics.median(ordered), "p95": p95, "max": ordered[-1]}
    return {"count": len(values), **{name: round(value, 1) for name, value in figures.items()}}


def measure(address: str, options: argparse.Namespace) -> dict[str, object]:
    own = sessions(options.people)
    people = [Reviewer(address, session, options.seconds + 20, i) for i, session in enumerate(own[MEASURED:])]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=options.chromium, args=["--no-sandbox"])
        pages = [at_the_desk(browser, address, session) for session in own[:MEASURED]]
        empty = browser.new_page()
        empty.set_content(EMPTY)
        for person in people:
            person.start()
        empty.wait_for_timeout(5000)
        taken = work(pages, empty, options.seconds)
        browser.close()
    for person in people:
        person.join()
    kinds = sorted({kind for person in people for kind in person.took})
    painted = {way: [one for one, _ in times] for way, times in taken.items()}
    everywhere = [one for way in WAYS for one in painted[way]]
    return {
        "key_to_painted_ms": {way: spread(times) for way, times in painted.items()} | {"all_ways": spread(everywhere)},
        "script_ms": {way: spread([script for _, script in taken[way]]) for way in WAYS},
        "answers_ms": {kind: spread([ms for person in people for ms in person.took[kind]]) for kind in kinds},
        "people": f"{len(pages)} in Chromium with a key every {KEYS_EVERY[0]} to {KEYS_EVERY[1]} seconds, "
        f"{len(people)} over HTTP with a decision every {PAUSE} seconds",
        "decisions_a_second_over_http": round(sum(person.decided for person in people) / (options.seconds + 20), 1),
        "failed": [what for person in people for what in person.failed],
        "load": round(os.getloadavg()[0], 1),
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--people", type=int, default=20)
    arguments.add_argument("--seconds", type=float, default=160)
    arguments.add_argument("--data", type=Path, help="a data folder in which the sample letters are read already")
    arguments.add_argument("--chromium", default=shutil.which("chromium"))
    options = arguments.parse_args()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the driver keeps an event loop in this thread
    with Site(options.data) as site:
        django.setup()
        from recognition.models import Project  # noqa: PLC0415 - models need settings

        Project.objects.update(threshold=EVERYTHING)
        words = copy_pages(COPIES)
        told = measure(site.address, options)
    print(json.dumps({"words": words, **told}, indent=1))
    sys.exit(bool(told["failed"]))


if __name__ == "__main__":
    main()
