"""Words that Snowflake's semantic views and Lunara have for the same: data types, names of relations."""

from __future__ import annotations

import re

from lunara.semantic.identifiers import column_identifier
from lunara.semantic.model import Dimension, DimensionType

DIALECT = "snowflake"
PRIVATE = "private_access"
_BASE = re.compile(r"[a-z_]+")
_TYPES: dict[DimensionType, frozenset[str]] = {
    "string": frozenset({"varchar", "text", "string", "char", "character", "nchar", "nvarchar", "time"}),
    "number": frozenset(
        """number numeric decimal dec int integer bigint smallint tinyint byteint float float_ double real decfloat
        double_precision""".split()  # noqa: SIM905
    ),
    "boolean": frozenset({"boolean"}),
    "time": frozenset({"date", "datetime", "timestamp", "timestamp_ntz", "timestamp_ltz", "timestamp_tz"}),
}
# What is written where the model knows no type of the warehouse, and so is read as none.
WRITTEN: dict[DimensionType, str] = {
    "string": "VARCHAR",
    "number": "NUMBER",
    "boolean": "BOOLEAN",
    "time": "TIMESTAMP_NTZ",
}


def type_of(data_type: str) -> tuple[DimensionType, str | None] | None:
    """(type, the warehouse's own where it says more) of a Snowflake data type; None for one that is neither."""
    text = data_type.strip().lower()
    base = _BASE.match(text)
    if base is None:
        return None
    kind = next((one for one, names in _TYPES.items() if base.group() in names), None)
    if kind is None:
        return None
    return kind, None if text.upper() == WRITTEN[kind] else text


def type_to(dimension: Dimension) -> str:
    """The Snowflake data type of a dimension."""
    given = dimension.data_type
    if given is None:
        return WRITTEN[dimension.type]
    known = type_of(given)
    if known is not None and known[0] == dimension.type:
        return given.upper()
    text = given.lower()
    if dimension.type == "time":
        if "with time zone" in text or text.startswith("timestamptz"):
            return "TIMESTAMP_TZ"
        return "DATE" if text.startswith("date") and not text.startswith("datetime") else "TIMESTAMP_NTZ"
    if text.startswith(("hugeint", "long", "ubigint", "uinteger", "int")):
        return "NUMBER(38,0)"
    return WRITTEN[dimension.type]


def quoted(name: str) -> str:
    """A part of a relation's name as SQL; what is quoted already stays."""
    text = name.strip()
    return text if text.startswith('"') else column_identifier(text, DIALECT).sql(dialect=DIALECT)
