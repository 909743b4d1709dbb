"""What the pages about a project's reader show: labels, the learning that runs, its verdict, and the versions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.db.models import QuerySet

from recognition.models import FineTuning, Job, JobState, Line, ModelVersion, Project, Reason
from recognition.services.dataset_versions import unreviewed_pages
from recognition.services.learning import confirmed_lines, has_labels, lines_since_learned, may_learn_alone
from recognition.services.promotion import previous_version, standing_promotions

#: The curve's picture, in units of its viewBox.
CURVE_WIDTH, CURVE_HEIGHT = 480, 160


@dataclass(frozen=True, slots=True)
class Curve:
    """`points`: of an SVG polyline. `first`, `last`: CER in per cent; `top`: of the axis."""

    points: str
    first: float
    last: float
    top: int


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """What the gate found; error rates, gain and its bounds in per cent. `bits_*`: a character, where nobody has
    reviewed the held-out pages."""

    reason: str
    pages: int
    cer_before: float
    cer_after: float
    low: float
    high: float
    base_before: float
    base_after: float
    changes: int
    bits_before: float | None
    bits_after: float | None

    @classmethod
    def of(cls, verdict: dict[str, Any]) -> VerdictRow:
        shares = ("cer_before", "cer_after", "low", "high", "base_before", "base_after")
        per_cent = {name: 100 * verdict[name] for name in shares}
        bits = {name: verdict.get(name) for name in ("bits_before", "bits_after")}
        changes = len(verdict["changes"])
        return cls(reason=verdict["reason"], pages=verdict["pages"], changes=changes, **per_cent, **bits)

    @property
    def may_be_used(self) -> bool:
        return self.reason in (Reason.BETTER, Reason.FEW_PAGES)


@dataclass(frozen=True, slots=True)
class Example:
    """A held-out line as it was read before the first batch, and as it is read now. `line` as in ChangedLine."""

    line: int | None
    truth: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class LearningNow:
    """A fine-tuning with its job. `left`: seconds, None before the first batches."""

    learning: FineTuning
    job: Job
    left: float | None
    curve: Curve | None
    verdict: VerdictRow | None
    examples: list[Example]

    @property
    def is_going(self) -> bool:
        """Whether somebody should look again soon: also between the last batch and the verdict."""
        return self.job.state in (JobState.WAITING, JobState.RUNNING)

    @property
    def minutes_left(self) -> int | None:
        return None if self.left is None else max(1, round(self.left / 60))

    @property
    def has_stopped(self) -> bool:
        return self.job.state in (JobState.FAILED, JobState.SET_ASIDE)


@dataclass(frozen=True, slots=True)
class VersionRow:
    version: ModelVersion
    learning: FineTuning
    verdict: VerdictRow


@dataclass(frozen=True, slots=True)
class LearningPage:
    """`has_labels`: there is something to learn from. `new_lines`: confirmed since the labels were last written down.
    `unreviewed`: pages on which the reader may learn alone."""

    now: LearningNow | None
    has_labels: bool
    confirmed: int
    new_lines: int
    unreviewed: int
    versions: list[VersionRow]
    previous: ModelVersion | None
    can_roll_back: bool


def learning_page(project: Project) -> LearningPage:
    last = project.fine_tunings.filter(hand=None).select_related("dataset", "candidate").first()
    return LearningPage(
        now=learning_now(last) if last else None,
        has_labels=has_labels(project),
        confirmed=confirmed_lines(project).count(),
        new_lines=lines_since_learned(project),
        unreviewed=unreviewed_pages(project).count() if may_learn_alone(project) else 0,
        versions=judged_versions(project.model_versions.filter(hand=None)),
        previous=previous_version(project),
        can_roll_back=standing_promotions(project).exists(),
    )


def judged_versions(versions: QuerySet[ModelVersion]) -> list[VersionRow]:
    """The latest first."""
    judged = versions.exclude(fine_tuning=None).exclude(fine_tuning__verdict={})
    return [
        VersionRow(version, version.fine_tuning, VerdictRow.of(version.fine_tuning.verdict))
        for version in judged.select_related("fine_tuning", "dataset").order_by("-pk")
    ]


def learning_now(learning: FineTuning) -> LearningNow:
    left = learning.seconds / learning.step * (learning.steps - learning.step) if learning.step else None
    verdict = VerdictRow.of(learning.verdict) if learning.verdict else None
    return LearningNow(learning, learning.jobs.latest("pk"), left, curve_of(learning), verdict, _examples(learning))


def _examples(learning: FineTuning) -> list[Example]:
    there = lines_there(example["line"] for example in learning.examples)
    return [
        Example(there.get(e["line"]), e["truth"], e["readings"][0]["text"], e["readings"][-1]["text"])
        for e in learning.examples
        if e["readings"]
    ]


def curve_of(learning: FineTuning) -> Curve | None:
    """None where nothing is held out, or only the start is measured."""
    measured = [(point["step"], 100 * point["cer"]) for point in learning.curve if point["cer"] is not None]
    if len(measured) < 2:
        return None
    top = max(1, -(-max(cer for _, cer in measured) // 5) * 5)
    points = (
        f"{CURVE_WIDTH * step / max(1, learning.steps):.1f},{CURVE_HEIGHT * (1 - cer / top):.1f}"
        for step, cer in measured
    )
    return Curve(" ".join(points), measured[0][1], measured[-1][1], int(top))


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """`line`: whose picture shows it; None where the page was read again. `before`, `after`: words and whether each is
    right; all are where nobody knows the truth."""

    line: int | None
    truth: str
    before: list[tuple[str, bool]]
    after: list[tuple[str, bool]]


def changed_lines(learning: FineTuning) -> list[ChangedLine]:
    changes = learning.verdict.get("changes", [])
    there = lines_there(change["line"] for change in changes)
    return [
        ChangedLine(
            there.get(change["line"]), change["truth"], _marked(change["truth"], change["before"]),
            _marked(change["truth"], change["after"]),
        )
        for change in changes
    ]  # fmt: skip


def lines_there(lines: Iterable[int | None]) -> dict[int, int]:
    """Those of the keys that still name a line."""
    return {pk: pk for pk in Line.objects.filter(pk__in=list(lines)).values_list("pk", flat=True)}


def _marked(truth: str, reading: str) -> list[tuple[str, bool]]:
    words = reading.split()
    if not truth:
        return [(word, True) for word in words]
    right = [False] * len(words)
    for block in SequenceMatcher(None, truth.split(), words, autojunk=False).get_matching_blocks():
        right[block.b : block.b + block.size] = [True] * block.size
    return list(zip(words, right, strict=True))
