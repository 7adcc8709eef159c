"""URLs, forms and hosts: what is given is read exactly, and refused in words."""

from __future__ import annotations

import socket
from pathlib import Path

import duckdb
import pytest

from lunara.connect import KINDS, hosts, kind, kinds, open_url, open_warehouse, parse_url, read_form
from lunara.errors import ConnectFailed, InvalidInput
from lunara.settings import load_settings


@pytest.mark.parametrize(
    ("url", "name", "config", "secrets"),
    [
        ("duckdb:///data/x%20y.duckdb", "duckdb", {"path": "/data/x y.duckdb"}, {}),
        ("sqlite:///x.db", "sqlite", {"path": "/x.db"}, {}),
        ("csv:///folder", "files", {"folder": "/folder"}, {}),
        (
            "postgresql://ann:p%40ss%2F@db.example:5433/shop?sslmode=require&schema=sales",
            "postgres",
            {
                "host": "db.example",
                "port": "5433",
                "database": "shop",
                "user": "ann",
                "sslmode": "require",
                "schema": "sales",
            },
            {"password": "p@ss/"},
        ),
        ("postgres://ann@db/shop", "postgres", {"host": "db", "port": "5432", "database": "shop", "user": "ann"}, {}),
    ],
)
def test_urls(url: str, name: str, config: dict[str, str], secrets: dict[str, str]) -> None:
    assert parse_url(url) == (name, config, secrets)


@pytest.mark.parametrize(
    "url",
    ["", "shop.duckdb", "mongodb://x", "postgresql://h:99999/d", "postgresql://h/d?options=-c", "postgresql://[::1/d"],
)
def test_what_is_no_url(url: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_url(url)
    assert refused.value.hint


def test_a_password_in_a_broken_url_is_not_repeated() -> None:
    for url in ("ann:sesame@host", "mongodb://ann:sesame@host/x", "postgresql://ann:sesame@host:port/x"):
        with pytest.raises(InvalidInput) as refused:
            parse_url(url)
        assert "sesame" not in str(refused.value)


def test_a_form_is_checked_field_by_field() -> None:
    filled = {"host": " db ", "database": "d", "user": "u", "password": " keep me ", "port": ""}
    config, secrets = read_form("postgres", filled)
    assert config == {"host": "db", "port": "5432", "database": "d", "user": "u", "sslmode": "prefer"}
    assert secrets == {"password": " keep me "}
    for wrong in ({"host": ""}, {"port": "x"}, {"sslmode": "maybe"}):
        with pytest.raises(InvalidInput) as refused:
            read_form("postgres", {**filled, **wrong})
        assert refused.value.details["field"] == next(iter(wrong))


def test_every_kind_declares_what_the_page_needs() -> None:
    for name in KINDS:
        declared = kind(name)
        assert declared.name == name
        assert all(field.label and (field.help or field.placeholder) for field in declared.fields)
    with pytest.raises(InvalidInput):
        kind("oracle")


@pytest.mark.parametrize(
    "host",
    [
        "169.254.169.254",
        "169.254.1.1",
        "0.0.0.0",
        "fe80::1",
        "::ffff:169.254.169.254",
        "100.100.100.200",
        "224.0.0.1",
        "2852039166",
    ],
)
def test_metadata_and_link_local_hosts_are_never_reached(host: str) -> None:
    with pytest.raises(ConnectFailed) as refused:
        hosts.resolve(host, 5432, ())
    assert refused.value.code in ("host_not_allowed", "host_unknown")


def test_a_name_that_leads_to_a_forbidden_address(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, 5432)) for a in ("10.0.0.1", "169.254.169.254")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: found)
    with pytest.raises(ConnectFailed) as refused:
        hosts.resolve("innocent.example", 5432, ())
    assert refused.value.code == "host_not_allowed"


@pytest.mark.parametrize(
    "address",
    ["64:ff9b::a9fe:a9fe", "::169.254.169.254", "2001:0:0:0:0:0:5601:5601", "2002:a9fe:a9fe::1", "fd20:ce::254"],
)
def test_an_ipv6_address_is_the_ipv4_address_that_it_carries(address: str) -> None:
    with pytest.raises(ConnectFailed) as error:
        hosts.resolve(address, 5432, ())
    assert error.value.code == "host_not_allowed"


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "192.168.1.1", "::1", "fd12::1", "64:ff9b::7f00:1"])
def test_a_shared_server_does_not_open_its_own_network_to_everybody(address: str) -> None:
    with pytest.raises(ConnectFailed) as error:
        hosts.resolve(address, 5432, (), shared=True)
    assert error.value.code == "host_not_allowed"
    assert "LUNARA_ALLOWED_HOSTS" in error.value.hint
    assert hosts.resolve(address, 5432, (address,), shared=True) == address
    assert hosts.resolve(address, 5432, ()) == address
    assert hosts.resolve("8.8.8.8", 5432, (), shared=True) == "8.8.8.8"


def test_an_allow_list_of_hosts() -> None:
    assert hosts.resolve("127.0.0.1", 1, ("127.0.0.1",)) == "127.0.0.1"
    with pytest.raises(ConnectFailed) as refused:
        hosts.resolve("127.0.0.1", 1, ("db.example",))
    assert refused.value.code == "host_not_allowed"


def test_the_allow_list_comes_from_the_callers_settings_wherever_those_are_from() -> None:
    """Also from Streamlit's secrets file, which the environment does not have."""
    settings = load_settings({}, {"LUNARA_ALLOWED_HOSTS": "db.example"})
    url = "postgresql://reader@127.0.0.1:1/sales"
    for opening in (lambda: open_url(url, settings), lambda: open_warehouse(*parse_url(url), settings)):
        with pytest.raises(ConnectFailed) as refused:
            opening()
        assert refused.value.code == "host_not_allowed"


def test_a_folder_of_files_is_held_to_the_callers_limit(tmp_path: Path) -> None:
    (tmp_path / "big.csv").write_text("id\n" + "1\n" * 1000)
    open_url(f"csv://{tmp_path}", load_settings({})).close()
    with pytest.raises(InvalidInput, match="at most"):
        open_url(f"csv://{tmp_path}", load_settings({}, {"LUNARA_MAX_UPLOAD_BYTES": "100"}))


def test_a_duckdb_file_open_for_writing_here_says_so(tmp_path: Path) -> None:
    path = tmp_path / "x.duckdb"
    with duckdb.connect(str(path)) as writer:
        writer.execute("create table t (a integer)")
        with pytest.raises(ConnectFailed) as refused:
            open_url(f"duckdb://{path}")
        assert refused.value.code == "locked" and "writing" in refused.value.message
    open_url(f"duckdb://{path}").close()


def test_a_file_of_another_engine_says_so(tmp_path: Path) -> None:
    import sqlite3

    sqlite3.connect(tmp_path / "s.db").execute("create table t (a)").connection.close()
    duckdb.connect(str(tmp_path / "d.db")).close()
    for url in (f"duckdb://{tmp_path}/s.db", f"sqlite://{tmp_path}/d.db"):
        with pytest.raises(ConnectFailed) as refused:
            open_url(url)
        assert refused.value.code == "not_a_database"


@pytest.mark.parametrize(
    ("name", "field"),
    [(one.name, field.name) for one in kinds() for field in one.fields if field.destination and field.type == "text"],
)
def test_an_address_with_a_password_in_it_is_refused_and_not_told(
    name: str, field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lunara.connect.is_installed", lambda one: True)
    required = {one.name: one.default or "1" for one in kind(name).fields if one.required}
    switched_on = load_settings({"LUNARA_REMOTE_FILES": "on"})
    values = {**required, "tables": "x = s3://lake/x/", field: "user:S3CRET@db.example.com"}
    with pytest.raises(InvalidInput) as refused:
        open_warehouse(name, *read_form(name, values), switched_on)
    assert refused.value.details["field"] == field and refused.value.hint
    assert "S3CRET" not in str(refused.value)
