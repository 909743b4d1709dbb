"""What dates, numbers and sums of money look like in letters and registers, as regular expressions.

Digits are 0 to 9. Days are right for their month (29 February in any year), years run from 1600 to 2099.
"""

from __future__ import annotations

from collections.abc import Iterable

#: The groups of months that have as many days: 31, 30, 29.
_GROUPS = ((0, 2, 4, 6, 7, 9, 11), (3, 5, 8, 10), (1,))

#: January to December, in full and abbreviated, blanks between variants; a first letter may also be a capital.
_MONTHS = {
    "eng": (
        r"jan(uary|\.)?", r"feb(ruary|y?\.?)", r"mar(ch|\.)?", r"apr(il|\.)?", r"may", r"june?", r"july?",
        r"aug(ust|\.)?", r"sep(tember|t?\.?)", r"oct(ober|\.)?", r"nov(ember|\.)?", r"dec(ember|\.)?",
    ),
    "fra": (
        r"jan(vier|v?\.?)", r"f[ée]v(rier|r?\.?)", r"mars", r"avr(il|\.)?", r"mai", r"juin", r"jui(llet|l\.?|ll\.?)",
        r"ao[ûu]t", r"sept(embre|\.)? 7bre", r"oct(obre|\.)? 8bre", r"nov(embre|\.)? 9bre",
        r"d[ée]c(embre|\.)? xbre 10bre",
    ),
}  # fmt: skip
_NUMERALS = (r"0?[13578]|1[02]", r"0?[469]|11", r"0?2")
_DAYS = (r"0?[1-9]|[12][0-9]|3[01]", r"0?[1-9]|[12][0-9]|30", r"0?[1-9]|[12][0-9]")
_TEENS = r"1st|2nd|3rd|[4-9]th|1[0-9]th|20th|21st|22nd|23rd|2[4-9]th"
_ORDINALS = {"eng": (rf"{_TEENS}|30th|31st", rf"{_TEENS}|30th", _TEENS), "fra": ("1er", "1er", "1er")}
_YEAR = r"(1[6-9]|20)[0-9]{2}"
_ORDERS = {
    "dmy": "{day}{by}{month}{by}{year}",
    "mdy": "{month}{by}{day}{by}{year}",
    "ymd": "{year}{by}{month}{by}{day}",
}

LANGUAGES, ORDERS = tuple(_MONTHS), tuple(_ORDERS)

_FRACTION = r"( ?[½¼¾]| [1-9]/[1-9][0-9]?)"
_FRANCS = r"([Ff]|[Ff]rs?|fcs|francs?)\.?"
_CENTIMES = r"c(ts?|ent(ime)?s?)?\.?"
_SHILLINGS, _PENCE = "1?[0-9]", rf"(([0-9]|1[01]){_FRACTION}?|[½¼¾])"


def date_expression(languages: tuple[str, ...], order: str) -> str:
    """14 October 1878, October 14th, 1er 8bre 1878, octobre 1878; 14/10/1878 and 14.10.78 in `order`; 1878-10-14."""
    forms = [_written(language, group) for language in languages for group in range(len(_GROUPS))]
    forms += [rf"{_month(language, range(12))},? {_YEAR}" for language in languages]
    for group, months in enumerate(_NUMERALS):
        day = rf"({_DAYS[group]})"
        for by in (r"/", r"\.", r"-"):
            forms.append(_ORDERS[order].format(day=day, month=rf"({months})", year=rf"({_YEAR}|[0-9]{{2}})", by=by))
        forms.append(_ORDERS["ymd"].format(day=day, month=rf"({months})", year=_YEAR, by="-"))
    return _any(forms)


def number_expression(whole: bool) -> str:
    """1878, 1 878, 1.878,50 or 1,878.50, -3, 12 1/2; without decimals and fractions where `whole`."""
    if whole:
        return rf"[-−+]?{_amount()}"
    return rf"[-−+]?{_amount('[0-9]+')}|[0-9]+{_FRACTION}|[½¼¾]"


def money_expression() -> str:
    """£3 12s 6d, 3l. 12s., £3.12.6, 12/6, 5/-, 6½d; 12 fr. 50, 12,50 f, 12 francs 50 centimes, 50 c.; 12,50."""
    whole, amount = _amount(), _amount("[0-9]{2}")
    pounds = rf"(£ ?{whole}|{whole} ?(£|[lL]\.?))"
    shillings, pence = rf"{_SHILLINGS} ?s\.?", rf"{_PENCE} ?d\.?"
    forms = [
        rf"{pounds}( ?{shillings})?( ?{pence})?", rf"{shillings}( ?{pence})?", pence, rf"{_SHILLINGS}/({_PENCE}|-)",
        *(rf"(£ ?)?{whole}{by}{_SHILLINGS}{by}{_PENCE}" for by in (" ", r"\.", "-", "/")),
        rf"{amount} ?{_FRANCS}", rf"{whole} ?{_FRANCS} ?(et )?[0-9]{{1,2}}( ?{_CENTIMES})?",
        rf"[0-9]{{1,2}} ?{_CENTIMES}", rf"(£ ?)?{amount}",
    ]  # fmt: skip
    return _any(forms)


def _amount(decimals: str = "") -> str:
    """Digits, or groups of three with one separator throughout; another one before the decimals."""
    forms = []
    for by, points in (("", "[.,]"), (" ", "[.,]"), ("'", "[.,]"), (r"\.", ","), (",", r"\.")):
        digits = rf"[1-9][0-9]{{0,2}}({by}[0-9]{{3}})+" if by else "[0-9]+"
        forms.append(rf"{digits}({points}{decimals})?" if decimals else digits)
    return _any(forms)


def _written(language: str, group: int) -> str:
    """A day and its month in words, with or without the year."""
    day, month = rf"({_DAYS[group]}|{_ORDINALS[language][group]})", _month(language, _GROUPS[group])
    if language == "fra":
        return rf"([Ll]e )?{day} {month}( {_YEAR})?"
    return rf"(([Tt]he )?{day}( of)? {month}|{month} {day})(,? {_YEAR})?"


def _month(language: str, months: Iterable[int]) -> str:
    return _any([_capitalisable(name) for month in months for name in _MONTHS[language][month].split()])


def _capitalisable(name: str) -> str:
    return rf"[{name[0].upper()}{name[0]}]{name[1:]}" if name[0].isalpha() else name


def _any(forms: list[str]) -> str:
    return f"({'|'.join(forms)})"
