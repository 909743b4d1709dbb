"""Old paper: tone, mottling, fibres, laid lines, ruling, folds, stains, worn edges. RGB, float32, 0 to 255."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from .synthetic_hand import Colour
from .synthetic_noise import Field, as_field, clouds, curve, field

Picture = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Paper:
    """`ruling` is the distance of printed lines in pixels, 0 for none; folds are shares of height and width."""

    tone: Colour = (233, 221, 196)
    mottle: float = 5.0
    weave: float = 2.4  # grey levels of its fine grain
    fibres: int = 900
    laid: float = 0.0
    ruling: float = 0.0
    ruling_first: float = 0.0
    ruling_colour: Colour = (120, 140, 170)
    margin_line: float = 0.0  # pixels from the left, 0 for none
    folds_across: tuple[float, ...] = ()
    folds_down: tuple[float, ...] = ()
    stains: int = 0
    foxing: int = 25
    wear: float = 1.0
    bleed: float = 0.1  # how strongly the other side shows


def make_paper(shape: tuple[int, int], paper: Paper, rng: np.random.Generator) -> Picture:
    """An unwritten sheet of (height, width), float32 (height, width, 3)."""
    light = 1 + paper.mottle / 255 * clouds(shape, max(shape) / 3, 6, rng)
    light += paper.weave / 255 * (field(shape, 2.2, rng) + 0.5 * field(shape, (3, 9), rng))
    light += _fibres(shape, paper.fibres, rng)
    if paper.laid:
        light += _laid(shape, paper.laid, rng)
    for share in paper.folds_across:
        light *= _fold(shape, share, rng)
    for share in paper.folds_down:
        light *= _fold(shape[::-1], share, rng).T
    picture = light[..., None] * np.array(paper.tone, np.float32)
    picture *= _browned_edges(shape, paper.wear, rng)
    for amount, spot in ((paper.stains, _stain), (paper.foxing, _fox)):
        _spots(picture, amount, spot, rng)
    if paper.ruling:
        _rule(picture, paper, rng)
    return as_field(np.clip(picture, 0, 255))


def worn_outline(shape: tuple[int, int], wear: float, rng: np.random.Generator) -> Field:
    """1 on the sheet, 0 beyond its uneven edges and torn corners; float32 (height, width)."""
    height, width = shape
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    sides = [
        ys - _edge(width, wear, rng)[None, :],
        height - 1 - ys - _edge(width, wear, rng)[None, :],
        xs - _edge(height, wear, rng)[:, None],
        width - 1 - xs - _edge(height, wear, rng)[:, None],
    ]
    if rng.random() < 0.25 * wear:
        x, y = (rng.choice([0, width - 1]), rng.choice([0, height - 1]))
        torn = 0.7 * np.abs(xs - x) + np.abs(ys - y) - rng.uniform(20, 70) * wear
        sides.append(torn + 5 * clouds(shape, 40, 4, rng))
    return as_field(np.clip(np.min(sides, axis=0) + 0.5, 0, 1))


def _edge(length: int, wear: float, rng: np.random.Generator) -> Field:
    return as_field(2 + wear * (1.2 * np.abs(curve(length, 500, rng)) + 0.25 * curve(length, 9, rng)))


def _fibres(shape: tuple[int, int], count: int, rng: np.random.Generator) -> Field:
    """Short bent threads, a little lighter or darker than the sheet."""
    layer = np.zeros(shape, np.float32)
    for _ in range(count):
        x, y = rng.uniform(0, shape[1]), rng.uniform(0, shape[0])
        turn, bend, length = rng.uniform(0, 2 * np.pi), rng.normal(0, 0.5), rng.uniform(8, 40)
        at = np.linspace(0, 1, 6)
        angle = turn + bend * at
        points = np.stack([x + length * at * np.cos(angle), y + length * at * np.sin(angle)], 1)
        cv2.polylines(layer, [(points * 8).astype(np.int32)], False, rng.normal(0, 0.05), 1, cv2.LINE_AA, 3)
    return as_field(cv2.GaussianBlur(layer, (0, 0), 0.8))


def _laid(shape: tuple[int, int], amount: float, rng: np.random.Generator) -> Field:
    """The wires of the mould: close lines across, chain lines down."""
    ys, xs = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    ys = ys + 1.5 * field(shape, 500, rng)
    wires = 0.006 * np.sin(2 * np.pi * ys / 7.3) * (1 + 0.6 * field(shape, 160, rng))
    chains = 0.014 * np.exp(-(((xs + 2 * field(shape, 400, rng)) % 205 - 100) ** 2) / 12)
    return as_field(amount * (wires - chains))


def _fold(shape: tuple[int, int], share: float, rng: np.random.Generator) -> Field:
    """Factor of a crease across: a dark line with a light lip, and the shade of the paper rising towards it."""
    height, width = shape
    line = height * share + 2.5 * curve(width, 200, rng) + rng.uniform(-0.006, 0.006) * (np.arange(width) - width / 2)
    away = np.arange(height, dtype=np.float32)[:, None] - line[None, :]
    wear = np.clip(0.75 + 0.5 * curve(width, 60, rng), 0.15, 1.6)[None, :]
    crease = -0.13 * wear * np.exp(-((away / 1.5) ** 2)) + 0.05 * wear * np.exp(-(((away - 3.5) / 2) ** 2))
    side = rng.choice([-1.0, 1.0])
    shade = 0.055 * np.sign(away) * side * np.exp(-np.abs(away) / 110)
    return as_field(1 + crease + cv2.GaussianBlur(shade.astype(np.float32), (0, 0), 3))


def _browned_edges(shape: tuple[int, int], wear: float, rng: np.random.Generator) -> Picture:
    height, width = shape
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    away = np.minimum(np.minimum(ys, height - ys), np.minimum(xs, width - xs))
    patchy = np.clip(0.6 + 0.5 * clouds(shape, 420, 4, rng), 0.05, 1.8)
    brown = wear * patchy * (0.06 * np.exp(-away / 18) + 0.07 * np.exp(-away / 190))
    return as_field(1 - brown[..., None] * np.array([0.7, 1.0, 1.5], np.float32))


def _spots(
    picture: Picture, count: int, spot: Callable[[int, np.random.Generator], tuple[Field, Colour]],
    rng: np.random.Generator,
) -> None:  # fmt: skip
    """Soak `count` spots into the paper: each multiplies by its colour as strongly as its mask says."""
    height, width = picture.shape[:2]
    for _ in range(count):
        size = int(min(height, width) * 0.5)
        mask, colour = spot(size, rng)
        extent = mask.shape[0]
        x, y = int(rng.uniform(-extent / 2, width - extent / 2)), int(rng.uniform(-extent / 2, height - extent / 2))
        x0, y0, x1, y1 = max(0, x), max(0, y), min(width, x + extent), min(height, y + extent)
        part = mask[y0 - y : y1 - y, x0 - x : x1 - x, None]
        picture[y0:y1, x0:x1] *= 1 - part * (1 - np.array(colour, np.float32) / 255)


def _blot(extent: int, radius: float, rough: float, rng: np.random.Generator) -> Field:
    """Signed distance from the rim of a rough round spot in the middle, in shares of its radius; inside positive."""
    ys, xs = np.mgrid[0:extent, 0:extent].astype(np.float32) - extent / 2
    turn = np.arctan2(ys, xs)
    waves = sum(rng.normal(0, rough / k**1.2) * np.cos(k * turn + rng.uniform(0, 6.3)) for k in range(2, 9))
    return as_field(1 + waves - np.hypot(xs, ys) / radius + 0.012 * clouds((extent, extent), 60, 4, rng))


def _stain(size: int, rng: np.random.Generator) -> tuple[Field, Colour]:
    """Tea or damp: pale within, with a darker rim where it dried."""
    radius = rng.uniform(0.12, 0.36) * size
    inside = _blot(int(3.2 * radius), radius, rng.uniform(0.15, 0.3), rng)
    body = 1 / (1 + np.exp(-inside * 28))
    shape = (inside.shape[0], inside.shape[1])
    broken = np.clip(0.7 + 0.6 * field(shape, radius, rng), 0, 1.5)
    rim = np.exp(-((inside - 0.03) ** 2) / 0.0006) * rng.uniform(0.1, 0.35) * broken
    cloud = 1 + 0.15 * clouds(shape, radius, 3, rng)
    return as_field(np.clip(rng.uniform(0.05, 0.2) * body * cloud + rim * body, 0, 0.8)), (176, 138, 88)


def _fox(_: int, rng: np.random.Generator) -> tuple[Field, Colour]:
    """A small rust-brown point with a halo."""
    radius = float(np.exp(rng.normal(1.2, 0.6)))
    inside = _blot(int(6 * radius) + 8, radius, 0.12, rng)
    mask = rng.uniform(0.05, 0.3) / (1 + np.exp(-np.clip(inside * 2.5, -30, 30)))
    return as_field(cv2.GaussianBlur(mask, (0, 0), max(0.7, radius / 4))), (168, 112, 60)


def _rule(picture: Picture, paper: Paper, rng: np.random.Generator) -> None:
    """Printed lines, drawn as pale ink with gaps where the machine pressed less."""
    height, width = picture.shape[:2]
    layer = np.zeros((height, width), np.float32)
    tilt = rng.normal(0, 0.001)
    for y in np.arange(paper.ruling_first, height - paper.ruling / 2, paper.ruling):
        ends = ((0, round(16 * (y - tilt * width / 2))), (16 * width, round(16 * (y + tilt * width / 2))))
        cv2.line(layer, *ends, 1.0, 2, cv2.LINE_AA, 4)
    if paper.margin_line:
        cv2.line(layer, (round(paper.margin_line), 0), (round(paper.margin_line + tilt * height), height), 1.0, 2)
    layer = cv2.GaussianBlur(layer, (0, 0), 0.7) * np.clip(0.5 + 0.2 * clouds((height, width), 90, 3, rng), 0.1, 0.9)
    picture *= 1 - layer[..., None] * (1 - np.array(paper.ruling_colour, np.float32) / 255)
