"""Make the shipped sample letters: pictures and PAGE XML from `letters.json` and a folder of fonts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from ..engine.learning.synthetic import SyntheticPage, synthetic_pages
from ..engine.learning.synthetic_hand import Hand
from ..engine.learning.synthetic_layout import Block, Sheet
from ..engine.learning.synthetic_paper import Paper
from ..engine.learning.synthetic_scan import Scanner
from ..engine.transcription import Transcription
from ..formats import page_xml
from ..formats.format import Stamp

SAMPLE_FOLDER = Path(__file__).resolve().parent.parent / "sample"
LETTERS = "letters.json"
WIDTH, HEIGHT, DPI = 1650, 2150, 200
_WEBP_QUALITY = 80
_STAMP = Stamp("hwocr make_sample", datetime(2026, 11, 22, tzinfo=UTC))  # fixed: the same letters, the same files
_X_RESOLUTION, _Y_RESOLUTION, _RESOLUTION_UNIT, _INCH = 282, 283, 296, 2  # EXIF tags


class SampleError(ValueError):
    """A font or the description of a letter is missing; the message says which."""


@dataclass(frozen=True, slots=True)
class MadePage:
    """A page written to the folder: its path there without ending, and its picture's size in bytes."""

    name: str
    size: int
    lines: int


def make_sample(*, fonts: Path, folder: Path, only: str = "") -> Iterator[MadePage]:
    """Write the letters that FOLDER/letters.json describes, or the one called `only`, into the folder.

    `fonts` is searched for the Fontsource packages' files (FONT-latin-400-normal.woff2). Raises SampleError.
    """
    letters = json.loads((folder / LETTERS).read_text("utf-8"))
    chosen = [letter for letter in letters if only in ("", letter["document"])]
    if not chosen:
        raise SampleError(f"{folder / LETTERS} has no letter called {only}.")
    rows: list[dict[str, object]] = []
    for letter in chosen:
        for made in _pages(letter, _font(fonts, letter["font"])):
            name = f"pages/{made.page.image}"
            image = replace(made, page=replace(made.page, image=f"{made.page.image}.webp"))
            rows.append(_row(letter, name, made))
            yield _save(folder, name, image, letter)
    if not only:
        index = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / "index.jsonl").write_text(index, "utf-8")


def _pages(letter: dict[str, Any], font: Path) -> list[SyntheticPage]:
    hand = Hand(font=font, **_frozen(letter["hand"]))
    paper, scanner = Paper(**_frozen(letter["paper"])), Scanner(**_frozen(letter["scanner"]))
    width = round(WIDTH - scanner.left - scanner.right)
    height = round(letter.get("height", HEIGHT) - scanner.top - scanner.bottom)
    sheet = Sheet(width=width, height=height, **letter["sheet"])
    blocks = [Block(**block) for block in letter["blocks"]]
    rng = np.random.default_rng(letter["seed"])
    return synthetic_pages(blocks, hand, sheet, paper, scanner, letter["document"], rng)


def _frozen(fields: dict[str, Any]) -> dict[str, Any]:
    """Lists of JSON as the tuples that the records hold."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in fields.items()}


def _font(fonts: Path, name: str) -> Path:
    found = sorted(fonts.rglob(f"{name}-latin-400-normal.woff2"))
    if not found:
        raise SampleError(f"{fonts} has no font {name}: install the npm package @fontsource/{name} there.")
    return found[0]


def _row(letter: dict[str, Any], name: str, made: SyntheticPage) -> dict[str, object]:
    lines = list(made.page.lines())
    return {
        "split": "sample",
        "collection": letter["collection"],
        "language": letter["language"],
        "document": letter["document"],
        "page": name,
        "lines": len(lines),
        "characters": sum(len(line.text) for line in lines),
    }


def _save(folder: Path, name: str, made: SyntheticPage, letter: dict[str, Any]) -> MadePage:
    target = folder / f"{name}.webp"
    target.parent.mkdir(parents=True, exist_ok=True)
    exif = Image.Exif()
    exif[_X_RESOLUTION] = exif[_Y_RESOLUTION] = float(DPI)
    exif[_RESOLUTION_UNIT] = _INCH
    Image.fromarray(made.image).save(target, quality=_WEBP_QUALITY, method=6, exif=exif)
    transcription = Transcription(letter["title"], (made.page,), letter["language"])
    target.with_suffix(".xml").write_bytes(page_xml.write(transcription, _STAMP))
    return MadePage(name, target.stat().st_size, sum(1 for _ in made.page.lines()))
