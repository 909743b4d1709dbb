"""Dates, sums, names and addresses as letters and registers of 1850 to 1930 write them, in English and French."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from .synthetic_rows import RAISED

Language = Literal["eng", "fra"]

_MONTHS: dict[Language, list[str]] = {
    "eng": "January February March April May June July August September October November December "
    "Jan. Feb. Apr. Aug. Sept. Oct. Nov. Dec. Jany Feby Octr Novr Decr".split(),
    "fra": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre "
    "Janvier Février Mars Avril Mai Juin Juillet Aout Septembre Octobre Novembre Décembre 7bre 8bre 9bre Xbre".split(),
}
_DAYS: dict[Language, list[str]] = {
    "eng": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "fra": "lundi mardi mercredi jeudi vendredi samedi dimanche".split(),
}
_TITLES: dict[Language, list[str]] = {
    "eng": "Mr. Mrs. M^r M^rs Dr. Dr D^r Prof. Miss Sir Lord Lady Captain Col. Rev. Messrs".split(),
    "fra": "M. Mr M^r Mme M^me Made Mad^e Mlle M^lle Dr D^r Vve V^ve Veuve Monsieur Madame MM. Me M^e".split(),
}
_ENDINGS = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}
_SHORT: dict[Language, dict[str, str]] = {
    "eng": {
        "and": "&", "should": "shd", "would": "wd", "could": "cd", "your": "yr", "yours": "yrs", "which": "wh^h",
        "very": "v.", "with": "w^h", "received": "recd", "etc": "&c", "number": "No.", "said": "s^d",
        "account": "acct", "first": "1st", "second": "2nd", "Street": "St.", "hundred": "100",
    },
    "fra": {
        "et": "&", "Monsieur": "M^r", "Madame": "M^me", "premier": "1^er", "première": "1^ère", "veuve": "vve",
        "madame": "Mme", "monsieur": "M.", "saint": "S^t", "second": "2^e", "etc": "&c", "docteur": "D^r",
        "pour": "p^r", "notre": "n^re", "compagnie": "C^ie", "numéro": "n°", "ladite": "lad.", "ledit": "led.",
    },
}  # fmt: skip


def number(language: Language, names: Sequence[str], rng: np.random.Generator) -> str:
    whole = _amount(rng)
    cents = int(rng.integers(0, 100))
    mark = _one((".", ","), rng)
    english = (f"No. {whole}", f"p. {whole}", f"{whole}.")
    signed = english if language == "eng" else (f"n° {whole}", f"N° {whole}", f"{whole} %")
    return _one((f"{whole}", f"{whole}{mark}{cents:02}", _grouped(whole, rng), f"{whole}/{cents}", *signed), rng)


def money(language: Language, names: Sequence[str], rng: np.random.Generator) -> str:
    whole, small = _amount(rng), int(rng.integers(0, 100))
    if language == "eng":
        shillings, pence = int(rng.integers(0, 20)), int(rng.integers(0, 12))
        return _one(
            (
                f"£{whole} {shillings}s. {pence}d.", f"£{whole}. {shillings}. {pence}", f"{shillings}/{pence}",
                f"{shillings}/-", f"${_grouped(whole, rng)}", f"£ {_grouped(whole, rng)}",
                f"the sum of {whole} pounds",
            ),
            rng,
        )  # fmt: skip
    grouped = _grouped(whole, rng)
    return _one(
        (
            f"{grouped} francs", f"{grouped} f^r", f"{grouped} fr. {small:02}", f"{grouped} f.", f"{grouped} fs",
            f"la somme de {grouped} francs", f"{whole},{small:02}", f"{whole} f {small:02} c", f"{small} centimes",
        ),
        rng,
    )  # fmt: skip


def date(language: Language, names: Sequence[str], rng: np.random.Generator) -> str:
    day, month = int(rng.integers(1, 32)), _one(_MONTHS[language], rng)
    year, weekday, place = int(rng.integers(1795, 1945)), _one(_DAYS[language], rng), _one(names, rng)
    ending = _ENDINGS.get(day, "th")
    if language == "eng":
        forms = (
            f"{month} {day}{_raised(ending, rng)} {year}", f"{day} {month} {year}", f"{month} {day}, {year}",
            f"{month} {day}/{year % 100:02}", f"{weekday}, {month} {day}", f"{place}, {day}{ending} {month} {year}",
            f"the {day}{_raised(ending, rng)} of {month}", f"{place} {month} {day}",
        )  # fmt: skip
    else:
        first = f"1{_raised('er', rng)}" if day == 1 else str(day)
        forms = (
            f"le {first} {month} {year}", f"{place}, le {first} {month} {year}", f"{weekday} {first} {month}",
            f"{first} {month} {year}", f"{day}-{int(rng.integers(1, 13))}-{year % 100:02}",
            f"Fait à {place} le {first} {month} {year}", f"du {first} {month}", f"né le {first} {month} {year}",
        )  # fmt: skip
    return _one(forms, rng)


def person(language: Language, names: Sequence[str], rng: np.random.Generator) -> str:
    title = _one(_TITLES[language], rng)
    first, second, last = (_one(names, rng) for _ in range(3))
    initial = f"{first[0]}. "
    both = (f"{title} {last}", f"{first} {last}", f"{title} {initial}{last}", f"{first} {second} {last}")
    if language == "eng":
        return _one((*both, f"{title} {first} {last},", f"My dear {last}", f"{title} & Mrs. {last}"), rng)
    return _one(
        (
            *both, f"{last} (par {first} {second})", f"{last} ({first} {second}), {title} {first}",
            f"{title} {last} née {second}", f"{last} (après le décès de {first})", f"{title} {first} {last} et",
        ),
        rng,
    )  # fmt: skip


def address(language: Language, names: Sequence[str], rng: np.random.Generator) -> str:
    house, street, town = int(rng.integers(1, 300)), _one(names, rng), _one(names, rng)
    if language == "eng":
        kind = _one(("Street", "St.", "Road", "Place", "Terrace", "Square", "Lane"), rng)
        forms = (f"{house} {street} {kind}", f"{house}, {street} {kind}, {town}", f"{street} House, {town}.")
        return _one(forms, rng)
    kind = _one(("rue", "rue de", "rue du", "avenue", "Bd", "B^d", "boulevard", "place", "quai"), rng)
    forms = (
        f"{house}, {kind} {street}",
        f"{kind} {street}, {house}, à {town}",
        f"dt à {town}, {kind} {street} {house}",
    )
    return _one(forms, rng)


def shortened(text: str, language: Language) -> str:
    """The text with the usual abbreviations of its language."""
    return " ".join(_SHORT[language].get(word, word) for word in text.split())


def _amount(rng: np.random.Generator) -> int:
    """Every number of digits about as often as the others."""
    return int(10 ** rng.uniform(0, 6))


def _grouped(whole: int, rng: np.random.Generator) -> str:
    return f"{whole:,}".replace(",", _one((".", " ", ",", ""), rng))


def _raised(ending: str, rng: np.random.Generator) -> str:
    return _one(("", RAISED), rng) + ending


def _one(choices: Sequence[str], rng: np.random.Generator) -> str:
    return choices[int(rng.integers(len(choices)))]
