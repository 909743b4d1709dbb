"""Rows of type for synthetic lines: words set at one size a font, so that a font is opened once, and pasted in rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from .synthetic_hand import Font, has_glyph, typeface

X_HEIGHT = 28  # pixels of small letters as set; bending brings them to the size of the line
RAISED = "^"  # what follows it in a word is written small and high, as in M^me
_REFERENCE_SIZE = 100
_EDGE = 4
_UP, _DOWN = (1.5, 2.6), (0.4, 1.4)  # tall letters and tails count as no shorter or longer than so many x-heights
_RAISED_SIZE, _RAISED_BY = 0.66, 0.75  # share of the font size; x-heights

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Face:
    """Font size for X_HEIGHT, and what it makes of tall letters, tails and strokes, pixels."""

    size: int
    up: float
    down: float
    stroke: float


@dataclass(frozen=True, slots=True)
class SetWord:
    """`glyphs`: uint8 (H, W), ink 255; `x`, `y`: the pen's start in it; `advance`: how far the pen moves."""

    glyphs: Pixels
    x: float
    y: float
    advance: float


@lru_cache(maxsize=256)
def face(font: Font) -> Face:
    """Raises FontError where the font cannot be read."""
    reference = typeface(font, _REFERENCE_SIZE)
    boxes = {letter: reference.getbbox(letter, anchor="ls") for letter in "nuacbdhklgpqy"}
    size = max(8, round(_REFERENCE_SIZE * X_HEIGHT / max(1.0, np.median([-boxes[c][1] for c in "nuac"]))))
    scale = size / _REFERENCE_SIZE
    up, down = np.median([-boxes[c][1] for c in "bdhkl"]), np.median([boxes[c][3] for c in "gpqy"])
    glyphs = _draw("nouveau", font, size).glyphs
    # Across a stroke the mean distance to its edges is a quarter of its width.
    stroke = 4 * float(cv2.distanceTransform((glyphs > 127).astype(np.uint8), cv2.DIST_L2, 3)[glyphs > 127].mean())
    tall, tail = (
        float(np.clip(length * scale / X_HEIGHT, *span)) * X_HEIGHT for length, span in ((up, _UP), (down, _DOWN))
    )
    return Face(size, tall, tail, stroke)


def can_write(text: str, font: Font) -> bool:
    return all(has_glyph(font, letter) for letter in set(text) - {" ", RAISED})


def set_word(text: str, font: Font) -> SetWord:
    """Letters after RAISED small and high; RAISED itself draws nothing."""
    plain, _, raised = text.partition(RAISED)
    size = face(font).size
    word = _draw(plain, font, size)
    if not raised:
        return word
    small = _draw(raised.replace(RAISED, ""), font, round(_RAISED_SIZE * size))
    rise, away = _RAISED_BY * X_HEIGHT, word.x + word.advance
    y = max(word.y, small.y + rise)
    low = max(word.glyphs.shape[0] - word.y, small.glyphs.shape[0] - small.y - rise)
    both = np.zeros((round(y + low) + 1, round(max(word.glyphs.shape[1], away + small.glyphs.shape[1])) + 1), np.uint8)
    paste(both, word, word.x, y)
    paste(both, small, away, y - rise)
    return SetWord(both, word.x, y, word.advance + small.advance)


def set_row(words: Sequence[SetWord], gaps: Sequence[float], x: float) -> list[tuple[SetWord, float]]:
    """Words with where they begin, the first at `x`; `gaps`: the space after each word, pixels."""
    ends = x + np.cumsum([word.advance + gap for word, gap in zip(words, gaps, strict=True)])
    return list(zip(words, [x, *ends[:-1].tolist()], strict=True))


def paste(canvas: Pixels, word: SetWord, x: float, y: float) -> None:
    """The word with its pen's start at x, y; what lies beyond the canvas is lost."""
    left, top = round(x - word.x), round(y - word.y)
    tall, wide = word.glyphs.shape
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(canvas.shape[1], left + wide), min(canvas.shape[0], top + tall)
    if x1 > x0 and y1 > y0:
        part = canvas[y0:y1, x0:x1]
        np.maximum(part, word.glyphs[y0 - top : y1 - top, x0 - left : x1 - left], out=part)


def _draw(text: str, font: Font, size: int) -> SetWord:
    letters = typeface(font, size)
    left, top, right, bottom = (round(side) for side in letters.getbbox(text, anchor="ls"))
    picture = Image.new("L", (right - left + 2 * _EDGE, bottom - top + 2 * _EDGE))
    x, y = _EDGE - left, _EDGE - top
    ImageDraw.Draw(picture).text((x, y), text, fill=255, font=letters, anchor="ls")
    return SetWord(np.asarray(picture), x, y, letters.getlength(text))
