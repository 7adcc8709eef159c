"""Behind the guard: what a data source itself refuses, whatever statement reaches it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from lunara.connect import open_warehouse
from lunara.connect.run import QueryRecord, run, run_text
from lunara.connect.warehouse import Warehouse
from lunara.errors import ConnectFailed, LunaraError, UnsafeSql
from lunara.guard import ReadOnlySql, read_only
from lunara.settings import load_settings
from lunara.workspace.embedded import ADMIN, EmbeddedServer


@pytest.fixture
def shop(tmp_path: Path) -> Warehouse:
    """Orders that may be asked about, and a table that may not."""
    path = tmp_path / "shop.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table orders as select 1 as id")
        connection.execute("create table salaries as select 'Ann earns 90000' as secret")
        connection.execute('create table "odd.csv" as select 7 as kept')
    return open_warehouse("duckdb", {"path": str(path)}, {}, load_settings({}))


def test_a_statement_proven_for_another_dialect_is_not_run(shop: Warehouse) -> None:
    # One text with a quote in it where a backslash escapes; a text and a second table where it does not.
    sneaky = "SELECT 'x' AS a, '\\' AS b UNION SELECT secret, secret FROM salaries --' AS c FROM orders"
    proven = read_only(sneaky, "bigquery", ["orders"])
    assert proven.tables == ("orders",)
    records: list[QueryRecord] = []
    with pytest.raises(UnsafeSql) as refused:
        run(shop, proven, record=records.append)
    assert refused.value.code == "other_dialect"
    assert [record.outcome for record in records] == ["refused"]


@pytest.mark.parametrize("name", ["/etc/passwd", "passwd.csv", "https://example.test/x.parquet", "*.csv"])
def test_a_model_cannot_name_a_file_as_its_table(shop: Warehouse, tmp_path: Path, name: str) -> None:
    (tmp_path / "passwd.csv").write_text("a\nroot\n")
    target = str(tmp_path / "passwd.csv") if name == "passwd.csv" else name
    with pytest.raises(LunaraError):
        run_text(shop, f'SELECT * FROM "{target}"', allowed=[f'"{target}"'])


def test_one_source_does_not_take_the_whole_machine(shop: Warehouse) -> None:
    with shop._cursor() as cursor:  # type: ignore[attr-defined]
        limit, spill = cursor.execute(
            "select current_setting('memory_limit'), current_setting('max_temp_directory_size')"
        ).fetchone()
        with pytest.raises(duckdb.Error):
            cursor.execute("set memory_limit = '100%'")
    with duckdb.connect() as plain:
        usual = plain.execute("select current_setting('memory_limit')").fetchone()
    assert usual is not None
    assert spill == "9.3 GiB"
    assert 0 < gibibytes(limit) < 0.7 * gibibytes(usual[0])


def gibibytes(said: str) -> float:
    number, unit = said.split()
    return float(number) * {"MiB": 1 / 1024, "GiB": 1.0, "TiB": 1024.0}[unit]


def test_a_table_that_is_called_like_a_file_is_a_table(shop: Warehouse) -> None:
    assert run_text(shop, 'SELECT kept FROM "odd.csv"', allowed=['"odd.csv"']).rows() == [(7,)]


def test_postgres_is_not_shown_the_keys_of_this_machine(
    postgres_server: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("PGSSLCERT", "PGSSLKEY", "PGPASSFILE"):
        monkeypatch.setenv(variable, str(tmp_path / "nothing-here"))
    address = postgres_server.address()
    warehouse = open_warehouse(
        "postgres",
        {"host": "127.0.0.1", "port": str(address.port), "database": "postgres", "user": ADMIN, "sslmode": "disable"},
        {"password": address.passwords[ADMIN]},
        load_settings({}),
    )
    try:
        with warehouse._reading(5.0, _token()) as (connection, _):  # type: ignore[attr-defined]
            used = connection.info.get_parameters()
        assert (used["sslcertmode"], used["passfile"]) == ("disable", "/dev/null/none")
    finally:
        warehouse.close()


def test_postgres_is_not_told_what_this_machines_environment_says(
    postgres_server: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A data source without a password must not send the server's own to whatever host it names."""
    address = postgres_server.address()
    services = tmp_path / "services"
    services.write_text(f"[own]\npassword={address.passwords[ADMIN]}\noptions=-c work_mem=77MB\n")
    monkeypatch.setenv("PGSERVICEFILE", str(services))
    monkeypatch.setenv("PGSERVICE", "own")
    monkeypatch.setenv("PGPASSWORD", address.passwords[ADMIN])
    monkeypatch.setenv("PGOPTIONS", "-c work_mem=77MB")
    config = {
        "host": "127.0.0.1",
        "port": str(address.port),
        "database": "postgres",
        "user": ADMIN,
        "sslmode": "disable",
    }
    with pytest.raises(ConnectFailed) as refused:
        open_warehouse("postgres", config, {}, load_settings({}))
    assert refused.value.code == "password_wrong"
    warehouse = open_warehouse("postgres", config, {"password": address.passwords[ADMIN]}, load_settings({}))
    try:
        sql = ReadOnlySql("select current_setting('work_mem') as x", "postgres", (), ())
        assert run(warehouse, sql).rows() != [("77MB",)]
        with warehouse._reading(5.0, _token()) as (connection, _):  # type: ignore[attr-defined]
            assert connection.execute("show work_mem").fetchone() != ("77MB",)
    finally:
        warehouse.close()


@pytest.mark.parametrize(
    "host",
    [
        "/var/run/postgresql",
        "@abstract",
        "127.0.0.1,169.254.169.254",
        " ",
        "localhost options=-cx",
        "::ffff:169.254.1.1",
    ],
)
def test_a_host_is_a_host_and_nothing_else(postgres_server: EmbeddedServer, host: str) -> None:
    address = postgres_server.address()
    config = {"host": host, "port": str(address.port), "database": "postgres", "user": ADMIN}
    with pytest.raises(LunaraError):
        open_warehouse("postgres", config, {"password": address.passwords[ADMIN]}, load_settings({}))


@pytest.mark.parametrize("database", ["host=127.0.0.1 dbname=postgres", "postgresql://127.0.0.1/postgres", "service=x"])
def test_a_database_is_a_name_and_not_a_connection_string(postgres_server: EmbeddedServer, database: str) -> None:
    address = postgres_server.address()
    config = {"host": "127.0.0.1", "port": str(address.port), "database": database, "user": ADMIN}
    with pytest.raises(LunaraError) as refused:
        open_warehouse("postgres", config, {"password": address.passwords[ADMIN]}, load_settings({}))
    assert refused.value.code == "database_missing"
    assert address.passwords[ADMIN] not in str(refused.value)


def _token() -> object:
    from lunara.connect.warehouse import CancelToken

    return CancelToken()
