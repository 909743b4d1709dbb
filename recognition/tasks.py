"""What workers run. Tasks take ids, do nothing but call a service, and may run twice."""

from __future__ import annotations

from .services import fine_tuning, jobs, recognize, unpack


def unpack_source(job_id: int) -> None:
    jobs.run(job_id, unpack.unpack_source)


def read_page(job_id: int) -> None:
    jobs.run(job_id, recognize.read_page)


def fine_tune(job_id: int) -> None:
    jobs.run(job_id, fine_tuning.fine_tune)
