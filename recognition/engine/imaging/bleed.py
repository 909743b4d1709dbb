"""Taking away what shines through from the other side of the leaf: from the page alone, or with the other side's own
picture. Traces fade into the brightness of the paper around them; the page's own strokes keep their grey."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from .ink import Floats, find_ink, paper_level, shrink
from .outcome import Grey, Outcome
from .verso import SIDE, UNIT, Registration, register, shines_through

_SLOPE = 0.05  # of the ink's darkness, over which a trace passes from paper to ink
_TYPICAL = 70  # percentile: how dark sure ink is in its surroundings
_PALEST = 0.8  # of the page's ink: the palest ink by which a trace is measured
_SURER = 0.15  # above the limit: ink that is surely the page's own
_SPREAD = 1.2  # how far ink spreads on its way through the paper, pixels at the working size
_NEIGHBOURHOOD = 40.0  # the paper is equally thin over about so many of these pixels
_MOST = 0.8  # of the other side's darkness: more never comes through
_GENEROUS = 1.6  # times what shows on average: edges and blots of a trace are darker
_OWN = 0.3  # of the ink's darkness must be left where a stroke is the page's own
_SURE, _SURE_PIXELS = 0.6, 3  # of it is left only by ink, in so many pixels of a piece
_EXPLAINED = 0.3  # share of a piece's darkness; of pieces smaller than a letter a third of it is enough


def suppress_bleed(grey: Grey, *, below: float = 0.45) -> Outcome:
    """From one side: traces paler than the share `below` of the ink around them fade, unless they touch ink."""
    layers = _layers(grey)
    # Where there are only traces, they must be measured by the ink of the rest of the page.
    share = layers.darkness / np.maximum(layers.ink_around, _PALEST * layers.page_ink)
    own = _pieces_with(layers.own, share > below + _SURER)
    return Outcome(_faded(grey, layers, np.maximum(_soft_step(share, below), _grown(own, 3))), {"below": below})


def subtract_other_side(grey: Grey, *, others: Sequence[Grey] = (), strength: float = 1.0) -> Outcome:
    """From both sides: `others` are pages of which one may be the leaf's other side, as they were scanned. The one that
    shines through is registered and as much of its ink subtracted as shows here; where none does, nothing."""
    settings: dict[str, object] = {"strength": strength, "tried": len(others), "subtracted": False}
    if not shines_through(grey):
        return Outcome(grey, settings)
    mirrored = [cv2.flip(other, 1).astype(np.uint8) for other in others]
    places = [register(grey, other) for other in mirrored]
    best = max(range(len(places)), key=lambda i: places[i].agreement, default=None)
    if best is None or not places[best].certain:
        return Outcome(grey, settings)
    layers = _layers(grey)
    behind = _behind(mirrored[best], places[best], grey)
    shows = behind * _share_that_shows(layers, behind) * (_GENEROUS * strength)
    own = _unexplained((layers.darkness - shows > _OWN * layers.ink_around) & (layers.own > 0), layers, shows)
    left = np.maximum(layers.darkness - shows, 0) / np.maximum(layers.darkness, 1e-3)
    # A trace that has been halved is as plain as before: what is mostly explained goes altogether.
    kept = np.maximum(_soft_step(left, 0.6), _grown(own, 3))
    settings |= {"subtracted": True, "agreement": round(places[best].agreement, 3)}
    return Outcome(_faded(grey, layers, kept.astype(np.float32)), settings)


@dataclass(frozen=True, slots=True)
class _Layers:
    """All (H, W) of the page: `darkness` below the paper, `own` ink as a mask of 0 and 1, how dark it is around and on
    the page as a whole."""

    darkness: Floats
    own: Grey
    ink_around: Floats
    page_ink: float


def _layers(grey: Grey) -> _Layers:
    small, scale = shrink(grey, SIDE)
    size = grey.shape[1], grey.shape[0]
    mask = find_ink(small, UNIT).mask
    own = cv2.resize(mask, size, interpolation=cv2.INTER_LINEAR) > 127
    darkness = np.maximum(paper_level(grey, round(UNIT / scale)).astype(np.float32) - grey, 0)
    amount = cv2.GaussianBlur(own.astype(np.float32), (0, 0), UNIT / scale)
    total = cv2.GaussianBlur(np.where(own, darkness, 0.0).astype(np.float32), (0, 0), UNIT / scale)
    page = float(np.percentile(darkness[own], _TYPICAL)) if own.any() else 255.0
    around = np.where(amount > 1e-3, total / np.maximum(amount, 1e-3), page)
    return _Layers(darkness, own.astype(np.uint8), np.maximum(around, 0.5 * page).astype(np.float32), page)


def _behind(mirrored: Grey, place: Registration, grey: Grey) -> Floats:
    """Darkness of the other side's ink at each pixel of the page, spread as by the paper; float32 (H, W)."""
    layers = _layers(mirrored)
    strokes = np.where(_grown(layers.own, 3) > 0, layers.darkness, np.float32(0.0))
    size = grey.shape[1], grey.shape[0]
    moved = cv2.warpAffine(strokes, place.matrix, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    spread = _SPREAD * max(1.0, max(grey.shape) / SIDE)
    return cv2.GaussianBlur(moved, (0, 0), spread).astype(np.float32)


def _share_that_shows(layers: _Layers, behind: Floats) -> Floats:
    """Darkness here per darkness there, by least squares around each pixel where the page has no ink of its own."""
    free = _grown(layers.own, 5) == 0
    scale = max(1.0, max(behind.shape) / SIDE)
    both = np.where(free, layers.darkness * behind, 0).astype(np.float32)
    there = np.where(free, behind * behind, 0).astype(np.float32)
    near = (0, 0), _NEIGHBOURHOOD * scale
    share = cv2.GaussianBlur(both, *near) / np.maximum(cv2.GaussianBlur(there, *near), 1.0)
    return np.asarray(np.clip(share, 0, _MOST), np.float32)


def _unexplained(own: NDArray[np.bool_], layers: _Layers, shows: Floats) -> Grey:
    """The pieces of ink, 1 and 0, without those that are what a trace has left over."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(own.astype(np.uint8), connectivity=8)
    flat = labels.ravel()
    dark = np.bincount(flat, layers.darkness.ravel(), count)
    explained = np.bincount(flat, np.minimum(shows, layers.darkness).ravel(), count) / np.maximum(dark, 1.0)
    sure = np.bincount(flat, (layers.darkness - shows > _SURE * layers.ink_around).ravel(), count) >= _SURE_PIXELS
    letter = (UNIT * max(1.0, max(own.shape) / SIDE)) ** 2 / 12
    keep = sure | (explained < np.where(stats[:, cv2.CC_STAT_AREA] < letter, _EXPLAINED / 3, _EXPLAINED))
    keep[0] = False
    return np.asarray(keep[labels], np.uint8)


def _pieces_with(mask: Grey, sure: NDArray[np.bool_]) -> Grey:
    """The connected pieces that have some sure pixels, 1 and 0."""
    count, labels = cv2.connectedComponents(mask, connectivity=8)
    keep = np.bincount(labels.ravel(), sure.ravel(), count) >= _SURE_PIXELS
    keep[0] = False
    return np.asarray(keep[labels], np.uint8)


def _soft_step(share: NDArray[np.floating[Any]], at: float) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip((share - at) / _SLOPE, -30, 30))), np.float32)


def _grown(mask: Grey, size: int) -> Grey:
    return cv2.dilate(mask, np.ones((size, size), np.uint8)).astype(np.uint8)


def _faded(grey: Grey, layers: _Layers, kept: Floats) -> Grey:
    return np.clip(grey + (1 - kept) * layers.darkness, 0, 255).round().astype(np.uint8)
