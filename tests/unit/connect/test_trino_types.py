"""Values as Trino and Athena write them, read without rounding; what has no exact type in Arrow stays text."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from lunara.connect.far_dates import written_out
from lunara.connect.trino_types import batch, of_signature, scalar
from lunara.errors import WarehouseFailed


def signed(raw: str, *values: Any) -> dict[str, Any]:
    return {"rawType": raw, "arguments": [{"kind": "LONG", "value": value} for value in values]}


def row(**fields: Any) -> dict[str, Any]:
    named = [
        {**({} if name.startswith("_") else {"fieldName": {"name": name}}), "typeSignature": kind}
        for name, kind in fields.items()
    ]
    return {"rawType": "row", "arguments": [{"kind": "NAMED_TYPE", "value": value} for value in named]}


LONG = "1234567890123456789012345678.0123456789"


@pytest.mark.parametrize(
    ("kind", "values", "expected", "arrow"),
    [
        (signed("decimal", 38, 10), [LONG, None], [Decimal(LONG), None], pa.decimal128(38, 10)),
        (signed("bigint"), [9007199254740993, None], [9007199254740993, None], pa.int64()),
        (signed("bigint"), [], [], pa.int64()),
        (signed("tinyint"), [None], [None], pa.int64()),
        (signed("double"), ["Infinity", 1, "-Infinity", None], [float("inf"), 1.0, float("-inf"), None], pa.float64()),
        (signed("real"), [0.5], [0.5], pa.float32()),
        (signed("boolean"), [True, False, None], [True, False, None], pa.bool_()),
        (signed("varbinary"), ["AP8=", None], [b"\x00\xff", None], pa.binary()),
        (signed("char", 5), ["ab   ", None], ["ab   ", None], pa.string()),
        (signed("interval year to month"), ["-1-2"], ["-1-2"], pa.string()),
        (signed("time", 12), ["13:14:15.123456789123"], ["13:14:15.123456789123"], pa.string()),
        (signed("timestamp", 12), ["2024-02-29 13:14:15.123456789123"], ["2024-02-29 13:14:15.123456789123"], pa.string()),
        (signed("time with time zone", 3), ["13:14:15.123+02:00"], ["13:14:15.123+02:00"], pa.string()),
        (signed("hyperloglog"), ["AgwEAIAC"], ["AgwEAIAC"], pa.string()),
        (signed("ipaddress"), ["10.0.0.1"], ["10.0.0.1"], pa.string()),
        (signed("number"), ["1e400"], ["1e400"], pa.string()),
        (signed("unknown"), [None], [None], pa.string()),
        (signed("a type of tomorrow"), [{"a": [1]}], ['{"a":[1]}'], pa.string()),
        (signed("array", signed("array", signed("bigint"))), [[[1], None], None, []], [[[1], None], None, []], None),
        (signed("map", signed("bigint"), signed("decimal", 5, 2)), [{"7": "1.25"}, None], [[(7, Decimal("1.25"))], None], None),
        (row(a=signed("bigint"), _b=signed("varchar", 3)), [[1, "x"], None], [{"a": 1, "field1": "x"}, None], None),
    ],
)  # fmt: skip
def test_values_are_read_exactly(
    kind: dict[str, Any], values: list[Any], expected: list[Any], arrow: pa.DataType
) -> None:
    reading = of_signature(kind)
    found = reading.array(values)
    found.validate(full=True)
    assert found.type == reading.kind and found.to_pylist() == expected
    assert arrow is None or found.type == arrow


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (signed("timestamp", 3), "2024-02-29 13:14:15.123", "2024-02-29 13:14:15.123000"),
        (signed("timestamp"), "2024-02-29 13:14:15.123", "2024-02-29 13:14:15.123000"),
        (signed("timestamp", 9), "2024-02-29 13:14:15.123456789", "2024-02-29 13:14:15.123456789"),
        (signed("time", 6), "13:14:15.123456", "13:14:15.123456"),
        (signed("time", 9), "13:14:15.123456789", "13:14:15.123456789"),
        (signed("timestamp with time zone", 3), "2024-03-31 00:30:00.000 UTC", "2024-03-31 00:30:00.000000Z"),
        (signed("timestamp with time zone", 3), "2024-07-01 02:30:00.000 Europe/Berlin", "2024-07-01 00:30:00.000000Z"),
        (signed("timestamp with time zone", 6), "2024-03-31 00:30:00.000001 +05:30", "2024-03-30 19:00:00.000001Z"),
        (signed("timestamp with time zone", 3), "2024-03-31 23:30:00.000 -03:30", "2024-04-01 03:00:00.000000Z"),
        (signed("interval day to second"), "-2 03:04:05.678", "-183845678000"),
        (signed("interval day to second"), "0 00:00:00.001", "1000"),
    ],
)
def test_times_are_read_to_their_last_digit(kind: dict[str, Any], text: str, expected: str) -> None:
    found = of_signature(kind).array([text, None])
    shown = found.cast(pa.int64()) if pa.types.is_duration(found.type) else found
    assert shown[1].as_py() is None
    assert expected in " ".join(str(shown[:1]).split())


def test_moments_with_different_zones_stand_in_one_column() -> None:
    kind = signed("timestamp with time zone", 3)
    found = of_signature(kind).array(["2024-01-01 00:00:00.000 UTC", None, "2024-01-01 01:00:00.000 Europe/Berlin"])
    first, second, third = found.cast(pa.int64()).to_pylist()
    assert first == third and second is None


def test_days_outside_pythons_calendar_are_kept() -> None:
    reading = of_signature(signed("date"))
    table = pa.table({"day": reading.array(["12345-01-01", "-0044-03-15", None]), "at": [1, 2, 3]})
    assert written_out(table)["day"].to_pylist() == ["12345-01-01", "-0044-03-15", None]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        # an hour that New York had twice, and one that it never had
        (signed("timestamp with time zone", 3), "2024-11-03 01:30:00.000 America/New_York"),
        (signed("timestamp with time zone", 3), "2024-03-10 02:30:00.000 America/New_York"),
        (signed("timestamp", 9), "9999-12-31 00:00:00.000000000"),
        (signed("decimal", 5, 2), "1.234"),
        (signed("bigint"), "9223372036854775808"),
        (signed("boolean"), "perhaps"),
        (signed("interval day to second"), "0 00:00:00.0000001"),
    ],
)
def test_what_cannot_be_exact_is_refused_by_its_name(kind: dict[str, Any], value: Any) -> None:
    with pytest.raises(WarehouseFailed) as refused:
        batch(["seen"], [of_signature(kind)], [[value]])
    assert "seen" in refused.value.message and "CAST" in refused.value.hint


def test_athena_writes_bytes_as_pairs_and_truth_as_words() -> None:
    assert scalar("varbinary", binary_as_hex=True).array(["00 ff", None]).to_pylist() == [b"\x00\xff", None]
    assert scalar("boolean").array(["true", "false", None]).to_pylist() == [True, False, None]
    assert scalar("bigint").array(["9007199254740993", None]).to_pylist() == [9007199254740993, None]
