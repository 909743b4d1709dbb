"""Distortions a line can suffer between pen and scan, drawn at random for training.

Pictures are float32 (INPUT_HEIGHT, W) in grey values 0 … 255, ink dark. After the recipes of Wigington et al.
(2017, elastic grid) and Retsinas et al. (2022), with bleed-through and intruding neighbours as real pages show them.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import cv2
import numpy as np
from numpy.typing import NDArray

Strip = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class AugmentConfig:
    """Probabilities of the distortions and the largest amounts; amounts in shares or pixels of the strip."""

    warp: float = 0.8
    slant: float = 0.4
    scale_x: float = 0.15
    scale_y: float = 0.12
    shift: float = 2.5
    wave: float = 1.5
    elastic: float = 1.2
    stroke: float = 0.3
    fade: float = 0.3
    blur: float = 0.2
    noise: float = 0.3
    ghost: float = 0.15
    intrude: float = 0.15
    mask: float = 0.2

    def eased(self, share: float) -> AugmentConfig:
        """Everything less often and less far by this share."""
        return AugmentConfig(**{f.name: getattr(self, f.name) * (1 - share) for f in fields(self)})


def augment(strip: Strip, other: Strip, rng: np.random.Generator, config: AugmentConfig) -> Strip:
    """A distorted copy of `strip`; `other` is any other line, used as bleed-through or as a neighbour."""
    if rng.random() < config.warp:
        strip = _warp(strip, rng, config)
    if rng.random() < config.stroke:
        strip = _stroke(strip, rng)
    if rng.random() < config.ghost:
        strip = _overlay(strip, other[:, ::-1], rng.uniform(0.1, 0.35))
    if rng.random() < config.intrude:
        strip = _intrude(strip, other, rng)
    if rng.random() < config.fade:
        strip = _fade(strip, rng)
    if rng.random() < config.blur:
        strip = cv2.GaussianBlur(strip, (0, 0), rng.uniform(0.4, 1.0)).astype(np.float32)
    if rng.random() < config.noise:
        strip = (strip + rng.normal(0, rng.uniform(2, 12), strip.shape)).astype(np.float32)
    if rng.random() < config.mask:
        strip = _mask_columns(strip, rng)
    return strip


def _warp(strip: Strip, rng: np.random.Generator, config: AugmentConfig) -> Strip:
    """Slant, scale, rotation, baseline wave and an elastic grid in one resampling."""
    height, width = strip.shape
    wide = max(24, int(width * (1 + rng.uniform(-config.scale_x, config.scale_x))))
    ys, xs = np.mgrid[0:height, 0:wide].astype(np.float32)
    middle = height / 2
    source_x = xs * (width / wide) + rng.uniform(-config.slant, config.slant) * (ys - middle)
    zoom = 1 + rng.uniform(-config.scale_y, config.scale_y)
    source_y = (ys - middle) / zoom + middle + rng.uniform(-config.shift, config.shift)
    phase, period = rng.uniform(0, 2 * np.pi), rng.uniform(80, 400)
    source_y += rng.uniform(0, config.wave) * np.sin(2 * np.pi * xs / period + phase)
    source_y += rng.uniform(-1, 1) * config.shift * (xs / wide - 0.5)
    grid = (3, max(2, wide // 24))
    for source in (source_x, source_y):
        knots = rng.normal(0, config.elastic * 0.6, grid).astype(np.float32)
        source += cv2.resize(knots, (wide, height), interpolation=cv2.INTER_CUBIC)
    border = float(np.percentile(strip, 80))
    return cv2.remap(
        strip, source_x.astype(np.float32), source_y.astype(np.float32), cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT, borderValue=border,
    ).astype(np.float32)  # fmt: skip


def _stroke(strip: Strip, rng: np.random.Generator) -> Strip:
    """Thicker or thinner ink, by part of one pixel."""
    kernel = np.ones((2, 2), np.uint8)
    changed = cv2.erode(strip, kernel) if rng.random() < 0.5 else cv2.dilate(strip, kernel)
    share = rng.uniform(0.3, 1.0)
    return (share * changed + (1 - share) * strip).astype(np.float32)


def _overlay(strip: Strip, other: Strip, strength: float) -> Strip:
    """The ink of `other` shows through, over the width that both share."""
    width = min(strip.shape[1], other.shape[1])
    ink = np.clip(np.percentile(other, 80) - other[:, :width], 0, None)
    out = strip.copy()
    out[:, :width] -= strength * ink
    return np.clip(out, 0, 255).astype(np.float32)


def _intrude(strip: Strip, other: Strip, rng: np.random.Generator) -> Strip:
    """Descenders of the line above or ascenders of the line below reach into the strip."""
    rows = int(rng.integers(3, 9))
    part = np.full_like(other, np.percentile(other, 80))
    if rng.random() < 0.5:
        part[:rows] = other[-rows:]
    else:
        part[-rows:] = other[:rows]
    return _overlay(strip, part, 0.9)


def _fade(strip: Strip, rng: np.random.Generator) -> Strip:
    """Ink loses contrast along the line, paper changes its tone."""
    paper = float(np.percentile(strip, 80))
    knots = rng.uniform(0.35, 1.15, (1, 4)).astype(np.float32)
    strength = cv2.resize(knots, (strip.shape[1], 1), interpolation=cv2.INTER_LINEAR)
    faded: Strip = np.clip(paper + (strip - paper) * strength + rng.uniform(-20, 20), 0, 255).astype(np.float32)
    return faded


def _mask_columns(strip: Strip, rng: np.random.Generator) -> Strip:
    """Short spans of columns become paper, so that context has to help."""
    out: Strip = strip.copy()
    paper = np.percentile(strip, 80)
    for _ in range(max(1, strip.shape[1] // 200)):
        start = int(rng.integers(0, strip.shape[1]))
        out[:, start : start + int(rng.integers(4, 14))] = paper
    return out
