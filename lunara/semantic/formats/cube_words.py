"""What Cube says about its members in words: titles, descriptions, formats."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from lunara.semantic.formats.cube_files import kept
from lunara.semantic.formats.format import Notes
from lunara.semantic.model import Format, SemanticModel

_NUMBERED = re.compile(r"(decimal|number|percent|currency|accounting)_(\d)")
ACCESS_POLICY = "who may see what is set in Lunara by roles, and rows are not kept from anyone"
_KINDS = {"decimal": "number", "number": "number", "percent": "percent", "currency": "currency", "accounting": "number"}


def text_of(data: Any, *, strip: bool = True) -> str:
    """The text, or none."""
    return (data.strip() if strip else data) if isinstance(data, str) else ""


def dialect_of(whole: Mapping[str, Any]) -> str | None:
    """The SQL dialect that Lunara kept, if it is one."""
    told = whole.get("dialect")
    try:
        return SemanticModel(name="model", dialect=told if isinstance(told, str) else None).dialect
    except ValidationError:
        return None


def is_public(data: Mapping[str, Any], default: bool = True) -> bool:
    """`public`, or `shown` as it was called."""
    told = data.get("public", data.get("shown"))
    return told if isinstance(told, bool) else default


def list_of(data: Any) -> list[Any]:
    """The list, or an empty one."""
    return data if isinstance(data, list) else []


def texts_of(data: Any) -> tuple[str, ...]:
    """The texts of a list."""
    return tuple(one for one in list_of(data) if isinstance(one, str))


def fraction_of(data: Any) -> float:
    """A number from 0 to 1; 1 when it is none."""
    return float(data) if isinstance(data, int | float) and not isinstance(data, bool) and 0 <= data <= 1 else 1.0


def label_of(data: Mapping[str, Any]) -> str | None:
    """The title."""
    return text_of(data.get("title")) or None


def words(member: Mapping[str, Any], where: str, notes: Notes) -> dict[str, Any]:
    """Label, description, synonyms and format of a measure or dimension."""
    its = kept(member)
    synonyms = its.get("synonyms")
    return {
        "label": label_of(member),
        "description": text_of(member.get("description")),
        "synonyms": tuple(one for one in synonyms if isinstance(one, str)) if isinstance(synonyms, list) else (),
        "format": _format(member, its, where, notes),
    }


def dimension_words(member: Mapping[str, Any], where: str, notes: Notes) -> dict[str, Any]:
    """Those of a dimension."""
    its = kept(member)
    values = its.get("sample_values")
    simple = isinstance(values, list) and all(
        one is None or isinstance(one, str | int | float | bool) for one in values
    )
    data_type = its.get("data_type")
    return {
        **words(member, where, notes),
        "sample_values": tuple(values) if simple and values is not None else (),
        "data_type": data_type if isinstance(data_type, str) else None,
    }


def _format(member: Mapping[str, Any], its: Mapping[str, Any], where: str, notes: Notes) -> Format | None:
    told = its.get("format")
    if isinstance(told, dict):
        try:
            return Format.model_validate(told)
        except ValidationError:
            notes.lost(where, f"format of {member['name']}", "what meta says of it is no format of Lunara")
    name = member.get("format")
    if name is None:
        return None
    if name == "percent" and re.search(r"(?<![\d.])100(?:\.0*)?(?![\d.])", str(member.get("sql"))):
        return Format(kind="number", unit="%")
    if name in ("percent", "currency", "number"):
        currency = member.get("currency")
        money = currency if isinstance(currency, str) and name == "currency" else None
        return Format(kind=name, currency=money)
    if name == "id":
        return Format(kind="text")
    numbered = _NUMBERED.fullmatch(str(name))
    if numbered is not None:
        return Format.model_validate({"kind": _KINDS[numbered[1]], "decimals": int(numbered[2])})
    notes.lost(where, f"format of {member['name']}", f"{name} is no format of Lunara")
    return None


def written_format(told: Format, sql: Any) -> tuple[str | None, bool]:
    """(the name of the format in Cube, whether reading it gives the same format again)."""
    name = told.kind if told.kind in ("percent", "currency") else None
    again = None if name is None else _format({"name": "", "format": name, "sql": sql}, {}, "", Notes())
    return name, again == told
