"""From a written sheet to its scan: ink and the other side on paper, dark surround, rotation, blur, noise, JPEG."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ..geometry import transform
from ..transcription import Line, Page, Region
from .synthetic_hand import Colour, Hand
from .synthetic_layout import WrittenSheet
from .synthetic_noise import Field, as_field, clouds, field
from .synthetic_paper import Paper, Picture, make_paper, worn_outline

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Scanner:
    """Border widths in pixels, `rotation` in degrees, `shade` the darkening towards the gutter."""

    left: float = 40.0
    right: float = 30.0
    top: float = 40.0
    bottom: float = 40.0
    surround: Colour = (30, 28, 27)
    rotation: float = 0.0
    shade: float = 0.1
    blur: float = 0.7
    noise: float = 2.0
    jpeg: int = 82
    warmth: float = 0.0


def scan_sheet(
    written: WrittenSheet, other: Field | None, hand: Hand, paper: Paper, scanner: Scanner, name: str,
    rng: np.random.Generator,
) -> tuple[Pixels, Page]:  # fmt: skip
    """The picture, uint8 RGB (H, W, 3), and its truth. `other` is the ink of the sheet's other side, not mirrored."""
    sheet = make_paper(written.ink.shape, paper, rng)
    if other is not None:
        sheet = _bleed(sheet, other, paper.bleed, hand.ink, rng)
    sheet = _lay_ink(sheet, written.ink, hand.ink, rng)
    outline = worn_outline(written.ink.shape, paper.wear, rng)
    height, width = written.ink.shape
    size = (round(width + scanner.left + scanner.right), round(height + scanner.top + scanner.bottom))
    matrix = np.array(cv2.getRotationMatrix2D((width / 2, height / 2), scanner.rotation, 1.0), np.float64)
    matrix[:, 2] += np.array([scanner.left, scanner.top])
    picture = _place(sheet, outline, matrix, size, scanner, rng)
    pixels = _capture(picture, scanner, rng)
    return pixels, Page(name, size[0], size[1], tuple(_moved(region, matrix) for region in written.regions))


def _lay_ink(sheet: Picture, ink: Field, colour: Colour, rng: np.random.Generator) -> Picture:
    """Ink absorbs light; around its strokes the paper has browned a little."""
    halo = cv2.GaussianBlur(ink, (0, 0), 3.0)[..., None] * np.array([0.03, 0.05, 0.08], np.float32)
    absorbed = ink[..., None] * (1 - np.array(colour, np.float32) / 255)
    tint = 1 + 0.04 * field((ink.shape[0], ink.shape[1]), 300, rng)[..., None]
    return as_field(sheet * (1 - halo) * (1 - np.clip(absorbed * tint, 0, 0.97)))


def _bleed(sheet: Picture, other: Field, amount: float, colour: Colour, rng: np.random.Generator) -> Picture:
    """The other side's ink, mirrored, spread by the fibres and stronger where the paper is thin."""
    shape = (sheet.shape[0], sheet.shape[1])
    mirrored = cv2.GaussianBlur(other[:, ::-1], (0, 0), 2.4)
    shift = np.array([[1, 0, rng.uniform(-15, 15)], [0, 1, rng.uniform(-25, 25)]], np.float32)
    mirrored = cv2.warpAffine(mirrored, shift, (shape[1], shape[0]))
    thin = np.clip(1 + 0.6 * clouds(shape, 400, 3, rng), 0.2, 2.2)
    absorbed = (amount * thin * mirrored)[..., None] * (1 - (np.array(colour, np.float32) + 60) / 315)
    return as_field(sheet * (1 - np.clip(absorbed, 0, 0.6)))


def _place(
    sheet: Picture, outline: Field, matrix: NDArray[np.float64], size: tuple[int, int], scanner: Scanner,
    rng: np.random.Generator,
) -> Picture:  # fmt: skip
    """The sheet on the scanner's dark ground, with its shadow and a gutter that falls away."""
    shape = (size[1], size[0])
    ground = np.array(scanner.surround, np.float32) + 2.5 * clouds(shape, 300, 4, rng)[..., None]
    alpha = cv2.warpAffine(outline, matrix, size, flags=cv2.INTER_LINEAR)
    moved = cv2.warpAffine(sheet, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    shadow = cv2.warpAffine(alpha, np.array([[1, 0, 7], [0, 1, 9]], np.float32), size)
    ground *= 1 - 0.55 * cv2.GaussianBlur(shadow, (0, 0), 9)[..., None]
    side = np.arange(size[0], dtype=np.float32) - scanner.left
    slope = 0.35 * np.clip(side / size[0], 0, 1)
    gutter = 1 - scanner.shade * (np.exp(-np.clip(side, 0, None) / 70) + slope)
    lamp = 1 + 0.012 * field(shape, (shape[0] / 2, shape[1] / 2), rng)
    picture = ground * (1 - alpha[..., None]) + moved * alpha[..., None] * (gutter[None, :] * lamp)[..., None]
    return as_field(np.clip(picture, 0, 255))


def _capture(picture: Picture, scanner: Scanner, rng: np.random.Generator) -> Pixels:
    """What the lens, the sensor and a JPEG leave of it."""
    shape = (picture.shape[0], picture.shape[1])
    blurred = cv2.GaussianBlur(picture, (0, 0), scanner.blur) if scanner.blur else picture
    grain = scanner.noise * cv2.GaussianBlur(rng.standard_normal(shape, dtype=np.float32), (0, 0), 0.6)
    toned = blurred * np.array([1 + scanner.warmth, 1, 1 - scanner.warmth], np.float32) + grain[..., None]
    pixels = np.clip(toned, 0, 255).astype(np.uint8)
    _, packed = cv2.imencode(".jpg", pixels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, scanner.jpeg])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)[..., ::-1]


def _moved(region: Region, matrix: NDArray[np.float64]) -> Region:
    return replace(
        region,
        lines=tuple(_moved_line(line, matrix) for line in region.lines),
        polygon=transform(region.polygon, matrix),
    )


def _moved_line(line: Line, matrix: NDArray[np.float64]) -> Line:
    words = tuple(replace(word, polygon=transform(word.polygon, matrix)) for word in line.words)
    return replace(
        line, words=words, baseline=transform(line.baseline, matrix), polygon=transform(line.polygon, matrix)
    )
