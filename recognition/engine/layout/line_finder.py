"""Lines of handwriting by the line net: from a page to regions in reading order."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.torch import save_file

from ..geometry import Floats, as_array, as_polygon, resample, transform
from ..imaging.skew import turned
from ..processor import computes_bfloat16
from ..transcription import Line, Page, Polygon, Region
from .canvas import interline_of
from .extents import band, with_lines
from .linenet import BASELINE, COSINE, DOWN, END, LINE_HEIGHT, STRIDE, UP, LineNet, LineNetConfig
from .net_input import net_input
from .net_lines import NetLine
from .net_regions import in_order, main_angle
from .net_tracing import trace_maps
from .projection import region

LINES_FILE, LINES_CARD = "lines.safetensors", "lines_card.json"
_HEIGHT_OF_INTERLINE = 1.0  # of a line with ascenders and descenders; 0.7 to 1.4 on pages of every collection
_LINES_A_PAGE = 25  # where nothing is known
_SCALES = (0.02, 2.0)
_MAX_SIDE = 2600  # of the net's input
_FAINT, _SURE = 0.3, 0.5  # chances of a baseline
_POINT_STEP = 6  # map pixels between the points of a baseline
_LOOKS = 64  # along a given baseline, for its heights
#: Within this factor of its height, and so little askew, the net sees lines well.
_SAME_SIZE, _MAX_ANGLE = 1.35, np.radians(5)
#: Below this share of level writing a page may lie on its side or head; there is as much more of it the right way up.
_LEVEL, _CLEARLY = 0.93, 1.05


class LineFinder:
    """A loaded line net. Load it once a process."""

    def __init__(self, net: LineNet, device: str = "cpu") -> None:
        self.net, self.device = net.to(device).eval(), device
        self.net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.bfloat16 = computes_bfloat16(device)

    @classmethod
    def load(cls, weights: Path, device: str = "cpu") -> LineFinder | None:
        """The finder of a folder of weights; None where it has none."""
        file = weights / LINES_FILE
        return cls(load_line_net(file), device) if file.is_file() else None

    def find_regions(self, grey: NDArray[np.uint8]) -> tuple[Region, ...]:
        """Paragraphs and their lines (baseline and polygon, no words) of a page, uint8 (H, W), in reading order and in
        its pixels. Nothing on a page without writing. A page on its side or head, or askew, is righted first."""
        view, _, lines = self._seen(grey)
        placed = [view.line(line) for line in lines]
        return tuple(region([placed[i] for i in block.lines], block.kind) for block in in_order(lines))

    def outlined(self, grey: NDArray[np.uint8], page: Page) -> Page | None:
        """The lines of a page, uint8 (H, W), each with the outline that the net gives it where it sees it, and others
        with that of most; None where it sees none."""
        view, maps, _ = self._seen(grey)
        reaches = {id(line): view.reach(maps, line) for line in page.lines()}
        seen = [reach for reach in reaches.values() if reach]
        if not seen:
            return None
        usual = np.median(seen, axis=0).tolist()
        return with_lines(
            page, lambda line: band(line, *(reaches[id(line)] or usual)) if len(line.baseline) > 1 else line
        )

    def _seen(self, grey: NDArray[np.uint8]) -> tuple[_View, Floats, list[NetLine]]:
        """The page as the net sees it best, its maps and their lines."""
        view, maps = self._upright(_View(grey, _scale(grey)))
        lines = trace_maps(maps)
        angle, factor = main_angle(lines), LINE_HEIGHT / (_line_height(maps) or LINE_HEIGHT)
        if abs(angle) > _MAX_ANGLE or not 1 / _SAME_SIZE < factor < _SAME_SIZE:
            turn = angle if abs(angle) > _MAX_ANGLE else 0.0
            view = _View(grey, _bounded(view.scale * factor, grey), view.angle + turn)
            maps = self.maps(view)
            lines = trace_maps(maps)
        return view, maps, lines

    def _upright(self, view: _View) -> tuple[_View, Floats]:
        """The view and its maps, or those of the quarter turn in which clearly more is level writing, where it may
        be."""
        maps = self.maps(view)
        written, level = _level_writing(maps)
        if level < _LEVEL * written:
            for quarter in (0.5 * np.pi, np.pi, 1.5 * np.pi):
                turned_view = _View(view.page, view.scale, quarter)
                turned_maps = self.maps(turned_view)
                if (other := _level_writing(turned_maps)[1]) > _CLEARLY * level:
                    view, maps, level = turned_view, turned_maps, other
        return view, maps

    def lines_at(self, grey: NDArray[np.uint8], scale: float) -> list[Line]:
        """The lines of a page in its pixels, in no order, seen at a scale."""
        view = _View(grey, scale)
        return [view.line(line) for line in trace_maps(self.maps(view))]

    def maps(self, view: _View) -> Floats:
        """float32 (MAPS, H, W), of which the first two are chances."""
        height, width = view.picture.shape
        multiple = self.net.config.multiple
        padded = np.zeros((-(-height // multiple) * multiple, -(-width // multiple) * multiple), np.float32)
        padded[:height, :width] = net_input(view.picture)
        pages = torch.from_numpy(padded[None, None]).to(self.device, memory_format=torch.channels_last)
        with (
            torch.inference_mode(),
            torch.autocast(torch.device(self.device).type, torch.bfloat16, enabled=self.bfloat16),
        ):
            maps = self.net(pages)[0].float().cpu().numpy()
        chances = maps[: END + 1]
        np.copyto(chances, 1 / (1 + np.exp(-chances)))
        found: Floats = maps[:, : -(-height // STRIDE), : -(-width // STRIDE)]
        return found


class _View:
    """A page as the net sees it: scaled, and turned by `angle` (radians) so that what ran that way runs rightwards."""

    def __init__(self, grey: NDArray[np.uint8], scale: float, angle: float = 0.0) -> None:
        self.page, self.scale, self.angle = grey, scale, angle
        size = tuple(max(1, round(side * scale)) for side in grey.shape[::-1])
        small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
        outcome = turned(small.astype(np.uint8), np.degrees(angle))
        self.picture = outcome.grey
        to_page = np.array([[1 / scale, 0, 0.5 / scale - 0.5], [0, 1 / scale, 0.5 / scale - 0.5], [0, 0, 1]])
        to_view = np.array([[STRIDE, 0, STRIDE / 2 - 0.5], [0, STRIDE, STRIDE / 2 - 0.5], [0, 0, 1]])
        self._to_page = (to_page @ np.vstack([outcome.to_source, [0, 0, 1]]) @ to_view)[:2]
        self._corner = np.array(grey.shape[::-1], np.float32) - 1

    def line(self, line: NetLine) -> Line:
        """A line of the maps in page pixels, as high as the net says."""
        unit = STRIDE / self.scale
        last = len(line.points) - 1
        points = line.points[np.unique(np.append(np.arange(0, last, _POINT_STEP), last))]
        placed = band(Line(transform(points, self._to_page), ()), line.up * unit, line.down * unit)
        return replace(placed, baseline=self._inside(placed.baseline), polygon=self._inside(placed.polygon))

    def reach(self, maps: Floats, line: Line) -> tuple[float, float] | None:
        """How far a line of the page reaches above and below its baseline by the maps, in page pixels; None where they
        see no baseline there."""
        if len(line.baseline) < 2:
            return None
        points = as_polygon(resample(as_array(line.baseline), _LOOKS))
        there = as_array(transform(points, np.asarray(cv2.invertAffineTransform(self._to_page), np.float64)))
        last = np.array(maps.shape[:0:-1], np.float32) - 1
        columns, rows = np.clip(there, 0, last).round().astype(int).T
        known = maps[BASELINE, rows, columns] > _FAINT
        if not known.any():
            return None
        up, down = (float(np.exp(np.median(maps[i, rows, columns][known]))) * STRIDE / self.scale for i in (UP, DOWN))
        return up, down

    def _inside(self, points: Polygon) -> Polygon:
        return as_polygon(np.clip(as_array(points), 0, self._corner))


def _scale(grey: NDArray[np.uint8]) -> float:
    """From the distance of the rows of ink; a guess, which the net corrects."""
    interline = interline_of(grey)
    height = _HEIGHT_OF_INTERLINE * interline if interline else max(grey.shape) / _LINES_A_PAGE
    return _bounded(LINE_HEIGHT / height, grey)


def _bounded(scale: float, grey: NDArray[np.uint8]) -> float:
    return float(min(np.clip(scale, *_SCALES), _MAX_SIDE / max(grey.shape)))


def _level_writing(maps: Floats) -> tuple[float, float]:
    """How much baseline there is, and how much of it is read rightwards: each place by its chance."""
    chance = np.where(maps[BASELINE] > _FAINT, maps[BASELINE], 0)
    return float(chance.sum()), float((chance * maps[COSINE]).sum())


def _line_height(maps: Floats) -> float:
    """Median over what is surely baseline, in input pixels; 0 where nothing is."""
    sure = maps[BASELINE] > _SURE
    if np.count_nonzero(sure) < LINE_HEIGHT:
        return 0.0
    return float(np.median(np.exp(maps[UP][sure]) + np.exp(maps[DOWN][sure]))) * STRIDE


def save_line_net(path: Path, net: LineNet) -> None:
    """safetensors in half precision, with the configuration in its metadata."""
    tensors = {k: (v.half() if v.is_floating_point() else v).contiguous() for k, v in net.state_dict().items()}
    save_file(tensors, path, metadata={"config": json.dumps(asdict(net.config))})


def load_line_net(path: Path) -> LineNet:
    """In evaluation mode, float32 on the CPU. Raises OSError or SafetensorError for a broken file."""
    with safe_open(path, framework="pt") as file:
        fields = json.loads(file.metadata()["config"])
        state = {k: file.get_tensor(k) for k in file.keys()}  # noqa: SIM118 - safe_open is no mapping
    net = LineNet(LineNetConfig(tuple(fields["channels"])))
    net.load_state_dict({k: v.float() if v.is_floating_point() else v for k, v in state.items()})
    return net.eval()
