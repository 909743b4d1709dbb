"""How much more often a training sees a collection, as commands take it."""

from __future__ import annotations

from django.core.management.base import CommandError


def collection_factor(argument: str) -> tuple[str, float]:
    """`hooker=1.5` as name and factor. Raises CommandError for anything else."""
    name, _, factor = argument.partition("=")
    try:
        return name, float(factor)
    except ValueError as error:
        raise CommandError(f"{argument}: write a collection and its factor, as in hooker=1.5.") from error
