"""What workers run of this room. Tasks take ids, do nothing but call a service, and may run twice."""

from __future__ import annotations

from recognition.services import jobs

from .services import removal


def remove_document(job_id: int) -> None:
    jobs.run(job_id, removal.remove_document)


def remove_project(job_id: int) -> None:
    jobs.run(job_id, removal.remove_project)
