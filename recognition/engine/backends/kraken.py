"""kraken (Kiessling, DH 2019), called as a program from an environment of its own, answering in ALTO 4.

It pins versions that are not ours, so it is never imported. It ships a line finder, but no reading model.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from lxml import etree

from ..transcription import Line, Page, Polygon, Word
from .backend import BackendError, BackendSetup, Image
from .lines import box, line_of, page_of, strip_line
from .names import KRAKEN
from .process import run, write_pictures

_AT_ONCE = 500  # pictures a process: it loads its model once for them, and a command line has its limits


class Kraken:
    """It takes no language: a model reads what it was trained on."""

    name, needs_network, dollars_a_page, calibrated = KRAKEN, False, 0.0, False

    def __init__(self, command: str, model: Path, device: str, version: str) -> None:
        self._command, self._model, self._device, self.version = command, model.resolve(), device, version

    @classmethod
    def open(cls, setup: BackendSetup) -> Kraken:
        command = shutil.which(setup.kraken_command)
        if command is None:
            raise BackendError(
                f"kraken is not installed as {setup.kraken_command}: install it into an environment of its own"
                " (benchmarks/peers.py makes one) and name its command."
            )
        if setup.kraken_model is None:
            raise BackendError("kraken brings no reading model: name one (--kraken-model FILE, or KRAKEN_MODEL).")
        if not setup.kraken_model.is_file():
            raise BackendError(f"{setup.kraken_model} is not there: name a kraken model.")
        checksum = hashlib.sha256(setup.kraken_model.read_bytes()).hexdigest()[:12]
        program = run(command, ["--version"], Path.cwd()).decode().strip().replace(", version", "")
        version = f"{program} {setup.kraken_model.name} {checksum}"
        return cls(str(Path(command).absolute()), setup.kraken_model, setup.device, version)

    def read_page(self, image: Image, language: str = "", name: str = "") -> Page:
        (alto,) = self._read([image], ["segment", "-bl", "ocr"])
        height, width = image.shape[:2]
        return page_of(blocks(alto), width, height, name)

    def read_lines(self, strips: Sequence[Image], language: str = "") -> list[Line]:
        lines = []
        for start in range(0, len(strips), _AT_ONCE):
            some = strips[start : start + _AT_ONCE]
            for strip, alto in zip(some, self._read(some, ["ocr", "-s"]), strict=True):
                height, width = strip.shape[:2]
                words = [word for block in blocks(alto) for line in block for word in line.words]
                lines.append(strip_line(words, width, height))
        return lines

    def _read(self, images: Sequence[Image], steps: Sequence[str]) -> list[bytes]:
        """ALTO by image, empty where kraken could not read one. Raises BackendError where it could read none."""
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            pictures = write_pictures(images, folder)
            answers = [picture.with_suffix(".xml") for picture in pictures]
            pairs = [part for i, o in zip(pictures, answers, strict=True) for part in ("-i", i.name, o.name)]
            run(self._command, ["-d", self._device, *pairs, "-a", *steps, "-m", str(self._model)], folder)
            read = [answer.read_bytes() if answer.is_file() else b"" for answer in answers]
        if not any(read):
            raise BackendError(f"kraken could read none of {len(images)} pictures with {self._model.name}.")
        return read


def blocks(alto: bytes) -> Iterator[list[Line]]:
    """Lines with words by TextBlock of an ALTO file."""
    if alto:
        root = etree.fromstring(alto, etree.XMLParser(resolve_entities=False, no_network=True))
        for block in root.iter("{*}TextBlock"):
            yield [line for node in block.findall("{*}TextLine") if (line := _line(node)).words]


def _line(node: etree._Element) -> Line:
    words = tuple(_word(w) for w in node.findall("{*}String") if w.get("CONTENT", "").strip())
    baseline, polygon = _points(node.get("BASELINE", "")), _outline(node)
    if not words or (len(baseline) > 1 and polygon):
        return Line(baseline, polygon, words)
    return line_of(words)


def _word(node: etree._Element) -> Word:
    """`WC` is the mean of its characters' confidences."""
    confidence = node.get("WC")
    return Word(node.get("CONTENT", ""), _outline(node), None if confidence is None else float(confidence))


def _outline(node: etree._Element) -> Polygon:
    shape = node.find("{*}Shape/{*}Polygon")
    if shape is not None:
        return _points(shape.get("POINTS", ""))
    left, top, width, height = (float(node.get(k, "0")) for k in ("HPOS", "VPOS", "WIDTH", "HEIGHT"))
    return box(left, top, left + width, top + height)


def _points(text: str) -> Polygon:
    """Pairs of numbers, with or without commas between them."""
    numbers = [float(number) for number in text.replace(",", " ").split()]
    return tuple(zip(numbers[::2], numbers[1::2], strict=True))
