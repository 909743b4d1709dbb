"""Lines that are made of two."""

from dataclasses import replace

import numpy as np

from recognition.engine.learning.samples import Sample, pack_sample
from recognition.engine.learning.splicing import Seams, Splicer, find_seams, splice
from recognition.engine.reader import SHIPPED, WEIGHTS_FILE
from recognition.engine.recognizer.checkpoint import load_reader
from recognition.engine.recognizer.crnn import INPUT_HEIGHT
from tests.recognition.engine.learning.test_fit import printed


def plain(grey: int, width: int) -> np.ndarray:
    return np.full((INPUT_HEIGHT, width), grey, np.float32)


def line(grey: int, text: str, writer: str) -> Sample:
    return pack_sample(plain(grey, 400).astype(np.uint8), text, f"{text}#{writer}", writer, "a", "train")


def test_the_beginning_of_one_and_the_end_of_the_other_on_paper_of_one_grey() -> None:
    strip, text = splice(
        (plain(200, 100), Seams(("Dear", "Sir"), (50,))),
        (plain(150, 110), Seams(("yours", "truly"), (60,))),
        np.random.default_rng(0),
    )
    assert text == "Dear truly"
    assert strip.shape == (INPUT_HEIGHT, 100)
    assert set(strip.ravel()) == {200.0}


def test_no_line_becomes_much_wider_or_narrower() -> None:
    first = (plain(200, 100), Seams(("a", "b"), (90,)))
    assert splice(first, (plain(200, 400), Seams(("c", "d"), (10,))), np.random.default_rng(0)) is None


def test_only_lines_of_one_writer_are_joined_unless_a_collection_is_of_one_hand() -> None:
    lines = [line(200, "one two", "ann"), line(200, "three four", "ben")]
    seams = {one.id: Seams(tuple(one.text.split()), (200,)) for one in lines}
    rng = np.random.default_rng(0)
    apart = Splicer(lines, seams, 1.0)
    assert {apart.line(lines[0], rng)[1] for _ in range(20)} == {"one two"}
    together = Splicer(lines, seams, 1.0, frozenset({"a"}))
    assert {together.line(lines[0], rng)[1] for _ in range(20)} == {"one two", "one four"}
    never = Splicer(lines, seams, 0.0, frozenset({"a"}))
    assert {never.line(lines[0], rng)[1] for _ in range(20)} == {"one two"}


def test_seams_lie_between_the_words_and_only_where_the_text_is_that_of_the_picture() -> None:
    model, alphabet = load_reader(SHIPPED / WEIGHTS_FILE)
    right = printed("the  lamp  is lit")
    right = replace(right, text="the lamp is lit")
    wrong = replace(right, id="wrong", text="to be written on the ninth of October in all haste")
    seams = find_seams(model.eval(), alphabet, [right, wrong, printed("lamp")])
    assert set(seams) == {right.id}
    assert seams[right.id].words == ("the", "lamp", "is", "lit")
    ink = (right.image() < 128).any(0)
    assert not any(ink[column] for column in seams[right.id].columns)
