import itertools
import random

import pytest
from rapidfuzz.distance import Levenshtein

from recognition.engine.decoding.spelling import LOOK_ALIKE, EditCosts, Speller, distance
from recognition.engine.transcription import SPELLING, Alternative

WORDS = {
    "when": 500, "then": 300, "lien": 2, "turn": 50, "tum": 1, "corner": 40, "comer": 10, "been": 400, "bean": 5,
    "house": 90, "horse": 80, "été": 70, "Paris": 60, "gentleman": 30, "gentlemen": 25, "beautiful": 50, "dam": 3,
    "aujourd'hui": 20, "year": 100,
}  # fmt: skip
SPELLER = Speller(WORDS)


def suggested(text: str, *nbest: tuple[str, float], speller: Speller = SPELLER, most: int = 3) -> list[str]:
    return [one.text for one in speller.suggest(text, nbest, most)]


def test_suggestions_are_marked_and_have_no_confidence() -> None:
    assert SPELLER.suggest("beantiful") == (Alternative("beautiful", None, SPELLING),)


@pytest.mark.parametrize(
    ("read", "first"),
    [
        ("wben", "when"),
        ("bcen", "been"),
        ("gentlernan", "gentleman"),
        ("gentlernau", "gentleman"),
        ("honse", "house"),
        ("ete", "été"),
        ("clam", "dam"),
        ("yearr", "year"),
        ("yer", "year"),
        ("aujourdhuu", "aujourd'hui"),
    ],
)
def test_the_first_suggestion_is_what_looks_most_like_it_or_is_most_usual(read: str, first: str) -> None:
    assert suggested(read)[0] == first


@pytest.mark.parametrize("read", ["gxxxtleman", "hxxse", "beautifulxxx", "zzzz"])
def test_nothing_is_suggested_from_afar(read: str) -> None:
    assert suggested(read) == []


@pytest.mark.parametrize("read", ["when", "When,", "THEN", "l'été", "house's", "wh", "", "...", "18th", "wben-", "«»"])
def test_known_words_short_ones_numbers_and_broken_ones_get_none(read: str) -> None:
    assert suggested(read) == []


@pytest.mark.parametrize(
    ("read", "first"),
    [
        ("Wben,", "When,"), ("(WBEN)", "(WHEN)"), ("l'ete.", "l'été."), ("L'Ete", "L'Été"), ("honse's", "house's"),
        ("paiis", "Paris"), ("PAIIS;", "PARIS;"), ("«honse»", "«house»"),
    ],
)  # fmt: skip
def test_capitals_and_marks_stay_as_they_were_read(read: str, first: str) -> None:
    assert suggested(read)[0] == first


def test_what_the_reader_offers_is_not_suggested_again() -> None:
    assert "when" in suggested("wben")
    assert "when" not in suggested("wben", ("wben", -1.0), ("when", -1.5))


def test_the_nbest_lead_to_words_too_far_from_the_reading() -> None:
    assert suggested("hxxse") == []
    assert suggested("hxxse", ("hxxse", -1.0), ("hoxse", -2.0)) == ["house", "horse"]


def test_the_less_likely_a_source_the_later_its_words() -> None:
    assert suggested("thon", ("thon", -0.1), ("wbon", -20.0), most=1) == ["then"]


def test_most_is_the_limit_best_first() -> None:
    assert suggested("thcn") == ["then"]
    assert suggested("hovse", most=1) == suggested("hovse")[:1]
    assert set(suggested("hovse")) == {"house", "horse"}


def test_costs_decide() -> None:
    words = {"bat": 1.0, "bet": 1.0}
    for pair, first in (("x a", "bat"), ("e x", "bet")):
        assert suggested("bxt", speller=Speller(words, EditCosts(pairs=(pair,))), most=1) == [first]


def test_a_spelling_is_shown_in_its_most_frequent_form() -> None:
    assert suggested("dyor", speller=Speller({"Dyer": 5, "dyer": 2, "DYER": 1, "gone": 0})) == ["Dyer"]


def test_no_words_no_suggestions() -> None:
    assert suggested("wben", speller=Speller({})) == []


def test_distance_of_plain_edits_is_levenshteins() -> None:
    plain, texts = EditCosts(pairs=(), accent=1.0), [*("".join(t) for t in itertools.product("abé", repeat=3)), "", "a"]
    for one, other in itertools.product(texts, repeat=2):
        assert distance(one, other, plain) == Levenshtein.distance(one, other)


@pytest.mark.parametrize("pair", LOOK_ALIKE)
def test_pairs_cost_the_same_in_both_directions(pair: str) -> None:
    one, other = pair.split()
    costs = EditCosts()
    assert distance(f"x{one}y", f"x{other}y", costs) == distance(f"x{other}y", f"x{one}y", costs) == costs.alike


def test_an_accent_costs_less_than_a_letter() -> None:
    costs = EditCosts()
    assert distance("ete", "été", costs) == 2 * costs.accent


def test_no_word_within_the_edits_is_overlooked() -> None:
    """The fingerprints leave out only what is too far."""
    rng = random.Random(4)
    words = {"".join(rng.choices("abcdeé'", k=rng.randint(2, 10))): 1.0 for _ in range(3000)}
    costs = EditCosts(pairs=())
    speller = Speller(words, costs)
    for word in rng.sample([word for word in words if len(word) >= 4 and "'" not in word], 40):
        read = word[:-2] + "f" + word[-1]
        edits = 2 if len(read) >= 7 else 1
        bare = read.replace("é", "e")
        near = {other for other in words if Levenshtein.distance(bare, other.replace("é", "e")) <= edits}
        assert word in near
        assert set(suggested(read, speller=speller, most=10_000)) == near


def test_the_best_few_are_the_first_of_all() -> None:
    """Stopping early changes nothing."""
    rng = random.Random(5)
    words = {"".join(rng.choices("abcdefgh", k=rng.randint(4, 8))): rng.paretovariate(1) for _ in range(3000)}
    speller = Speller(words)
    for _ in range(30):
        read = "".join(rng.choices("abcdefgh", k=rng.randint(4, 8)))
        assert suggested(read, most=3) == suggested(read, most=1000)[:3]
        assert suggested(read, speller=speller, most=3) == suggested(read, speller=speller, most=1000)[:3]
