"""Types and values of DuckDB as Trino's protocol has them: type signatures, and JSON in which nothing is rounded."""

from __future__ import annotations

import base64
import math
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlglot import exp

_PLAIN = {
    "BOOLEAN": "boolean", "TINYINT": "tinyint", "SMALLINT": "smallint", "INT": "integer", "BIGINT": "bigint",
    "INT128": "bigint", "UTINYINT": "smallint", "USMALLINT": "integer", "UINT": "bigint", "FLOAT": "real",
    "DOUBLE": "double", "VARBINARY": "varbinary", "DATE": "date", "JSON": "json", "UUID": "uuid",
    "INTERVAL": "interval day to second", "NULL": "unknown",
}  # fmt: skip

_TIMES = {
    "TIMESTAMP": "timestamp",
    "TIMESTAMPNTZ": "timestamp",
    "TIMESTAMPTZ": "timestamp with time zone",
    "TIME": "time",
}


def signature(kind: str) -> dict[str, Any]:
    """Trino's typeSignature of a type that DuckDB names."""
    return _signature(exp.DataType.build(kind.replace('"NULL"', "INT"), dialect="duckdb"))


def type_text(kind: str) -> str:
    """Trino's own words for it."""
    return _words(signature(kind))


def json_rows(rows: list[tuple[Any, ...]], kinds: list[str]) -> list[list[Any]]:
    """Rows as they stand in an answer."""
    signed = [signature(kind) for kind in kinds]
    return [[_value(value, kind) for value, kind in zip(row, signed, strict=True)] for row in rows]


def _signature(kind: exp.DataType) -> dict[str, Any]:
    name = kind.this.value if isinstance(kind.this, exp.DataType.Type) else str(kind.this)
    inner = kind.expressions
    if name in ("ARRAY", "LIST"):
        return {"rawType": "array", "arguments": [{"kind": "TYPE", "value": _signature(inner[0])}]}
    if name == "MAP":
        return {"rawType": "map", "arguments": [{"kind": "TYPE", "value": _signature(part)} for part in inner]}
    if name == "STRUCT":
        fields = [{"fieldName": {"name": part.name}, "typeSignature": _signature(part.args["kind"])} for part in inner]
        return {"rawType": "row", "arguments": [{"kind": "NAMED_TYPE", "value": value} for value in fields]}
    if name == "DECIMAL":
        numbers = [int(part.this.this) for part in inner] or [18, 3]
        return {"rawType": "decimal", "arguments": [{"kind": "LONG", "value": number} for number in numbers]}
    if name in _TIMES:
        raw = _TIMES[name]
        return {"rawType": raw, "arguments": [{"kind": "LONG", "value": 6}]}
    if name in _PLAIN:
        return {"rawType": _PLAIN[name], "arguments": []}
    return {"rawType": "varchar", "arguments": [{"kind": "LONG", "value": 2147483647}]}


def _words(signed: dict[str, Any]) -> str:
    raw, values = signed["rawType"], [argument["value"] for argument in signed["arguments"]]
    if raw == "row":
        return f"row({', '.join(f'''{v['fieldName']['name']} {_words(v['typeSignature'])}''' for v in values)})"
    if raw in ("array", "map"):
        return f"{raw}({', '.join(_words(value) for value in values)})"
    if raw == "varchar" or not values:
        return str(raw)
    head, _, tail = raw.partition(" ")
    return f"{head}({','.join(map(str, values))}) {tail}".strip()


def _value(value: Any, signed: dict[str, Any]) -> Any:
    if value is None:
        return None
    raw, inner = signed["rawType"], [argument["value"] for argument in signed["arguments"]]
    if raw == "array":
        return [_value(item, inner[0]) for item in value]
    if raw == "map":
        return {str(key): _value(item, inner[1]) for key, item in value.items()}
    if raw == "row":
        return [_value(item, part["typeSignature"]) for item, part in zip(value.values(), inner, strict=True)]
    if isinstance(value, float):
        return value if math.isfinite(value) else {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, "NaN")
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        text = (value.astimezone(UTC) if value.tzinfo else value).strftime("%Y-%m-%d %H:%M:%S.%f")
        return f"{text} UTC" if value.tzinfo else text
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M:%S.%f")
    if isinstance(value, timedelta):
        seconds = abs(value).total_seconds()
        days, rest = divmod(int(seconds), 86_400)
        sign = "-" if value < timedelta() else ""
        return f"{sign}{days} {rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}.{int(seconds * 1000) % 1000:03}"
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value if isinstance(value, bool | int | str) else str(value)


def athena_text(value: Any, signed: dict[str, Any]) -> str | None:
    """A value as Athena writes it in its results, where all is text."""
    if value is None:
        return None
    raw, inner = signed["rawType"], [argument["value"] for argument in signed["arguments"]]
    if raw == "array":
        return f"[{', '.join(str(athena_text(item, inner[0]) or 'null') for item in value)}]"
    if raw == "map":
        return f"{{{', '.join(f'{key}={athena_text(item, inner[1])}' for key, item in value.items())}}}"
    if raw == "row":
        pairs = zip(value.items(), inner, strict=True)
        texts = [f"{key}={athena_text(item, part['typeSignature'])}" for (key, item), part in pairs]
        return f"{{{', '.join(texts)}}}"
    if isinstance(value, bytes):
        return value.hex(" ")
    if isinstance(value, bool):
        return str(value).lower()
    return str(_value(value, signed))
