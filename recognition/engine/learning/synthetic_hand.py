"""Handwriting from a font: one word at a time, never twice the same.

A word is set large, then bent in one resampling (slant, width, uneven letters, wandering baseline), and inked:
pressure makes strokes thicker and darker, a drying pen makes them pale and grainy. Ink is a float32 density, 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from .synthetic_noise import Field, as_field, curve, field

Font = bytes | Path
Colour = tuple[int, int, int]

_OVERSAMPLE = 3  # the font is set this much larger than the page, so that bending leaves smooth edges
_REFERENCE_SIZE = 200
_NO_CHARACTER = "\U0010fffe"  # a code point that Unicode leaves unassigned for ever


class FontError(ValueError):
    """The font cannot be read, or has no glyphs for a text."""


@dataclass(frozen=True, slots=True)
class Hand:
    """A writer. Lengths are shares of the x-height unless said otherwise; jitters are standard deviations."""

    font: Font
    x_height: float = 28.0  # page pixels
    slant: float = 0.0  # x per y, added to the font's own
    slant_jitter: float = 0.03
    size_jitter: float = 0.04
    width: float = 1.0  # horizontal stretch
    spacing: float = 0.14  # unevenness of letter widths and distances
    wobble: float = 0.035
    wander: float = 0.05  # letters leave the baseline
    baseline_jitter: float = 0.07  # words leave it
    slope: float = 0.0  # lines rise (negative) or fall
    slope_jitter: float = 0.004
    word_space: float = 1.0
    thickness: float = 0.0  # page pixels added around every stroke
    pressure: float = 0.3
    ink: Colour = (58, 42, 34)
    strength: float = 0.92  # density of a full pen
    dry: float = 0.5  # what is left of it before the pen is dipped again
    dip_every: float = 45.0  # letters
    grain: float = 0.5


@dataclass(frozen=True, slots=True)
class Mark:
    """A written word: its ink, float32 (H, W), where in it the baseline starts, and how far the pen moved on."""

    text: str
    ink: Field
    x: float
    y: float
    advance: float
    rise: float  # y per x of its baseline


class Pen:
    """A dip pen: full after a dip, drier with every letter, dipped again when `hand.dry` is reached."""

    def __init__(self, hand: Hand, rng: np.random.Generator) -> None:
        self._hand, self._rng, self._load = hand, rng, 1.0

    def load(self, letters: int) -> float:
        """What is in it now; then `letters` are written."""
        load = self._load
        self._load -= (1 - self._hand.dry) * letters / self._hand.dip_every * self._rng.uniform(0.6, 1.4)
        if self._load < self._hand.dry:
            self._load = self._rng.uniform(0.92, 1.0)
        return load


def write_word(text: str, hand: Hand, rng: np.random.Generator, load: float = 1.0) -> Mark:
    """Raises FontError where the font has no glyph for any of the text."""
    glyphs, pen, advance = _set_type(text, hand, rng)
    ink, x, y, moved, rise = _bend(glyphs, pen, advance, hand, rng)
    return Mark(text, _ink(ink, hand, rng, load), x, y, moved, rise)


@lru_cache(maxsize=256)
def typeface(font: Font, size: int) -> ImageFont.FreeTypeFont:
    try:
        return ImageFont.truetype(BytesIO(font) if isinstance(font, bytes) else str(font), size)
    except OSError as error:
        raise FontError(f"The font {font if isinstance(font, Path) else 'given'} cannot be read.") from error


@lru_cache(maxsize=4096)
def has_glyph(font: Font, letter: str) -> bool:
    """Whether the letter draws ink, and not the font's sign for what it lacks."""
    face = typeface(font, _REFERENCE_SIZE // 4)
    drawn, lacking = face.getmask(letter), face.getmask(_NO_CHARACTER)
    return drawn.getbbox() is not None and (drawn.size != lacking.size or bytes(drawn) != bytes(lacking))


@lru_cache(maxsize=64)
def _size_for(font: Font, x_height: float) -> float:
    """Font size in pixels at which small letters are `x_height` high."""
    face = typeface(font, _REFERENCE_SIZE)
    heights = [-face.getbbox(letter, anchor="ls")[1] for letter in "nuac"]
    return _REFERENCE_SIZE * x_height / max(1.0, float(np.median(heights)))


def _set_type(text: str, hand: Hand, rng: np.random.Generator) -> tuple[Field, tuple[float, float], float]:
    """The word set large, 0 to 1, the pen's start in it, and the advance; all in oversampled pixels."""
    size = _size_for(hand.font, hand.x_height) * _OVERSAMPLE * (1 + rng.normal(0, hand.size_jitter))
    face = typeface(hand.font, max(8, round(size)))
    missing = sorted(letter for letter in set(text) if not has_glyph(hand.font, letter))
    if missing:
        raise FontError(f"The font has no glyph for {' '.join(missing)} in “{text}”.")
    left, top, right, bottom = face.getbbox(text, anchor="ls")
    edge = 4 * _OVERSAMPLE
    picture = Image.new("L", (round(right - left) + 2 * edge, round(bottom - top) + 2 * edge))
    pen = (edge - left, edge - top)
    drawing = ImageDraw.Draw(picture)
    drawing.text(pen, text, fill=255, font=face, anchor="ls", stroke_width=hand.thickness * _OVERSAMPLE)
    glyphs = np.asarray(picture, np.float32) / 255
    return as_field(cv2.GaussianBlur(glyphs, (0, 0), 0.4 * _OVERSAMPLE)), pen, face.getlength(text)


def _bend(
    glyphs: Field, pen: tuple[float, float], advance: float, hand: Hand, rng: np.random.Generator
) -> tuple[Field, float, float, float, float]:
    """The word at page size, bent; the pen's start, its advance and the rise of its baseline."""
    unit = hand.x_height
    slant = hand.slant + rng.normal(0, hand.slant_jitter)
    rise = hand.slope + rng.normal(0, hand.slope_jitter) + rng.normal(0, 0.008)
    tall, wide = glyphs.shape[0] / _OVERSAMPLE, glyphs.shape[1] / _OVERSAMPLE * hand.width * 1.15
    pad_x, pad_y = abs(slant) * tall + 0.3 * unit + 6, abs(rise) * wide + 0.3 * unit + 6
    height, width = int(tall + 2 * pad_y), int(wide + 2 * pad_x)
    x0, y0 = pen[0] / _OVERSAMPLE * hand.width + pad_x, pen[1] / _OVERSAMPLE + pad_y
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    # Distances along the pen's way: the integral of an uneven pace, so that joined letters stay joined.
    pace = np.exp(hand.spacing * curve(width, 0.9 * unit, rng)) / hand.width
    way = np.cumsum(pace) - np.sum(pace[: int(x0)])
    along = xs - slant * (y0 - ys)
    source_x = pen[0] + _OVERSAMPLE * np.interp(along, np.arange(width), way)
    source_x += _OVERSAMPLE * unit * hand.wobble * field((height, width), 0.7 * unit, rng)
    wander = unit * hand.wander * curve(width, 1.3 * unit, rng)
    source_y = pen[1] + _OVERSAMPLE * (ys - y0 - rise * (xs - x0) - wander[None, :])
    source_y += _OVERSAMPLE * unit * hand.wobble * field((height, width), 0.7 * unit, rng)
    bent = cv2.remap(glyphs, source_x.astype(np.float32), source_y.astype(np.float32), cv2.INTER_LINEAR)
    moved = float(np.searchsorted(way, advance / _OVERSAMPLE)) - x0
    return as_field(bent), x0, y0, moved, rise


def _ink(coverage: Field, hand: Hand, rng: np.random.Generator, load: float) -> Field:
    """Density of the strokes: pressed, pooled where strokes are broad or cross, grainy where the pen runs dry."""
    unit, shape = hand.x_height, (coverage.shape[0], coverage.shape[1])
    pressed = coverage * (1.2 + hand.pressure * np.clip(field(shape, 1.1 * unit, rng), -1.5, 1.5))
    stroke = np.clip(pressed, 0, 1)
    pooled = cv2.GaussianBlur(stroke, (0, 0), max(0.8, 0.07 * unit))
    flow = load * (1 + 0.1 * field(shape, (3 * unit, 0.8 * unit), rng))
    density = stroke * np.clip(0.55 + 0.6 * pooled, 0, 1.1) * flow * hand.strength
    teeth = 1 / (1 + np.exp(-3 * (field(shape, 1.6, rng) - 0.4)))
    density *= 1 - hand.grain * np.clip(1.15 - load, 0, 1) * teeth
    return as_field(np.clip(density, 0, 1))
