"""The rows of an exported dataset: what must stand in them, and what is taken from them and nothing else.

`split` is "train" for what a reader may learn from; all else is held out, only to be measured on. Nobody's name stands
in a row: who read a word is not told.
"""

from __future__ import annotations

import math
import re
from typing import Any

#: What is known of a word: a person confirmed it; the machine was very sure of it, between confirmed words; only the
#: machine has read it; a person could not read it; a person said that it is none.
CONFIRMED, SURE, UNCONFIRMED, ILLEGIBLE, NO_WORD = "confirmed", "sure", "unconfirmed", "illegible", "not a word"
STATES = frozenset({CONFIRMED, SURE, UNCONFIRMED, ILLEGIBLE, NO_WORD})
TRAIN, TEST = "train", "test"

_LONGEST_KEY, _LONGEST_TEXT, _MOST_POINTS = 100, 5_000, 5_000
_CHECKSUM = re.compile("[0-9a-f]{64}")

Row = dict[str, Any]


def page_fields(row: Row) -> Row:
    """What every row says of its page. Raises ValueError, TypeError or KeyError where a field is wrong or missing."""
    return {
        "split": TRAIN if _text(row["split"]).endswith(TRAIN) else TEST,
        "document": _text(row["document"], _LONGEST_KEY),
        "number": _whole(row.get("number", 0)),
        "language": _text(row.get("language", ""), 8),
        "hand": _text(row.get("hand", ""), _LONGEST_KEY),
        "steps": None if row.get("steps") is None else [_text(step) for step in row["steps"]],
    }


def line_fields(row: Row) -> Row:
    """A line: raises as `page_fields` does."""
    return {
        "position": _whole(row["position"]),
        "baseline": _points(row["baseline"]),
        "polygon": _points(row["polygon"]),
        "words": [_word(word) for word in row["words"]],
        "parts": [_part(part) for part in row["parts"]],
    }


def checksum_field(value: object) -> str:
    """A SHA-256 in hex. Raises ValueError."""
    if not isinstance(value, str) or not _CHECKSUM.fullmatch(value):
        raise ValueError("a checksum is no SHA-256")
    return value


def _word(word: Row) -> Row:
    if word["state"] not in STATES:
        raise ValueError(f"no word is “{word['state']}”")
    return {
        "text": None if word["text"] is None else _text(word["text"]),
        "state": word["state"],
        "start": _share(word["start"]),
        "end": _share(word["end"]),
        "polygon": _points(word["polygon"]),
    }


def _part(part: list[Any]) -> list[Any]:
    text, start, end = part
    if not _text(text) or not _share(start) < _share(end):
        raise ValueError("a part of a line has no text or no width")
    return [text, float(start), float(end)]


def _text(value: object, longest: int = _LONGEST_TEXT) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise ValueError(f"a text is none, or longer than {longest} characters")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise ValueError("a number is none")
    return value


def _share(value: object) -> float:
    number = _number(value)
    if not 0 <= number <= 1:
        raise ValueError("a share of a line's width is not between 0 and 1")
    return number


def _points(value: object) -> list[list[float]]:
    if not isinstance(value, list) or len(value) > _MOST_POINTS:
        raise ValueError("an outline is no list of points")
    return [[_number(x), _number(y)] for x, y in value]


def _number(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise ValueError("a coordinate is no number")
    return float(value)
