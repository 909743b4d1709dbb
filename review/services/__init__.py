"""What reviewers do: take words, decide about them, take a decision back. Every write of review stands here."""

from .decisions import DecisionRefused, Saved, Stale, decide, label_after
from .leases import fetch, hold, release, renew, reserve
from .lines import SavedLine, decide_line
from .pace import erase_times, record_time
from .undo import NothingToUndo, undo, undone_words

__all__ = [
    "DecisionRefused", "NothingToUndo", "Saved", "SavedLine", "Stale", "decide", "decide_line", "erase_times",
    "fetch", "hold", "label_after", "record_time", "release", "renew", "reserve", "undo", "undone_words",
]  # fmt: skip
