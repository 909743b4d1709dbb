"""What reviewers do: take words, decide about them, take a decision back. Every write of review stands here."""

from .decisions import DecisionRefused, Saved, Stale, decide, label_after
from .groups import SavedGroup, alike, count_alike, decide_group, next_groups, token_in_group
from .leases import fetch, hold, release, renew, reserve
from .lines import SavedLine, decide_line
from .notes import NOTED, note
from .pace import erase_times, record_time
from .targets import follow_target
from .undo import NothingToUndo, undo, undone_words

__all__ = [
    "NOTED", "DecisionRefused", "NothingToUndo", "Saved", "SavedGroup", "SavedLine", "Stale", "alike", "count_alike",
    "decide", "decide_group", "decide_line", "erase_times", "fetch", "follow_target", "hold", "label_after",
    "next_groups", "note", "record_time", "release", "renew", "reserve", "token_in_group", "undo", "undone_words",
]  # fmt: skip
