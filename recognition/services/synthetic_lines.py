"""Make packed synthetic lines for training, from a folder of books and a folder of handwriting fonts."""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from ..engine.alphabet import Alphabet
from ..engine.learning.samples import Sample, pack_sample, save_samples
from ..engine.learning.synthetic_forms import Language
from ..engine.learning.synthetic_noise import Field
from ..engine.learning.synthetic_rows import RAISED, can_write
from ..engine.learning.synthetic_strips import paper_pool, write_strip
from ..engine.learning.synthetic_texts import LineText, Texts

COLLECTION, SPLIT = "synthetic", "train"
LANGUAGES: tuple[Language, ...] = ("eng", "fra")
_FONT_ENDING = "-latin-400-normal.woff2"  # of the Fontsource packages; it holds the accents of both languages
_CHUNK, _PAPERS = 200, 24
_WRITING, _PAPER = 1, 2  # streams of random numbers beside that of the texts, 0


class MaterialError(ValueError):
    """Books, fonts or the folder to write to are missing; the message says which."""


@dataclass(frozen=True, slots=True)
class LinesRequest:
    """`texts`: folder of eng*.txt.xz and fra*.txt.xz; `fonts`: folder of Fontsource packages."""

    texts: Path
    fonts: Path
    alphabet: Alphabet
    count: int
    seed: int = 0
    processes: int = 1


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Lines to write by one process, each with its font."""

    seed: int
    number: int
    lines: tuple[tuple[LineText, Path], ...]


def make_lines(request: LinesRequest, output: Path) -> Iterator[int]:
    """Yields how many lines are done; the file is there with the last. The same request makes the same file.

    Raises MaterialError, and TextError where the books have no line that can be written.
    """
    fonts = sorted(request.fonts.rglob(f"*{_FONT_ENDING}"), key=lambda font: font.name)
    if not fonts:
        raise MaterialError(f"{request.fonts} has no fonts: run `make fonts`, which puts them into var/fonts.")
    if not output.parent.is_dir():
        raise MaterialError(f"There is no folder {output.parent} for the lines: make it first.")
    samples: list[Sample] = []
    with ProcessPoolExecutor(request.processes) as pool:
        for written in pool.map(_write_chunk, _chunks(request, fonts)):
            samples += written
            yield len(samples)
    beside = output.with_suffix(".new")
    save_samples(beside, samples)
    beside.replace(output)


def _chunks(request: LinesRequest, fonts: list[Path]) -> Iterator[_Chunk]:
    letters = {font: frozenset(c for c in request.alphabet.characters if can_write(c, font)) for font in fonts}
    writable = Alphabet(tuple(sorted(frozenset[str]().union(*letters.values()))))
    texts = Texts({language: _book(request.texts, language) for language in LANGUAGES}, writable)
    for number, start in enumerate(range(0, request.count, _CHUNK)):
        rng = np.random.default_rng((request.seed, 0, number))
        size = min(_CHUNK, request.count - start)
        yield _Chunk(request.seed, number, tuple(_line(texts, letters, rng) for _ in range(size)))


def _book(folder: Path, language: Language) -> str:
    files = sorted(folder.glob(f"{language}*.txt.xz"))
    if not files:
        raise MaterialError(f"{folder} has no texts called {language}*.txt.xz.")
    return "\n".join(lzma.decompress(file.read_bytes()).decode("utf-8") for file in files)


def _line(texts: Texts, letters: dict[Path, frozenset[str]], rng: np.random.Generator) -> tuple[LineText, Path]:
    """A text and a font that has all its letters; a text that no font can write is drawn again."""
    while True:
        text = texts.draw(rng)
        able = [font for font, known in letters.items() if known >= set(text.shown) - {RAISED}]
        if able:
            return text, able[int(rng.integers(len(able)))]


def _write_chunk(chunk: _Chunk) -> list[Sample]:
    rng = np.random.default_rng((chunk.seed, _WRITING, chunk.number))
    samples = []
    for number, (text, font) in enumerate(chunk.lines):
        strip = write_strip(text.shown, font, _papers(chunk.seed), rng)
        name = f"{COLLECTION}/{chunk.seed}#{chunk.number * _CHUNK + number}"
        samples.append(pack_sample(strip, text.truth, name, font.name.removesuffix(_FONT_ENDING), COLLECTION, SPLIT))
    return samples


@lru_cache(maxsize=1)
def _papers(seed: int) -> list[Field]:
    """Made once in each process, the same in all."""
    return paper_pool(_PAPERS, np.random.default_rng((seed, _PAPER)))
