from __future__ import annotations

from recognition.engine.transcription import Polygon
from recognition.services.placement import KeptLabel, PlacedLine, PlacedRegion, PlacedWord, place_labels

LINE_HEIGHT = 40.0


def box(left: float, right: float, top: float = 100.0, height: float = LINE_HEIGHT) -> Polygon:
    return ((left, top), (right, top), (right, top + height), (left, top + height))


def word(left: float, right: float, text: str, top: float = 100.0) -> PlacedWord:
    return PlacedWord(box(left, right, top), left / 1000, right / 1000, text, 0.5)


def line(*words: PlacedWord, top: float = 100.0, name: str = "l0") -> PlacedLine:
    return PlacedLine(((0, top + 30), (1000, top + 30)), box(0, 1000, top), words, name)


def label(number: int, left: float, right: float, top: float = 100.0, height: float = LINE_HEIGHT) -> KeptLabel:
    return KeptLabel(
        number, box(left, right, top, height), ((0, top + 30), (1000, top + 30)), box(0, 1000, top, height)
    )


def region(*lines: PlacedLine) -> PlacedRegion:
    return PlacedRegion("paragraph", box(0, 1000), lines)


def placed(regions: list[PlacedRegion], *labels: KeptLabel) -> list[list[tuple[str | None, int | None]]]:
    """(text, label) of each word, by line."""
    return [[(w.text, w.label) for w in row.words] for r in place_labels(regions, labels) for row in r.lines]


def test_without_labels_nothing_changes():
    regions = [region(line(word(0, 100, "I"), word(120, 200, "am")))]
    assert place_labels(regions, []) == tuple(regions)


def test_a_label_goes_to_the_word_that_lies_where_it_lies():
    regions = [region(line(word(0, 100, "I"), word(120, 200, "am")))]
    assert placed(regions, label(7, 125, 195)) == [[("I", None), ("am", 7)]]


def test_a_word_of_another_height_is_the_same_word():
    regions = [region(line(word(120, 200, "am")))]
    assert placed(regions, label(7, 120, 200, top=90, height=60)) == [[("am", 7)]]


def test_words_found_inside_a_label_give_way_to_it():
    regions = [region(line(word(0, 90, "I"), word(100, 142, "to"), word(155, 200, "day"), word(220, 300, "am")))]
    assert placed(regions, label(7, 100, 200)) == [[("I", None), (None, 7), ("am", None)]]


def test_a_word_that_swallowed_two_labels_gives_way_to_both():
    regions = [region(line(word(0, 90, "I"), word(100, 200, "today")))]
    assert placed(regions, label(7, 100, 148), label(8, 152, 200)) == [[("I", None), (None, 7), (None, 8)]]


def test_of_two_words_the_one_more_like_the_label_gets_it():
    regions = [region(line(word(100, 190, "dear"), word(185, 290, "Dyer")))]
    assert placed(regions, label(7, 180, 290)) == [[("dear", None), ("Dyer", 7)]]


def test_lines_that_reach_into_each_other_keep_their_words():
    above, below = line(word(100, 200, "above")), line(word(100, 200, "below", top=125), top=125, name="l1")
    assert placed([region(above, below)], label(7, 100, 200)) == [[("above", 7)], [("below", None)]]


def test_a_label_without_a_word_gets_one_in_its_line():
    regions = [region(line(word(0, 90, "I"), word(300, 400, "am")))]
    (result,) = place_labels(regions, [label(7, 150, 250)])
    (row,) = result.lines
    assert [(w.text, w.label) for w in row.words] == [("I", None), (None, 7), ("am", None)]
    assert (round(row.words[1].start, 3), round(row.words[1].end, 3)) == (0.15, 0.25)
    assert row.words[1].polygon == box(150, 250)


def test_a_line_without_words_measures_by_its_baseline():
    (result,) = place_labels([region(line())], [label(7, 500, 600)])
    assert (round(result.lines[0].words[0].start, 3), round(result.lines[0].words[0].end, 3)) == (0.5, 0.6)


def test_a_label_whose_line_is_gone_brings_its_own_in_reading_order():
    regions = [region(line(word(0, 90, "first"), top=0), line(word(0, 90, "third", top=200), top=200, name="l2"))]
    labels = label(8, 300, 400, top=100), label(7, 100, 200, top=100)
    assert placed(regions, *labels) == [[("first", None)], [(None, 7), (None, 8)], [("third", None)]]
    (result,) = place_labels(regions, labels)
    assert result.lines[1].id == ""
    assert result.lines[1].baseline == labels[0].line_baseline
    assert (result.lines[1].words[0].start, result.lines[1].words[0].end) == (0.1, 0.2)


def test_on_a_page_where_nothing_was_found_labels_still_stand():
    assert placed([], label(7, 100, 200)) == [[(None, 7)]]


def test_every_label_stands_exactly_once():
    words = [word(100 * n, 100 * n + 70 + 5 * (n % 3), str(n)) for n in range(9)]
    labels = [label(n, 60 * n + 7, 60 * n + 50) for n in range(16)]
    found = [w.label for r in place_labels([region(line(*words))], labels) for row in r.lines for w in row.words]
    assert sorted(n for n in found if n is not None) == list(range(16))
