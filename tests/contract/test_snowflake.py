"""What only Snowflake has: ways to sign in, roles, a session without a read-only mode, batches of differing types, its numbers
for errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from time import monotonic
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from lunara.connect import kind, open_warehouse, parse_url
from lunara.connect.drivers import is_installed
from lunara.connect.run import Limits, run
from lunara.connect.snowflake_catalog import SHOWN_ROWS, _whole, _writes, read_catalog
from lunara.connect.snowflake_errors import failed, not_connected
from lunara.connect.snowflake_sign_in import server_of
from lunara.connect.warehouse import CancelToken, Estimating, Warehouse
from lunara.errors import Cancelled, ConnectFailed, InvalidInput, LunaraError, TimedOut, WarehouseFailed
from lunara.guard import ReadOnlySql, read_only
from lunara.settings import load_settings
from tests.contract.places.snowflake import Account, key_pair, reached, start, world
from tests.lanes import lane_of, needed, not_run

SETTINGS = load_settings({})
CONFIG = {"account": "myorg-test", "user": "lunara", "warehouse": "bi_wh", "database": "shop"}
FAULTS = {
    "MFA": ("390197", "Multi-factor authentication is required for this account."),
    "ELSEWHERE": ("390422", "Incoming request with IP/Token 1.2.3.4 is not allowed to access Snowflake."),
    "LOCKED": ("390102", "Your user account has been temporarily locked due to too many failed attempts."),
}


def engine_python() -> Path:
    """The imitation's Python, where the driver is installed as well; else the test is skipped by the lane's name."""
    lane = needed(lane_of("snowflake"))
    if not is_installed(kind("snowflake")):
        not_run(lane, "its driver is not installed")
    return lane.engine_python


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    made = world()
    made["roles"]["KEEPER"] = [["USAGE", "ROLE", "SECRET"]]
    made["hidden"] = ["SECRET"]
    made["users"]["KEEPER"] = {"password": "sesame", "roles": ["KEEPER"]}
    made["users"].update({name: {"fault": fault, "roles": ["READER"]} for name, fault in FAULTS.items()})
    started = start(engine_python(), made)
    started.execute(
        "create table t (id integer, day date, made_at timestamp_ntz, zoned timestamp_tz, price number(38,10), info variant)",
        "insert into t select 1, '2024-02-29', '2024-02-29 13:14:15', '2024-02-29 13:14:15+02:00', 1.5,"
        " parse_json('{\"a\":[1]}')",
        "create table numbers (n integer)",
        "insert into numbers select seq4() from table(generator(rowcount => 60000))",
    )
    with reached(started):
        yield started
    started.close()


def opened(way: str = "password", secrets: dict[str, str] | None = None, **more: str) -> Warehouse:
    config = {**CONFIG, "sign_in": way, **more}
    return open_warehouse("snowflake", config, {"password": "sesame"} if secrets is None else secrets, SETTINGS)


@pytest.fixture
def warehouse(account: Account) -> Iterator[Warehouse]:
    with closing(opened()) as found:
        yield found


def ask(warehouse: Warehouse, sql: str, **options: Any) -> pa.Table:
    return run(warehouse, read_only(sql, "snowflake"), **options).data


def unguarded(warehouse: Warehouse, sql: str, seconds: float = 10) -> list[pa.RecordBatch]:
    proven = ReadOnlySql(sql, "snowflake", (), ())
    return list(warehouse.stream(proven, timeout_seconds=seconds, cancel=CancelToken()))


# -- signing in ----------------------------------------------------------------------------------------------------------


def locked_key(passphrase: str) -> str:
    key = serialization.load_pem_private_key(key_pair()[0].encode(), None)
    closed = serialization.BestAvailableEncryption(passphrase.encode())
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, closed).decode()


@pytest.mark.parametrize("way", ["key pair", "locked key", "access token", "oauth", "password"])
def test_every_way_in(account: Account, way: str) -> None:
    secrets = {
        "key pair": {"private_key": "  " + key_pair()[0].replace("\n", "\r\n  ")},  # as it is pasted
        "locked key": {"private_key": locked_key("open"), "passphrase": "open"},
        "password": {"password": "sesame"},
    }.get(way, {"token": "tok-sesame\n"})
    with closing(opened(way.replace("locked key", "key pair"), secrets)) as warehouse:
        assert ask(warehouse, "select id from t")["ID"].to_pylist() == [1]
        assert not any(value.strip() in repr(vars(warehouse.kind)) + repr(warehouse) for value in secrets.values())


@pytest.mark.parametrize(
    ("way", "secrets", "field"),
    [
        ("key pair", {}, "private_key"),
        ("key pair", {"private_key": "-----BEGIN PRIVATE KEY-----\nnope\n-----END PRIVATE KEY-----"}, "private_key"),
        ("key pair", {"private_key": "locked"}, "passphrase"),
        ("key pair", {"private_key": "curve"}, "private_key"),
        ("access token", {"password": "sesame"}, "token"),
        ("password", {"token": "tok-sesame"}, "password"),
    ],
)
def test_a_secret_that_is_missing_or_no_key_is_named(
    account: Account, way: str, secrets: dict[str, str], field: str
) -> None:
    curve = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    made = {"locked": locked_key("open"), "curve": curve.decode()}
    given = {name: made.get(value, value) for name, value in secrets.items()}
    with pytest.raises(InvalidInput) as wrong:
        opened(way, given)
    assert wrong.value.details["field"] == field
    assert not any(line in str(wrong.value) for value in given.values() for line in value.splitlines()[1:2])


@pytest.mark.parametrize(
    ("more", "secrets", "code"),
    [
        ({"sign_in": "access token"}, {"token": "guess"}, "password_wrong"),
        ({"sign_in": "oauth"}, {"token": "guess"}, "password_wrong"),
        ({"sign_in": "key pair", "user": "writer"}, None, "password_wrong"),
        ({"user": "mfa"}, {"password": "x"}, "second_factor"),
        ({"user": "elsewhere"}, {"password": "x"}, "not_let_in"),
        ({"user": "locked"}, {"password": "x"}, "password_wrong"),
        ({"role": "sysadmin"}, {"password": "sesame"}, "not_let_in"),
    ],
)
def test_who_is_not_let_in_is_told_why(
    account: Account, more: dict[str, str], secrets: dict[str, str] | None, code: str
) -> None:
    config = {**CONFIG, "sign_in": "password", **more}
    with pytest.raises(ConnectFailed) as failed:
        open_warehouse("snowflake", config, secrets or {"private_key": key_pair()[0]}, SETTINGS)
    assert failed.value.code == code, failed.value.message
    assert failed.value.hint and "390" not in str(failed.value)


def test_the_session_is_fixed_and_takes_one_role(account: Account) -> None:
    opened().close()
    (login,) = [seen for seen in account.control("_seen") if "login" in seen][-1:]
    session = login["session"]
    wanted = {
        "QUERY_TAG": "lunara", "TIMEZONE": "UTC", "ROWS_PER_RESULTSET": 0, "ABORT_DETACHED_QUERY": True,
        "QUOTED_IDENTIFIERS_IGNORE_CASE": False, "CLIENT_SESSION_KEEP_ALIVE": False, "WEEK_START": 0,
    }  # fmt: skip
    assert {name: session.get(name) for name in wanted} == wanted
    assert (login["schemaName"], login["second"]) == ("PUBLIC", "NONE")


@pytest.mark.parametrize(
    ("account_name", "host"),
    [
        ("myorg-test2", "myorg-test2.snowflakecomputing.com"),
        ("MyOrg-My_Account", "myorg-my-account.snowflakecomputing.com"),
        ("xy12345.eu-central-1", "xy12345.eu-central-1.snowflakecomputing.com"),
        ("xy12345.eu-central-1.privatelink", "xy12345.eu-central-1.privatelink.snowflakecomputing.com"),
        ("xy12345.snowflakecomputing.com", "xy12345.snowflakecomputing.com"),
        ("xy12345.cn-northwest-1.snowflakecomputing.cn", "xy12345.cn-northwest-1.snowflakecomputing.cn"),
        ("169.254.169.254", "169.254.169.254.snowflakecomputing.com"),
        ("evil.example.com", "evil.example.com.snowflakecomputing.com"),
    ],
)
def test_an_account_is_always_a_host_of_snowflake(account_name: str, host: str) -> None:
    assert server_of(account_name) == (host, 443, "https")


@pytest.mark.parametrize(
    "name", ["evil.com/x", "evil.com:8080", "user@evil.com", "evil.com#", "a b", "", "evil.com?", "..", "-a"]
)
def test_what_is_no_account_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput):
        server_of(name)


def test_a_url_of_the_command_line() -> None:
    assert parse_url("snowflake://lunara:s%40@myorg-acc/shop/sales?warehouse=bi&role=reader") == (
        "snowflake",
        {
            "account": "myorg-acc", "user": "lunara", "database": "shop", "schema": "sales", "warehouse": "bi",
            "role": "reader", "sign_in": "password",
        },
        {"password": "s@"},
    )  # fmt: skip


# -- walls ---------------------------------------------------------------------------------------------------------------


def test_nothing_runs_that_snowflake_does_not_take_for_a_query(account: Account) -> None:
    with closing(opened(user="writer")) as warehouse:
        for text in (
            "insert into numbers values (1)",
            "create table x (a integer)",
            "call system$wait(1)",
            "select 1; delete from numbers",
            "put file:///etc/passwd @~",
            "get @~ file:///tmp/x",
            "use role accountadmin",
            "alter session set query_tag = 'x'",
            "show tables",
            "begin",
        ):
            with pytest.raises(WarehouseFailed):
                unguarded(warehouse, text)
        ran = [
            seen["sql"] for seen in account.control("_seen") if seen.get("user") == "WRITER" and not seen["describe"]
        ]
        assert ran == []
        assert unguarded(warehouse, "select count(*) as c from numbers")[0].to_pylist() == [{"C": 60000}]


def test_a_server_gets_no_files(warehouse: Warehouse) -> None:
    """Snowflake answers PUT with what the driver should send; an answer to anything else could ask for it as well."""
    with pytest.raises(WarehouseFailed) as refused:
        unguarded(warehouse, "select 'bring me a file' as x")
    assert "Files are not moved" in refused.value.message


def test_a_text_is_described_once_and_runs_with_limits(account: Account, warehouse: Warehouse) -> None:
    for _ in range(3):
        ask(warehouse, "select n from numbers where n = 77", limits=Limits(seconds=2.5))
    seen = [one for one in account.control("_seen") if one.get("sql", "").endswith("77")]
    assert [one["describe"] for one in seen] == [True, False, False, False]
    for one in seen:
        assert one["limits"]["MULTI_STATEMENT_COUNT"] == 1
        assert one["limits"]["STATEMENT_TIMEOUT_IN_SECONDS"] == 3
        assert one["limits"]["STATEMENT_QUEUED_TIMEOUT_IN_SECONDS"] == 3


def test_without_a_warehouse_nothing_runs_and_it_is_said(account: Account) -> None:
    with closing(opened(warehouse="")) as warehouse:
        with pytest.raises(WarehouseFailed) as refused:
            ask(warehouse, "select id from t")
        assert refused.value.code == "no_warehouse"


def test_a_server_that_answers_nothing_is_left() -> None:
    """Neither the statement nor the abort is answered; the driver alone would wait for a minute and more."""
    other = start(engine_python(), world())
    try:
        with reached(other):
            warehouse = opened()
            started = monotonic()
            with pytest.raises(TimedOut):
                unguarded(warehouse, "select 'say nothing' as x", 1)
            assert monotonic() - started < 12
    finally:
        other.close()


def test_the_role_is_followed_to_what_it_was_given(account: Account) -> None:
    with closing(opened()) as reads, closing(opened(user="writer")) as writes:
        assert not [f for f in reads.check() if f.level == "warning"]
        (warning,) = (f for f in writes.check() if f.level == "warning")
    assert "INSERT on TABLE" in warning.message  # by the role LOADER, which WRITER was given
    assert "GRANT SELECT ON FUTURE TABLES" in warning.statement and 'ON WAREHOUSE "BI_WH"' in warning.statement


def test_a_role_that_cannot_be_looked_into_is_told(account: Account) -> None:
    with closing(opened(user="keeper")) as warehouse:
        (warning,) = (f for f in warehouse.check() if f.level == "warning")
    assert "SECRET" in warning.message


def test_an_estimate_before_running(warehouse: Warehouse) -> None:
    assert isinstance(warehouse, Estimating)
    found = warehouse.estimate(read_only("select id from t", "snowflake"), timeout_seconds=5, cancel=CancelToken())
    assert (found.bytes, found.source, found.exact) == (2048, "EXPLAIN", False)


# -- values --------------------------------------------------------------------------------------------------------------


def test_values_as_the_engine_gives_them(warehouse: Warehouse) -> None:
    (row,) = ask(warehouse, "select * from t").to_pylist()
    assert row["ID"] == 1 and row["DAY"] == date(2024, 2, 29) and row["MADE_AT"] == datetime(2024, 2, 29, 13, 14, 15)
    assert row["ZONED"] == datetime(2024, 2, 29, 11, 14, 15, tzinfo=UTC)
    assert row["PRICE"] == Decimal("1.5") and isinstance(row["PRICE"], Decimal)
    assert "".join(row["INFO"].split()) == '{"a":[1]}'


def column(name: str, type_name: str, precision: int | None = None, scale: int | None = None) -> Any:
    from snowflake.connector.constants import FIELD_NAME_TO_ID

    return SimpleNamespace(name=name, type_code=FIELD_NAME_TO_ID[type_name], precision=precision, scale=scale)


def read(described: Any, *arrays: pa.Array) -> pa.Table:
    from lunara.connect.snowflake_types import batches

    return pa.Table.from_batches(batches([described], iter([pa.table({described.name: a}) for a in arrays])))


@pytest.fixture
def _driver() -> None:
    if not is_installed(kind("snowflake")):
        not_run(lane_of("snowflake"), "its driver is not installed")


@pytest.mark.usefixtures("_driver")
def test_batches_of_differing_widths_are_one_column() -> None:
    big = Decimal(10**37)
    whole = read(
        column("N", "FIXED", 38, 0), pa.array([1], pa.int8()), pa.array([2**40]), pa.array([big], pa.decimal128(38, 0))
    )
    assert whole["N"].type == pa.decimal128(38, 0) and whole["N"].to_pylist() == [1, 2**40, big]
    small = read(column("N", "FIXED", 18, 0), pa.array([1], pa.int8()), pa.array([2**40]))
    assert small["N"].type == pa.int64()
    money = read(column("M", "FIXED", 12, 2), pa.array([Decimal("1.50")], pa.decimal128(12, 2)))
    assert money["M"].type == pa.decimal128(38, 2) and money["M"].to_pylist() == [Decimal("1.50")]


@pytest.mark.usefixtures("_driver")
def test_moments_are_in_microseconds_unless_they_are_finer() -> None:
    late = datetime(9999, 12, 31)
    ns, us = pa.timestamp("ns"), pa.timestamp("us")
    plain = read(column("T", "TIMESTAMP_NTZ", 0, 9), pa.array([datetime(2024, 1, 1)], ns), pa.array([late], us))
    assert plain["T"].to_pylist() == [datetime(2024, 1, 1), late]
    fine = read(column("T", "TIMESTAMP_NTZ", 0, 9), pa.array([1_700_000_000_000_000_001], ns))
    assert fine["T"].type == ns and fine["T"].cast(pa.int64()).to_pylist() == [1_700_000_000_000_000_001]
    before = read(column("T", "TIMESTAMP_NTZ", 0, 9), pa.array([-1_000_001_000, None], ns))
    assert before["T"].type == us and before["T"].cast(pa.int64()).to_pylist() == [-1_000_001, None]
    zoned = read(
        column("T", "TIMESTAMP_TZ", 0, 9), pa.array([datetime(2024, 1, 1)], pa.timestamp("ns", "Europe/Berlin"))
    )
    assert zoned["T"].type == pa.timestamp("us", "UTC")
    clock = read(column("T", "TIME", 0, 9), pa.array([time(10, 11, 12)], pa.time64("ns")))
    assert clock["T"].to_pylist() == [time(10, 11, 12)]


@pytest.mark.usefixtures("_driver")
def test_what_would_lose_something_is_refused_by_name() -> None:
    ns, us = pa.timestamp("ns"), pa.timestamp("us")
    finer_later = pa.array([datetime(2024, 1, 1)], us), pa.array([1_700_000_000_000_000_001], ns)
    with pytest.raises(WarehouseFailed) as refused:
        read(column("AT", "TIMESTAMP_NTZ", 0, 9), *finer_later)
    assert "AT" in refused.value.message and "AT::timestamp" in refused.value.hint
    with pytest.raises(WarehouseFailed):  # 1.50 as a count of hundredths is never 150
        read(column("M", "FIXED", 12, 2), pa.array([150]))
    with pytest.raises(WarehouseFailed) as unknown:
        read(column("D", "DECFLOAT"), pa.array([b"1"]))
    assert unknown.value.code == "type_unknown" and "D::varchar" in unknown.value.hint


@pytest.mark.usefixtures("_driver")
def test_no_rows_have_types() -> None:
    assert read(column("N", "FIXED", 38, 0)).schema == pa.schema([("N", pa.decimal128(38, 0))])
    assert read(column("V", "VARIANT")).schema == pa.schema([("V", pa.string())])


# -- catalog -------------------------------------------------------------------------------------------------------------


def test_the_catalog_of_an_account() -> None:
    """What SHOW and the information schema give of a real account, which fakesnow leaves out."""
    here = {"table_schema": "PUBLIC", "table_name": "SALES"}
    asked: list[str] = []

    def ask(text: str) -> list[dict[str, Any]]:
        asked.append(text)
        if ".columns" in text:
            shape = {"numeric_precision": 12, "numeric_scale": 2, "is_nullable": "NO", "comment": "in euro"}
            return [{**here, "column_name": "AMOUNT", "data_type": "NUMBER", **shape}]
        if ".tables" in text:
            told = {"row_count": 5, "clustering_key": "LINEAR(TO_DATE(AT), CITY)", "comment": "the sales"}
            view = {
                **here,
                "table_name": "V",
                "table_type": "MATERIALIZED VIEW",
                "row_count": 5,
                "clustering_key": None,
            }
            return [{**here, "table_type": "BASE TABLE", **told}, {**view, "comment": None}]
        if "primary" in text:
            place = {"schema_name": "PUBLIC", "table_name": "SALES", "constraint_name": "PK"}
            return [{**place, "column_name": name, "key_sequence": at} for name, at in (("B", "2"), ("A", "1"))]
        return []

    catalog = read_catalog(ask, 'My "db"', "")
    sales, view = catalog.tables
    assert sales.primary_key == ("A", "B") and sales.description == "the sales" and sales.row_count == 5
    assert sales.clustered_by == ("TO_DATE(AT)", "CITY")
    assert (sales.columns[0].type, sales.columns[0].description) == ("NUMBER(12,2)", "in euro")
    assert view.kind == "view" and view.row_count is None
    assert len(asked) == 5 and all('"My ""db"""' in text for text in asked)


def test_roles_of_a_database_are_followed_too() -> None:
    grants = {
        'role "R"': [("USAGE", "DATABASE_ROLE", "SHOP.LOADERS"), ("SELECT", "TABLE", "X"), ("USAGE", "ROLE", "R")],
        'database role "SHOP"."LOADERS"': [("TRUNCATE", "TABLE", "SHOP.PUBLIC.X")],
    }

    def ask(text: str) -> list[dict[str, Any]]:
        found = grants.get(text.removeprefix("show grants to "), [])
        return [{"privilege": privilege, "granted_on": on, "name": name} for privilege, on, name in found]

    assert _writes(ask, "R") == ("it may TRUNCATE on TABLE SHOP.PUBLIC.X", ())


def test_keys_that_show_may_have_cut_off_are_not_told() -> None:
    rows = [{"s": "P", "t": f"T{number:05}", "key_sequence": "1"} for number in range(SHOWN_ROWS)]
    assert len(_whole(rows[:-1], "s", "t")) == SHOWN_ROWS - 1
    assert {row["t"] for row in rows} - {row["t"] for row in _whole(rows, "s", "t")} == {"T09999"}


# -- errors --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "words", "kind_of", "code"),
    [
        (630, "Statement reached its statement or warehouse timeout of 5 second(s) and was canceled.", TimedOut, "timed_out"),
        (604, "SQL execution canceled", Cancelled, "cancelled"),
        (606, "No active warehouse selected in the current session.", WarehouseFailed, "no_warehouse"),
        (2003, "002003 (42S02): SQL error:\nObject 'X' does not exist.", WarehouseFailed, "not_found_or_granted"),
        (3001, "SQL access control error:\nInsufficient privileges to operate on table 'X'", WarehouseFailed, "not_granted"),
        (90073, "Warehouse 'BI' cannot be resumed: resource monitor 'M'.", WarehouseFailed, "suspended"),
        (390112, "Your session has expired. Please login again.", ConnectFailed, "connection_lost"),
        (390104, "User must login again to access the service.", ConnectFailed, "connection_lost"),
        (250003, "Failed to execute request: reset by peer", ConnectFailed, "connection_lost"),
        (1003, "SQL compilation error:\nsyntax error line 1 at position 7", WarehouseFailed, "warehouse_failed"),
    ],
)  # fmt: skip
def test_numbers_of_errors_have_words(number: int, words: str, kind_of: type[LunaraError], code: str) -> None:
    found = failed(number, "", words, user="LUNARA", warehouse="BI", seconds=5)
    assert type(found) is kind_of and found.code == code
    assert (
        found.message.endswith(".") and "\n" not in found.message and found.hint and f"00{number}" not in found.message
    )


@pytest.mark.parametrize(
    ("number", "words", "code"),
    [
        (390144, "250001 (08001): Failed to connect to DB: x. JWT token is invalid. [0ce9]", "password_wrong"),
        (250001, "Failed to connect to DB: x.snowflakecomputing.com:443. 404 Not Found", "host_unknown"),
        (250001, "Could not connect to Snowflake backend after 2 attempt(s). Aborting", "no_answer"),
        (254007, "The certificate is revoked or could not be validated: hostname=x", "encryption"),
        (390420, "IP 1.2.3.4 is not allowed to access Snowflake.", "not_let_in"),
        (390189, "Role 'X' specified in the connect string is not granted to this user.", "not_let_in"),
        (390101, "User access disabled.", "not_let_in"),
    ],
)  # fmt: skip
def test_numbers_of_the_way_in_have_words(number: int, words: str, code: str) -> None:
    found = not_connected(number, words, account="x", host="x.snowflakecomputing.com", user="LUNARA", role="X")
    assert found.code == code and found.message.endswith(".") and found.hint
