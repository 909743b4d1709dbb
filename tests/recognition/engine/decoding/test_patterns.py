"""What each kind of pattern accepts and rejects, as written and over an alphabet."""

import itertools
import re

import pytest

from recognition.engine.decoding.patterns import (
    Pattern,
    PatternError,
    closed_list,
    date,
    fits,
    from_regex,
    money,
    number,
    parse_pattern,
)  # fmt: skip

EXPRESSIONS = (
    "a*b+c?", "(a|bc)*", "[ab]{2,3}", "[^a]", ".{2}", "a{2}", "a{,2}c", "b{2,}", "(?:ab|a)(?:bc|c)", "(a*b*)*c", "",
    "|a", "[a-b]c", r"\w+", r"\Wa|[\w-]a", "(ab?){2}", "(a|b)*a(a|b)", "((a?b)*c){1,2}", r"[^\d\W]", "a()b", "a{0}b",
)  # fmt: skip


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_a_regular_expression_means_what_it_means_in_python(expression: str) -> None:
    pattern, known = from_regex(expression), re.compile(expression)
    for text in texts("abc", 5):
        assert fits(text, pattern) == bool(known.fullmatch(text)), text


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_the_automaton_accepts_what_fits(expression: str) -> None:
    pattern = from_regex(expression)
    for text in texts("abc", 5):
        assert accepted(text, pattern, "abc") == fits(text, pattern), text


@pytest.mark.parametrize("characters", ["abc", "a", "b", "bc", "xé"])
@pytest.mark.parametrize("expression", [*EXPRESSIONS, "a(x|b)|é[0-9]", "(ab|é)*c"])
def test_every_state_can_be_completed_with_the_alphabet(expression: str, characters: str) -> None:
    automaton = from_regex(expression).over(tuple(characters))
    assert all(char in characters for row in automaton.moves for char in row)
    alive = set(automaton.accepting)
    for _ in automaton.moves:
        alive |= {state for state, row in enumerate(automaton.moves) if not alive.isdisjoint(row.values())}
    assert alive == set(range(len(automaton.moves))) or (automaton.moves == ({},) and not automaton.accepting)


ENGLISH = (
    "14 October 1878", "14th Oct. 1878", "October 14th, 1878", "the 1st of May", "Feb. 29 1879",
    "may 1901", "Sep. 1900",
)  # fmt: skip
FRENCH = (
    "1er 8bre 1878", "14 octobre 1878", "le 2 févr. 1900", "30 aout", "Xbre 1878", "décembre 1600", "3 juil. 1914",
)  # fmt: skip
NUMERALS = ("14/10/1878", "14.10.78", "01-02-2099", "1878-10-14", "9/5/00")
NO_DATES = (
    "31 février 1878", "30 Feb 1878", "31/04/1878", "14/13/1878", "14/10.1878", "14 Octobber", "3 Sepember 1900",
    "3 juille 1900", "32 mai", "1878-02-30", "14 October 1578", "14 October 2100", "1st", "1878", "",
    "14th octobre", "10/14/1878", "11st May",
)  # fmt: skip


@pytest.mark.parametrize(
    ("pattern", "fitting", "others"),
    [
        (date(), (*ENGLISH, *FRENCH, *NUMERALS), NO_DATES),
        (date("eng"), (*ENGLISH, *NUMERALS), (*NO_DATES, *FRENCH)),
        (date("fra"), (*FRENCH, *NUMERALS), (*NO_DATES, *ENGLISH)),
        (date("eng", "mdy"), ("10/14/1878", "2-29-04", "1878-10-14", "14 May"), ("14/10/1878", "2/30/1878")),
        (date("eng", "ymd"), ("1878/10/14", "78.10.14", "1878-10-14"), ("14/10/1878",)),
        (
            number(),
            ("0", "1878", "-3", "1 878", "1.878.000", "1'878", "1,878.5", "1.878,50", "3,5", "12 1/2", "12½", "007"),
            ("", "1 87", "1 878 00", "1,878,50", "1.", ",5", "12a", "1 878,000.5", "١", "0 123", "-½"),
        ),
        (number(whole=True), ("1878", "1,878", "-12"), ("3.5", "12½", "12,50")),
        (
            money(),
            (
                "£3 12s 6d", "£ 3", "3l. 12s.", "12s. 6½d.", "6d", "½d", "£3.12.6", "3 12 6", "12/6", "5/-", "£1,250",
                "12 fr. 50", "12,50 f", "12 francs 50 centimes", "12f50", "50 c.", "1 250 frs", "12,50", "300", "5 fr",
            ),
            ("£", "12s 12d", "20s", "£3 6d 12s", "12,5 fr", "3/12/", "fr 12", "12 fr. 500", "12..50", "3.12-6"),
        ),
        (closed_list(["oui", "non", "né à", "n’a"]), ("oui", "non", "ne\u0301 à", "n'a", " oui "), ("ou", "ouii", "")),
        (from_regex(r"[A-Z]{2}\d+"), ("AB1", "XY009"), ("A1", "ABC1", "ab1", "AB")),
        (from_regex("e\u0301t[ée]|l’an"), ("été", "éte\u0301", "éte", "l'an"), ("ete",)),
        (from_regex(r"\\\*\[\|[\]x\-a]"), (r"\*[|]", r"\*[|-"), (r"\*[|b",)),
    ],
)  # fmt: skip
def test_fits(pattern: Pattern, fitting: tuple[str, ...], others: tuple[str, ...]) -> None:
    assert [text for text in fitting if not fits(text, pattern)] == []
    assert [text for text in others if fits(text, pattern)] == []


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("(ab", r"“\(ab” has a \( without its \) at character 1\."),
        ("ab)", r"a \) without its \( at character 3"),
        ("x[ab", r"a \[ without its \] at character 2"),
        ("a**", "a second count after the first at character 3"),
        ("a*?", "a second count"),
        ("*a", r"a \* that means nothing here \(write \\\* for the mark itself\) at character 1"),
        ("^a$", r"a \^ that means nothing here"),
        ("a{x}", r"a \{ that is no count such as \{2\} or \{1,3\} at character 2"),
        ("a{,}", "no count"),
        ("a{3,2}", "in rising order"),
        ("a{1001}", "between 0 and 1000"),
        ("(?=a)", r"a kind of group that is not known .* at character 1"),
        (r"a\b", r"\\b, which is not known .* at character 2"),
        ("a\\", "which is not known"),
        ("[z-a]", "a range that does not rise"),
        (r"[a-\d]", "a range that does not rise"),
        (r"[^\w\W]", "a class that no character is in"),
        ("(" * 60 + ")" * 60, "more than 50 groups inside each other"),
        ("(a|b)*a(a|b){20}", "needs more than 20000 states: make it simpler"),
        ("((a{1000}){1000}){1000}", "is too long once its counts are written out: make it simpler"),
        ("((){1000}){1000}", "is too long"),
    ],
)
def test_says_what_is_wrong_with_an_expression_and_where(expression: str, sentence: str) -> None:
    with pytest.raises(PatternError, match=sentence):
        from_regex(expression)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("date", "date"),
        (" Date  fra", "date fra"),
        ("date mdy", "date mdy"),
        ("date mdy eng", "date eng mdy"),
        ("date dmy", "date"),
        ("number", "number"),
        ("number whole", "number whole"),
        ("Money", "money"),
        (r"regex:[A-Z]{2}\d+", r"regex: [A-Z]{2}\d+"),
        (r"regex: a:\|b", r"regex: a:\|b"),
        ("list: yes|no | unknown |yes", "list: yes | no | unknown"),
        (r"list: a\|b | c", r"list: a\|b | c"),
    ],
)
def test_a_pattern_is_shown_as_it_would_be_written(written: str, shown: str) -> None:
    pattern = parse_pattern(written)
    assert str(pattern) == shown
    again = parse_pattern(shown)
    assert (again, again.positions) == (pattern, pattern.positions)


def test_a_bar_inside_an_entry() -> None:
    pattern = parse_pattern(r"list: a\|b | c")
    assert [text for text in ("a|b", "a", "b", "c") if fits(text, pattern)] == ["a|b", "c"]


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("dates", "“dates” is no pattern: write date, number, money, regex: … or list: … | …."),
        ("", "“” is no pattern"),
        ("date: fra", "is no pattern"),
        ("regex", "is no pattern"),
        ("number half", "is no pattern"),
        ("date deu", "Dates are known in eng and fra, not in “deu”."),
        ("date eng fra", "“date eng fra” says too much: one language and one order are enough."),
        ("list: | ", "The list is empty: write its entries with a | between them."),
        ("regex: [", "has a [ without its ]"),
        ("list: " + "x" * 20_001, "has 20007 characters; 20000 are the most."),
    ],
)
def test_says_what_is_wrong_with_a_setting(written: str, sentence: str) -> None:
    with pytest.raises(PatternError, match=re.escape(sentence)):
        parse_pattern(written)


def test_an_order_that_is_none() -> None:
    with pytest.raises(PatternError, match="one of dmy, mdy, ymd, not “ydm”"):
        date("eng", "ydm")


def test_a_long_list_is_no_blow_up() -> None:
    entries = [f"{number:05d}" for number in range(0, 100_000, 3)]
    automaton = closed_list(entries).over(tuple("0123456789"))
    assert len(automaton.accepting) == len(entries)


def texts(characters: str, longest: int) -> list[str]:
    return ["".join(t) for n in range(longest + 1) for t in itertools.product(characters, repeat=n)]


def accepted(text: str, pattern: Pattern, characters: str) -> bool:
    automaton = pattern.over(tuple(characters))
    state = automaton.start
    for char in text:
        following = automaton.step(state, char)
        if following is None:
            return False
        state = following
    return automaton.accepts(state)
