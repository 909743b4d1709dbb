"""The lines of ground truth as samples to learn from, cut once and kept in a file."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

import torch

from ..engine.cutting import cut_lines
from ..engine.layout.extents import reaching
from ..engine.layout.line_finder import LineFinder
from ..engine.learning.samples import Sample, SamplesError, load_samples, pack_sample, save_samples
from ..engine.learning.splicing import Seams
from ..engine.reader import SHIPPED
from ..engine.recognizer.batching import scale_strip
from ..formats.ground_truth import GroundTruthPage, read_ground_truth
from .true_lines import TrueLine, placed, prepared, with_truth

TRAIN, VALIDATION = "train", "val"
NET_CUT = "~net"  # ends the ids of lines that are cut as high as the line net sees them
_SHARES = (0.76, 1.0)  # of the net's heights: around those between which a reader chooses


def packed_samples(root: Path, path: Path) -> list[Sample]:
    """The lines of the training and validation splits, read from `path` once they are there; some 25 minutes."""
    if not path.exists():
        pages = list(read_ground_truth(root, frozenset({TRAIN, VALIDATION})))
        with ProcessPoolExecutor(initializer=torch.set_num_threads, initargs=(1,)) as pool:
            cut = pool.map(twice_cut, pages, chunksize=4)
            save_samples(path, [sample for page in cut for sample in page])
    return load_samples(path)


def twice_cut(truth: GroundTruthPage) -> list[Sample]:
    """The lines of a page, which is prepared as a project's is: as their outlines say, and as high as the line net sees
    them, on some pages a little less."""
    picture = prepared(truth)
    here = placed(truth, picture)
    samples = samples_of(truth, with_truth(truth, cut_lines(picture.grey, here)))
    if seen := _finder().outlined(picture.grey, here):
        share = random.Random(truth.name).uniform(*_SHARES)
        lines = with_truth(truth, cut_lines(picture.grey, reaching(seen, share)))
        samples += samples_of(truth, lines, NET_CUT)
    return samples


@cache
def _finder() -> LineFinder:
    if finder := LineFinder.load(SHIPPED):
        return finder
    raise SamplesError("The weights of the line net are missing; install hwocr again.")


def samples_of(truth: GroundTruthPage, lines: Iterable[TrueLine], ending: str = "") -> list[Sample]:
    """Those of a page's lines that could be cut; their ids end on `ending`."""
    writer = f"{truth.collection}/{truth.document}"
    return [
        pack_sample(scale_strip(line.strip), line.text, line.id + ending, writer, truth.collection, truth.split)
        for line in lines
        if line.strip is not None
    ]


def is_net_cut(sample: Sample) -> bool:
    return sample.id.endswith(NET_CUT)


def line_id(sample: Sample) -> str:
    """The same for both cuts of a line."""
    return sample.id.removesuffix(NET_CUT)


def seams_of_both_cuts(seams: Mapping[str, Seams], samples: Sequence[Sample]) -> dict[str, Seams]:
    """Those of the first cuts, and in proportion those of the second, whose strips are wider or narrower."""
    widths = {sample.id: sample.width for sample in samples}
    second = {
        sample.id: seams[line_id(sample)].scaled(sample.width / widths[line_id(sample)])
        for sample in samples
        if is_net_cut(sample) and line_id(sample) in seams
    }
    return {**seams, **second}
