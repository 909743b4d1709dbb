from recognition.engine.alphabet import BLANK, Alphabet
from recognition.engine.text import has_editorial_marks, normalise


def test_normalise_composes_folds_and_takes_one_apostrophe() -> None:
    assert normalise("  l’e\u0301te\u0301 \n\t dernier ") == "l'été dernier"


def test_editorial_marks() -> None:
    assert has_editorial_marks("un <mot> barré")
    assert has_editorial_marks("illisible ¤")
    assert not has_editorial_marks("un mot [sic]")


def test_alphabet_round_trip_leaves_out_what_it_does_not_know() -> None:
    alphabet = Alphabet.of_texts(["cab", "d’"])
    assert alphabet.characters == ("'", "a", "b", "c", "d")
    assert len(alphabet) == 6
    assert BLANK not in alphabet.encode("cabd'")
    assert alphabet.decode(alphabet.encode("caßb")) == "cab"
