"""Written sheets, damaged in known ways, with the truth of which pixel is ink: to teach and measure binarisation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ..imaging.grey import to_grey
from .synthetic_hand import Hand
from .synthetic_layout import Block, Sheet, WrittenSheet, write_sheets
from .synthetic_noise import as_field, clouds, field
from .synthetic_paper import Paper
from .synthetic_rows import can_write
from .synthetic_scan import Scanner, scan_sheet

#: Density from which a pixel counts as ink: half of what a pen that runs dry still leaves.
_INK = 0.25
PITCH = 62  # pixels between the rows


@dataclass(frozen=True, slots=True)
class Damage:
    """Each from 0 for none to about 1 for as bad as it gets."""

    faded: float = 0.0
    stained: float = 0.0
    bleed: float = 0.0
    uneven: float = 0.0
    blurred: float = 0.0


DAMAGES: dict[str, Damage] = {
    "clean": Damage(),
    "faded ink": Damage(faded=0.8),
    "stains": Damage(stained=0.9),
    "bleed-through": Damage(bleed=0.8),
    "uneven light": Damage(uneven=0.9),
    "blur": Damage(blurred=0.8),
    "everything": Damage(0.5, 0.6, 0.6, 0.6, 0.4),
}


@dataclass(frozen=True, slots=True)
class InkSample:
    """`grey`: uint8 (H, W). `truth`: uint8 (H, W), 255 on ink. `other`: the picture of the leaf's other side."""

    grey: NDArray[np.uint8]
    truth: NDArray[np.uint8]
    other: NDArray[np.uint8] | None = None


def random_damage(rng: np.random.Generator) -> Damage:
    """Half of the kinds, each as strong as it comes."""
    strengths = rng.uniform(0, 1, 5) * (rng.random(5) < 0.5)
    return Damage(*(float(s) for s in strengths))


def write_leaf(text: Sequence[str], font: Path, size: int, rng: np.random.Generator) -> tuple[WrittenSheet, ...]:
    """Both sides of a square leaf, filled with words of the text that the font can write."""
    writable = [word for word in text if can_write(word, font)]
    x_height = rng.uniform(15, 22)
    slant, width = rng.uniform(-0.1, 0.3), rng.uniform(0.9, 1.15)
    hand = Hand(font, x_height, slant, width=width, thickness=rng.uniform(-0.3, 0.8), dry=rng.uniform(0.35, 0.8))
    sheet = Sheet(size, size, PITCH, left=20, right=10, top=50, bottom=10, drift=4)
    sides = []
    for _ in range(2):
        words = " ".join(str(word) for word in rng.choice(writable, size * size // 2200))
        sides.append(write_sheets([Block(words)], hand, sheet, rng)[0])
    return tuple(sides)


def damaged(front: WrittenSheet, back: WrittenSheet, damage: Damage, rng: np.random.Generator) -> InkSample:
    """A scan of the front side. The other side is scanned for the sample only where its ink comes through."""
    paper = Paper(
        tone=_tone(rng), mottle=rng.uniform(3, 8), fibres=150, laid=float(rng.choice([0.0, 0.8])),
        stains=round(5 * damage.stained), foxing=round(40 * damage.stained), wear=0.2, bleed=0.85 * damage.bleed,
    )  # fmt: skip
    scanner = Scanner(
        0, 0, 0, 0, shade=0.5 * damage.uneven, blur=0.5 + 1.3 * damage.blurred, noise=rng.uniform(1, 4),
        jpeg=int(rng.integers(60, 95)),
    )  # fmt: skip
    hand = Hand(Path(), ink=_ink_colour(rng))
    grey = _lit(_scan(_faded(front, damage.faded, rng), back, hand, paper, scanner, rng), damage.uneven, rng)
    other = _scan(back, front, hand, paper, scanner, rng) if damage.bleed else None
    return InkSample(grey, np.where(front.ink >= _INK, np.uint8(255), np.uint8(0)), other)


def _scan(
    side: WrittenSheet, other: WrittenSheet, hand: Hand, paper: Paper, scanner: Scanner, rng: np.random.Generator
) -> NDArray[np.uint8]:
    pixels, _ = scan_sheet(side, other.ink, hand, paper, scanner, "", rng)
    return to_grey(np.ascontiguousarray(pixels))


def _faded(side: WrittenSheet, amount: float, rng: np.random.Generator) -> WrittenSheet:
    if not amount:
        return side
    shape = (side.ink.shape[0], side.ink.shape[1])
    left = np.clip(1 - amount * (0.75 + 0.2 * clouds(shape, 220, 3, rng)), 0.18, 1)
    grain = np.clip(1 + 0.35 * amount * field(shape, 2.0, rng), 0.2, 1.4)
    return replace(side, ink=as_field(np.clip(side.ink * left * grain, 0, 1)))


def _lit(grey: NDArray[np.uint8], amount: float, rng: np.random.Generator) -> NDArray[np.uint8]:
    """A lamp at one side and a hand's shadow."""
    if not amount:
        return grey
    height, width = grey.shape
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    turn = rng.uniform(0, 2 * np.pi)
    ramp = (xs / width - 0.5) * np.cos(turn) + (ys / height - 0.5) * np.sin(turn)
    edge = clouds((height, width), 300, 1, rng) + 2 * ramp
    shadow = as_field(cv2.GaussianBlur(as_field(edge > 0.4), (0, 0), 12))
    light = 1 - amount * (0.3 + 0.5 * ramp) - 0.35 * amount * shadow
    return np.asarray(np.clip(grey * np.clip(light, 0.15, 1.1), 0, 255), np.uint8)


def _tone(rng: np.random.Generator) -> tuple[int, int, int]:
    light = rng.uniform(200, 245)
    red, green, blue = light, light * rng.uniform(0.92, 1.0), light * rng.uniform(0.78, 0.98)
    return round(red), round(green), round(blue)


def _ink_colour(rng: np.random.Generator) -> tuple[int, int, int]:
    dark = rng.uniform(20, 95)
    return round(dark), round(dark * rng.uniform(0.7, 1.0)), round(dark * rng.uniform(0.6, 1.4))
