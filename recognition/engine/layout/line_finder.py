"""Lines of handwriting by the line net: from a page to regions in reading order."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.torch import save_file

from ..geometry import Floats, as_polygon
from ..transcription import Line, Region
from .canvas import interline_of
from .extents import band
from .linenet import BASELINE, COSINE, DOWN, END, LINE_HEIGHT, SINE, STRIDE, UP, LineNet, LineNetConfig
from .net_input import net_input
from .net_tracing import NetLine, trace_maps

LINES_FILE, LINES_CARD = "lines.safetensors", "lines_card.json"
_HEIGHT_OF_INTERLINE = 1.25  # of a line with ascenders and descenders, where only the distance of lines is known
_SCALES = (0.02, 2.0)
_MAX_SIDE = 2600  # of the net's input
_POINT_STEP = 6  # map pixels between the points of a baseline
_SAME_SIZE = 1.35  # within this factor of its height the net sees lines well


class LineFinder:
    """A loaded line net. Load it once a process."""

    def __init__(self, net: LineNet, device: str = "cpu") -> None:
        self.net, self.device = net.to(device).eval(), device

    @classmethod
    def load(cls, weights: Path, device: str = "cpu") -> LineFinder | None:
        """The finder of a folder of weights; None where it has none."""
        file = weights / LINES_FILE
        return cls(load_line_net(file), device) if file.is_file() else None

    def maps(self, grey: NDArray[np.uint8], scale: float) -> Floats:
        """float32 (MAPS, H, W) of a page, uint8 (H, W), seen at a scale; the first two are chances."""
        height, width = (max(1, round(side * scale)) for side in grey.shape)
        small = cv2.resize(grey, (width, height), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
        multiple = self.net.config.multiple
        padded = np.zeros((-(-height // multiple) * multiple, -(-width // multiple) * multiple), np.float32)
        padded[:height, :width] = net_input(small.astype(np.uint8))
        with torch.inference_mode():
            maps = self.net(torch.from_numpy(padded[None, None]).to(self.device, memory_format=torch.channels_last))
            maps[:, [BASELINE, END]] = maps[:, [BASELINE, END]].sigmoid()
        found: Floats = maps[0, :, : -(-height // STRIDE), : -(-width // STRIDE)].float().cpu().numpy()
        return found

    def lines(self, grey: NDArray[np.uint8]) -> tuple[list[NetLine], float]:
        """The lines of a page on maps, and how many map pixels a page pixel has."""
        scale = _scale(grey)
        maps = self.maps(grey, scale)
        height = _line_height(maps)
        if height and not 1 / _SAME_SIZE < height / LINE_HEIGHT < _SAME_SIZE:
            scale = _bounded(scale * LINE_HEIGHT / height, grey)
            maps = self.maps(grey, scale)
        return trace_maps(maps), scale / STRIDE

    def lines_at(self, grey: NDArray[np.uint8], scale: float) -> list[Line]:
        """The lines of a page in its pixels, in no order, seen at a scale."""
        return [_page_line(line, scale / STRIDE) for line in trace_maps(self.maps(grey, scale))]

    def find_regions(self, grey: NDArray[np.uint8]) -> tuple[Region, ...]:
        """Paragraphs and their lines (baseline and polygon, no words) of a page, uint8 (H, W), in reading order and in
        its pixels. Nothing on a page without writing."""
        lines, scale = self.lines(grey)
        placed = [_page_line(line, scale) for line in lines]
        return (Region(tuple(placed)),) if placed else ()


def _page_line(line: NetLine, scale: float) -> Line:
    baseline = ((line.points[:: _POINT_STEP] + 0.5) / scale - 0.5).astype(np.float32)
    return band(Line(as_polygon(baseline), ()), line.up / scale, line.down / scale)


def _scale(grey: NDArray[np.uint8]) -> float:
    interline = interline_of(grey)
    height = _HEIGHT_OF_INTERLINE * interline if interline else max(grey.shape) / 25
    return _bounded(LINE_HEIGHT / height, grey)


def _bounded(scale: float, grey: NDArray[np.uint8]) -> float:
    return float(min(np.clip(scale, *_SCALES), _MAX_SIDE / max(grey.shape)))


def _line_height(maps: Floats) -> float:
    """Median over what is surely baseline, in input pixels; 0 where nothing is."""
    sure = maps[BASELINE] > 0.5
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
