from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

from recognition.engine.transcription import Page, Transcription
from recognition.formats import Stamp, json_page, plain


def test_holds_the_whole_record(any_page: Page, stamp: Stamp) -> None:
    whole = json.loads(json_page.write(Transcription("Brief", (any_page, any_page), "fra", "reader-1"), stamp))
    assert (whole["title"], whole["language"], whole["model"], len(whole["pages"])) == ("Brief", "fra", "reader-1", 2)
    page = whole["pages"][1]
    assert (page["image"], page["width"], page["height"]) == (any_page.image, any_page.width, any_page.height)
    assert page["text"] == plain.page_text(any_page)
    assert page["steps"] == list(any_page.steps)
    lines = [line for region in page["regions"] for line in region["lines"]]
    for line, record in zip(lines, any_page.lines(), strict=True):
        assert line["text"] == record.text
        assert as_points(line["baseline"]) == record.baseline
        for word, known in zip(line["words"], record.words, strict=True):
            assert (word["text"], word["author"], word["confidence"]) == (known.text, known.author, known.confidence)
            assert as_points(word["polygon"]) == known.polygon
            assert [(a["text"], a["confidence"], a["source"]) for a in word["alternatives"]] == [
                (a.text, a.confidence, a.source) for a in known.alternatives
            ]


def as_points(pairs: Any) -> tuple[tuple[float, float], ...]:
    return tuple((x, y) for x, y in pairs)


def test_time_is_utc_and_letters_stay_letters() -> None:
    stamp = Stamp("test", datetime(2026, 1, 1, 0, 0, tzinfo=timezone(timedelta(hours=-5))))
    data = json_page.write(Transcription("Été", ()), stamp).decode()
    assert json.loads(data)["created"] == "2026-01-01T05:00:00+00:00"
    assert "Été" in data
