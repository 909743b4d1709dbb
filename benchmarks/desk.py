"""A robot at the review desk, in a real Chromium: keystrokes, seconds and accuracy in each way of working.

    .venv/bin/python benchmarks/desk.py --data ../shared/data --split val --pages 4

Pages of ground truth become projects, one a collection, read by the shipped reader along their true lines (see
`desk_pages`). Knowing the true text, the robot works all that the desk asks about, by keyboard alone, three times from
the same start: `words`, the sprint; `groups`, followed by a sprint through what is left; `line`, the desk's own line
way. Seconds are modelled afterwards (see `desk_model`), with the time from key to paint.

`line_by_line` is the same pages in a plain editor, calculated: who works there has to look at every word, because
nothing says which are wrong, and in the end all are right. To compare at the same final accuracy it may stop early: an
editor who goes from top to bottom takes away errors in proportion to the lines done, so that the CER that a way of the
desk has left is reached after (CER before - CER after) / CER before of the work. `times_faster` is that part of its
seconds over the desk's. `times_faster_than_a_glance` is the same with an editor who only glances at words that are
right.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import django
from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.desk_model import GLANCE, KEY, POINT, THINK, Tally, line_by_line
from benchmarks.desk_robot import WATCH, Robot
from benchmarks.desk_site import Site, log_in
from benchmarks.desk_truth import Truth, truths

DATABASE = "hwocr.sqlite3"


def read_pages(root: Path, split: str, most: int, folder: Path) -> None:
    """Make the site's folder, with the pages read. Takes about five seconds a page on one core."""
    from benchmarks.desk_pages import bring_in, chosen_pages  # noqa: PLC0415 - models need settings

    bring_in(chosen_pages(root, split, most), folder)


def sprint(robot: Robot) -> dict[str, Tally]:
    return {"words": robot.words()}


def groups(robot: Robot) -> dict[str, Tally]:
    return {"groups": robot.groups(), "words after groups": robot.words()}


def line(robot: Robot) -> dict[str, Tally]:
    return {"line": robot.lines()}


WAYS: dict[str, Callable[[Robot], dict[str, Tally]]] = {"words": sprint, "groups": groups, "line": line}


def work(site: Site, browser: Browser, known: Sequence[Truth], way: str) -> dict[str, object]:
    """All projects in one way; what it took, and the error that it left."""
    sums: dict[str, Tally] = {}
    pointers = 0
    for truth in known:
        context = browser.new_context(base_url=site.address, viewport={"width": 1280, "height": 800})
        page = context.new_page()
        page.add_init_script(WATCH)
        log_in(page, f"/projects/{truth.slug}/review/")
        for name, tally in WAYS[way](Robot(page, truth)).items():
            sums[name] = sums[name] + tally if name in sums else tally
        pointers += page.evaluate("() => window.pointers")
        context.close()
    together = sum(sums.values(), Tally())
    pages = sum(truth.pages for truth in known)
    told = {name: tally.told(pages) for name, tally in sums.items()}
    return {"parts": told, "seconds": together.seconds, "pages": pages, "pointer_events": pointers, "cer": error(known)}


def error(known: Sequence[Truth]) -> float:
    """Edits of letters that are left in the transcription, over the letters of the truth."""
    from recognition.engine.evaluation.errors import ErrorRates  # noqa: PLC0415
    from recognition.models import Line  # noqa: PLC0415
    from review.selectors import line_text, words_of  # noqa: PLC0415

    rates = ErrorRates()
    for truth in known:
        found = words_of(list(Line.objects.filter(pk__in=truth.lines)))
        for line_id, text in truth.texts.items():
            if line_id in truth.lines:
                rates.update(text, line_text(found.get(line_id, [])))
    return rates.cer


def compared(ways: dict[str, dict], known: Sequence[Truth], before: float) -> dict[str, object]:
    pages = sum(truth.pages for truth in known)
    whole, glancing = line_by_line(known), line_by_line(known, look=GLANCE)
    beside = {}
    for way, done in ways.items():
        part = (before - done["cer"]) / before
        beside[way] = {
            "seconds_a_page": round(done["seconds"] / pages, 1),
            "final_cer": round(done["cer"], 4),
            "line_by_line_seconds_a_page_to_the_same_cer": round(part * whole.seconds / pages, 1),
            "times_faster": round(part * whole.seconds / done["seconds"], 2),
            "times_faster_than_a_glance": round(part * glancing.seconds / done["seconds"], 2),
        }
    told = {key: value for key, value in whole.told(pages).items() if key not in ("kinds", "key_to_painted_ms")}
    return {"at_the_same_cer": beside, "line_by_line": told}


def keep(folder: Path, to: Path) -> None:
    """The site's folder for another time. The database goes by itself: reading its file here would drop its locks."""
    shutil.copytree(folder, to, ignore=shutil.ignore_patterns("static", f"{DATABASE}*"))
    copy(folder / DATABASE, to / DATABASE)


def copy(database: Path, to: Path) -> None:
    """By SQLite itself, because this process has the database open."""
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)


def measured(site: Site, folder: Path, chromium: str, ways: Sequence[str], threshold: float) -> dict[str, object]:
    from recognition.models import Project  # noqa: PLC0415

    site.kill()
    Project.objects.update(threshold=threshold)
    known = truths(folder)
    before = error(known)
    done = {}
    with sync_playwright() as driver, tempfile.TemporaryDirectory() as kept:
        start = Path(kept) / DATABASE
        copy(folder / DATABASE, start)
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for way in ways:
            site.start()
            done[way] = work(site, browser, known, way)
            print(f"{way}: {json.dumps(done[way])}", file=sys.stderr)
            site.kill()
            copy(start, folder / DATABASE)
        browser.close()
    asked = sum(word.is_asked for truth in known for word in truth.words.values())
    right = sum(word.is_asked or word.read == word.true for truth in known for word in truth.words.values())
    return {
        "threshold": threshold,
        "words_right_in_the_end": round(right / max(sum(len(truth.words) for truth in known), 1), 4),
        "words_of_all_pages": sum(len(truth.words) for truth in known),
        "words_asked_about": asked,
        "pages": {truth.slug: truth.pages for truth in known},
        "cer_before": round(before, 4),
        "ways": {name: part for one in done.values() for name, part in one["parts"].items()},
        **compared(done, known, before),
        "pointer_events": sum(one["pointer_events"] for one in done.values()),
        "seconds_of": {"key": KEY, "thought": THINK, "glance": GLANCE, "pointing": POINT},
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--data", type=Path, required=True, help="the folder of ground truth")
    arguments.add_argument("--split", default="val")
    arguments.add_argument("--pages", type=int, default=4, help="of each collection, spread evenly over it")
    arguments.add_argument("--threshold", type=float, default=0.9, help="words less sure than this are asked about")
    arguments.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    arguments.add_argument("--read", type=Path, help="where the pages are kept as read; made where it is not there")
    arguments.add_argument("--chromium", default=shutil.which("chromium"))
    options = arguments.parse_args()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the driver keeps an event loop in this thread
    is_read = options.read is not None and options.read.exists()
    with Site(options.read if is_read else None, demo=False) as site:
        django.setup()
        if not is_read:
            read_pages(options.data, options.split, options.pages, site.folder)
            if options.read:
                keep(site.folder, options.read)
        told = measured(site, site.folder, options.chromium, options.ways, options.threshold)
    print(json.dumps(told | {"load": round(os.getloadavg()[0], 1)}, indent=1))


if __name__ == "__main__":
    main()
