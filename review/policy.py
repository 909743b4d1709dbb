"""The editorial rules of review: what is asked, in what order, what a decision makes, what may be taken back.

Plain values in, plain values out. The selectors say the same in SQL; a test compares the two.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import accumulate

from recognition.engine.confidence.checks import is_check

#: How long a word stays with a reviewer from whom nothing is heard.
LEASE = timedelta(seconds=60)
BATCH, MOST_AT_ONCE = 10, 50
MOST_ALTERNATIVES = 5
LONGEST_TEXT = 500
LONGEST_SENT = 4 * LONGEST_TEXT  # before white space is folded
MOST_ON_A_LINE, LONGEST_LINE = 300, 6000

#: Share of a line's words in doubt above which editing the line is quicker than answering word by word.
LINE_SHARE = 0.3

#: Pictures of one text that are confirmed together: fewer are no gain, more are not seen at once.
LEAST_IN_GROUP, MOST_IN_GROUP = 3, 24
#: Groups that a desk is given at a time.
GROUPS_AHEAD = 3
#: Words that a desk remembers not to ask about in groups any more.
MOST_PASSED = 1000
#: Keystrokes for each word it confirms that a group may promise at most: one for each stranger taken out, one for the
#: rest. So a large group may hold more strangers than a small one; with too many, people begin to look past them.
KEYS_IN_GROUP = 0.4
#: From which likeness on (engine.likeness) words count as looking alike. On `val`, with two readers, groups kept what
#: KEYS_IN_GROUP promises from here on; with 0.4 to 0.6 they took up to 0.46 keystrokes.
ALIKE = 0.7
#: From so many look-alikes on a correction is offered for all of them; one alone is quicker chosen when it comes.
LEAST_ALIKE = 2
#: How much likelier an alternative is that people have confirmed elsewhere in the project.
CONFIRMED_ELSEWHERE = 2.0


class Action(StrEnum):
    """What a reviewer says about a word."""

    TEXT = "text"
    ILLEGIBLE = "illegible"
    NOT_A_WORD = "not a word"
    SKIP = "skip"
    ESCALATE = "escalate"


class Kind(StrEnum):
    """What is kept of it: the values of `DecisionKind`."""

    ACCEPTED = "accepted"
    CHANGED = "changed"
    ILLEGIBLE = "illegible"
    NOT_A_WORD = "not a word"
    SKIPPED = "skipped"
    ESCALATED = "escalated"
    UNDONE = "undone"


class Verdict(StrEnum):
    """What becomes of a decision when it meets the word as it stands now."""

    SAVE = "save"
    AGREES = "agrees"
    LABELLED = "labelled"
    READ_AGAIN = "read again"
    HELD = "held"
    GONE = "gone"


#: Which kinds of decision make which kind of label (the values of `LabelKind`).
LABEL_KINDS = {
    Kind.ACCEPTED: "text",
    Kind.CHANGED: "text",
    Kind.ILLEGIBLE: "illegible",
    Kind.NOT_A_WORD: "not a word",
}
_KINDS = {
    Action.ILLEGIBLE: Kind.ILLEGIBLE,
    Action.NOT_A_WORD: Kind.NOT_A_WORD,
    Action.SKIP: Kind.SKIPPED,
    Action.ESCALATE: Kind.ESCALATED,
}

#: A reader stays on a page, then goes where nobody else is, and joins another reader last.
OWN_PAGE, FREE_PAGE, BUSY_PAGE = 0, 1, 2


def is_in_doubt(confidence: float | None, threshold: float) -> bool:
    return confidence is not None and confidence < threshold


def is_flagged(word: int, confidence: float | None, threshold: float, checks: int) -> bool:
    """What is asked about: words in doubt, and per cent of the others as random `checks`. A word without a reading is
    nobody's question: there is nothing to keep or to change."""
    return confidence is not None and (is_in_doubt(confidence, threshold) or is_check(word, checks))


def offers_line(doubtful: int, words: int) -> bool:
    """Whether the desk offers to edit the whole line."""
    return doubtful > 1 and doubtful > LINE_SHARE * words


def page_rank(*, is_own: bool, is_busy: bool) -> int:
    if is_own:
        return OWN_PAGE
    return BUSY_PAGE if is_busy else FREE_PAGE


@dataclass(frozen=True, slots=True)
class Place:
    """Where a word stands. `last_skip` numbers the reviewer's last skip of it, 0 where there is none."""

    last_skip: int
    rank: int
    title: str
    document: int
    page: int
    line: int
    word: int

    def key(self) -> tuple[int, int, str, int, int, int, int]:
        """What was skipped comes last, in the order of skipping; the rest page by page, line by line."""
        return (self.last_skip, self.rank, self.title, self.document, self.page, self.line, self.word)


def clean(text: str) -> str:
    """NFC, white space folded. Nothing else: a person's spelling is the truth."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def kind_of(action: Action, text: str, reading_text: str) -> Kind:
    """Keeping and changing are told apart by the text, not by the key that was pressed."""
    if action is Action.TEXT:
        return Kind.ACCEPTED if clean(text) == clean(reading_text) else Kind.CHANGED
    return _KINDS[action]


def refusal(action: Action, text: str) -> str:
    """The sentence for a decision that cannot be taken; empty where it can."""
    if action is Action.ESCALATE and not clean(text):
        return "Write to the experts in a few words what you ask."
    if action not in (Action.TEXT, Action.ESCALATE):
        return ""
    if not clean(text):
        return "A word needs a text. If nothing is written there, say that it is not a word."
    if len(clean(text)) > LONGEST_TEXT:
        return f"A word may have at most {LONGEST_TEXT} characters."
    return ""


def line_refusal(action: Action, text: str) -> str:
    """The same for the text of a whole line."""
    if action is not Action.TEXT:
        return ""
    words = clean(text).split(" ")
    if words == [""]:
        return "A line needs a text. If nothing is written there, say that these are not words."
    if len(words) > MOST_ON_A_LINE:
        return f"A line may have at most {MOST_ON_A_LINE} words."
    return next(filter(None, (refusal(action, word) for word in words)), "")


@dataclass(frozen=True, slots=True)
class Standing:
    """A word as it stands now. `label_kind` is empty where there is no label."""

    label_id: int | None
    label_kind: str
    label_text: str
    reading_id: int | None
    reading_text: str
    held_by_other: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """What the reviewer had on the screen. `insists`: they know of the other's work and decide all the same. `about`:
    the label that they look at again, without having seen it, and in which part (`policy_second.Look`)."""

    reading_id: int | None
    label_id: int | None
    insists: bool = False
    about: int | None = None
    look: str = ""


def judge(kind: Kind, text: str, standing: Standing, seen: Seen) -> Verdict:
    """Nothing is overwritten that the reviewer has not seen. What makes no label is never refused."""
    if kind in (Kind.SKIPPED, Kind.ESCALATED):
        return Verdict.SAVE
    if standing.label_id is not None and standing.label_id != seen.label_id:
        same = agrees(kind, text, standing.label_kind, standing.label_text)
        return Verdict.AGREES if same else Verdict.LABELLED
    if seen.insists:
        return Verdict.SAVE
    if standing.held_by_other:
        return Verdict.HELD
    says_a_text = LABEL_KINDS.get(kind) == "text"
    if says_a_text and standing.reading_id != seen.reading_id and clean(standing.reading_text) != clean(text):
        return Verdict.READ_AGAIN
    return Verdict.SAVE


def agrees(kind: Kind, text: str, label_kind: str, label_text: str) -> bool:
    """Two agree when they say the same about the word; what they had been shown does not matter."""
    if LABEL_KINDS.get(kind) != label_kind:
        return False
    return label_kind != "text" or clean(text) == clean(label_text)


def can_be_undone(kind: Kind, *, is_undone: bool) -> bool:
    """Every step can be taken back once; taking back is a step of its own that stays."""
    return kind is not Kind.UNDONE and not is_undone


def undo_is_stale(*, made_label: int | None, label_now: int | None) -> bool:
    """The word has been decided again since: what stands there now is not what would be taken back."""
    return made_label is not None and made_label != label_now


@dataclass(frozen=True, slots=True)
class WordState:
    """What stands behind a word of a line."""

    word_id: int
    reading_id: int | None
    label_id: int | None


def judge_line(now: Sequence[WordState], seen: Sequence[WordState], *, held_by_other: bool, insists: bool) -> Verdict:
    """A line is saved whole or not at all: no word of it may have changed since the reviewer saw it."""
    if not now:
        return Verdict.GONE
    labels = {state.word_id: state.label_id for state in seen}
    if any(state.label_id is not None and labels.get(state.word_id) != state.label_id for state in now):
        return Verdict.LABELLED
    if list(now) != list(seen):
        return Verdict.READ_AGAIN
    return Verdict.HELD if held_by_other and not insists else Verdict.SAVE


def group_size(beliefs: Sequence[float]) -> int:
    """How many of these words, likeliest first, are asked about in one go: as many as promise together that few keys
    confirm them, 1 + n - right ≤ KEYS_IN_GROUP · right; 0 where that are too few."""
    sums = accumulate(beliefs[:MOST_IN_GROUP])
    size = max((n for n, right in enumerate(sums, 1) if n + 1 <= (1 + KEYS_IN_GROUP) * right), default=0)
    return size if size >= LEAST_IN_GROUP else 0


def ranked(
    reading: str, shares: Mapping[str, float], corrections: Mapping[str, int], confirmed: Collection[str]
) -> list[str]:  # fmt: skip
    """The texts a word may have, as the desk offers them: the reading, then what people made of the same reading
    elsewhere, most often first, then the rest by what is held likely. `confirmed`: what labels say elsewhere."""

    def worth(text: str) -> tuple[bool, int, float]:
        known = CONFIRMED_ELSEWHERE if text in confirmed else 1.0
        return text == reading, corrections.get(text, 0), known * shares.get(text, 0.0)

    texts = dict.fromkeys([*shares, *corrections])
    return sorted(texts, key=worth, reverse=True)[:MOST_ALTERNATIVES]
