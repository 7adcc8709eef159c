"""Rows of an Athena execution: small results by its API, large ones from the file that it wrote to S3, a part at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from lunara.connect.athena_aws import Aws
from lunara.connect.deadline import Deadline
from lunara.connect.lines import Lines
from lunara.connect.trino_types import Reading, batch, scalar
from lunara.errors import WarehouseFailed

if TYPE_CHECKING:
    import pyarrow as pa

PAGE_ROWS = 1_000  # the most that the API gives at once
BLOCK_BYTES = 16_777_216


def batches(aws: Aws, execution: Mapping[str, Any], deadline: Deadline, lines: Lines) -> Iterator[pa.RecordBatch]:
    """The rows of an execution that succeeded, at least one batch. In both roads all values are text, and null is not ''."""
    client, identity = aws.client("athena"), execution["QueryExecutionId"]
    with lines.asking():
        answer = client.get_query_results(QueryExecutionId=identity, MaxResults=PAGE_ROWS)
    columns = answer["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]
    names = [str(column["Name"]) for column in columns]
    readings = [_reading(column) for column in columns]
    rows = _rows(answer)
    if not rows or rows[0] != names:
        raise WarehouseFailed("The result does not begin with its columns' names.", "Only SELECT statements are run.")
    location = str((execution.get("ResultConfiguration") or {}).get("OutputLocation") or "")
    if answer.get("NextToken") and location.startswith("s3://"):
        with lines.asking(keep=True):
            body = _file(aws, location)
        if body is not None:
            yield from _from_file(body, names, readings, deadline, lines)
            return
    yield batch(names, readings, rows[1:])
    while answer.get("NextToken"):
        if deadline.stopped:
            raise deadline.error()
        with lines.asking():
            answer = client.get_query_results(
                QueryExecutionId=identity, MaxResults=PAGE_ROWS, NextToken=answer["NextToken"]
            )
        yield batch(names, readings, _rows(answer))


def _rows(answer: Mapping[str, Any]) -> list[list[str | None]]:
    return [[cell.get("VarCharValue") for cell in row.get("Data", ())] for row in answer["ResultSet"]["Rows"]]


def _reading(column: Mapping[str, Any]) -> Reading:
    """Numbers, moments and bytes by their type; arrays, maps and rows stay text, because Athena writes them without quotes."""
    kind = str(column["Type"]).lower()
    if kind == "decimal":
        return scalar(kind, int(column["Precision"]), int(column["Scale"]))
    return scalar(kind, 6, binary_as_hex=True)


def _file(aws: Aws, location: str) -> Any:
    """The open body of the result's file; None where the account may not read it, which leaves the API."""
    import botocore.exceptions

    parts = urlsplit(location)
    try:
        return aws.client("s3").get_object(Bucket=parts.netloc, Key=parts.path.lstrip("/"))["Body"]
    except botocore.exceptions.ClientError as error:
        if error.response.get("Error", {}).get("Code") not in ("AccessDenied", "NoSuchKey"):
            raise
        return None


def _from_file(
    body: Any, names: Sequence[str], readings: Sequence[Reading], deadline: Deadline, lines: Lines
) -> Iterator[pa.RecordBatch]:
    """The CSV that Athena wrote: each value in quotes, null as nothing at all."""
    import pyarrow as pa
    from pyarrow import csv

    numbered = [str(number) for number in range(len(names))]
    whole = False
    try:
        reader = csv.open_csv(
            pa.PythonFile(body, "r"),
            read_options=csv.ReadOptions(column_names=numbered, block_size=BLOCK_BYTES, use_threads=False),
            # An empty line is a row: of one column, and null.
            parse_options=csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(numbered, pa.string()),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
        )
        first = True
        for part in reader:
            if deadline.stopped:
                raise deadline.error()
            columns = [column.to_pylist() for column in part.columns]
            rows = list(zip(*columns, strict=True))
            if first and (not rows or list(rows[0]) != list(names)):
                raise WarehouseFailed("The result's file does not begin with its columns' names.", "Ask again.")
            yield batch(names, readings, rows[1:] if first else rows)
            first = False
        whole = True
    except pa.ArrowInvalid as error:
        raise WarehouseFailed(
            f"The result's file cannot be read: {str(error)[:200]}.", "Leave out columns with very large values."
        ) from error
    finally:
        # Who reads ahead in another thread must not be waited for.
        lines.let_go(unread=not whole)
        body.close()
