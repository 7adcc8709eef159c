"""BigQuery's own ways: sign-in, costs, limits, cancel, errors and types, against a stand-in of its REST API."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from datetime import time as clock
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from lunara.connect import deadline, open_warehouse, parse_url
from lunara.connect.bigquery import GIB, SERVER
from lunara.connect.bigquery_types import aligned, arrow_schema, page_batch
from lunara.connect.budgeted import BudgetedWarehouse, Spend
from lunara.connect.run import Limits, run
from lunara.connect.warehouse import CancelToken, Estimate, Estimating, Warehouse
from lunara.errors import (
    Cancelled,
    ConnectFailed,
    InvalidInput,
    LunaraError,
    OverBudget,
    TimedOut,
    UnsafeSql,
    WarehouseFailed,
)
from lunara.guard import ReadOnlySql, read_only
from lunara.settings import Settings, load_settings
from tests.emulators.bigquery_rest import ACCOUNT, PROJECT, BigQueryRest, Fault, bigquery_rest
from tests.waiting import until

SLOW = "select count(*) as c from numbers a, numbers b, numbers c where a.n * b.n + c.n = 17"
OWN = load_settings({})
SHARED = load_settings({"LUNARA_DATABASE_URL": "postgresql://x"})
GOOGLE = "https://oauth2.googleapis.com/token"


@pytest.fixture
def stub() -> Iterator[BigQueryRest]:
    with bigquery_rest() as server:
        server.engine.connection.execute("create table numbers as select range::bigint n from range(60000)")
        yield server


@pytest.fixture
def warehouse(stub: BigQueryRest) -> Iterator[Warehouse]:
    opened = opened_at(stub)
    yield opened
    opened.close()


def opened_at(stub: BigQueryRest, settings: Settings = OWN, **config: str) -> Warehouse:
    return open_warehouse(
        "bigquery",
        {"project": PROJECT, "datasets": "main", "endpoint": stub.url, **config},
        {"key_json": stub.key()},
        settings,
    )


def ask(warehouse: Warehouse, sql: str, **options: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = run(warehouse, read_only(sql, "bigquery"), **options).data.to_pylist()
    return found


def query_job(stub: BigQueryRest) -> dict[str, Any]:
    """The resource of the last job that ran."""
    return list(stub.jobs.values())[-1].resource


# -- sign-in ---------------------------------------------------------------------------------------------------------------


def test_the_account_signs_in_with_its_key(stub: BigQueryRest, warehouse: Warehouse) -> None:
    assert ask(warehouse, "select 1 as one") == [{"one": 1}]
    assert [claims["iss"] for claims in stub.signed] == [ACCOUNT]


def test_a_revoked_key_and_a_wrong_clock_are_told_apart(stub: BigQueryRest) -> None:
    stub.revoked = True
    with pytest.raises(ConnectFailed) as failed:
        opened_at(stub)
    assert failed.value.code == "password_wrong" and ACCOUNT in failed.value.message
    stub.revoked, stub.clock_wrong = False, True
    with pytest.raises(ConnectFailed) as failed:
        opened_at(stub)
    assert failed.value.code == "clock_wrong" and "clock" in failed.value.message


def test_a_key_revoked_while_the_source_is_open_is_said(stub: BigQueryRest, warehouse: Warehouse) -> None:
    stub.forget_tokens()
    stub.revoked = True
    with pytest.raises(ConnectFailed) as failed:
        ask(warehouse, "select 1 as one")
    assert failed.value.code == "password_wrong"
    stub.revoked = False
    assert ask(warehouse, "select 1 as one") == [{"one": 1}]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"token_uri": "https://evil.example/token"}, "token_uri"),
        ({"token_uri": "http://oauth2.googleapis.com/token"}, "token_uri"),
        ({"token_uri": "https://oauth2.googleapis.com.evil.example/token"}, "token_uri"),
        ({"token_uri": "https://oauth2.googleapis.com@evil.example/token"}, "token_uri"),
        ({"token_uri": "https://oauth2.googleapis.com/other"}, "token_uri"),
        ({"universe_domain": "evil.example"}, "universe_domain"),
        ({"type": "external_account"}, "federated identity"),
        ({"type": "authorized_user"}, "person's own sign-in"),
        ({"type": "impersonated_service_account"}, "impersonation"),
        ({"type": "no such type"}, "not the key of a service account"),
        ({"private_key": ""}, "private_key"),
        ({"private_key": "-----BEGIN PRIVATE KEY-----\nnonsense\n-----END PRIVATE KEY-----\n"}, "private key"),
        ({"client_email": None}, "client_email"),
    ],
)
def test_a_key_that_could_lead_elsewhere_is_refused(stub: BigQueryRest, change: dict[str, Any], said: str) -> None:
    config = {"project": PROJECT, "datasets": "main", "endpoint": stub.url}
    key = stub.key(**change)
    with pytest.raises(InvalidInput) as refused:
        open_warehouse("bigquery", config, {"key_json": key}, OWN)
    assert said in refused.value.message and refused.value.details["field"] == "key_json"
    inside = json.loads(stub.key())["private_key"].splitlines()[1]
    assert "BEGIN" not in str(refused.value) and inside not in str(refused.value)
    assert stub.calls == []


def test_other_addresses_in_the_key_are_not_kept(stub: BigQueryRest) -> None:
    extra = {
        "auth_uri": "https://evil.example",
        "auth_provider_x509_cert_url": "https://evil.example",
        "quota_project_id": "x",
    }
    config = {"project": PROJECT, "datasets": "main", "endpoint": stub.url}
    opened = open_warehouse("bigquery", config, {"key_json": stub.key(**extra)}, OWN)
    try:
        assert "evil.example" not in repr(vars(opened._client._credentials))  # type: ignore[attr-defined]
    finally:
        opened.close()


@pytest.mark.parametrize("text", ["", "not json", "[]", '{"type": "service_account"'])
def test_what_is_no_key_is_said(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        open_warehouse("bigquery", {"project": PROJECT}, {"key_json": text}, OWN)
    assert refused.value.details["field"] == "key_json"


def test_the_servers_identity_is_used_only_where_it_is_ones_own(
    stub: BigQueryRest, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    file = tmp_path / "key.json"
    file.write_text(stub.key())
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(file))
    kind, config, secrets = parse_url(f"bigquery://{PROJECT}/main?endpoint={stub.url}")
    assert config["sign_in"] == SERVER and not secrets
    opened = open_warehouse(kind, config, secrets, OWN)
    assert ask(opened, "select 1 as one") == [{"one": 1}]
    opened.close()
    calls = len(stub.calls)
    allowed = {"LUNARA_DATABASE_URL": "postgresql://x", "LUNARA_ALLOWED_HOSTS": "127.0.0.1"}
    with pytest.raises(ConnectFailed) as refused:
        open_warehouse(kind, config, secrets, load_settings(allowed))
    assert refused.value.code == "not_let_in" and "LUNARA_SERVER_IDENTITY" in refused.value.hint
    assert len(stub.calls) == calls
    open_warehouse(kind, config, secrets, load_settings({**allowed, "LUNARA_SERVER_IDENTITY": "on"})).close()


# -- hosts -----------------------------------------------------------------------------------------------------------------


def test_an_endpoint_on_a_shared_server_is_named_by_its_administrator(stub: BigQueryRest) -> None:
    with pytest.raises(ConnectFailed) as refused:
        opened_at(stub, SHARED)
    assert refused.value.code == "host_not_allowed" and stub.calls == []
    named = load_settings({"LUNARA_DATABASE_URL": "postgresql://x", "LUNARA_ALLOWED_HOSTS": "127.0.0.1"})
    opened_at(stub, named).close()


def test_an_allow_list_without_google_keeps_google_out(stub: BigQueryRest) -> None:
    key = stub.key(token_uri=GOOGLE)
    with pytest.raises(ConnectFailed) as refused:
        open_warehouse(
            "bigquery", {"project": PROJECT}, {"key_json": key}, load_settings({"LUNARA_ALLOWED_HOSTS": "db.example"})
        )
    assert refused.value.code == "host_not_allowed" and "bigquery.googleapis.com" in refused.value.message


@pytest.mark.parametrize(
    "address", ["http://bigquery.example", "ftp://x", "https://", "https://a:b@c", "https://x/path", "http://["]
)
def test_what_is_no_endpoint_is_said(stub: BigQueryRest, address: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        opened_at(stub, endpoint=address)
    assert refused.value.details["field"] == "endpoint" or "token_uri" in refused.value.message


def test_a_redirect_is_not_followed(stub: BigQueryRest, warehouse: Warehouse) -> None:
    with bigquery_rest() as other:
        for status in (302, 307, 308):
            stub.faults.append(
                Fault("/jobs$", status, headers={"Location": f"{other.url}/bigquery/v2/projects/{PROJECT}/jobs"})
            )
            with pytest.raises(ConnectFailed) as refused:
                ask(warehouse, f"select {status} as one")
            assert refused.value.code == "host_not_allowed"
        stub.forget_tokens()
        stub.faults.append(Fault("/token$", 307, headers={"Location": f"{other.url}/token"}))
        with pytest.raises(LunaraError):
            ask(warehouse, "select 2 as one")
        assert other.calls == []


# -- what a job carries ------------------------------------------------------------------------------------------------------


def test_a_job_carries_its_walls_and_labels(stub: BigQueryRest) -> None:
    opened = opened_at(stub, maximum_gib="7", labels="team=sales, cost-center=12", location="eu")
    ask(opened, "select 1 as one", limits=Limits(seconds=12))
    opened.close()
    resource = query_job(stub)
    configuration = resource["configuration"]
    assert configuration["labels"] == {"team": "sales", "cost-center": "12", "lunara": "query"}
    assert configuration["jobTimeoutMs"] == "12000"
    query = configuration["query"]
    assert query["maximumBytesBilled"] == str(7 * GIB)
    assert query["useLegacySql"] is False and query["useQueryCache"] is True
    assert query["defaultDataset"] == {"projectId": PROJECT, "datasetId": "main"}
    assert query["connectionProperties"] == [{"key": "time_zone", "value": "UTC"}]
    assert resource["jobReference"]["location"] == "eu" and resource["jobReference"]["jobId"].startswith("lunara-")


def test_the_location_is_the_datasets(stub: BigQueryRest) -> None:
    opened = opened_at(stub)
    ask(opened, "select 1 as one")
    opened.close()
    assert query_job(stub)["jobReference"]["location"] == "EU"
    with pytest.raises(ConnectFailed) as wrong:
        opened_at(stub, location="US")
    assert "EU" in wrong.value.message and "US" in wrong.value.message


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("project", "My Project"),
        ("datasets", "main; drop"),
        ("datasets", "a.b.c d"),
        ("datasets", "größe"),
        ("datasets", "example.com:old-project.web"),
        ("maximum_gib", "0"),
        ("price_per_tib", "free"),
        ("labels", "Team=x"),
        ("labels", "x"),
    ],
)
def test_fields_that_cannot_be_right_are_named(stub: BigQueryRest, field: str, text: str) -> None:
    with pytest.raises(InvalidInput) as wrong:
        opened_at(stub, **{field: text})
    assert wrong.value.details["field"] == field and stub.calls == []


def test_a_query_over_the_wall_of_bytes_is_not_run(stub: BigQueryRest) -> None:
    opened = opened_at(stub, maximum_gib="1")
    stub.size = 2 * GIB
    with pytest.raises(WarehouseFailed) as over:
        ask(opened, "select 1 as one")
    assert over.value.code == "bytes_limit" and str(GIB) in over.value.message
    opened.close()


def test_an_estimate_is_the_dry_runs(stub: BigQueryRest, warehouse: Warehouse) -> None:
    assert isinstance(warehouse, Estimating)
    stub.size = 2**40 // 4
    proven = read_only("select count(*) as c from numbers", "bigquery")
    estimate = warehouse.estimate(proven, timeout_seconds=10, cancel=CancelToken())
    assert (estimate.source, estimate.bytes, estimate.exact, estimate.currency) == ("dry run", 2**38, True, "USD")
    assert estimate.cost == pytest.approx(6.25 / 4)
    assert stub.jobs == {}
    stub.accuracy = "UPPER_BOUND"
    assert not warehouse.estimate(proven, timeout_seconds=10, cancel=CancelToken()).exact
    # The dry run has proven the statement: running it asks once.
    before = len(stub.calls)
    stub.size = 0
    run(warehouse, proven)
    assert [path.rpartition("/")[2][:4] for _, path in stub.calls[before:]] == ["jobs", "luna"]


class Purse:
    """Has two GiB."""

    def __init__(self) -> None:
        self.left = 2**31

    def admit(self, sql: ReadOnlySql, estimate: Estimate | None, seconds: float) -> Spend:
        assert estimate is not None and estimate.exact and estimate.bytes is not None
        if estimate.bytes > self.left:
            raise OverBudget("Too much.", "Ask the owner.")
        self.left -= estimate.bytes
        return lambda beyond, worked: None


def test_a_budget_is_asked_before_a_job_begins(stub: BigQueryRest, warehouse: Warehouse) -> None:
    paid = BudgetedWarehouse(warehouse, Purse())
    stub.size = 2**30
    sql = "select count(*) as c from numbers"
    for _ in range(2):
        assert ask(paid, sql, limits=Limits(seconds=20)) == [{"c": 60000}]
    jobs = len(stub.jobs)
    with pytest.raises(OverBudget):
        ask(paid, sql)
    assert len(stub.jobs) == jobs


def test_only_what_bigquery_calls_a_select_is_run(stub: BigQueryRest, warehouse: Warehouse) -> None:
    for text in (
        "delete from numbers where true",
        "select 1; delete from numbers where true",
        "create table x as select 1",
        "truncate table numbers",
    ):
        with pytest.raises(UnsafeSql):
            list(warehouse.stream(ReadOnlySql(text, "bigquery", (), ()), timeout_seconds=5, cancel=CancelToken()))
    assert stub.jobs == {}


# -- stopping ----------------------------------------------------------------------------------------------------------------


def test_cancel_stops_the_job(stub: BigQueryRest, warehouse: Warehouse) -> None:
    token = CancelToken()
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(ask, warehouse, SLOW, cancel=token)
        until(lambda: stub.engine.running == 1)
        assert stub.running == 1
        started = time.monotonic()
        token.cancel()
        with pytest.raises(Cancelled):
            answer.result(10)
        assert time.monotonic() - started < 14
    until(lambda: stub.running == 0 and stub.engine.running == 0)
    assert ask(warehouse, "select 1 as one") == [{"one": 1}]


def test_a_slow_job_is_stopped_in_time(stub: BigQueryRest, warehouse: Warehouse) -> None:
    started = time.monotonic()
    with pytest.raises(TimedOut) as stopped:
        ask(warehouse, SLOW, limits=Limits(seconds=1))
    assert time.monotonic() - started < 15 and "1 seconds" in stopped.value.message
    until(lambda: stub.running == 0 and stub.engine.running == 0)


def test_a_job_that_its_own_time_limit_ends_has_timed_out(stub: BigQueryRest, warehouse: Warehouse) -> None:
    """Lunara's watch sleeps: the limit that the job carries ends it."""
    from lunara.connect.bigquery_jobs import Work

    warehouse.stream(read_only("select 1", "bigquery"), timeout_seconds=1, cancel=CancelToken())
    work = Work(warehouse._jobs, 30, CancelToken())  # type: ignore[attr-defined]
    with work.deadline, pytest.raises(Exception, match="timed out") as ended:
        list(warehouse._run(SLOW, "query", work, 0.5, GIB))  # type: ignore[attr-defined]
    from lunara.connect.bigquery_errors import failed

    assert isinstance(failed(ended.value, account=ACCOUNT, seconds=0.5), TimedOut)
    assert stub.engine.running == 0


def test_a_job_stopped_by_somebody_else_is_cancelled(stub: BigQueryRest, warehouse: Warehouse) -> None:
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(ask, warehouse, SLOW)
        until(lambda: stub.engine.running == 1)
        for name in list(stub.jobs):
            stub._stop(name, "Job execution was cancelled: User requested cancellation")
        with pytest.raises(Cancelled) as stopped:
            answer.result(10)
    assert "on the server" in stopped.value.message


def test_a_job_goes_on_when_the_line_is_cut(stub: BigQueryRest, warehouse: Warehouse) -> None:
    ask(warehouse, "select count(*) as c from numbers")
    jobs = len(stub.jobs)
    for path in ("/jobs$", "/queries/", "/queries/"):
        stub.faults.append(Fault(path, 0))
    assert ask(warehouse, "select count(*) as c from numbers") == [{"c": 60000}]
    assert stub.faults == [] and len(stub.jobs) == jobs + 1


def test_a_job_whose_line_stays_lost_is_stopped(stub: BigQueryRest, warehouse: Warehouse) -> None:
    sql = read_only(SLOW, "bigquery")
    stub.faults += [Fault("/queries/", 0)] * 4
    with pytest.raises(ConnectFailed) as lost:
        list(warehouse.stream(sql, timeout_seconds=30, cancel=CancelToken()))
    assert lost.value.code == "connection_lost"
    until(lambda: stub.running == 0 and stub.engine.running == 0)


@pytest.mark.parametrize("path", ["/jobs$", "/queries/"])
def test_a_network_that_swallows_everything_holds_nobody(stub: BigQueryRest, warehouse: Warehouse, path: str) -> None:
    for stop in ("time", "cancel"):
        stub.faults.append(Fault(path, -1))
        token = CancelToken()
        started = time.monotonic()
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(ask, warehouse, SLOW, limits=Limits(seconds=2 if stop == "time" else 60), cancel=token)
            until(lambda: stub.faults == [])
            if stop == "cancel":
                token.cancel()
            with pytest.raises(TimedOut if stop == "time" else Cancelled):
                answer.result(30)
        assert time.monotonic() - started < 18
    until(lambda: stub.engine.running == 0, 30)


def test_a_sign_in_that_is_never_answered_holds_nobody(
    stub: BigQueryRest, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A token lasts an hour; the next one is asked for in the middle of somebody's question."""
    monkeypatch.setattr(deadline, "DEAF_SECONDS", 1.0)
    stub.forget_tokens()
    stub.faults += [Fault("/token$", -1)] * 3
    started = time.monotonic()
    with pytest.raises(TimedOut):
        list(warehouse.stream(read_only("select 1 as one", "bigquery"), timeout_seconds=1, cancel=CancelToken()))
    assert time.monotonic() - started < 14
    stub.faults.clear()
    assert ask(warehouse, "select 1 as one") == [{"one": 1}]


def test_the_call_that_begins_a_job_may_be_lost_and_begins_one_job(stub: BigQueryRest, warehouse: Warehouse) -> None:
    ask(warehouse, "select 7 as one")  # proven
    jobs = len(stub.jobs)
    stub.faults.append(Fault("/jobs$", 503, "backendError"))
    assert ask(warehouse, "select 7 as one") == [{"one": 7}]
    assert len(stub.jobs) == jobs + 1


# -- errors ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "reason", "message", "code"),
    [
        (
            403,
            "accessDenied",
            "Access Denied: Table p:d.t: User does not have permission to query table",
            "not_granted",
        ),
        (403, "accessDenied", "User does not have bigquery.jobs.create permission in project p.", "not_let_in"),
        (404, "notFound", "Not found: Table p:d.t was not found in location EU", "warehouse_failed"),
        (403, "quotaExceeded", "Custom quota exceeded: Your usage exceeded the custom quota", "quota"),
        (400, "invalidQuery", "Unrecognized name: nope at [1:8]", "warehouse_failed"),
        (403, "responseTooLarge", "Response too large to return.", "too_large"),
        (400, "resourcesExceeded", "Resources exceeded during query execution", "out_of_memory"),
        (403, "billingNotEnabled", "Billing has not been enabled", "not_let_in"),
        (401, "authError", "Request had invalid authentication credentials.", "password_wrong"),
        (
            400,
            "invalidQuery",
            "Cannot query over table 'd.t' without a filter over column(s) 'day'",
            "filter_needed",
        ),
    ],
)
def test_what_bigquery_says_is_said_in_words(
    stub: BigQueryRest, warehouse: Warehouse, *, status: int, reason: str, message: str, code: str
) -> None:
    ask(warehouse, "select 1 as one")
    # Twice: the driver signs in anew after a 401.
    stub.faults += [Fault("/queries/", status, reason, message)] * (3 if status == 401 else 1)
    with pytest.raises(LunaraError) as failed:
        ask(warehouse, "select 1 as one")
    assert failed.value.code == code, str(failed.value)
    assert failed.value.hint and "Traceback" not in failed.value.message and "127.0.0.1" not in failed.value.message


def test_what_passes_is_tried_again(stub: BigQueryRest, warehouse: Warehouse) -> None:
    for reason, status in (("rateLimitExceeded", 403), ("backendError", 503), ("internalError", 500), ("", 502)):
        for path in ("/jobs$", "/queries/"):
            stub.faults.append(Fault(path, status, reason))
            assert ask(warehouse, "select 1 as one") == [{"one": 1}]
    assert stub.faults == []


def test_a_job_that_failed_for_a_passing_reason_runs_again(stub: BigQueryRest, warehouse: Warehouse) -> None:
    ask(warehouse, "select 1 as one")
    begun = len(stub.jobs)
    real = stub._work

    def fail_once(job: Any, text: str) -> None:
        stub._work = real  # type: ignore[method-assign]
        stub._end(job, {"reason": "backendError", "message": "An error occurred"})

    stub._work = fail_once  # type: ignore[method-assign]
    assert ask(warehouse, "select 1 as one") == [{"one": 1}]
    assert len(stub.jobs) == begun + 2


# -- values ------------------------------------------------------------------------------------------------------------------

FIELDS: list[dict[str, Any]] = [
    {"name": "whole", "type": "INTEGER"},
    {"name": "ratio", "type": "FLOAT"},
    {"name": "yes", "type": "BOOLEAN"},
    {"name": "money", "type": "NUMERIC"},
    {"name": "huge", "type": "BIGNUMERIC"},
    {"name": "narrow", "type": "NUMERIC", "precision": "10", "scale": "2"},
    {"name": "day", "type": "DATE"},
    {"name": "local", "type": "DATETIME"},
    {"name": "moment", "type": "TIMESTAMP"},
    {"name": "hour", "type": "TIME"},
    {"name": "raw", "type": "BYTES"},
    {"name": "info", "type": "JSON"},
    {"name": "place", "type": "GEOGRAPHY"},
    {"name": "lasted", "type": "INTERVAL"},
    {"name": "span", "type": "RANGE", "rangeElementType": {"type": "DATE"}},
    {"name": "tags", "type": "STRING", "mode": "REPEATED"},
    {
        "name": "address",
        "type": "RECORD",
        "fields": [
            {"name": "city", "type": "STRING"},
            {"name": "visits", "type": "RECORD", "mode": "REPEATED", "fields": [{"name": "at", "type": "TIMESTAMP"}]},
        ],
    },
]
CELLS: list[Any] = [
    "9007199254740993",
    "-Infinity",
    "false",
    "-12345678901234567890123456789.123456789",
    "12345678901234567890123456789012345678.12345678901234567890123456789012345678",
    "12345678.90",
    "0001-01-01",
    "9999-12-31T23:59:59.999999",
    "1704103200000001",
    "23:59:59.5",
    "AP8=",
    '{"a":1}',
    "POINT(1 2)",
    "1-2 3 4:5:6.7",
    "[2024-01-01, UNBOUNDED)",
    [{"v": "a"}, {"v": "b"}],
    {"f": [{"v": "Köln"}, {"v": [{"v": {"f": [{"v": "0"}]}}]}]},
]
VALUES: list[Any] = [
    9007199254740993,
    float("-inf"),
    False,
    Decimal("-12345678901234567890123456789.123456789"),
    Decimal("12345678901234567890123456789012345678.12345678901234567890123456789012345678"),
    Decimal("12345678.90"),
    date(1, 1, 1),
    datetime(9999, 12, 31, 23, 59, 59, 999999),
    datetime(2024, 1, 1, 10, 0, 0, 1, tzinfo=UTC),
    clock(23, 59, 59, 500000),
    b"\x00\xff",
    '{"a":1}',
    "POINT(1 2)",
    "1-2 3 4:5:6.7",
    {"start": date(2024, 1, 1), "end": None},
    ["a", "b"],
    {"city": "Köln", "visits": [{"at": datetime(1970, 1, 1, tzinfo=UTC)}]},
]


def test_every_type_is_exact(stub: BigQueryRest, warehouse: Warehouse) -> None:
    nothing = [[] if field.get("mode") == "REPEATED" else None for field in FIELDS]
    stub.results["SELECT 1 AS types"] = (FIELDS, [{"f": [{"v": one} for one in cells]} for cells in (CELLS, nothing)])
    first, second = ask(warehouse, "select 1 as types")
    assert list(first.values()) == VALUES
    assert list(second.values()) == nothing


def test_batches_of_the_storage_api_become_the_same() -> None:
    """What the Storage Read API sends differs from the pages in intervals alone, and in decimals of a given precision."""
    schema = arrow_schema(FIELDS)
    page = page_batch(FIELDS, [{"f": [{"v": one} for one in CELLS]}], schema)
    arrays = list(page.columns)
    arrays[13] = pa.array([(14, 3, 14706700000000)], pa.month_day_nano_interval())
    arrays[5] = arrays[5].cast(pa.decimal128(38, 9))
    batch = pa.RecordBatch.from_arrays(arrays, names=schema.names)
    assert aligned(FIELDS, batch, schema).equals(page)


def test_a_value_that_cannot_be_held_is_said(stub: BigQueryRest, warehouse: Warehouse) -> None:
    stub.results["SELECT 1 AS types"] = (
        [{"name": "big", "type": "BIGNUMERIC"}],
        [{"f": [{"v": "5" * 39 + "." + "1" * 38}]}],
    )
    with pytest.raises(WarehouseFailed) as failed:
        ask(warehouse, "select 1 as types")
    assert "big" in failed.value.message and "CAST" in failed.value.hint


def test_pages_are_read_one_by_one(stub: BigQueryRest, warehouse: Warehouse) -> None:
    stream = warehouse.stream(
        read_only("select n from numbers order by n", "bigquery"), timeout_seconds=30, cancel=CancelToken()
    )
    assert next(iter(stream)).num_rows == 10_000
    assert sum("/queries/" in path for _, path in stub.calls) == 1
    rest = sum(batch.num_rows for batch in stream)
    assert rest == 50_000 and sum("/queries/" in path for _, path in stub.calls) == 2


# -- catalog and permissions ---------------------------------------------------------------------------------------------------


def fill_catalog(
    stub: BigQueryRest, dataset: str, tables: dict[str, list[str]], *, kinds: dict[str, str] | None = None
) -> None:
    """The views of the catalog: columns are `name type`, with ` P` for partitioning and ` C1` for clustering columns."""
    run_ = stub.engine.connection.execute
    run_(f"create table {dataset}_TABLES (table_name text, table_type text)")
    run_(f"create table {dataset}_TABLE_OPTIONS (table_name text, option_name text, option_value text)")
    run_(f"create table {dataset}___TABLES__ (table_id text, row_count bigint)")
    run_(
        f"create table {dataset}_COLUMNS (table_name text, column_name text, ordinal_position bigint, is_nullable text,"
        " data_type text, is_hidden text, is_partitioning_column text, clustering_ordinal_position bigint)"
    )
    run_(
        f"create table {dataset}_COLUMN_FIELD_PATHS (table_name text, column_name text, field_path text, description text)"
    )
    run_(f"create table {dataset}_TABLE_CONSTRAINTS (table_name text, constraint_name text, constraint_type text)")
    run_(
        f"create table {dataset}_KEY_COLUMN_USAGE (constraint_name text, column_name text, ordinal_position bigint,"
        " position_in_unique_constraint bigint)"
    )
    run_(
        f"create table {dataset}_CONSTRAINT_COLUMN_USAGE (constraint_name text, table_catalog text, table_schema text,"
        " table_name text)"
    )
    for name, columns in tables.items():
        kind = (kinds or {}).get(name, "BASE TABLE")
        run_(f"insert into {dataset}_TABLES values (?, ?)", [name, kind])
        if kind == "BASE TABLE":
            run_(f"insert into {dataset}___TABLES__ values (?, 5)", [name])
        for place, column in enumerate(columns, 1):
            words = column.split(" ")
            hidden = "YES" if words[0].startswith("_") else "NO"
            clustering = next((int(word[1:]) for word in words[2:] if word.startswith("C")), None)
            partition = "YES" if "P" in words[2:] else "NO"
            run_(
                f"insert into {dataset}_COLUMNS values (?, ?, ?, 'YES', ?, ?, ?, ?)",
                [
                    name,
                    words[0],
                    None if hidden == "YES" else place,
                    words[1].replace("~", " "),
                    hidden,
                    partition,
                    clustering,
                ],
            )


def test_the_catalog_is_five_queries_whatever_the_number_of_tables(stub: BigQueryRest) -> None:
    stub.datasets["web"] = {"location": "EU"}
    fill_catalog(stub, "main", {f"t{number}": ["id INT64", "day DATE P", "country STRING C1"] for number in range(30)})
    fill_catalog(
        stub, "web", {"hits": ["_PARTITIONTIME TIMESTAMP P", "id INT64", "who STRUCT<name~STRING,~age~INT64>"]}
    )
    stub.engine.connection.execute(
        "insert into web_COLUMN_FIELD_PATHS values ('hits', 'who', 'who.name', 'as signed up')"
    )
    opened = opened_at(stub, datasets="main, other-project.web")
    before = len(stub.jobs)
    catalog = opened.catalog()
    assert len(stub.jobs) - before == 5
    assert all(
        job.resource["configuration"]["labels"] == {"lunara": "catalog"} for job in list(stub.jobs.values())[before:]
    )
    assert len(catalog.tables) == 31
    one = catalog.table("t7", "main")
    assert one is not None and one.row_count == 5
    assert (one.partitioned_by, one.clustered_by) == (("day",), ("country",))
    hits = catalog.table("hits", "other-project.web")
    assert hits is not None and [column.name for column in hits.columns] == ["id", "who"]
    assert hits.partitioned_by == ("_PARTITIONTIME",)
    who = hits.column("who")
    assert who is not None and (who.type, who.description) == ("STRUCT<name STRING, age INT64>", "name: as signed up")
    assert [table.name for table in opened.catalog("other-project.web").tables] == ["hits"]
    opened.close()


def test_tables_of_a_series_by_date_are_one(stub: BigQueryRest) -> None:
    days = [f"events_2024{month:02d}01" for month in range(1, 13)]
    tables = {name: ["id INT64"] for name in days} | {days[-1]: ["id INT64", "added STRING"]}
    fill_catalog(stub, "main", {**tables, "events_20249999": ["x INT64"], "lone_20240101": ["x INT64"]})
    opened = opened_at(stub)
    catalog = opened.catalog()
    assert [table.name for table in catalog.tables] == ["events_*", "events_20249999", "lone_20240101"]
    events = catalog.tables[0]
    assert [column.name for column in events.columns] == ["id", "added"]
    assert events.row_count == 60 and events.partitioned_by == ("_TABLE_SUFFIX",)
    assert "12 tables by date, events_20240101 to events_20241201." in events.description
    # The older ones' columns do not even come over the line.
    asked = next(job for job in stub.jobs.values() if "data_type" in job.resource["configuration"]["query"]["query"])
    assert len(asked.rows) == 4
    opened.close()


def test_keys_point_at_the_target_column_by_column(stub: BigQueryRest) -> None:
    fill_catalog(stub, "main", {"a": ["x INT64", "y INT64"], "b": ["p INT64", "q INT64"]})
    run_ = stub.engine.connection.execute
    run_("insert into main_TABLE_CONSTRAINTS values ('a', 'a.pk', 'PRIMARY KEY'), ('b', 'b.fk', 'FOREIGN KEY')")
    run_("insert into main_KEY_COLUMN_USAGE values ('a.pk', 'x', 1, null), ('a.pk', 'y', 2, null)")
    run_("insert into main_KEY_COLUMN_USAGE values ('b.fk', 'q', 1, 2), ('b.fk', 'p', 2, 1)")
    run_(
        f"insert into main_CONSTRAINT_COLUMN_USAGE values ('b.fk', '{PROJECT}', 'main', 'a'), ('b.fk', '{PROJECT}', 'main', 'a')"
    )
    opened = opened_at(stub)
    catalog = opened.catalog()
    a, b = catalog.table("a"), catalog.table("b")
    assert a is not None and b is not None and a.primary_key == ("x", "y")
    (key,) = b.foreign_keys
    assert (key.columns, key.references_table, key.references_columns) == (("q", "p"), "a", ("y", "x"))
    opened.close()


def test_without_datasets_all_of_the_project_in_its_location_are_read(stub: BigQueryRest) -> None:
    stub.datasets |= {"web": {"location": "EU"}, "elsewhere": {"location": "US"}}
    fill_catalog(stub, "main", {"a": ["x INT64"]})
    fill_catalog(stub, "web", {"b": ["x INT64"]})
    opened = opened_at(stub, datasets="")
    assert [(table.schema, table.name) for table in opened.catalog().tables] == [("main", "a"), ("web", "b")]
    opened.close()


def test_check_says_whether_the_account_could_write(stub: BigQueryRest) -> None:
    fill_catalog(stub, "main", {"a": ["x INT64"]})
    stub.tables["main"] = ["a"]
    opened = opened_at(stub)

    def lines(level: str) -> list[str]:
        return [finding.message for finding in opened.check() if finding.level == level]

    assert lines("warning") == [] and "The account can only read." in lines("ok")
    stub.table_permissions = ["bigquery.tables.updateData"]
    assert lines("warning") == [f"The account {ACCOUNT} can write: it may change rows in the dataset main."]
    stub.table_permissions, stub.project_permissions = [], ["bigquery.tables.create", "bigquery.datasets.delete"]
    assert lines("warning") == [
        f"The account {ACCOUNT} can write: it may delete datasets in the project {PROJECT}, and 1 more."
    ]
    stub.project_permissions = []
    stub.datasets["main"]["access"] = [{"role": "WRITER", "userByEmail": ACCOUNT}]
    assert lines("warning") == [f"The account {ACCOUNT} can write: it may make tables in the dataset main."]
    stub.datasets["main"]["access"] = []
    stub.faults.append(Fault("/datasets/main/tables$", 403, "accessDenied"))
    (unknown,) = [finding for finding in opened.check() if finding.level == "warning"]
    assert "in main as a whole cannot be looked up" in unknown.message
    stub.project_permissions = None
    (unknown,) = [finding for finding in opened.check() if finding.level == "warning"]
    assert "cannot be looked up" in unknown.message and "roles/bigquery.dataViewer" in unknown.statement
    assert "The account can only read." not in lines("ok")
    assert "roles/bigquery.dataViewer" in unknown.statement and "jobUser" in unknown.statement
    opened.close()


def test_many_threads_share_one_sign_in(stub: BigQueryRest, warehouse: Warehouse) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: ask(warehouse, f"select {n} as n"), range(24)))
    assert found == [[{"n": n}] for n in range(24)]
    assert len(stub.signed) == 1
