"""What LookML says about fields in words: labels, descriptions, synonyms, value formats."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lunara.semantic.formats.format import Notes
from lunara.semantic.model import Format

_CURRENCIES = {"usd": "USD", "gbp": "GBP", "eur": "EUR"}
_SIGNS = {"$": "USD", "£": "GBP", "€": "EUR", "¥": "JPY"}
_NAMED = re.compile(r"(usd|gbp|eur|percent|decimal)(?:_(\d))?")


def words(data: Mapping[str, Any], where: str, formats: Mapping[str, str], notes: Notes) -> dict[str, Any]:
    """Label, description, synonyms and format of a field."""
    synonyms = data.get("synonyms")
    return {
        "label": text_of(data.get("label")) or None,
        "description": text_of(data.get("description")),
        "synonyms": tuple(one for one in synonyms if isinstance(one, str)) if isinstance(synonyms, list) else (),
        "format": _format(data, where, formats, notes),
    }


def text_of(data: Any) -> str:
    """The text, or none."""
    return data.strip() if isinstance(data, str) else ""


def _format(data: Mapping[str, Any], where: str, formats: Mapping[str, str], notes: Notes) -> Format | None:
    name = text_of(data.get("value_format_name"))
    pattern = text_of(data.get("value_format"))
    if not name and not pattern:
        return None
    if name in formats:
        name, pattern = "", formats[name]
    if name == "id":
        return Format(kind="number", decimals=0)
    named = _NAMED.fullmatch(name)
    if named is not None:
        kind, told = named.groups()
        decimals = int(told) if told is not None else 2
        if kind in _CURRENCIES:
            return Format(kind="currency", currency=_CURRENCIES[kind], decimals=decimals)
        return Format(kind="percent" if kind == "percent" else "number", decimals=decimals)
    found = None if name else _of_pattern(pattern)
    if found is None:
        notes.lost(where, f"value_format of {data['name']}", f"{name or pattern} is no format of Lunara")
    elif "[" in pattern or ";" in pattern or ",," in pattern:
        notes.changed(
            where, f"value_format of {data['name']}", f"{pattern} scales by size, which Lunara does by itself"
        )
    return found


def _of_pattern(pattern: str) -> Format | None:
    """A pattern as spreadsheets have it: `$#,##0.00`, `0.0%`, `#,##0`."""
    several = "[" in pattern or ";" in pattern or ",," in pattern
    money = next((code for sign, code in _SIGNS.items() if sign in pattern), None)
    digits = re.search(r"0(?:\.(0+))?", pattern)
    if digits is None:
        return None
    decimals = None if several else len(digits[1] or "")
    if money is not None:
        return Format(kind="currency", currency=money, decimals=decimals)
    if re.search(r"\\%|\"\s*%\"", pattern):
        return Format(kind="number", unit="%", decimals=decimals)
    if "%" in pattern:
        return Format(kind="percent", decimals=decimals)
    rest = re.sub(r"[#,0.\s\"]", "", re.sub(r"\[[^\[\]]*+\]", "", pattern))
    if not several and re.fullmatch(r"[A-Za-z ]{1,20}", rest):
        return Format(kind="number", decimals=decimals, unit=rest.strip())
    return Format(kind="number", decimals=decimals) if several or not rest else None
