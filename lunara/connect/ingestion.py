"""Files (CSV, Parquet, Excel) read into tables of a DuckDB database of their own, each whole or refused with a reason."""

from __future__ import annotations

import os
import re
import secrets as random
import shutil
import tempfile
import threading
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from lunara.connect.amounts import DecimalSign, described
from lunara.connect.column_types import ColumnType, Writing, find_types, quoted
from lunara.connect.excel import prepare_sheets
from lunara.connect.text_files import MAX_LINE, PreparedText, line_of_record, prepare
from lunara.connect.totals import adds_up, put_back, take_closing_row
from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, ConnectFailed, InvalidInput, LunaraError

TEXT_ENDINGS = (".csv", ".tsv", ".txt")
ENDINGS = (*TEXT_ENDINGS, ".parquet", ".xlsx", ".xlsm")
MEMORY = "512MB"
WATCH_SECONDS = 0.5
SAMPLES, SAMPLE_ROWS, SAMPLE_LENGTH = 3, 200, 60


@dataclass(frozen=True)
class UploadedFile:
    """A file as it was called where it came from, and where it lies now."""

    name: str
    path: Path


@dataclass(frozen=True)
class IngestedColumn:
    """A column, the type that all its values have, and some of them as they were understood."""

    name: str
    type: str
    samples: tuple[str, ...] = ()


@dataclass(frozen=True)
class IngestedTable:
    """A table that was made. `warnings` say what was changed or could not be decided.

    `undecided` are the columns that stay text because nothing says whether their point or comma is decimal, each with the
    warning that says so.
    """

    name: str
    file: str
    rows: int
    columns: tuple[IngestedColumn, ...]
    warnings: tuple[str, ...] = ()
    undecided: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RefusedFile:
    """A file, or a sheet of one (`Book.xlsx, sheet Totals`), of which nothing was kept; `line` is None where there is none."""

    file: str
    reason: str
    hint: str = ""
    line: int | None = None


@dataclass(frozen=True)
class IngestReport:
    """`database` holds all `tables`; None when no file could be used."""

    database: Path | None
    tables: tuple[IngestedTable, ...]
    refused: tuple[RefusedFile, ...]


@dataclass(frozen=True)
class IngestProgress:
    """What is going on: which file of how many, a word for the step, and the share of the whole that is done (0 to 1)."""

    file: str
    number: int
    total: int
    step: str
    done: float


Progress = Callable[[IngestProgress], None]


def ingest(
    files: Sequence[UploadedFile],
    folder: Path,
    progress: Progress | None = None,
    cancel: CancelToken | None = None,
    *,
    most_bytes: int | None = None,
    decimal: DecimalSign = "auto",
) -> IngestReport:
    """Make one database of `files` under `folder` (made if missing). A file is taken whole or refused with a reason; of a
    workbook that goes for each sheet.

    `decimal` is the sign to read where a column of texts can be read in two ways; with "auto" that of the file's other columns,
    and where they do not tell it stays text. A file of more than `most_bytes` is refused. `progress` is called from this thread
    and from one beside it.

    The database appears under its name when it is complete; on an error or Cancelled nothing stays behind. Memory does
    not grow with the size of the files. Raises Cancelled, InvalidInput when no file is given, ConnectFailed when the
    folder cannot be written.
    """
    if not files:
        raise InvalidInput("No file was given.", "Choose one or more files.")
    token = cancel or CancelToken()
    token.raise_if_cancelled()
    with _workshop(folder) as shop:
        ingestion = _Ingestion(shop, files, progress, token, most_bytes=most_bytes, decimal=decimal)
        tables, refused = ingestion.take_all()
        token.raise_if_cancelled()
        if not tables:
            return IngestReport(None, (), tuple(refused))
        database = folder / f"tables-{random.token_hex(8)}.duckdb"
        (shop / "tables.duckdb").replace(database)
    return IngestReport(database.resolve(), tuple(tables), tuple(refused))


@contextmanager
def _workshop(folder: Path) -> Iterator[Path]:
    """A folder beside the target, on the same disk, gone afterwards."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shop = Path(tempfile.mkdtemp(prefix=".ingest-", dir=folder))
    except OSError as error:
        raise ConnectFailed(f"Nothing can be saved in {folder}.", "Check its permissions and free space.") from error
    try:
        yield shop
    finally:
        shutil.rmtree(shop, ignore_errors=True)


class _Ingestion:
    """One run over some files into one database."""

    def __init__(
        self,
        shop: Path,
        files: Sequence[UploadedFile],
        progress: Progress | None,
        cancel: CancelToken,
        *,
        most_bytes: int | None,
        decimal: DecimalSign,
    ) -> None:
        self._shop = shop
        self._files = files
        self._progress = progress
        self._cancel = cancel
        self._names: set[str] = set()
        self._place = 0
        self._most_bytes = most_bytes
        self._decimal = decimal
        self._refused: list[RefusedFile] = []

    def take_all(self) -> tuple[list[IngestedTable], list[RefusedFile]]:
        """Every file, in order."""
        import duckdb

        tables: list[IngestedTable] = []
        connection = duckdb.connect(
            str(self._shop / "tables.duckdb"),
            config={
                "memory_limit": MEMORY,
                "temp_directory": str(self._shop / "spill"),
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "preserve_insertion_order": "true",
                "threads": str(min(os.cpu_count() or 2, 4)),
            },
        )
        # Quadratic in the number of columns, and of no use to the plain scans here.
        connection.execute("set disabled_optimizers = 'common_subexpressions,statistics_propagation,filter_pushdown'")
        connection.execute("set enable_progress_bar = true")  # it is counted only then
        connection.execute("set enable_progress_bar_print = false")  # on stdout, which is for results
        self._cancel.on_cancel(connection.interrupt)
        try:
            for place, file in enumerate(self._files):
                self._place = place
                self._step(file, "Reading", 0.0)
                before = set(self._names)
                # Not in a transaction: what it has not committed, DuckDB does not count when it says how far it is.
                try:
                    tables += self._take(connection, file)
                except (duckdb.Error, LunaraError, OSError) as error:
                    self._cancel.raise_if_cancelled()
                    self._undo(connection, before)
                    self._refused.append(_refused(file.name, error))
            connection.execute("checkpoint")
        finally:
            connection.close()
        return tables, self._refused

    def _undo(self, connection: Any, before: set[str]) -> None:
        """Drop what was made of a file that is refused."""
        connection.execute("drop table if exists temp.loaded")
        for name in self._names - before:
            connection.execute(f"drop table if exists {quoted(name)}")
        self._names = before

    def _take(self, connection: Any, file: UploadedFile) -> list[IngestedTable]:
        ending = Path(file.name).suffix.lower()
        size = file.path.stat().st_size
        if size == 0:
            raise InvalidInput("The file is empty.", "Add a header line and rows.")
        if self._most_bytes is not None and size > self._most_bytes:
            raise InvalidInput(
                f"The file has {size / 1e9:.1f} GB; at most {self._most_bytes / 1e9:.1f} GB are taken.",
                "Split it, or load it into a database and connect that.",
            )
        with file.path.open("rb") as opened:
            magic = opened.read(4)
        if ending == ".parquet" or magic == b"PAR1":
            return [self._parquet(connection, file)]
        if ending in (".xlsx", ".xlsm") or (magic == b"PK\x03\x04" and ending not in TEXT_ENDINGS):
            return self._excel(connection, file)
        if ending not in TEXT_ENDINGS:
            raise InvalidInput(
                f"Files ending in {ending or 'nothing'} are not taken.", f"Known are {', '.join(ENDINGS)}."
            )
        prepared = prepare(file.path, self._shop / "text.csv", lambda share: self._step(file, "Reading", share / 4))
        return [self._text(connection, file, prepared, Path(file.name).stem)]

    def _text(self, connection: Any, file: UploadedFile, prepared: PreparedText, title: str) -> IngestedTable:
        """Load as text, look at all values, cast. The link has a plain name, because the reader expands wildcards."""
        import duckdb

        link = self._shop / f"source-{random.token_hex(4)}"
        link.symlink_to(prepared.path.resolve())
        columns = ", ".join(f"{_literal(name)}: 'VARCHAR'" for name in prepared.names)
        try:
            with self._watched(connection, file, "Loading", (0.25, 0.6)):
                connection.execute(
                    f"create temp table loaded as select * from read_csv({_literal(str(link))}, auto_detect=false,"
                    f" columns={{{columns}}}, delim={_literal(prepared.delimiter)}, quote='\"', escape='\"',"
                    f" header={str(prepared.has_header).lower()}, nullstr='', strict_mode=true, null_padding=false,"
                    f" ignore_errors=false, max_line_size={MAX_LINE})"
                )
        except duckdb.Error as error:
            record = re.search(r"CSV Error on Line: (\d+)", str(error))
            if record is None or "interrupt" in str(error).lower():
                raise
            self._cancel.raise_if_cancelled()
            line = line_of_record(prepared.path, prepared.delimiter, int(record[1]))
            raise _bad_line(str(error), line) from error
        finally:
            link.unlink()
        with self._watched(connection, file, "Finding types", (0.6, 0.8)):
            types, closing = self._types(connection, prepared)
        name = self._name(title)
        casts = ", ".join(f"{t.cast} as {quoted(n)}" for t, n in zip(types, prepared.names, strict=True))
        with self._watched(connection, file, "Saving", (0.8, 1.0)):
            connection.execute(f"create table {quoted(name)} as select {casts} from temp.loaded")
            connection.execute("drop table temp.loaded")
        for column, kind in zip(prepared.names, types, strict=True):
            if kind.currency:
                said = _literal(described(kind.currency))
                connection.execute(f"comment on column {quoted(name)}.{quoted(column)} is {said}")
        undecided = {n: t.warning for n, t in zip(prepared.names, types, strict=True) if t.undecided}
        warnings = [*prepared.warnings, *closing, *(t.warning for t in types if t.warning)]
        return replace(self._made(connection, file, name, warnings), undecided=undecided)

    def _types(self, connection: Any, prepared: PreparedText) -> tuple[list[ColumnType], list[str]]:
        """The types of what is loaded, and in words what became of a closing row of totals: left out where it adds up."""
        table, names = "temp.loaded", prepared.names
        writing = Writing(self._decimal, prepared.delimiter == ";", prepared.plain, prepared.doubtful)
        closing = take_closing_row(connection, table, names)
        types = find_types(connection, table, names, writing)
        if closing is None:
            return types, []
        label = f"“{closing.called}”" if closing.called else "which has no name"
        if adds_up(connection, table, names, types, closing):
            return types, [f"The last row, {label}, holds the totals of the rows above it and was left out."]
        put_back(connection, table, closing)
        types = find_types(connection, table, names, writing)
        if not closing.called:
            return types, []
        told = f"The last row, {label}, looks like totals, but not all of it are sums of numbers above it. It was kept as a row."
        return types, [told]

    def _parquet(self, connection: Any, file: UploadedFile) -> IngestedTable:
        link = self._shop / f"source-{random.token_hex(4)}"
        link.symlink_to(file.path.resolve())
        name = self._name(Path(file.name).stem)
        try:
            with self._watched(connection, file, "Loading", (0.0, 1.0)):
                connection.execute(f"create table {quoted(name)} as select * from read_parquet({_literal(str(link))})")
        finally:
            link.unlink()
        return self._made(connection, file, name, [])

    def _excel(self, connection: Any, file: UploadedFile) -> list[IngestedTable]:
        """The sheets that can be read; one that cannot is refused by its name, and the workbook when there is no other."""
        sheets = list(
            prepare_sheets(
                file.path, lambda n: self._shop / f"sheet-{n}.csv", lambda share: self._step(file, "Reading", share / 2)
            )
        )
        if not sheets:
            raise InvalidInput("The workbook holds no values.", "Check that the sheets are not empty.")
        stem = Path(file.name).stem
        tables: list[IngestedTable] = []
        refused: list[RefusedFile] = []
        for title, prepared in sheets:
            try:
                if isinstance(prepared, InvalidInput):
                    raise prepared
                tables.append(self._text(connection, file, prepared, stem if len(sheets) == 1 else f"{stem}_{title}"))
            except InvalidInput as error:
                self._cancel.raise_if_cancelled()
                connection.execute("drop table if exists temp.loaded")
                refused.append(_refused(f"{file.name}, sheet {title}", error))
        self._refused += refused
        return tables

    def _made(self, connection: Any, file: UploadedFile, name: str, warnings: list[str]) -> IngestedTable:
        columns = connection.execute(
            "select column_name, data_type from duckdb_columns()"
            " where database_name = current_database() and table_name = ? order by column_index",
            [name],
        ).fetchall()
        rows = connection.execute(f"select count(*) from {quoted(name)}").fetchone()[0]
        if not rows:
            warnings = [w for w in warnings if not w.endswith("is empty.")] + ["The file has a header and no rows."]
        first = connection.execute(f"from {quoted(name)} limit {SAMPLE_ROWS}").fetchall()
        made = tuple(
            IngestedColumn(column, kind, _samples(row[place] for row in first))
            for place, (column, kind) in enumerate(columns)
        )
        return IngestedTable(name, file.name, rows, made, tuple(warnings))

    def _name(self, title: str) -> str:
        """A table name that depends on nothing but the titles so far."""
        plain = unicodedata.normalize("NFC", title).lower()
        name = re.sub(r"\W+", "_", plain).strip("_")[:60] or "table"
        if name[0].isdigit() or name.startswith(("pg_", "sqlite_", "duckdb_", "pragma_")):
            name = f"t_{name}"
        fresh, number = name, 2
        while fresh in self._names:
            fresh, number = f"{name}_{number}", number + 1
        self._names.add(fresh)
        return fresh

    @contextmanager
    def _watched(self, connection: Any, file: UploadedFile, step: str, between: tuple[float, float]) -> Iterator[None]:
        """Tell how far the statements in the block are, as a share `between` two, and stop them on cancel."""
        start, end = between
        self._step(file, step, start)
        ended = threading.Event()

        def watch() -> None:
            farthest = 0.0
            while not ended.wait(WATCH_SECONDS):
                try:
                    # DuckDB says percent, and -1 when it does not know.
                    farthest = max(farthest, min(connection.query_progress() / 100, 1.0))
                    self._step(file, step, start + (end - start) * farthest)
                except Cancelled:
                    connection.interrupt()  # again: one that comes between two statements is lost

        watcher = threading.Thread(target=watch, name="lunara-ingest", daemon=True)
        watcher.start()
        try:
            yield
        finally:
            ended.set()
            watcher.join()

    def _step(self, file: UploadedFile, step: str, share: float) -> None:
        self._cancel.raise_if_cancelled()
        if self._progress is not None:
            total = len(self._files)
            self._progress(IngestProgress(file.name, self._place + 1, total, step, (self._place + share) / total))


def _samples(values: Iterable[object]) -> tuple[str, ...]:
    """The first different values of a column, as text."""
    different = dict.fromkeys(str(value)[:SAMPLE_LENGTH] for value in values if value is not None)
    return tuple(islice(different, SAMPLES))


def _bad_line(said: str, line: int) -> InvalidInput:
    counts = re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", said)
    if counts:
        return InvalidInput(
            f"This line has {counts[2]} values where the header has {counts[1]}.",
            "Put texts that hold the delimiter into double quotes, or mend the line.",
            line=line,
        )
    if "quote" in said:
        return InvalidInput(
            "A double quote opens on this line and is not closed properly.", "Close it, or double it.", line=line
        )
    if "max_line_size" in said or "Maximum line size" in said:
        return InvalidInput("This line is too long.", "Check the quotes and line ends before it.", line=line)
    return InvalidInput("This line cannot be read.", "Open the file in an editor and look at it.", line=line)


def _refused(name: str, error: Exception) -> RefusedFile:
    if isinstance(error, LunaraError):
        return RefusedFile(name, error.message, error.hint, error.details.get("line"))
    said = str(error).splitlines()[0][:200]
    if "No space left" in said:
        return RefusedFile(name, "The disk is full.", "An administrator can free some space there.")
    if isinstance(error, OSError):
        return RefusedFile(name, "The file cannot be read.", "Try again.")
    if "emory" in said:
        return RefusedFile(name, "The file needs more memory than an upload may use.", "Split it.")
    if Path(name).suffix.lower() == ".parquet":
        return RefusedFile(name, "The file is not Parquet, or it is damaged.", "Write it again.")
    return RefusedFile(name, "The file cannot be read as a table.", said)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
