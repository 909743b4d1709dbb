"""Maps that say exactly where lines run give those lines again."""

import cv2
import numpy as np
import pytest

from recognition.engine.geometry import Floats
from recognition.engine.layout.linenet import STRIDE
from recognition.engine.layout.net_lines import HEIGHT, NetLine
from recognition.engine.layout.net_tracing import trace_maps
from recognition.engine.learning.line_pages import LineShape
from recognition.engine.learning.line_targets import line_targets


def shape(x0: float, y0: float, x1: float, y1: float) -> LineShape:
    """On the net's input."""
    return LineShape(np.array([[x0, y0], [x1, y1]], np.float32), up=20, down=8)


def traced(*lines: LineShape, size: tuple[int, int] = (300, 400)) -> list[NetLine]:
    maps = line_targets(lines, (size[0] // STRIDE, size[1] // STRIDE))
    return sorted(trace_maps(maps), key=lambda line: (line.points[0, 1], line.points[0, 0]))


def ends(line: NetLine) -> list[float]:
    points: Floats = (line.points + 0.5) * STRIDE - 0.5
    return [*points[0].tolist(), *points[-1].tolist()]


@pytest.mark.parametrize(
    "line", [(50, 100, 350, 100), (50, 100, 350, 150), (350, 200, 50, 200), (100, 280, 100, 40), (100, 40, 160, 280)]
)
def test_a_line_is_followed_from_its_beginning_to_its_end(line: tuple[float, ...]) -> None:
    (found,) = traced(shape(*line))
    assert ends(found) == pytest.approx(list(line), abs=4)
    assert (found.up * STRIDE, found.down * STRIDE) == pytest.approx((20, 8), rel=0.01)


def test_a_curved_line_is_followed() -> None:
    x = np.arange(40, 360, 10, dtype=np.float32)
    curve = np.stack([x, 150 + 12 * np.sin(x / 60)], 1)
    (found,) = traced(LineShape(curve.astype(np.float32), 20, 8))
    points = (found.points + 0.5) * STRIDE - 0.5
    assert points[:, 1] == pytest.approx(150 + 12 * np.sin(points[:, 0] / 60), abs=3)


def test_two_lines_end_to_end_stay_two() -> None:
    first, second = traced(shape(20, 100, 180, 100), shape(188, 100, 380, 100))
    assert ends(first)[2] < 186 < ends(second)[0] + 6


def test_lines_that_touch_are_parted() -> None:
    maps = line_targets([shape(40, 100, 360, 100), shape(40, 122, 360, 122)], (150, 200))
    maps[0] = np.minimum(1, cv2.GaussianBlur(maps[0], (0, 0), 3.0) * 2.2)  # never sinks to nothing between them
    first, second = sorted(trace_maps(maps), key=lambda line: line.points[0, 1])
    assert (ends(first)[1], ends(second)[1]) == pytest.approx((100, 122), abs=5)


def test_what_is_likely_only_above_a_higher_chance_is_no_line() -> None:
    maps = line_targets([shape(40, 100, 360, 100)], (150, 200))
    blot = np.zeros_like(maps[0])
    cv2.circle(blot, (100, 110), 14, 0.9, -1)
    maps[0] = np.maximum(maps[0], cv2.GaussianBlur(blot, (0, 0), 4.0))
    (found,) = trace_maps(maps)
    assert ends(found) == pytest.approx([40, 100, 360, 100], abs=4)


def test_a_gap_without_a_line_end_is_bridged() -> None:
    maps = line_targets([shape(40, 100, 360, 100)], (150, 200))
    maps[:, :, 90:98] = 0
    (found,) = trace_maps(maps)
    assert ends(found) == pytest.approx([40, 100, 360, 100], abs=4)
    assert len(found.points) > 8 * HEIGHT


def test_empty_maps_hold_no_line() -> None:
    assert traced() == []
