"""What the page about a project's datasets shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from recognition.models import DatasetVersion, Job, JobKind, JobState, Project
from recognition.services.dataset_manifests import HELD_OUT, LEARNED
from recognition.services.dataset_pictures import some_lines
from review.selectors_learning import lines_there

EXAMPLES, RARE = 12, 5


@dataclass(frozen=True, slots=True)
class DatasetRow:
    """`unseen`: characters of held-out pages that stand in nothing to be learned; `rare`: learned fewer than
    `RARE` times. `hands`: lines of each, both sides together. `packing`: the job that cuts out its lines."""

    dataset: DatasetVersion
    learned: dict[str, Any]
    held_out: dict[str, Any]
    unseen: tuple[str, ...]
    rare: tuple[str, ...]
    hands: tuple[tuple[str, int], ...]
    packing: Job | None

    @property
    def pieces(self) -> int:
        """Parts of lines of more than one word."""
        return max(0, int(self.learned["parts"] - self.learned["lines"] - self.learned["single_words"]))

    @property
    def is_being_packed(self) -> bool:
        return self.packing is not None and self.packing.state in (JobState.WAITING, JobState.RUNNING)

    @property
    def trouble(self) -> str:
        """Why its lines could not be cut out; empty where that did not fail."""
        return "" if self.packing is None or self.dataset.lines else self.packing.error


@dataclass(frozen=True, slots=True)
class DatasetExample:
    """`line`: whose picture shows it; None where this installation has none of it, and makes one by `number`."""

    number: int
    line: int | None
    hand: str
    texts: tuple[str, ...]


def project_datasets(project: Project) -> list[DatasetRow]:
    """The latest first."""
    jobs = {job.dataset_id: job for job in Job.objects.filter(project=project, kind=JobKind.PACK_DATASET)}
    versions = project.dataset_versions.select_related("created_by", "project").order_by("-pk")
    return [_dataset_row(dataset, jobs.get(dataset.pk)) for dataset in versions]


def _dataset_row(dataset: DatasetVersion, packing: Job | None) -> DatasetRow:
    learned, held_out = dataset.counts[LEARNED], dataset.counts[HELD_OUT]
    unseen = sorted(set(held_out["letters"]) - {*learned["letters"], " "})
    rare = [letter for letter, times in learned["letters"].items() if times < RARE and letter != " "]
    hands = dict(learned.get("hands", {}))
    for hand, lines in held_out.get("hands", {}).items():
        hands[hand] = hands.get(hand, 0) + lines
    return DatasetRow(dataset, learned, held_out, tuple(unseen), tuple(rare), tuple(hands.items()), packing)


def dataset_examples(dataset: DatasetVersion) -> list[DatasetExample]:
    """Some lines that are learned. Raises DatasetError."""
    lines = some_lines(dataset, EXAMPLES)
    there = lines_there(line.get("line") for _, line in lines)
    return [
        DatasetExample(number, there.get(line.get("line")), page["hand"], tuple(part[0] for part in line["parts"]))
        for number, (page, line) in enumerate(lines)
    ]
