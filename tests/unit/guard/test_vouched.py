"""Functions that the owner of the process vouches for: accepted on every road, and never one that is refused for a reason."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lunara.errors import InvalidInput, UnsafeSql
from lunara.guard import allow_functions, read_only
from lunara.guard.function_names import function_names
from lunara.guard.names import dialects, family
from lunara.guard.refusals import function
from tests.unit.guard.test_corpus import allowed, attacks

# Functions of the user's own in the corpus, which are refused for no other reason than that nobody has vouched for them.
OWN = (
    *("my_", "f_", "payroll.", "catalog_fn.", "steal_everything", "public.", "main.lower", "$partition.", "dbo.mytype"),
    *("evil", "sch.evil", "myudf", "dev.public.f_evil", "safe.my_udf", "hll_count.", "x.hll_count.", "a.run", "cidr"),
    *("dbo.evil", "orders.a", "_evil", "cat.sch.f"),
)


@pytest.fixture(autouse=True)
def nobody_vouches() -> Iterator[None]:
    yield
    allow_functions(())


def refusal(sql: str, dialect: str) -> UnsafeSql:
    with pytest.raises(UnsafeSql) as refused:
        read_only(sql, dialect, allowed(dialect))
    assert refused.value.code == "function_not_allowed"
    return refused.value


def test_what_the_process_vouches_for_is_accepted_until_it_does_no_more() -> None:
    sql = "select pricing.net_price(amount) from orders"
    refusal(sql, "postgres")
    allow_functions(("Pricing.net_price", 'pricing."Net"'))
    assert read_only(sql, "postgres", ["orders"]).tables == ("orders",)
    assert read_only('select pricing."Net"(1)', "postgres", [])
    assert read_only("select net_price(pricing.net_price(1))", "postgres", [], ["net_price"]), (
        "beside those of the call"
    )
    refusal('select pricing."net"(1)', "postgres")
    refusal("select pricing.other(1)", "postgres")
    allow_functions(())
    refusal(sql, "postgres")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("pg_sleep", "keeps the engine waiting"),
        ("PG_SLEEP", "keeps the engine waiting"),
        ('"pg_sleep"', "keeps the engine waiting"),
        ("pg_read_file", "files"),
        ("public.dblink", "elsewhere"),
        ("pg_catalog.anything", "the engine's own"),
        ("sleep", "keeps the engine waiting"),
        ("shop.benchmark", "keeps the engine waiting"),
        ("load_file", "reads files"),
        ("read_csv", "reads files"),
        ("SYSTEM$CANCEL_ALL_QUERIES", "the account"),
        ("dbms_pipe.pack_message", "package"),
        ("crosstab2", "runs SQL text"),
        ("postgres_attach", "reads files or addresses"),
        ("postgres_scan_pushdown", "reads files or addresses"),
        ("from_substrait_json", "runs SQL text"),
        ("http", "reaches addresses"),
        ("extensions.http_get", "reaches addresses"),
        ("net.http_post", "reaches addresses"),
        ("shop.net.http_post", "reaches addresses"),
        ("aws_s3.query_export_to_s3", "elsewhere"),
        ("aws_lambda.invoke", "runs code there"),
        ("azure_storage.blob_get", "elsewhere"),
        ("vault.create_secret", "secrets"),
        ("cron.schedule", "by itself"),
        ("pgp_sym_decrypt", "works with keys"),
        ("pgp_pub_decrypt", "works with keys"),
        ("xmltable", "out of a text"),
        ("oss", "addresses"),
        ("cosn", "addresses"),
        ("hive", "addresses"),
        ("primes", "any number of rows"),
        ("set_config", "tells of the server or the session"),
    ],
)
def test_what_is_refused_for_a_reason_cannot_be_vouched_for(name: str, why: str) -> None:
    allow_functions(("net_price",))
    with pytest.raises(InvalidInput, match="LUNARA_ALLOWED_FUNCTIONS") as refused:
        allow_functions(("pricing.tax", name))
    assert name in refused.value.message and why in refused.value.message
    assert "PostgreSQL" in refused.value.message or not name.lower().strip('"').startswith("pg_")
    assert read_only("select net_price(1)", "postgres", []), "what held before holds on"
    refusal("select pricing.tax(1)", "postgres")


@pytest.mark.parametrize("name", ["net price", "net_price()", "a.b.c.d", "drop table x", '""', "a..b", "1x", "x;y"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput, match="not the name of a function"):
        allow_functions((name,))


def test_naming_what_is_refused_for_a_reason_in_a_call_does_not_allow_it() -> None:
    for dialect, sql, name in (
        ("postgres", "select pg_sleep(1)", "pg_sleep"),
        ("postgres", "select pg_catalog.pg_sleep(1)", "pg_catalog.pg_sleep"),
        ("mysql", "select sleep(1)", "sleep"),
        ("snowflake", "select system$wait(1)", "system$wait"),
    ):
        with pytest.raises(UnsafeSql):
            read_only(sql, dialect, [], [name])


def test_every_function_of_an_attack_is_refused_for_a_reason_that_is_written_down() -> None:
    """And only where there is none does the refusal name the setting."""
    unsaid = []
    for dialect, code, sql in attacks():
        if code != "function_not_allowed":
            continue
        error = refusal(sql, dialect)
        name = str(error.details.get("function", "")).lower()
        own = name.split("@")[0].startswith((*OWN, "__")) or ".my_udf" in name or ".my_fn" in name or name == "myudf"
        if ("LUNARA_ALLOWED_FUNCTIONS" in error.hint) and not own:
            unsaid.append((dialect, name, sql))
    assert not unsaid
    assert "LUNARA_ALLOWED_FUNCTIONS" in refusal("select my_udf(1)", "postgres").hint
    assert "LUNARA_ALLOWED_FUNCTIONS" not in refusal("select pg_sleep(1)", "postgres").hint
    assert refusal("select pg_sleep(1)", "postgres").message == (
        "The function PG_SLEEP keeps the engine waiting, which is never allowed."
    )


def test_each_reason_says_something_and_no_allowed_function_has_one() -> None:
    for dialect in sorted({family(one) for one in dialects()}):
        names = function_names(dialect)
        for pattern, reason in names.out:
            assert reason and reason[0].islower() and len(reason) < 110, (dialect, pattern, reason)
            assert pattern == pattern.lower() and pattern not in names.anywhere, (dialect, pattern)
            assert len(function("x" * 20, reason).message) <= 150
        for name in names.anywhere:
            assert names.why_out((name,)) is None
