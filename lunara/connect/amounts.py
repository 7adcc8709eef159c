"""Numbers as people write them: with a currency, with signs between thousands, with a decimal comma, negative in many ways.

Which of point and comma is the decimal sign is not guessed: `Amounts` say which of the two readings every value allows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import duckdb

DecimalSign = Literal["auto", "comma", "point"]
SIGNS: tuple[DecimalSign, ...] = ("auto", "comma", "point")

# Every space that is none of the keyboard's, one kind of minus, one kind of apostrophe.
_FROM, _TO = "\u00a0\u202f\u2009\u2007\u2212\u2019", "\u00a0\u00a0\u00a0\u00a0-'"
_SPACE = " \u00a0"
_SYMBOLS = "$€£¥₹₽₩₺₴₦₫฿₱₡₪₸₼₾₲₵₭₮"
# Left out are the codes that are words or sizes too when they stand before a number ("TOP 10", "ALL 5").
_CODES = (
    "USD EUR GBP JPY CNY CHF SEK NOK DKK CAD AUD NZD INR BRL MXN PLN CZK HUF RON BGN ISK ZAR SGD HKD KRW TWD THB IDR MYR"
    " VND ILS AED SAR QAR KWD EGP NGN KES ARS CLP UAH RUB"
)
_BEHIND = "TRY PEN COP PHP MAD euro Euro EURO zł Kč lei TL руб"
_SHARED = r"US\$|CA\$|C\$|AU\$|A\$|NZ\$|HK\$|NT\$|S\$|R\$|MX\$|kr|Kr|Rs|SFr"
_MEANS = {
    "€": "EUR", "euro": "EUR", "Euro": "EUR", "EURO": "EUR", "£": "GBP", "US$": "USD", "CA$": "CAD", "C$": "CAD",
    "AU$": "AUD", "A$": "AUD", "NZ$": "NZD", "HK$": "HKD", "NT$": "TWD", "S$": "SGD", "R$": "BRL", "MX$": "MXN",
    "₹": "INR", "Rs": "INR", "₽": "RUB", "руб": "RUB", "₩": "KRW", "₺": "TRY", "TL": "TRY", "₴": "UAH", "₦": "NGN",
    "₫": "VND", "฿": "THB", "₱": "PHP", "₡": "CRC", "₪": "ILS", "zł": "PLN", "Kč": "CZK", "lei": "RON", "SFr": "CHF",
    "Kr": "kr",
}  # fmt: skip
# Signs of places that write 1,234.50: before a number, their comma stands between thousands.
_ENGLISH = r"^[-+(]?[ \x{a0}]?(US\$|CA\$|C\$|AU\$|A\$|NZ\$|HK\$|[$£₹]|USD|GBP|INR)"

_GROUPS = r"(?:'[0-9]{3})+|(?:[ \u00a0][0-9]{3})+".replace(r"\u00a0", "\u00a0")


def _with(decimal: str, between: str, bare: str = "") -> str:
    part = rf"(?:[{decimal}][0-9]+)?"
    grouped = rf"[1-9][0-9]{{0,2}}(?:(?:[{between}][0-9]{{3}})+|{_GROUPS}){part}"
    return rf"(?:{grouped}|(?:0|[1-9][0-9]*){part}{bare})"


def _form(number: str) -> str:
    gap = f"[{_SPACE}]?"
    before = rf"(?:(?:{_SHARED}|[{_SYMBOLS}]|{_CODES.replace(' ', '|')}){gap})"
    behind = rf"(?:{gap}(?:{_SHARED}|[{_SYMBOLS}]|{_CODES.replace(' ', '|')}|{_BEHIND.replace(' ', '|')}))"
    ways = (
        rf"[-+]?{gap}{before}?{number}{behind}?",
        rf"{before}[-+]{gap}{number}",
        rf"{before}?{number}{gap}-{behind}?",
        rf"{number}{behind}{gap}-",
        rf"{before}?[(]{before}?{number}{behind}?[)]{behind}?",
    )
    return f"^(?:{'|'.join(ways)})$"


_FORMS = {"point": _form(_with(".", ",", "|[.][0-9]+")), "comma": _form(_with(",", "."))}
_COMPILED = tuple(re.compile(form) for form in _FORMS.values())
_KNOWN = {"", "kr", *_MEANS, *_SYMBOLS, *_CODES.split(), *_BEHIND.split()}
_LETTER_POINT = re.compile(r"([^\W\d_])[.]")


@dataclass(frozen=True)
class Amounts:
    """What all values of a column are as numbers: with `comma` or with `point` as decimal sign, or by both.

    `currencies` are ISO codes, or the sign where several currencies share it, "" where there is none. `separated`: some value
    holds a comma or a point; `dots`: no value holds a comma; `english`: commas alone, behind a currency of places where they
    stand between thousands; `grouped`, `spaced`: an apostrophe or a hard space, or a plain space, between thousands; `odd`:
    a minus behind, or brackets for one. `digits` and places after the decimal sign are those of the longest value.
    """

    comma: bool
    point: bool
    currencies: tuple[str, ...]
    separated: bool
    dots: bool
    english: bool
    grouped: bool
    spaced: bool
    odd: bool
    digits: int
    comma_places: int
    point_places: int


def could_be_amounts(texts: Sequence[str]) -> bool:
    """Whether every text is a number with or without a currency, by one of the two decimal signs."""
    cleaned = [_LETTER_POINT.sub(r"\1", t.translate(str.maketrans(_FROM, _TO)).strip(_SPACE)) for t in texts]
    return any(all(form.match(text) for text in cleaned if text) for form in _COMPILED)


def cleaned_sql(column: str) -> str:
    """A text column (as SQL) with one kind of space, minus and apostrophe, and abbreviations without their point."""
    plain = f"trim(translate({column}, {_literal(_FROM)}, {_literal(_TO)}), {_literal(_SPACE)})"
    return f"regexp_replace({plain}, '(\\p{{L}})[.]', '\\1', 'g')"


def matches_sql(value: str) -> str:
    """Whether a cleaned text (as SQL) is a number with or without a currency."""
    return f"({' or '.join(f'regexp_matches({value}, {_literal(form)})' for form in _FORMS.values())})"


def measure(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> Amounts | None:
    """The amounts of a text column (as SQL), by one look at every value; None where one of them is no number."""
    row = connection.execute(
        f"select bool_and(regexp_matches(u, {_literal(_FORMS['comma'])})),"
        f" bool_and(regexp_matches(u, {_literal(_FORMS['point'])})),"
        f" list(distinct regexp_replace(u, '[-+0-9.,''() \u00a0]', '', 'g')), bool_or(regexp_matches(n, '[.,]')),"
        f" bool_and(not contains(n, ',')), bool_and(regexp_matches(u, {_literal(_ENGLISH)})) and bool_and(not contains(n, '.')),"
        f" bool_or(regexp_matches(u, '[0-9][''\u00a0][0-9]')), bool_or(regexp_matches(u, '[0-9] [0-9]')),"
        f" bool_or(regexp_matches(u, '[(]|[0-9][ \u00a0]?-|[^-+0-9][ \u00a0]?-$')),"
        f" max(length(regexp_replace(n, '[.,]', '', 'g'))), max(length(regexp_extract(n, ',([0-9]+)$', 1))),"
        f" max(length(regexp_extract(n, '[.]([0-9]+)$', 1)))"
        f" from (select u, {_number('u')} n from (select nullif({cleaned_sql(column)}, '') u from {table}) where u is not null)"
    ).fetchone()
    comma, point, tokens, *rest = row or (None, None, [])
    if (not comma and not point) or not set(tokens) <= _KNOWN:  # a currency before and another one behind is none
        return None
    currencies = tuple(sorted({_MEANS.get(token, token) for token in tokens}))
    return Amounts(bool(comma), bool(point), currencies, *rest)


def number_sql(column: str, sign: Literal["comma", "point"]) -> str:
    """A text column (as SQL) as the text of a plain number with a point."""
    value = cleaned_sql(column)
    digits = _number(value)
    plain = f"replace(replace({digits}, '.', ''), ',', '.')" if sign == "comma" else f"replace({digits}, ',', '')"
    return f"case when regexp_matches({value}, '[-(]') then '-' else '' end || {plain}"


def described(currency: str) -> str:
    """What is kept as the comment of a column of amounts."""
    return f"Amounts in {said_currency(currency)}."


def currency_of(description: str) -> str:
    """The currency of a column that is described so: an ISO code, or a sign that several currencies share; else "".

    >>> currency_of(described("EUR")), currency_of(described("$")), currency_of("In euros.")
    ('EUR', '$', '')
    """
    found = re.fullmatch(r"Amounts in (\S+)\.", description)
    return _MEANS.get(found[1], found[1]) if found else ""


def said_currency(currency: str) -> str:
    """A currency in words: the sign where there is a common one."""
    return {"EUR": "€", "GBP": "£"}.get(currency, currency)


def _number(value: str) -> str:
    return f"regexp_replace({value}, '[^0-9.,]', '', 'g')"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
