"""The character model: probabilities that add up, contexts that matter, files that come back the same."""

from pathlib import Path

import numpy as np
import pytest

from recognition.engine.decoding.ngram import ROOT, NgramModel
from recognition.engine.learning.ngram_estimation import NgramConfig, adapted, estimate, prepare_text

CHARACTERS = " 0abcdehlmnorstu'"
TEXT = prepare_text("le chat dort sur le banc. la chaleur monte, et le chat le sent. " * 30, CHARACTERS)


@pytest.fixture(scope="module")
def model() -> NgramModel:
    return estimate([(TEXT, 1.0)], CHARACTERS, NgramConfig(order=5))


@pytest.mark.parametrize("context", ["", "l", "le ", "le cha", "xyz", "the"])
def test_the_probabilities_of_what_may_follow_add_up(model: NgramModel, context: str) -> None:
    log_probs, _ = model.row(model.after(context))
    seen = [p for p in log_probs if p > -9.9]
    assert sum(np.exp(seen)) == pytest.approx(1.0, abs=0.04)  # a byte keeps a probability to a sixteenth of a nat


def test_the_context_decides(model: NgramModel) -> None:
    after_cha, after_ban = model.after("le cha"), model.after("le ban")
    assert model.log_probability(after_cha, "t")[0] > np.log(0.5)
    assert model.log_probability(after_cha, "t")[0] > model.log_probability(after_ban, "t")[0] + 2
    assert model.log_probability(after_ban, "c")[0] > np.log(0.5)


def test_an_unknown_character_is_unlikely_and_forgets_the_context(model: NgramModel) -> None:
    log_probability, state = model.log_probability(model.after("le cha"), "Ω")
    assert (log_probability, state) == (-10.0, ROOT)


def test_digits_share_one_place() -> None:
    model = estimate([(prepare_text("en 1878 ou 1902 ", CHARACTERS) * 20, 1.0)], CHARACTERS, NgramConfig(order=4))
    state = model.after("en ")
    assert model.log_probability(state, "3") == model.log_probability(state, "7")
    assert model.log_probability(state, "3")[0] == pytest.approx(np.log(0.1), abs=0.2)


def test_heavier_texts_count_for_more() -> None:
    texts = [(prepare_text("nu " * 50, CHARACTERS), 1.0), (prepare_text("na " * 50, CHARACTERS), 4.0)]
    model = estimate(texts, CHARACTERS, NgramConfig(order=3))
    after = model.after(" n")
    assert model.log_probability(after, "a")[0] > model.log_probability(after, "u")[0] + 1


def test_pruning_keeps_what_matters_and_stays_a_model() -> None:
    small = estimate([(TEXT, 1.0)], CHARACTERS, NgramConfig(order=5, most=60))
    assert sum(len(level.chars) for level in small.levels) < 200
    log_probs, _ = small.row(small.after("le "))
    assert sum(np.exp([p for p in log_probs if p > -9.9])) == pytest.approx(1.0, abs=0.05)
    assert small.log_probability(small.after(" l"), "e")[0] > np.log(0.4)


def test_a_file_gives_the_same_model(model: NgramModel, tmp_path: Path) -> None:
    model.save(tmp_path / "x.ngrams")
    loaded = NgramModel.load(tmp_path / "x.ngrams")
    for context in ("", "le ", "le chat d"):
        assert loaded.row(loaded.after(context)) == model.row(model.after(context))


def test_texts_are_brought_to_the_characters_of_the_model() -> None:
    assert prepare_text("L’an 1878 : ça", CHARACTERS) == "'an 0000 a"


def test_a_text_changes_what_it_speaks_of_and_leaves_the_rest(model: NgramModel) -> None:
    changed = adapted(model, prepare_text("le charbon brule. " * 30, CHARACTERS))
    assert changed.log_probability(changed.after("cha"), "r")[0] > model.log_probability(model.after("cha"), "r")[0] + 1
    assert changed.log_probability(changed.after("ban"), "c")[0] == pytest.approx(
        model.log_probability(model.after("ban"), "c")[0], abs=0.3
    )
    log_probs, _ = changed.row(changed.after("le cha"))
    assert sum(np.exp([p for p in log_probs if p > -9.9])) == pytest.approx(1.0, abs=0.05)


def test_a_short_text_says_little(model: NgramModel) -> None:
    changed = adapted(model, "charbon ")
    assert changed.log_probability(changed.after("le cha"), "t")[0] > np.log(0.4)


def test_no_text_changes_nothing(model: NgramModel) -> None:
    assert adapted(model, " ") is model
