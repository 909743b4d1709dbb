"""Pieces of pages to learn line finding from, as varied as pages come: turned, skewed, nearer and farther, two pages
of an open book, notes at an angle in the margin, words between the lines, rules, shadows and what shines through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ..imaging.ink import paper_level
from ..layout.linenet import LINE_HEIGHT
from .line_pages import PACKED_HEIGHT, LinePage, LineShape
from .line_wear import Grey, wear

_GUTTER = 8  # pixels beside the fold in which no line runs
_PLACES = 8  # tries to find free paper for a note


@dataclass(frozen=True, slots=True)
class SceneConfig:
    """Probabilities a scene, where nothing else is said."""

    height: int = 320  # pixels
    width: int = 384
    zoom: float = 0.22  # standard deviation of the scale's logarithm
    turned: float = 0.12  # on its side or head
    askew: float = 0.25  # by up to `most_askew` degrees; else by a few
    most_askew: float = 20.0
    spread: float = 0.08
    notes: float = 0.25
    insertions: float = 0.15
    behind: float = 0.25  # ink of the other side shines through
    anywhere: float = 0.08  # around any place of the page instead of a line


def scene(
    pages: Sequence[LinePage], index: int, rng: np.random.Generator, config: SceneConfig
) -> tuple[Grey, list[LineShape]]:
    """A piece of the page of that index, uint8 (height, width), and its lines in it. Other pages lend notes."""
    size = config.width, config.height
    picture, lines = _piece(pages[index], rng, config, (rng.uniform(0.3, 0.7), rng.uniform(0.3, 0.7)))
    if rng.random() < config.spread:
        picture, lines = _open_book(picture, lines, *_piece(_any(pages, rng), rng, config, (0.75, 0.5)), rng)
    if rng.random() < config.notes:
        picture, lines = _with_note(picture, lines, _any(pages, rng), rng)
    if rng.random() < config.insertions:
        picture, lines = _with_insertion(picture, lines, _any(pages, rng), rng)
    behind = _lent(_any(pages, rng).image(), rng, size) if rng.random() < config.behind else None
    return wear(picture, behind, rng), lines


def _any(pages: Sequence[LinePage], rng: np.random.Generator) -> LinePage:
    return pages[int(rng.integers(len(pages)))]


def _piece(
    page: LinePage, rng: np.random.Generator, config: SceneConfig, place: tuple[float, float]
) -> tuple[Grey, list[LineShape]]:
    """The page moved so that one of its lines comes to a place, given in shares of the piece."""
    picture = page.image()
    line = page.lines[int(rng.integers(len(page.lines)))]
    centre = line.baseline[int(rng.integers(len(line.baseline)))]
    if rng.random() < config.anywhere:
        centre = rng.uniform((0, 0), picture.shape[::-1]).astype(np.float32)
    angle = rng.uniform(-1, 1) * config.most_askew if rng.random() < config.askew else rng.normal() * 1.5
    if rng.random() < config.turned:
        angle += rng.choice([90, 180, 270])
    scale = LINE_HEIGHT / PACKED_HEIGHT * float(np.exp(np.clip(rng.normal() * config.zoom, -0.45, 0.45)))
    matrix = _matrix(centre, angle, scale, np.array([config.width, config.height]) * place)
    around = int(rng.choice([int(np.percentile(picture[::8, ::8], 80)), 10, 250], p=[0.6, 0.3, 0.1]))
    moved = cv2.warpAffine(picture, matrix, (config.width, config.height), flags=cv2.INTER_AREA, borderValue=around)
    return moved.astype(np.uint8), [s.moved(matrix) for s in page.lines]


def _matrix(
    source: NDArray[np.floating], angle: float, scale: float, target: NDArray[np.floating]
) -> NDArray[np.float64]:
    """Turned by degrees, scaled, and `source` brought to `target`."""
    radians = np.radians(angle)
    turn = scale * np.array([[np.cos(radians), -np.sin(radians)], [np.sin(radians), np.cos(radians)]])
    return np.column_stack([turn, target - turn @ source])


def _open_book(
    left: Grey, left_lines: list[LineShape], right: Grey, right_lines: list[LineShape], rng: np.random.Generator
) -> tuple[Grey, list[LineShape]]:
    """Two pieces side by side, with the shadow of the fold between them."""
    height, width = left.shape
    fold = int(rng.uniform(0.35, 0.65) * width)
    both = np.concatenate([left[:, :fold], right[:, fold:]], 1).astype(np.float32)
    shadow = rng.uniform(0.1, 0.7) * np.exp(-np.abs(np.arange(width) - fold) / rng.uniform(3, 25))
    lines = _clipped(left_lines, (-width, -height, fold - _GUTTER, 2 * height))
    lines += _clipped(right_lines, (fold + _GUTTER, -height, 2 * width, 2 * height))
    both[:, max(0, fold - _GUTTER // 2) : fold + _GUTTER // 2] = np.percentile(both, 70)
    return (both * (1 - shadow)).astype(np.uint8), lines


def _clipped(lines: Sequence[LineShape], box: tuple[float, float, float, float]) -> list[LineShape]:
    """What of each line lies within left, top, right, bottom; pieces shorter than the line is high are dropped."""
    kept = []
    for line in lines:
        steps = max(2, int(np.hypot(*(line.baseline[-1] - line.baseline[0])) / 4))
        at = np.linspace(0, len(line.baseline) - 1, steps)
        points = np.stack([np.interp(at, np.arange(len(line.baseline)), line.baseline[:, i]) for i in (0, 1)], 1)
        inside = points[np.all((points >= box[:2]) & (points <= box[2:]), 1)].astype(np.float32)
        if len(inside) > 1 and np.hypot(*(inside[-1] - inside[0])) > line.up + line.down:
            kept.append(LineShape(inside, line.up, line.down))
    return kept


def _with_note(
    picture: Grey, lines: list[LineShape], source: LinePage, rng: np.random.Generator
) -> tuple[Grey, list[LineShape]]:
    """Some lines' beginnings written small and at an angle where the paper is free."""
    size = picture.shape[1], picture.shape[0]
    image, own = _excerpt(source, rng, rng.uniform(80, 300), rng.uniform(40, 220))
    if not own:
        return picture, lines
    busy = _bands(lines, size)
    angle = float(rng.choice([0.0, 90.0, -90.0], p=[0.8, 0.1, 0.1]) + rng.uniform(-35, 35) * (rng.random() < 0.7))
    scale = LINE_HEIGHT / PACKED_HEIGHT * rng.uniform(0.6, 1.1)
    for _ in range(_PLACES):
        matrix = _matrix(np.array(image.shape[::-1]) / 2, angle, scale, rng.uniform((0, 0), size))
        moved = [s.moved(matrix) for s in own]
        mask = _bands(moved, size)
        if mask.any() and not np.any(busy & mask):
            return _written(picture, image, matrix, mask), lines + moved
    return picture, lines


def _with_insertion(
    picture: Grey, lines: list[LineShape], source: LinePage, rng: np.random.Generator
) -> tuple[Grey, list[LineShape]]:
    """A few words written small between two lines."""
    size = picture.shape[1], picture.shape[0]
    inside = _clipped(lines, (0, 0, *size))
    image, own = _excerpt(source, rng, rng.uniform(40, 180), PACKED_HEIGHT / 2)
    if not inside or not own:
        return picture, lines
    host = inside[int(rng.integers(len(inside)))]
    run = host.baseline[-1] - host.baseline[0]
    degrees = float(np.degrees(np.arctan2(run[1], run[0])))
    below = np.array([-run[1], run[0]]) / max(float(np.hypot(*run)), 1.0)
    place = host.baseline[int(rng.integers(len(host.baseline)))] - below * host.up * rng.uniform(0.75, 1.0)
    scale = (host.up + host.down) / PACKED_HEIGHT * rng.uniform(0.5, 0.8)
    matrix = _matrix(own[0].baseline.mean(0), degrees + rng.normal() * 2, scale, place)
    moved = [s.moved(matrix) for s in own[:1]]
    return _written(picture, image, matrix, _bands(moved, size)), lines + moved


def _excerpt(
    page: LinePage, rng: np.random.Generator, width: float, height: float
) -> tuple[NDArray[np.float32], list[LineShape]]:
    """A rectangle of a page from the beginning of a line on: its ink as shares of the paper's brightness, float32, and
    the lines in it."""
    line = page.lines[int(rng.integers(len(page.lines)))]
    left, top = (line.baseline[0] - (4, line.up)).astype(int)
    picture = page.image()
    left, top = max(0, left), max(0, top)
    part = picture[top : top + int(height) + PACKED_HEIGHT, left : left + int(width)]
    if min(part.shape, default=0) < PACKED_HEIGHT // 2:
        return np.ones((1, 1), np.float32), []
    here = np.array([[1.0, 0.0, -left], [0.0, 1.0, -top]])
    box = (0.0, 0.0, float(part.shape[1]), line.up + height)
    return _ratio(part), _clipped([s.moved(here) for s in page.lines], box)


def _ratio(picture: Grey) -> NDArray[np.float32]:
    paper = paper_level(picture, PACKED_HEIGHT).astype(np.float32)
    return np.minimum(picture / np.maximum(paper, 1.0), 1.0).astype(np.float32)


def _lent(picture: Grey, rng: np.random.Generator, size: tuple[int, int]) -> NDArray[np.float32]:
    """The ink of a piece of another page, mirrored as it shines through, as shares of brightness."""
    matrix = _matrix(rng.uniform((0, 0), picture.shape[::-1]), 0.0, LINE_HEIGHT / PACKED_HEIGHT, np.array(size) / 2)
    moved = cv2.warpAffine(_ratio(picture), matrix, size, flags=cv2.INTER_AREA, borderValue=1.0)
    return np.ascontiguousarray(moved[:, ::-1]).astype(np.float32)


def _bands(lines: Sequence[LineShape], size: tuple[int, int]) -> NDArray[np.bool_]:
    """bool (H, W): the places within the lines' reach."""
    mask = np.zeros(size[::-1], np.uint8)
    for line in lines:
        run = line.baseline[-1] - line.baseline[0]
        below = np.array([-run[1], run[0]]) / max(float(np.hypot(*run)), 1e-6)
        band = np.concatenate([line.baseline - line.up * below, (line.baseline + line.down * below)[::-1]])
        cv2.fillPoly(mask, [np.round(band).astype(np.int32)], 1)
    return mask > 0


def _written(picture: Grey, ink: NDArray[np.float32], matrix: NDArray[np.float64], mask: NDArray[np.bool_]) -> Grey:
    """The ink laid over the picture where the mask says so."""
    size = picture.shape[1], picture.shape[0]
    moved = cv2.warpAffine(ink, matrix, size, flags=cv2.INTER_LINEAR, borderValue=1.0)
    return np.where(mask, picture * moved, picture).astype(np.uint8)
