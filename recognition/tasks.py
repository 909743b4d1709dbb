"""What workers run. Tasks take ids, do nothing but call a service, and may run twice."""

from __future__ import annotations

from .services import (
    dataset_packing,
    fine_tuning,
    hand_grouping,
    jobs,
    lay_fields,
    learning,
    read_lines,
    read_pages,
    step_pictures,
    unpack,
)  # fmt: skip


def unpack_source(job_id: int) -> None:
    jobs.run(job_id, unpack.unpack_source)


def read_page(job_id: int) -> None:
    jobs.run(job_id, read_pages.read_page)


def read_lines_of_page(job_id: int) -> None:
    jobs.run(job_id, read_lines.read_lines)


def lay_fields_over_page(job_id: int) -> None:
    jobs.run(job_id, lay_fields.lay_fields)


def show_steps(job_id: int) -> None:
    jobs.run(job_id, step_pictures.show_steps)


def fine_tune(job_id: int) -> None:
    jobs.run(job_id, fine_tuning.fine_tune)


def group_hands(job_id: int) -> None:
    jobs.run(job_id, hand_grouping.group_hands)


def pack_dataset(job_id: int) -> None:
    jobs.run(job_id, dataset_packing.pack_dataset)


def learn_by_rule() -> None:
    """On schedule, see `jobs.SCHEDULE`."""
    learning.learn_by_rule()
