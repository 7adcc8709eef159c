"""Files become tables whole or not at all, with the types that every value has and the line of what is wrong."""

from __future__ import annotations

import datetime as dt
import time
import zipfile
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lunara.connect import ingestion, open_url, open_warehouse
from lunara.connect.column_types import find_types
from lunara.connect.ingestion import IngestedTable, IngestProgress, UploadedFile, ingest
from lunara.connect.run import preview
from lunara.connect.text_files import column_names
from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, InvalidInput
from lunara.settings import load_settings


def put(folder: Path, name: str, content: str | bytes) -> UploadedFile:
    path = folder / f"upload-{len(list(folder.iterdir()))}"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return UploadedFile(name, path)


def load(folder: Path, name: str, content: str | bytes) -> tuple[IngestedTable, list[tuple[object, ...]]]:
    report = ingest([put(folder, name, content)], folder / "out")
    assert report.refused == () and report.database is not None, report.refused
    warehouse = open_warehouse("files", {"path": str(report.database)}, {}, load_settings({}))
    try:
        return report.tables[0], preview(warehouse, warehouse.catalog().tables[0]).rows()
    finally:
        warehouse.close()


def types(table: IngestedTable) -> dict[str, str]:
    return {column.name: column.type for column in table.columns}


def test_types_are_those_of_all_values(tmp_path: Path) -> None:
    table, rows = load(
        tmp_path,
        "Order Lines.csv",
        "id,price,day,at,plz,ok,note,maybe,exp\n"
        "1,1.50,2024-01-02,2024-01-02 03:04:05,01234,true,<b>x</b>,,1e3\n"
        '2,22.125,2024-02-03,2024-01-02T03:04,10115,FALSE,"a, ""b""",7,2\n',
    )
    assert table.name == "order_lines" and table.rows == 2 and table.warnings == ()
    assert types(table) == {
        "id": "BIGINT", "price": "DECIMAL(18,3)", "day": "DATE", "at": "TIMESTAMP", "plz": "VARCHAR", "ok": "BOOLEAN",
        "note": "VARCHAR", "maybe": "BIGINT", "exp": "DOUBLE",
    }  # fmt: skip
    assert rows[0] == (
        1, Decimal("1.500"), dt.date(2024, 1, 2), dt.datetime(2024, 1, 2, 3, 4, 5), "01234", True, "<b>x</b>", None, 1000.0,
    )  # fmt: skip
    assert rows[1][6] == 'a, "b"'


def test_a_late_value_counts_too(tmp_path: Path) -> None:
    text = "n,code\n" + "\n".join(f"{n},{n + 1}" for n in range(30_000)) + "\n30000,0007\n"
    table, _ = load(tmp_path, "x.csv", text)
    assert types(table) == {"n": "BIGINT", "code": "VARCHAR"}
    table, _ = load(tmp_path, "y.csv", text.replace("30000,0007", "30000,none"))
    assert types(table)["code"] == "VARCHAR" and "'none'" in table.warnings[0]


@pytest.mark.parametrize(
    ("values", "kind", "first", "warned"),
    [
        (["1,5", "2,25"], "DECIMAL(18,2)", Decimal("1.50"), "decimal comma"),
        (["1.234,56", "7"], "DECIMAL(18,2)", Decimal("1234.56"), "decimal comma"),
        (["1,234.5", "7"], "DECIMAL(18,1)", Decimal("1234.5"), "thousands"),
        (["1,234", "2,345"], "VARCHAR", "1,234", "could be decimal"),
        (["31/12/2024", "01/02/2024"], "DATE", dt.date(2024, 12, 31), "day/month"),
        (["12/31/2024", "01/02/2024"], "DATE", dt.date(2024, 12, 31), "month/day"),
        (["01/02/2024", "03/04/2024"], "VARCHAR", "01/02/2024", "could be day/month"),
        (["31.12.2024", "1.2.2024"], "DATE", dt.date(2024, 12, 31), "day.month"),
        (["2024-02-30", "2024-01-01"], "VARCHAR", "2024-02-30", ""),
        (["123456789012345678901", "1"], "VARCHAR", "123456789012345678901", "too long"),
        (["-", "1"], "VARCHAR", "-", ""),
        ([" 1 ", "2"], "BIGINT", 1, ""),
        (["2024-01-01T10:00:00+02:00"], "TIMESTAMP WITH TIME ZONE", None, ""),
    ],
)
def test_what_can_be_read_in_two_ways_stays_text(
    tmp_path: Path, values: list[str], kind: str, first: object, warned: str
) -> None:
    table, rows = load(tmp_path, "x.csv", "v;w\n" + "\n".join(f"{v};x" for v in values) + "\n")
    assert types(table)["v"] == kind
    if first is not None:
        assert rows[0][0] == first
    assert warned in " ".join(table.warnings)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_delimiters_and_line_ends(tmp_path: Path, encoding: str, delimiter: str, end: str) -> None:
    text = end.join(delimiter.join(row) for row in (["Straße", "n"], ["Müller", "1"], ["José", "2"])) + end
    table, rows = load(tmp_path, "x.csv", text.encode(encoding))
    assert types(table) == {"Straße": "VARCHAR", "n": "BIGINT"}
    assert rows == [("Müller", 1), ("José", 2)]
    assert bool(table.warnings) == (encoding not in ("utf-8", "utf-8-sig"))


@pytest.mark.parametrize(
    ("name", "content", "line", "said"),
    [
        ("x.csv", "a,b,c\n1,2,3\n4,5\n", 3, "2 values where the header has 3"),
        ("x.csv", "a,b,c\n1,2,3\n4,5,6,7\n", 3, "4 values where the header has 3"),
        ("x.csv", 'a,b,c\n1,"two\nlines",3\n4,5\n', 4, "2 values"),
        ("x.csv", 'a,b\n1,"open\n2,3\n', 2, "quote"),
        ("x.csv", "", None, "empty"),
        ("x.csv", "\n\n \n", None, "empty"),
        ("x.csv", b"a,b\n1,\x00\n", None, "not text"),
        ("x.parquet", b"PAR1 and then nothing", None, "Parquet"),
        ("x.parquet", b"not parquet at all", None, "Parquet"),
        ("x.xlsx", b"PK\x03\x04 broken", None, "Excel"),
        ("x.pdf", "%PDF", None, "not taken"),
    ],
)
def test_a_bad_file_is_refused_and_leaves_nothing(
    tmp_path: Path, name: str, content: str | bytes, line: int | None, said: str
) -> None:
    report = ingest([put(tmp_path, name, content)], tmp_path / "out")
    assert report.database is None and report.tables == ()
    assert report.refused[0].line == line and said in report.refused[0].reason
    assert report.refused[0].reason.endswith(".") and report.refused[0].hint
    assert list((tmp_path / "out").iterdir()) == []


def test_good_files_are_kept_beside_a_bad_one(tmp_path: Path) -> None:
    files = [put(tmp_path, "a.csv", "x\n1\n"), put(tmp_path, "b.csv", "x,y\n1\n"), put(tmp_path, "a.CSV", "x\n2\n")]
    report = ingest(files, tmp_path / "out")
    assert [table.name for table in report.tables] == ["a", "a_2"]
    assert [file.file for file in report.refused] == ["b.csv"]
    assert [p.name for p in (tmp_path / "out").iterdir()] == [report.database.name if report.database else ""]


def test_header_only_no_header_and_duplicate_names(tmp_path: Path) -> None:
    table, rows = load(tmp_path, "x.csv", "a,b\n")
    assert rows == [] and "no rows" in table.warnings[0]
    table, rows = load(tmp_path, "y.csv", "1,2\n3,4\n")
    assert list(types(table)) == ["column_1", "column_2"] and rows == [(1, 2), (3, 4)]
    table, _ = load(tmp_path, "z.csv", "a,A,,a_2\n1,2,3,4\n")
    assert list(types(table)) == ["a", "A_3", "column_3", "a_2"]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(max_size=6), max_size=12))
def test_column_names_are_present_and_different(given_names: list[str]) -> None:
    names, _ = column_names(given_names)
    assert len(names) == len(given_names)
    assert all(names) and len({name.casefold() for name in names}) == len(names)


def test_excel_sheets_become_tables(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Sales 2024"
    for row in (
        [None, None],
        [None, "When", "Amount", "Code"],
        [None, dt.datetime(2024, 1, 2), 1.5, "007"],
        [None, dt.datetime(2024, 1, 3), 2, "008"],
    ):
        sheet.append(row)
    book.create_sheet("Empty")
    book.create_sheet("Second").append(["only a header"])
    book.save(tmp_path / "b.xlsx")
    report = ingest([UploadedFile("Book.xlsx", tmp_path / "b.xlsx")], tmp_path / "out")
    assert [table.name for table in report.tables] == ["book_sales_2024", "book_second"]
    assert types(report.tables[0]) == {"When": "DATE", "Amount": "DECIMAL(18,1)", "Code": "VARCHAR"}
    assert report.tables[0].rows == 2


def test_parquet_keeps_its_types(tmp_path: Path) -> None:
    pq.write_table(pa.table({"d": pa.array([Decimal("1.10")]), "n": [[1, 2]]}), tmp_path / "p.parquet")
    report = ingest([UploadedFile("p.parquet", tmp_path / "p.parquet")], tmp_path / "out")
    assert types(report.tables[0]) == {"d": "DECIMAL(3,2)", "n": "BIGINT[]"}


def test_cancel_leaves_nothing_and_progress_is_told(tmp_path: Path) -> None:
    files = [put(tmp_path, f"{n}.csv", "x\n" + "1\n" * 1000) for n in range(5)]
    token, seen = CancelToken(), list[IngestProgress]()

    def progress(step: IngestProgress) -> None:
        seen.append(step)
        if step.number == 3:
            token.cancel()

    with pytest.raises(Cancelled):
        ingest(files, tmp_path / "out", progress, token)
    assert list((tmp_path / "out").iterdir()) == []
    assert [s.done for s in seen] == sorted(s.done for s in seen) and seen[-1].total == 5


def big(folder: Path) -> UploadedFile:
    lines = "".join(f"{n},2025-01-{n % 28 + 1:02d},name {n},{n * 0.25}\n" for n in range(400_000))
    return put(folder, "big.csv", "id,day,name,amount\n" + lines)


def test_how_far_a_long_statement_is_is_told_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(ingestion, "WATCH_SECONDS", 0.01)
    seen: list[IngestProgress] = []
    ingest([big(tmp_path)], tmp_path / "out", seen.append)
    for step, start, end in (("Loading", 0.25, 0.6), ("Finding types", 0.6, 0.8), ("Saving", 0.8, 1.0)):
        told = {at.done for at in seen if at.step == step}
        assert len(told) > 1 and start == min(told) and max(told) <= end, (step, told)
    assert [at.done for at in seen] == sorted(at.done for at in seen)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("step", ["Reading", "Loading", "Finding types", "Saving"])
def test_cancelled_in_a_long_statement_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    monkeypatch.setattr(ingestion, "WATCH_SECONDS", 0.01)
    token = CancelToken()

    def progress(at: IngestProgress) -> None:
        if at.step == step:
            token.cancel()

    with pytest.raises(Cancelled):
        ingest([big(tmp_path)], tmp_path / "out", progress, token)
    assert list((tmp_path / "out").iterdir()) == []


def test_of_a_refused_file_no_table_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also of a workbook whose second sheet cannot be taken; its tables' names are free for the next file."""
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("Second")):
        sheet.append(["id"])
        sheet.append([1])
    book.active.title = "First"
    book.save(tmp_path / "book.xlsx")
    calls = iter(range(9))

    def fail_once(*given: object) -> object:
        if next(calls) == 1:
            raise duckdb.OutOfMemoryException("Out of Memory Error")
        return find_types(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(ingestion, "find_types", fail_once)
    files = [
        UploadedFile("Book.xlsx", tmp_path / "book.xlsx"),
        put(tmp_path, "ragged.csv", "x,y\n1,2\n1\n"),
        put(tmp_path, "ragged.csv", "x,y\n1,2\n"),
        put(tmp_path, "Book_First.csv", "x,y\n1,2\n"),
    ]
    report = ingest(files, tmp_path / "out")
    assert [one.file for one in report.refused] == ["Book.xlsx", "ragged.csv"]
    assert [one.name for one in report.tables] == ["ragged", "book_first"]
    with duckdb.connect(str(report.database), read_only=True) as made:
        named = made.execute("select table_name from duckdb_tables() order by 1").fetchall()
    assert named == [("book_first",), ("ragged",)]


def test_names_of_files_are_only_names(tmp_path: Path) -> None:
    names = ["../../etc/x'; drop.csv", "a*[b]?.csv", "pg_class.csv", "2024.csv", "…….csv", "ÜBER größe.csv"]
    report = ingest([put(tmp_path, name, "x\n1\n") for name in names], tmp_path / "out")
    assert [t.name for t in report.tables] == ["x_drop", "a_b", "t_pg_class", "t_2024", "table", "über_größe"]
    assert report.refused == ()


def test_a_folder_opens_by_url_and_names_a_bad_file(tmp_path: Path) -> None:
    (tmp_path / "a[1].csv").write_text("x,y\n1,2\n")
    warehouse = open_url(f"csv://{tmp_path}")
    assert [table.name for table in warehouse.catalog().tables] == ["a_1"]
    assert warehouse.check()[2:] == []
    warehouse.close()
    (tmp_path / "b.csv").write_text("x,y\n1\n")
    warehouse = open_url(f"csv://{tmp_path}")
    assert [table.name for table in warehouse.catalog().tables] == ["a_1"]
    (bad,) = warehouse.check()[2:]
    assert bad.level == "error" and "b.csv, line 2: This line has 1 values" in bad.message
    warehouse.close()
    (tmp_path / "a[1].csv").unlink()
    with pytest.raises(InvalidInput) as refused:
        open_url(f"csv://{tmp_path}")
    assert "b.csv, line 2" in refused.value.message


def test_a_url_says_which_sign_is_decimal(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("n;v\na;1.000\n")
    for option, kind in (("", "VARCHAR"), ("?decimal=comma", "BIGINT"), ("?decimal=point", "DECIMAL(18,3)")):
        warehouse = open_url(f"csv://{tmp_path}{option}")
        assert warehouse.catalog().tables[0].columns[1].type == kind
        said = " ".join(f"{one.message} {one.hint}" for one in warehouse.check()[2:])
        assert ("could be decimal or between thousands" in said and "?decimal=comma" in said) == (not option)
        warehouse.close()
    for option in ("?decimal=dot", "?sign=comma"):
        with pytest.raises(InvalidInput):
            open_url(f"csv://{tmp_path}{option}")


def test_three_thousand_columns_do_not_take_for_ever(tmp_path: Path) -> None:
    lines = [",".join(f"col {n}" for n in range(3000)), *(",".join(str(n * m) for n in range(3000)) for m in range(60))]
    begun = time.process_time()
    report = ingest([put(tmp_path, "wide.csv", "\n".join(lines) + "\n")], tmp_path / "out")
    assert time.process_time() - begun < 40
    assert {column.type for column in report.tables[0].columns} == {"BIGINT"}
    assert len(report.tables[0].columns) == 3000 and report.tables[0].rows == 60


def workbook(path: Path, rows: bytes) -> Path:
    """A workbook of one sheet with these rows, as bytes of XML: what no spreadsheet would write."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    package = "http://schemas.openxmlformats.org/package/2006/"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}worksheet+xml"/></Types>',
        )
        for name, target, of in (
            ("_rels/.rels", "xl/workbook.xml", "officeDocument"),
            ("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "worksheet"),
        ):
            archive.writestr(
                name,
                f'<Relationships xmlns="{package}relationships">'
                f'<Relationship Id="rId1" Type="{office}/{of}" Target="{target}"/></Relationships>',
            )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            b'<worksheet xmlns="' + main.encode() + b'"><sheetData>' + rows + b"</sheetData></worksheet>",
        )
    return path


TEXT = b'<c t="inlineStr"><is><t>%s</t></is></c>'


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (b'<row r="1">' + TEXT % b"a" + b'</row><row r="2000000000">' + TEXT % b"z" + b"</row>", "beyond 1,048,576"),
        (b'<row r="1">' + TEXT % (b"A" * 40_000_000) + b"</row>", "row that is too large"),
        (b'<row r="1">' + (TEXT % b"x") * 1_000_000 + b"</row>", "row that is too large"),
    ],
)
def test_a_small_workbook_that_never_ends_is_refused_at_once(tmp_path: Path, rows: bytes, said: str) -> None:
    path = workbook(tmp_path / "bomb.xlsx", rows)
    assert path.stat().st_size < 500_000
    begun = time.monotonic()
    report = ingest([UploadedFile("bomb.xlsx", path)], tmp_path / "out")
    assert [said in one.reason for one in report.refused] == [True], report
    assert time.monotonic() - begun < 20


def test_the_hand_made_workbook_is_one(tmp_path: Path) -> None:
    rows = b"".join(b"<row>" + TEXT % text + b"</row>" for text in (b"Name", b"Ann", b"Bob"))
    report = ingest([UploadedFile("good.xlsx", workbook(tmp_path / "good.xlsx", rows))], tmp_path / "out")
    assert [table.rows for table in report.tables] == [2]
