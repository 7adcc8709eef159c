"""Bad input, all the way: a clear message or a correct result, never another exception, never markup taken from data."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import duckdb
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lunara.ask.answer import answer
from lunara.ask.plan import Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import build_value_index
from lunara.connect import open_url, open_warehouse
from lunara.connect.ingestion import UploadedFile, ingest
from lunara.connect.run import Runner
from lunara.connect.warehouse import Warehouse
from lunara.errors import InvalidInput, LunaraError, WarehouseFailed
from lunara.settings import load_settings
from lunara.workspace.embedded import ADMIN, EmbeddedServer
from lunara.workspace.store import Store
from tests.contract.bad_input import CLOCK, Journey, foreign_markup, travel

MARKUP = "<img src=x onerror=alert(1)> **b** [l](https://example.com)"
ODD_NAMES = (
    "select", "from", "group", "order", "date", "count", "sum", "user", "table", "null", "true", 'say "hi"', "it's",
    "two words", "a.b", "größe", "مبلغ", "שם הלקוח", "💰 amount", "名前", "a" * 60, "b" * 63, "back\\slash",
    "semi;colon", "per%cent", "{curly}", "[brackets]", "tab\there", "new\nline", "<b>bold</b>", "**md**",
    "zero\u200bwidth", "rtl\u202eoverride", "ctrl\x01char", "-- comment", "/* c */", " lead", "trail ", "123", "1st",
    "$dollar", "@at", "#hash", ":colon", "?",
)  # fmt: skip
ODD_TABLES = ('my "table"; drop', "طاولة", "🚀", "<script>alert(1)</script>", "group", "t" * 63)
ODD_QUESTIONS = (
    "", "   ", "?!.,;", "😀", "😀😀 amount", "select * from orders; drop table orders", "x" * 10_000, "how many " * 1_500,
    "amount \x00 by name", "\x00", "\u200b", "amount by name\u202e", MARKUP, "**amount** by `name`",
    "total amount where name = 'a' or 1=1", "amount > 99999999999999999999999999999", "amount in year 99999",
    "amount since 0000-00-00", "top 999999999999 name by amount", "top 0 name", "top -5 name by amount", "مبلغ", "'", '"',
    "\\", "%s %d {0} {}", "amount\n\n\nby\tname", "last 99999999999 years amount", "in 9999999 days", "amount between 5 and",
    "amount on 31 February 2025", "amount 2025-13-45", "amount by amount by amount by amount", "\ud800",
)  # fmt: skip


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@pytest.fixture
def duck(tmp_path: Path) -> Iterator[_Duck]:
    made = _Duck(tmp_path / "odd.duckdb")
    yield made
    made.close()


class _Duck:
    """`duck(*statements)`: a DuckDB file with these in it, opened as the product opens it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open: list[Warehouse] = []

    def __call__(self, *statements: str) -> Warehouse:
        with duckdb.connect(str(self._path)) as connection:
            for statement in statements:
                connection.execute(statement)
        self._open.append(open_url(f"duckdb:///{self._path}"))
        return self._open[-1]

    def close(self) -> None:
        for warehouse in self._open:
            warehouse.close()


@pytest.fixture
def postgres(postgres_server: EmbeddedServer) -> Iterator[_Postgres]:
    made = _Postgres(postgres_server)
    yield made
    made.close()


class _Postgres:
    """`postgres(*statements)`: a Postgres database with these in it, opened as the product opens it."""

    NAME = "bad_input"

    def __init__(self, server: EmbeddedServer) -> None:
        self._address = server.address()
        self._open: list[Warehouse] = []
        with psycopg.connect(self._address.conninfo(ADMIN, "postgres"), autocommit=True) as admin:
            admin.execute(f"create database {self.NAME}")

    def __call__(self, *statements: str) -> Warehouse:
        with psycopg.connect(self._address.conninfo(ADMIN, self.NAME), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())
        config = {
            "host": "127.0.0.1",
            "port": str(self._address.port),
            "database": self.NAME,
            "user": ADMIN,
            "sslmode": "disable",
        }
        self._open.append(
            open_warehouse("postgres", config, {"password": self._address.passwords[ADMIN]}, load_settings({}))
        )
        return self._open[-1]

    def close(self) -> None:
        for warehouse in self._open:
            warehouse.close()
        with psycopg.connect(self._address.conninfo(ADMIN, "postgres"), autocommit=True) as admin:
            admin.execute(f"drop database {self.NAME} with (force)")


def odd_columns(names: Sequence[str], rows: int, moment: str) -> list[str]:
    types = ("varchar", "decimal(12,2)", "timestamp")
    columns = ", ".join(f"{quoted(name)} {types[at % 3]}" for at, name in enumerate(names))
    text = MARKUP.replace("'", "''")
    values = ", ".join(
        (f"'{text} ' || i", "i * 1.5", f"timestamp '2025-01-01' + {moment}")[at % 3] for at in range(len(names))
    )
    made = [
        f"create table {quoted('order')} (id integer primary key, {columns})",
        f"insert into {quoted('order')} select i, {values} from generate_series(1, {rows}) r(i)",
    ]
    for name in ODD_TABLES:
        made.append(f"create table {quoted(name)} (id integer primary key, {quoted('the.amount')} integer)")
        made.append(f"insert into {quoted(name)} select i, i from generate_series(1, 5) r(i)")
    return made


def clean_documents(trip: Journey) -> None:
    assert trip.html
    assert trip.pptx
    assert foreign_markup(trip.html) == []


def unclear(trip: Journey) -> dict[str, str]:
    """Refusals of steps other than asking: nothing here is bad enough to stop them."""
    return {name: str(error) for name, error in trip.refusals.items() if not name.startswith("ask")}


# -- schemas ------------------------------------------------------------------------------------------------------------


def test_an_empty_database_says_so(duck: _Duck) -> None:
    warehouse = duck()
    assert [finding.level for finding in warehouse.check()] != ["ok"]
    trip = travel(warehouse, ["how many orders?", "revenue"])
    assert not trip.model.tables
    assert isinstance(trip.refusals["dashboard"], InvalidInput)
    assert all(isinstance(done.planned.plan, Refusal) for done in trip.answers)


def test_tables_without_rows(duck: _Duck) -> None:
    warehouse = duck(
        "create table customers (id integer primary key, name varchar)",
        "create table orders (id integer primary key, customer_id integer references customers (id),"
        " amount decimal(10, 2), ordered_at timestamp, note varchar)",
    )
    trip = travel(warehouse, ["how many orders are there?", "total amount by month", "top 5 customers by amount"])
    assert unclear(trip) == {} or set(unclear(trip)) == {"dashboard"}
    assert trip.results["total orders.order_count"][1].rows() == [(0,)]
    counted = trip.answers[0]
    assert counted.result is not None
    assert counted.result.rows() == [(0,)]


def test_odd_names_in_duckdb(duck: _Duck) -> None:
    trip = travel(duck(*odd_columns(ODD_NAMES, 40, "i * interval 1 day")), ODD_QUESTIONS)
    assert unclear(trip) == {}
    clean_documents(trip)
    assert len(trip.model.tables) == 1 + len(ODD_TABLES)
    assert {len(table.columns) for table in trip.catalog.tables} == {len(ODD_NAMES) + 1, 2}
    (order,) = (table for table in trip.model.tables if table.source.endswith(('"order"', ".order")))
    totals = {m.expression: f"total {order.name}.{m.name}" for m in order.measures if m.aggregate == "sum"}
    assert totals
    for name in totals.values():
        assert float(trip.results[name][1].rows()[0][0]) == 1.5 * 40 * 41 / 2


def test_odd_names_in_postgres(postgres: _Postgres) -> None:
    trip = travel(postgres(*odd_columns(ODD_NAMES, 40, "i * interval '1 day'")), ODD_QUESTIONS)
    assert unclear(trip) == {}
    clean_documents(trip)
    assert len(trip.model.tables) == 1 + len(ODD_TABLES)


def test_the_same_names_in_several_schemas(duck: _Duck) -> None:
    statements = []
    for at, schema in enumerate(("main", "a", quoted("C d"))):
        statements += [
            f"create schema if not exists {schema}",
            f"create table {schema}.customers (id integer primary key, name varchar)",
            f"create table {schema}.orders (id integer primary key, amount integer, customer_id integer)",
            f"insert into {schema}.customers select i, 'n' || i from range(3) r(i)",
            f"insert into {schema}.orders select i, {10**at}, i % 3 from range(10) r(i)",
        ]
    trip = travel(duck(*statements), ["total amount", "how many orders"])
    assert unclear(trip) == {}
    assert len({table.name for table in trip.model.tables}) == 6
    totals = {
        float(result.rows()[0][0])
        for name, (_, result) in trip.results.items()
        if name.startswith("total") and "amount" in name
    }
    assert totals == {10.0, 100.0, 1000.0}
    for relationship in trip.model.relationships:
        ends = (relationship.from_table, relationship.to_table)
        one, other = (next(table for table in trip.model.tables if table.name == name) for name in ends)
        assert one.source.rpartition(".")[0] == other.source.rpartition(".")[0]


@pytest.mark.slow
def test_three_thousand_columns(duck: _Duck) -> None:
    columns = ", ".join(f"c{at} {'double' if at % 2 else 'varchar'}" for at in range(3000))
    values = ", ".join("i" if at % 2 else "'v' || (i % 5)" for at in range(3000))
    warehouse = duck(
        f"create table wide (id integer primary key, {columns})",
        f"insert into wide select i, {values} from range(20) r(i)",
    )
    trip = travel(warehouse, ["total c1", "how many wide by c2"], most=60)
    assert unclear(trip) == {}
    assert len(trip.model.tables[0].dimensions) + len(trip.model.tables[0].measures) > 3000


# -- values -------------------------------------------------------------------------------------------------------------


def test_values_at_every_edge(duck: _Duck) -> None:
    warehouse = duck(
        "create table v (id integer primary key, neg double, huge double, whole hugeint, exact decimal(38, 10),"
        " odd double, old date, far date, stamp timestamp, nothing varchar, no_number double, flag boolean, raw blob,"
        " list integer[], pair struct(a integer, b varchar), pairs map(varchar, integer), doc json, span interval,"
        " clock time, moment timestamptz, key uuid, kind enum ('a', '<b>'), txt varchar, big ubigint, bits bit)",
        "insert into v select i, -i * 1e10, i * 1e300, 170141183460469231731687303715884105727::hugeint - i,"
        " 12345678901234567890123456.0123456789::decimal(38, 10),"
        " case i % 4 when 0 then 'nan'::double when 1 then 'inf'::double when 2 then '-inf'::double else 1 end,"
        " date '0044-03-15' + i::integer, date '9999-12-31' + (i * 400)::integer, timestamp '1677-01-01' + interval (i) day,"
        " null, null, i % 2 = 0, '\\xAA\\x00'::blob, [i, i + 1], {'a': i, 'b': '<img src=x onerror=alert(1)>'},"
        " map(['k'], [i]), '{\"a\": \"<script>\"}'::json, interval (i) day, time '23:59:59',"
        " timestamptz '2025-01-01 00:00:00+00', gen_random_uuid(), case i % 2 when 0 then 'a' else '<b>' end,"
        " chr(1) || chr(8203) || chr(8238) || 'x<b>&amp;</b>' || i || chr(27), 18446744073709551615 - i, '101'::bit"
        " from range(40) r(i)",
    )
    trip = travel(warehouse, ["total neg", "average odd", "how many v by kind", "v where flag is true", "list v"])
    assert unclear(trip) == {}
    clean_documents(trip)
    exact = next(result for name, (_, result) in trip.results.items() if name == "list v.exact")
    assert str(exact.rows()[0][0]) == "12345678901234567890123456.0123456789"
    far = next(result for name, (_, result) in trip.results.items() if name == "list v.far")
    assert ("9999-12-31",) in far.rows()
    assert ("10001-02-03",) in far.rows()
    negative = next(result for name, (_, result) in trip.results.items() if name.endswith("neg") and "total" in name)
    assert math.isclose(float(negative.rows()[0][0]), -sum(range(40)) * 1e10)


def test_days_outside_the_calendar_are_text(duck: _Duck) -> None:
    warehouse = duck(
        "create table d (id integer primary key, day date, stamp timestamp, zoned timestamptz, amount integer)",
        "insert into d values (1, '0044-03-15 (BC)', '0044-03-15 (BC) 00:00:00', 'infinity', 1),"
        " (2, 'infinity', 'infinity', '2025-01-01 00:00:00+00', 2), (3, '-infinity', '-infinity', null, 4),"
        " (4, '2025-01-01', '2025-01-01 10:00:00', null, 8), (5, '5000000-01-01', null, null, 16)",
    )
    trip = travel(warehouse, ["total amount by day", "total amount by month", "list d"])
    clean_documents(trip)
    days = {row[0] for row in trip.results["list d.day"][1].rows()}
    assert days == {"-0043-03-15", "infinity", "-infinity", "2025-01-01", "5000000-01-01"}
    stamps = {row[0] for row in trip.results["list d.stamp"][1].rows()}
    assert stamps == {"-0043-03-15T00:00:00", "infinity", "-infinity", "2025-01-01T10:00:00", None}
    zoned = {row[0] for row in trip.results["list d.zoned"][1].rows()}
    assert zoned == {"infinity", "2025-01-01T00:00:00", None}
    for name, error in unclear(trip).items():
        assert "of d.day" in name, (name, error)
        assert "range" in error


def test_days_inside_the_calendar_stay_days(duck: _Duck) -> None:
    trip = travel(
        duck(
            "create table d (id integer primary key, stamp timestamp)",
            "insert into d values (1, '0001-01-01 00:00:00'), (2, '9999-12-31 23:59:59')",
        ),
        documents=False,
    )
    found = {row[0] for row in trip.results["list d.stamp"][1].rows()}
    assert found == {datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59)}


def test_postgres_values(postgres: _Postgres) -> None:
    warehouse = postgres(
        "create type mood as enum ('ok', '<b>')",
        "create table v (id integer primary key, exact numeric(38, 10), loose numeric, nan double precision, old date,"
        " flag boolean, raw bytea, list integer[], doc jsonb, old_doc json, span interval, clock time, zoned timetz,"
        " moment timestamptz,"
        " key uuid, kind mood, txt text, address inet, bits bit(3), area point, ranged int4range, money_ money)",
        "insert into v select i, 1234567890123456789012345678.0123456789, case when i = 3 then 'NaN'::numeric else i / 7.0 end,"
        " case i % 3 when 0 then 'nan' when 1 then 'infinity' else '-1' end::double precision, date '0044-03-15' + i,"
        " i % 2 = 0, '\\xaa00',"
        " array[i, null], '{\"a\": \"<script>\"}', '{\"a\": 1}', make_interval(days => i), '23:59:59', '23:59:59+02', now(),"
        " gen_random_uuid(), case i % 2 when 0 then 'ok' else '<b>' end::mood, chr(1) || chr(8203) || '<b>x</b>' || i,"
        " '::1', b'101', point(1, 2), int4range(1, 5), 12.5::money from generate_series(1, 40) r(i)",
    )
    trip = travel(warehouse, ["how many v by kind", "average loose", "list v"])
    assert unclear(trip) == {}
    clean_documents(trip)
    assert str(trip.results["list v.exact"][1].rows()[0][0]) == "1234567890123456789012345678.0123456789"


def test_postgres_infinity_is_told(postgres: _Postgres) -> None:
    warehouse = postgres(
        "create table d (id integer primary key, valid_to date)",
        "insert into d values (1, 'infinity'), (2, '2025-01-01')",
    )
    try:
        trip = travel(warehouse, ["how many d"])
    except WarehouseFailed as told:
        assert "finite" in told.hint or "CAST" in told.hint
    else:
        assert trip.results["total d.d_count"][1].rows() == [(2,)]


def test_long_texts_are_cut_where_they_are_shown_and_nowhere_else(duck: _Duck) -> None:
    warehouse = duck(
        "create table t (id integer primary key, body varchar, name varchar, amount double)",
        "insert into t select i, repeat('<b>x</b> ', 20000), repeat('n', 300) || i, i from range(30) r(i)",
    )
    trip = travel(warehouse, ["amount by name", "list t"])
    assert unclear(trip) == {}
    clean_documents(trip)
    assert len(trip.results["list t.body"][1].rows()[0][0]) == 180_000
    assert len(trip.html) < 12_000_000


# -- questions ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    path = tmp_path_factory.mktemp("shop") / "shop.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "create table orders (id integer primary key, name varchar, amount double, ordered_at timestamp)"
        )
        connection.execute(
            "insert into orders select i, 'n' || (i % 3), i, timestamp '2025-01-01' + interval (i) day from range(100) r(i)"
        )
    warehouse = open_url(f"duckdb:///{path}")
    yield warehouse
    warehouse.close()


@pytest.mark.parametrize("text", ODD_QUESTIONS, ids=lambda text: repr(text[:24]).encode("ascii", "replace").decode())
def test_odd_questions(shop: Warehouse, text: str, caplog: pytest.LogCaptureFixture) -> None:
    from lunara.semantic.draft import Probe, draft_model

    model = draft_model(shop.catalog(), name="shop", probe=Probe(Runner(shop, record=None))).model
    try:
        done = answer(
            Question(text, CLOCK), model, shop, OfflinePlanner(build_value_index(model, Runner(shop, record=None)))
        )
    except LunaraError as told:
        assert isinstance(told, InvalidInput)
        assert told.message
        assert told.hint
        assert len(str(told)) < 400
    else:
        said = done.planned.plan
        if isinstance(said, Refusal):
            assert said.reason
            assert len(said.reason) < 500
    assert "validation error" not in caplog.text


# -- what the workspace keeps -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["a\x00b", "\x00", "\ud800", "x" * 100_000, "", "   "],
    ids=["null", "only-null", "surrogate", "long", "empty", "blank"],
)
def test_names_that_cannot_be_kept_are_refused_in_words(store: Store, name: str) -> None:
    before = len(store.list_projects())
    with pytest.raises(LunaraError) as refused:
        store.create_project(name)
    assert refused.value.message
    assert "psycopg" not in str(refused.value)
    assert len(store.list_projects()) == before


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"], ids=["null", "surrogate"])
def test_contents_that_cannot_be_kept_are_refused_in_words(store: Store, text: str) -> None:
    project = store.create_project("P")
    session = store.create_session(project.id)
    for save in (
        lambda: store.create_artifact(project.id, "report", "R", {"title": text}),
        lambda: store.create_artifact(project.id, "report", text, {}),
        lambda: store.create_artifact(project.id, "report", "R", {}, description=text),
        lambda: store.create_agent(project.id, "A", instructions=text),
        lambda: store.append_messages(session.id, [("user", {"text": text})]),
        lambda: store.rename_session(session.id, text),
        lambda: store.create_data_source(project.id, "S", "duckdb", {"path": text}, {}),
        lambda: store.create_data_source(project.id, text, "duckdb", {"path": "x"}, {}),
        lambda: store.update_project(project.id, description=text),
        lambda: store.list_projects(search=text),
        lambda: store.list_artifacts(search=text),
    ):
        try:
            save()
        except LunaraError as told:
            assert told.message
    assert store.list_artifacts(project_id=project.id) == []
    assert store.list_messages(session.id) == []
    assert store.list_data_sources(project.id) == []
    assert store.get_project(project.id).project.description == ""


def test_markup_is_kept_as_it_is(store: Store) -> None:
    project = store.create_project(MARKUP)
    assert store.get_project(project.id).project.name == MARKUP


# -- size ---------------------------------------------------------------------------------------------------------------


def test_a_parquet_file_of_a_few_bytes_that_says_a_gigabyte_is_refused_in_words(tmp_path: Path) -> None:
    """One text of a megabyte in a thousand rows; DuckDB, which reads uploads, holds to its limit of memory."""
    path = tmp_path / "small.parquet"
    texts = pa.repeat(pa.scalar("x" * 1_000_000), 1000)
    pq.write_table(pa.table({"s": pa.StructArray.from_arrays([texts], ["x"])}), path, compression="zstd")
    assert path.stat().st_size < 10_000
    report = ingest([UploadedFile(path.name, path)], tmp_path / "made")
    (refused,) = report.refused
    assert not report.tables and "more memory" in refused.reason, refused


_INGEST = """
import sys, time
from pathlib import Path
from lunara.connect.ingestion import UploadedFile, ingest
path = Path(sys.argv[1])
began = time.monotonic()
report = ingest([UploadedFile("big.csv", path)], path.parent / "made")
with open("/proc/self/status") as status:
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) * 1024
print(report.tables[0].rows if report.tables else report.refused, peak, time.monotonic() - began)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("megabytes", [200, int(os.environ.get("LUNARA_TEST_CSV_MB", "0"))])
def test_a_big_csv_is_read_in_bounded_memory(tmp_path: Path, megabytes: int) -> None:
    """LUNARA_TEST_CSV_MB=2000 also reads 2 GB."""
    if not megabytes:
        pytest.skip("LUNARA_TEST_CSV_MB is not set")
    path = tmp_path / "big.csv"
    chunk = "".join(
        f"{n},2025-01-{n % 28 + 1:02},name {n % 1000},{n * 0.25},{n % 7}\n" for n in range(100_000)
    ).encode()
    rows = 0
    with path.open("wb") as file:
        file.write(b"id,day,name,amount,kind\n")
        while file.tell() < megabytes * 1_000_000:
            file.write(chunk)
            rows += 100_000
    done = subprocess.run(
        [sys.executable, "-c", _INGEST, str(path)],
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout[:1].isdigit(), f"stdout {done.stdout!r} stderr {done.stderr!r}"
    said, peak, seconds = done.stdout.split()
    assert int(said) == rows
    assert int(peak) < 1_200_000_000, f"{int(peak) / 1e6:,.0f} MB"
    print(f"{megabytes:,} MB in {float(seconds):.1f} s with {int(peak) / 1e6:,.0f} MB")
