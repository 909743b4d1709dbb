"""What is told of a walk through a project, and what one way saves against another."""

from __future__ import annotations

from benchmarks.learning_table import saving, table


def page(name: str, flagged: int, **more: int) -> dict:
    counts = {"words": 100, "flagged": flagged, "checked": 1, "keys": 2 * flagged, "seconds": 3 * flagged,
              "true_words": 100, "right_read": 60, "right": 98, "characters": 500,
              "edits_read": 80, "edits_left": 5}  # fmt: skip
    return {"page": name, **counts, **more}


VERDICT = {"cer_before": 0.2, "cer_after": 0.1, "reason": "better"}
LEARNED = {"learned": 1, "steps": 400, "minutes": 3.2, "processor_minutes": 3.1, "promoted": True, "verdict": VERDICT}


def test_a_block_is_a_row_with_what_was_learned_after_it() -> None:
    *_, first, second, everything = table([page("a", 59), LEARNED, page("b", 29)], every=1).splitlines()
    assert first.startswith("| 1-1 | 100 | 60.0 % | 16.0 % | 1.0 % | 60.0 % → 98.0 % | 3 | 400 steps, 3 minutes")
    assert "held out 20.0 → 10.0 %, better: promoted" in first
    assert second.endswith(" |  |")
    assert everything.startswith("| all | 200 | 45.0 % |")


def test_a_way_saves_over_the_pages_of_both_and_after_the_first_learning() -> None:
    taught = [page("a", 59), LEARNED, page("b", 29)]
    words = [page("a", 59), page("b", 59, right=97), page("c", 59)]
    told = saving(taught, words, "taught", "words")
    assert told.startswith("taught against words, 2 pages: words decided 120 → 90 (-25 %)")
    assert "After the first 1: words decided 60 → 30 (-50 %)" in told
    assert told.endswith("words right in the end 97.0 % → 98.0 %.")


def test_a_way_in_which_no_reader_learned_has_no_pages_after_it() -> None:
    assert "After" not in saving([page("a", 59)], [page("a", 59)], "words", "shipped")


def test_what_a_reader_taught_itself_stands_before_the_first_page() -> None:
    verdict = VERDICT | {"bits_before": 3.41, "bits_after": 3.1}
    alone = LEARNED | {"learned": 0, "verdict": verdict}
    rows = [alone, page("a", 59), LEARNED, page("b", 29)]
    before, first, *_ = table(rows, every=1).splitlines()[2:]
    assert before.startswith("| before | ")
    assert "held out 3.41 → 3.10 bits, better: promoted" in before
    assert first.startswith("| 1-1 |")
    assert "After the first 1:" in saving(rows, rows, "taught", "words")
