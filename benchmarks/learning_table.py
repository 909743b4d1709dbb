"""What a walk through a project cost, block by block, and what one way saves against another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Row = dict[str, Any]
_HEAD = ("pages", "words", "asked", "CER read", "CER left", "words right", "minutes of review", "learned")


def table(rows: Sequence[Row], every: int) -> str:
    """Markdown, a row for each block of pages and one for all. `rows`: of pages and of learnings, in their order."""
    pages = [row for row in rows if "page" in row]
    learned = {row["learned"]: row for row in rows if "learned" in row}
    lines = [_cells(_HEAD), _cells(["---"] * len(_HEAD))]
    if 0 in learned:
        lines.append(_cells(["before", *[""] * (len(_HEAD) - 2), _learning(learned[0])]))
    for start in range(0, len(pages), every):
        block = pages[start : start + every]
        end = start + len(block)
        lines.append(_cells([f"{start + 1}-{end}", *_figures(block), _learning(learned.get(end))]))
    lines.append(_cells(["all", *_figures(pages), ""]))
    return "\n".join(lines)


def saving(rows: Sequence[Row], others: Sequence[Row], way: str, other: str) -> str:
    """The effort that one way saves against another over the pages of both; and over those after the first learning,
    as before it both are the same."""
    mine, theirs = ({row["page"]: row for row in side if "page" in row} for side in (rows, others))
    both = [page for page in mine if page in theirs]
    first = min((row["learned"] for row in [*rows, *others] if row.get("learned")), default=0)
    told = [f"{way} against {other}, {len(both)} pages: {_saved(mine, theirs, both)}."]
    if 0 < first < len(both):
        told.append(f"After the first {first}: {_saved(mine, theirs, both[first:])}.")
    return " ".join(told)


def _saved(mine: dict[str, Row], theirs: dict[str, Row], pages: Sequence[str]) -> str:
    efforts = {"words decided": _decided, "keys": lambda row: row["keys"], "seconds": lambda row: row["seconds"]}
    parts = []
    for name, effort in efforts.items():
        spent, before = (sum(effort(side[page]) for page in pages) for side in (mine, theirs))
        parts.append(f"{name} {before:,.0f} → {spent:,.0f} ({100 * (spent / max(before, 1) - 1):+.0f} %)")
    right = [_share(_sum(side, pages, "right"), _sum(side, pages, "true_words")) for side in (theirs, mine)]
    return f"{', '.join(parts)}; words right in the end {right[0]} → {right[1]}"


def _decided(row: Row) -> int:
    return int(row["flagged"]) + int(row["checked"])


def _sum(rows: dict[str, Row], pages: Sequence[str], name: str) -> float:
    return sum(rows[page][name] for page in pages)


def _figures(rows: Sequence[Row]) -> list[str]:
    def total(name: str) -> float:
        return sum(row[name] for row in rows)

    return [
        f"{total('words'):,.0f}",
        _share(sum(map(_decided, rows)), total("words")),
        _share(total("edits_read"), total("characters")),
        _share(total("edits_left"), total("characters")),
        f"{_share(total('right_read'), total('true_words'))} → {_share(total('right'), total('true_words'))}",
        f"{total('seconds') / 60:.0f}",
    ]


def _learning(row: Row | None) -> str:
    if row is None:
        return ""
    verdict = row["verdict"]
    if verdict.get("bits_before"):
        held_out = f"{verdict['bits_before']:.2f} → {verdict['bits_after']:.2f} bits"
    else:
        held_out = f"{100 * verdict['cer_before']:.1f} → {100 * verdict['cer_after']:.1f} %"
    became = "promoted" if row["promoted"] else "kept aside"
    return (
        f"{row['steps']} steps, {row['minutes']:.0f} minutes ({row['processor_minutes']:.0f} of the processor); "
        f"held out {held_out}, {verdict['reason']}: {became}"
    )


def _share(part: float, whole: float) -> str:
    return f"{100 * part / max(whole, 1):.1f} %"


def _cells(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
