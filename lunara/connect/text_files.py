"""Text files made ready to load: encoding, line ends, delimiter and header found out, so that nothing is guessed later."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lunara.errors import InvalidInput

CHUNK = 4_194_304
SAMPLE = 262_144
MAX_LINE = 10_000_000
DELIMITERS = (",", ";", "\t", "|")

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_A_NAME = re.compile(r"[-+]?[\d.,]*\d[\d.,]*%?|\d{4}-\d\d-\d\d.*|\d{1,2}[./]\d{1,2}[./]\d{2,4}", re.ASCII)
_NAMES = {
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    "cp1252": "Windows-1252",
}


@dataclass(frozen=True)
class PreparedText:
    """A UTF-8 file with one kind of line end, and how to read it. `names` are unique and never empty.

    `plain` are the columns of a sheet whose numbers are no texts in it, `doubtful` those that hold such numbers with a fraction
    beside texts with digits.
    """

    path: Path
    delimiter: str
    names: tuple[str, ...]
    has_header: bool
    warnings: tuple[str, ...]
    plain: frozenset[str] = frozenset()
    doubtful: frozenset[str] = frozenset()


def prepare(path: Path, scratch: Path, step: Callable[[float], None]) -> PreparedText:
    """Read `path` once from end to end; a copy in UTF-8 goes to `scratch` when it needs one.

    `step` gets the share of bytes read, and may raise to stop. Raises InvalidInput when it is not a table in text.
    """
    encoding, converts, warnings = _encoding(path, step)
    if converts:
        _convert(path, scratch, encoding, step)
        path = scratch
    with path.open("r", encoding="utf-8-sig", newline="") as file:
        sample = file.read(SAMPLE)
    if not sample.strip():
        raise InvalidInput("The file is empty.", "Add a header line and rows.")
    delimiter = _delimiter(sample)
    first = next((row for row in _rows(sample, delimiter) if row), [])
    if first and any(len(cell) > MAX_LINE for cell in first):
        raise InvalidInput("The first line is too long to be a header.", "Check that this is a table in text.")
    has_header = not all(not cell.strip() or _NOT_A_NAME.fullmatch(cell.strip()) for cell in first)
    if not has_header:
        warnings.append("The first line looks like data, so the columns were named column_1, column_2, …")
    names, renamed = column_names(first if has_header else [""] * len(first))
    return PreparedText(path, delimiter, names, has_header, (*warnings, *(renamed if has_header else ())))


def column_names(given: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names that are present and differ even when case is ignored, and what had to be changed for it, in words."""
    names: list[str] = []
    changes: list[str] = []
    cleaned = [" ".join(name.split())[:200] for name in given]
    taken = {name.casefold() for name in cleaned if name}
    seen: set[str] = set()
    for place, name in enumerate(cleaned, 1):
        fresh = name or f"column_{place}"
        number = 2
        while fresh.casefold() in seen or (fresh != name and fresh.casefold() in taken):
            fresh, number = f"{name or f'column_{place}'}_{number}", number + 1
        if not name:
            changes.append(f"Column {place} has no name and is called {fresh}.")
        elif fresh != name:
            changes.append(f"A second column {name} is called {fresh}.")
        seen.add(fresh.casefold())
        names.append(fresh)
    return tuple(names), tuple(changes)


def line_of_record(path: Path, delimiter: str, record: int) -> int:
    """The line of the file on which the record of that number (the header is 1) begins; texts may span lines."""
    csv.field_size_limit(MAX_LINE * 2)
    with path.open("r", encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        line, seen = 1, 0
        try:
            for row in reader:
                if row:
                    seen += 1
                if seen >= record:
                    return line
                line = reader.line_num + 1
        except csv.Error:
            return line
    return line


def _encoding(path: Path, step: Callable[[float], None]) -> tuple[str, bool, list[str]]:
    """The encoding, whether a converted copy is needed, and what to tell about it."""
    size = path.stat().st_size
    if not size:
        raise InvalidInput("The file is empty.", "Add a header line and rows.")
    with path.open("rb") as file:
        head = file.read(4096)
    for mark, name in _BOMS:
        if head.startswith(mark):
            if name != "utf-8-sig":
                return name, True, [f"Read as {_NAMES[name]} and converted to UTF-8."]
            break
    else:
        even, odd = head[0::2].count(0), head[1::2].count(0)
        if odd > len(head) // 5 and even < odd // 8 + 1:
            return "utf-16-le", True, ["Read as UTF-16 and converted to UTF-8."]
        if even > len(head) // 5 and odd < even // 8 + 1:
            return "utf-16-be", True, ["Read as UTF-16 and converted to UTF-8."]
    decoder = codecs.getincrementaldecoder("utf-8")()
    valid, done, windows, unix, old = True, 0, 0, 0, 0
    last = b""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            if b"\x00" in chunk:
                raise InvalidInput(
                    "The file is not text: it holds zero bytes.", "Save it as CSV, Parquet or Excel (.xlsx)."
                )
            if valid:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    valid = False
            pairs = chunk.count(b"\r\n") + (1 if last == b"\r" and chunk[:1] == b"\n" else 0)
            windows += pairs
            unix += chunk.count(b"\n") - pairs
            old += chunk.count(b"\r") - chunk.count(b"\r\n") - (1 if last == b"\r" and chunk[:1] == b"\n" else 0)
            last = chunk[-1:]
            done += len(chunk)
            step(done / size / 2)
    if valid:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            valid = False
    mixed = (windows > 0) + (unix > 0) + (old > 0) > 1
    if valid:
        return "utf-8-sig", mixed, []
    return "cp1252", True, ["The file is not UTF-8. It was read as Windows-1252 (Latin-1); check letters with accents."]


def _convert(path: Path, scratch: Path, encoding: str, step: Callable[[float], None]) -> None:
    """A UTF-8 copy with \\n at line ends. Raises InvalidInput when the bytes are not in that encoding."""
    size = path.stat().st_size
    if encoding == "cp1252":
        # Five bytes have no letter in Windows-1252; Latin-1 has a (control) character for each.
        codecs.register_error("lunara-latin1", _as_latin1)
    errors = "lunara-latin1" if encoding == "cp1252" else "strict"
    try:
        with (
            path.open("rb") as raw,
            io.TextIOWrapper(raw, encoding=encoding, errors=errors, newline=None) as source,
            scratch.open("w", encoding="utf-8", newline="") as target,
        ):
            while text := source.read(CHUNK):
                if "\x00" in text:
                    raise InvalidInput(
                        "The file is not text: it holds zero bytes.", "Save it as CSV, Parquet or Excel (.xlsx)."
                    )
                target.write(text)
                step(0.5 + min(raw.tell() / size, 1.0) / 2)
    except UnicodeError as error:
        raise InvalidInput(
            f"The file claims to be {_NAMES.get(encoding, encoding)}, and is not.", "Save it again as UTF-8."
        ) from error


def _as_latin1(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


def _rows(sample: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(MAX_LINE * 2)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            rows.append(row)
            if len(rows) >= 500:
                break
    except csv.Error:
        pass
    if len(sample) >= SAMPLE and len(rows) > 1:
        rows.pop()  # cut off in the middle
    return rows


def _delimiter(sample: str) -> str:
    """The one that splits the header into several columns and the most rows into just as many."""
    best, best_score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        rows = [row for row in _rows(sample, delimiter) if row]
        width = len(rows[0]) if rows else 0
        if width < 2:
            continue
        score = (sum(len(row) == width for row in rows) / len(rows), width)
        if score > best_score:
            best, best_score = delimiter, score
    return best
