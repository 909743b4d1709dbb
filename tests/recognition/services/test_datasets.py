from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any

from PIL import Image

from recognition.models import Document, LabelKind, Line, Project, Word
from recognition.services.datasets import TEST, TRAIN, VALIDATION, dataset_entries, split_of

CREATED = datetime(2026, 11, 3, tzinfo=UTC)
PARTS = [TRAIN] * 4 + [TEST] + [TRAIN] * 5 + [VALIDATION, TRAIN]


def dataset_of(project: Project, *documents: Document) -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    entries = list(dataset_entries(project, documents, CREATED))
    files = dict(entries)
    assert len(files) == len(entries)
    return [json.loads(row) for row in files["lines.jsonl"].splitlines()], files


def test_a_line_that_people_confirmed_has_its_text(desk: Any, said: Any) -> None:
    blot = said("~", kind=LabelKind.NOT_A_WORD)
    document = desk.document("Letter", [[[said("My", "My"), blot, said("Dyar", "Dyer")]]])
    rows, _ = dataset_of(desk.project, document)
    assert [row["text"] for row in rows] == ["My Dyer"]
    words = rows[0]["words"]
    assert [(w["text"], w["confirmed"], w["kind"], w["reading"]) for w in words] == [
        ("My", True, "text", "My"), (None, True, "not a word", "~"), ("Dyer", True, "text", "Dyar"),
    ]  # fmt: skip


def test_a_partly_confirmed_line_says_which_words_are(desk: Any, said: Any) -> None:
    document = desk.document("Letter", [[["I", said("dea", "dear")], ["nobody", "looked"]]])
    rows, _ = dataset_of(desk.project, document)
    assert [row["text"] for row in rows] == [None]
    assert [(w["text"], w["confirmed"], w["confidence"]) for w in rows[0]["words"]] == [
        ("I", False, 0.5), ("dear", True, 0.5),
    ]  # fmt: skip
    assert [w["picture"] is not None for w in rows[0]["words"]] == [False, True]


def test_an_illegible_word_keeps_the_line_from_being_whole(desk: Any, said: Any) -> None:
    dark, blot = said("xx", kind=LabelKind.ILLEGIBLE), said("~", kind=LabelKind.NOT_A_WORD)
    document = desk.document("Letter", [[[said("My", "My"), dark], [blot]]])
    rows, _ = dataset_of(desk.project, document)
    assert [row["text"] for row in rows] == [None, None]
    illegible = rows[0]["words"][1]
    assert (illegible["text"], illegible["confirmed"], illegible["picture"]) == (None, True, None)


def test_withdrawn_labels_are_not_learned_from(desk: Any, said: Any) -> None:
    document = desk.document("Letter", [[[said("Dyar", "Dyer", withdrawn=True)]]])
    rows, files = dataset_of(desk.project, document)
    assert rows == []
    assert set(files) == {"lines.jsonl", "dataset.json", "README.txt"}


def test_pictures_are_the_lines_and_their_words(desk: Any, said: Any) -> None:
    document = desk.document("Letter", [[["I", said("dea", "dear"), said("a", "a"), "x"]]])
    rows, files = dataset_of(desk.project, document)
    with Line.objects.get().picture.open("rb") as stored:
        assert files[rows[0]["picture"]] == stored.read()
    second = rows[0]["words"][1]
    with Image.open(io.BytesIO(files[second["picture"]])) as word:
        assert word.size == (50, 20)  # a quarter of 200
        assert [word.getpixel((0, 0)), word.getpixel((49, 19))] == [50, 99]
    assert {name for name in files if name.endswith(".png")} == {
        rows[0]["picture"], second["picture"], rows[0]["words"][2]["picture"],
    }  # fmt: skip


def test_lines_and_words_without_a_picture_are_listed_without(desk: Any, said: Any) -> None:
    document = desk.document("Letter", [[[said("a", "a")], [said("b", "b"), said("c", "c")]]])
    Line.objects.filter(position=0).update(picture="")
    Word.objects.filter(label__text="c").update(start=0.4, end=0.4)
    rows, _ = dataset_of(desk.project, document)
    assert [row["picture"] is None for row in rows] == [True, False]
    assert [w["picture"] is None for row in rows for w in row["words"]] == [True, False, True]
    assert [row["text"] for row in rows] == ["a", "b c"]


def test_a_row_says_where_the_line_stands(desk: Any, said: Any) -> None:
    document = desk.document("Été", [], [[["x"], [said("a", "b")]]])
    Word.objects.filter(label__text="b").update(polygon=[[0, 0], [1, 0], [1, 1]])
    row = dataset_of(desk.project, document)[0][0]
    assert (row["project"], row["document"], row["document_id"]) == ("letters", "Été", document.pk)
    assert (row["page"], row["image"], row["image_width"], row["image_height"]) == (2, "Été-0002.jpg", 1000, 1400)
    assert row["baseline"] == [[100, 180], [900, 180]]
    assert row["words"][0]["polygon"] == [[100.0, 150], [900.0, 150], [900.0, 190], [100.0, 190]]
    assert row["id"] == f"l{Line.objects.get(position=1).pk}"


def test_a_document_is_in_one_part_and_stays_there(desk: Any, said: Any) -> None:
    documents = [desk.document(f"{n}", [[[said("a", "a")]], [[said("b", "b")]]]) for n in range(3)]
    before = {row["id"]: row["split"] for row in dataset_of(desk.project, documents[1])[0]}
    Document.objects.filter(pk=documents[1].pk).update(title="Renamed")
    rows, files = dataset_of(desk.project, *Document.objects.order_by("-pk"))
    parts = {number: {r["split"] for r in rows if r["document_id"] == number} for number in (d.pk for d in documents)}
    assert [len(part) for part in parts.values()] == [1, 1, 1]
    assert {row["id"]: row["split"] for row in rows if row["id"] in before} == before
    manifest = json.loads(files["dataset.json"])
    assert sum(part["lines"] for part in manifest["splits"].values()) == 6
    assert manifest["created"] == "2026-11-03T00:00:00+00:00"


def test_parts_have_the_shares_they_should() -> None:
    parts = [split_of(Document(key=f"letters/{number}")) for number in range(2000)]
    assert 1520 < parts.count(TRAIN) < 1680
    assert 150 < parts.count(VALIDATION) < 250
    assert 150 < parts.count(TEST) < 250
    assert parts != [split_of(Document(key=f"wills/{number}")) for number in range(2000)]
    # The hash is part of what a dataset promises: these never change.
    assert parts[:12] == PARTS


def test_counts_what_is_in_it(desk: Any, said: Any) -> None:
    document = desk.document("Letter", [[[said("a", "a"), said("b", "b")], [said("c", "c"), "d"], ["e"]]])
    manifest = json.loads(dataset_of(desk.project, document)[1]["dataset.json"])
    counted = manifest["splits"][split_of(document)]
    assert counted == {"lines": 2, "complete_lines": 1, "confirmed_words": 3}
    assert (manifest["project"], manifest["language"]) == ("letters", "eng")
