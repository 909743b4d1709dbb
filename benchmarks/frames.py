"""Does a full page stay fluent? 800 lines in the page editor, 2,000 words in the desk's page way, moved by wheel.

    .venv/bin/python benchmarks/frames.py --seconds 5

A real Chromium moves the page by wheel events of its own, as a hand would. Printed for each way: intervals between
frames (median, 95th percentile, and how many of 60 a second were dropped), and what a frame costs the page itself, on
its main thread: processor time of script, of style and layout, of painting (its display lists; pixels are drawn in
other threads), and of all its work. Without a graphics card pixels are drawn by the processor, which tells in the
intervals; the cost a frame is what the page's script and styles can change, and must stay well under 16.7 ms.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import django
from playwright.sync_api import Browser, Page, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.desk_site import NAME, Site, log_in

FRAME = 1000 / 60
PATIENCE = 300_000  # milliseconds: nothing here waits for long unless the machine is busy
SPEED = 1500  # pixels a second: a page is passed in about two
CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline", "blink.user_timing"]
KINDS = {
    "script": {"EventDispatch", "FireAnimationFrame", "TimerFire"},
    "layout": {"UpdateLayoutTree", "Layout"},
    "paint": {"PrePaint", "Paint", "Layerize", "Commit"},
    "all": {"RunTask"},
}
WATCH = """() => {
  window.frames_ = [];
  const note = (time) => { window.frames_.push(time); window.watching = requestAnimationFrame(note); };
  window.watching = requestAnimationFrame(note);
  performance.mark('moving');
}"""
STOP = "() => { cancelAnimationFrame(window.watching); performance.mark('rested'); return window.frames_; }"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--json", action="store_true")
    seconds, as_json = (options := parser.parse_args()).seconds, options.json
    with Site(None, demo=False) as site, sync_playwright() as playwright:
        page_id = _full_page()
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"), args=["--no-sandbox"]
        )
        figures = {"processors": os.cpu_count(), "load": round(os.getloadavg()[0], 1)}
        for way, (address, ready, pane) in _ways(page_id).items():
            figures[way] = _measured(browser, site.address, address, ready, pane, seconds)
            print(f"{way}: {figures[way]}", file=sys.stderr, flush=True)
        browser.close()
    print(json.dumps(figures, indent=1) if as_json else _told(figures))


def _full_page() -> int:
    django.setup()
    # Models need Django set up.
    from django.contrib.auth.models import User  # noqa: PLC0415

    from benchmarks.frames_page import make_full_page  # noqa: PLC0415
    from review.services.preferences import prefer  # noqa: PLC0415

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the driver keeps an event loop in this thread
    prefer(user=User.objects.get(username=NAME), guided=True)
    return make_full_page().pk


def _ways(page_id: int) -> dict[str, tuple[str, str, str]]:
    """Where each way is, what is there once it can be moved, and the pane that is moved."""
    editor, desk = f"/pages/{page_id}/layout/", "/projects/frames/review/"
    text = "#page-stage:not(.waiting) .page-text .word:not(.asked-now)"
    return {
        "editor, 800 lines": (editor, "#layout:not([aria-busy])", "#sheet"),
        "desk, picture of 2,000 words": (
            desk,
            text,
            "#page-stage .sheet",
        ),
        "desk, text of 2,000 words": (
            desk,
            text,
            "#page-stage .page-text",
        ),
    }


def _measured(browser: Browser, site: str, address: str, ready: str, pane: str, seconds: float) -> dict[str, float]:
    context = browser.new_context(base_url=site, viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    log_in(page, "/projects/frames/review/")
    if "layout" in address:
        page.goto(address)
    else:
        expect(page.locator("#field")).not_to_have_value("", timeout=PATIENCE)  # before a word there is no page
        page.keyboard.press("Shift+F4")
    page.locator(ready).first.wait_for()
    page.wait_for_load_state("networkidle")
    _move(page, pane, 1)  # pictures are decoded, styles are warm
    browser.start_tracing(page=page, categories=CATEGORIES)
    page.evaluate(WATCH)
    _move(page, pane, seconds)
    times = page.evaluate(STOP)
    events = json.loads(browser.stop_tracing())["traceEvents"]
    context.close()
    return _intervals(times) | _costs(events, len(times))


def _move(page: Page, pane: str, seconds: float) -> None:
    """Down and up again, by wheel events that Chromium makes itself."""
    box = page.locator(pane).bounding_box() or {}
    session = page.context.new_cdp_session(page)
    way = SPEED / 2
    for turn in range(max(1, round(seconds / (way / SPEED)))):
        gesture = {
            "x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2,
            "yDistance": way if turn % 2 else -way, "speed": SPEED, "gestureSourceType": "mouse",
        }  # fmt: skip
        session.send("Input.synthesizeScrollGesture", gesture)
    session.detach()


def _intervals(times: Sequence[float]) -> dict[str, float]:
    """Of frames as the page's script saw them, in milliseconds."""
    apart = [later - earlier for earlier, later in pairwise(times)]
    expected = max(1, round((times[-1] - times[0]) / FRAME))
    return {
        "frames": len(apart),
        "interval_median_ms": round(statistics.median(apart), 1),
        "interval_p95_ms": round(_percentile(apart, 95), 1),
        "dropped_share": round(max(0.0, 1 - len(apart) / expected), 3),
    }


def _costs(events: Sequence[dict[str, Any]], frames: int) -> dict[str, float]:
    """Processor time of the page's main thread between the two marks: a frame's mean by kind, and the 95th percentile
    of all work between two frames."""
    marks = {event["name"]: event for event in events if event.get("cat") == "blink.user_timing"}
    start, end = marks["moving"], marks["rested"]
    thread = (start["pid"], start["tid"])
    sums: dict[str, float] = defaultdict(float)
    tasks, beats = [], []
    for event in events:
        if (event.get("pid"), event.get("tid")) != thread or not start["ts"] <= event["ts"] <= end["ts"]:
            continue
        cost = event.get("tdur", 0) / 1000
        for kind, names in KINDS.items():
            sums[kind] += cost if event["name"] in names else 0
        if event["name"] in KINDS["all"]:
            tasks.append((event["ts"], cost))
        if event["name"] == "FireAnimationFrame":
            beats.append(event["ts"])
    return {f"{kind}_ms": round(sums[kind] / max(1, frames), 2) for kind in KINDS} | {
        "all_p95_ms": round(_percentile(_between(sorted(set(beats)), tasks), 95), 1)
    }


def _between(beats: Sequence[float], tasks: Sequence[tuple[float, float]]) -> list[float]:
    """Sums of the tasks that begin between two frames."""
    found, ordered = [], sorted(tasks)
    at = 0
    for beat in beats[1:]:
        total = 0.0
        while at < len(ordered) and ordered[at][0] < beat:
            total += ordered[at][1]
            at += 1
        found.append(total)
    return found or [0.0]


def _percentile(values: Sequence[float], share: int) -> float:
    return sorted(values)[min(len(values) - 1, len(values) * share // 100)]


def _told(figures: dict[str, Any]) -> str:
    lines = [
        f"{figures.pop('processors')} processors, load {figures.pop('load')}; Chromium draws without a graphics card"
    ]
    for way, found in figures.items():
        lines.append(f"\n{way}")
        lines += [f"  {name:20} {value}" for name, value in found.items()]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
