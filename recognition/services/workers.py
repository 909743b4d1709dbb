"""The same work on many pages, in one process a core or in the caller's own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any


@dataclass(frozen=True, slots=True)
class Workers:
    count: int
    map: Callable[..., Iterable[Any]]


@contextmanager
def workers(processes: int | None) -> Iterator[Workers]:
    """So many, or one a core; one is the caller's process."""
    number = processes or len(os.sched_getaffinity(0))
    if number == 1:
        yield Workers(1, map)
        return
    with ProcessPoolExecutor(number, mp_context=get_context("spawn")) as pool:
        yield Workers(number, pool.map)
