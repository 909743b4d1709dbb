"""The maps that the line net should give for lines of known place."""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ..geometry import Floats
from ..layout.linenet import BASELINE, COSINE, DOWN, END, MAPS, SINE, STRIDE, UP
from .line_pages import LineShape

_THICKNESS = 3  # map pixels
_END_UP, _END_DOWN = 0.7, 0.5  # of the line's reach, marked where it begins and ends
_SHIFT = 4  # bits behind the point in OpenCV's drawing
_LEAST = 0.5  # map pixels of reach


def line_targets(lines: Sequence[LineShape], shape: tuple[int, int]) -> NDArray[np.float32]:
    """float32 (MAPS, H, W) for lines in input pixels and maps of the given (H, W); BASELINE and END are 0 or 1, the
    others hold along baselines only."""
    maps = np.zeros((MAPS, *shape), np.float32)
    for line in lines:
        points = ((line.baseline + 0.5) / STRIDE - 0.5).astype(np.float32)
        direction = points[-1] - points[0]
        cosine, sine = (direction / max(float(np.hypot(*direction)), 1e-6)).tolist()
        values = {
            BASELINE: 1.0, UP: math.log(max(line.up / STRIDE, _LEAST)), DOWN: math.log(max(line.down / STRIDE, _LEAST)),
            COSINE: cosine, SINE: sine,
        }  # fmt: skip
        for index, value in values.items():
            _draw(maps[index], points, value)
        up, down = _END_UP * line.up / STRIDE, _END_DOWN * line.down / STRIDE
        for end, inner in ((points[0], points[1]), (points[-1], points[-2])):
            across = np.array([-(inner - end)[1], (inner - end)[0]]) / max(float(np.hypot(*(inner - end))), 1e-6)
            across *= np.sign(across @ np.array([-sine, cosine])) or 1.0  # towards the lower side
            _draw(maps[END], np.stack([end - up * across, end + down * across]).astype(np.float32), 1.0)
    return maps


def _draw(target: NDArray[np.float32], points: Floats, value: float) -> None:
    fixed = np.round(points * (1 << _SHIFT)).astype(np.int32)
    cv2.polylines(target, [fixed], False, value, _THICKNESS, cv2.LINE_8, _SHIFT)
